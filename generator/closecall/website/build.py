"""`closecall build`: the site of one folder of records, complete or not at all."""

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from closecall.collector import collector_asleep
from closecall.errors import ClosecallError, UsageError
from closecall.findings import Level
from closecall.model.days import in_words
from closecall.privacy.denied import NO_WORDS, DenyList
from closecall.website.content import Asked, Content, Version, read_content
from closecall.website.staging import staged

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

    from closecall.website.plugin import ClosecallPlugin

SETTINGS_FILE: Final = "mkdocs.yml"
_PLUGIN: Final = "closecall"


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build has made."""

    site_dir: Path
    """Folder of the site."""
    pages: int
    """How many pages were made from the records."""
    written: int
    """How many hand-written pages stand beside them."""
    findings: Mapping[Level, int]
    """How many findings the records have, by level. No errors: they stop a build."""
    version: Version
    """Name, as-at day, commit and edition of the site."""
    notes: tuple[str, ...]
    """What MkDocs warned about, such as a link in a hand-written page that leads nowhere."""

    @property
    def words(self) -> str:
        """The report for a person: how much, where, as at which day, how many gaps are shown."""
        gaps = self.findings[Level.GAP]
        pages = _counted(self.pages + self.written, "page")
        edition = f"{self.version.edition} edition, as at {in_words(self.version.as_at)}"
        lines = [
            f"Built {pages} in {_shown(self.site_dir)}   {edition}",
            f"The rules found {_counted(gaps, 'gap')}. The site shows all that is missing.",
        ]
        if self.notes:
            lines += ["", f"{_counted(len(self.notes), 'warning')} from MkDocs:"]
            lines += [f"  {line}" for note in self.notes for line in note.splitlines()]
        return "\n".join(lines)


def build_site(
    root: Path, *, as_at: date | None, site_dir: Path | None, deny: DenyList = NO_WORDS
) -> BuildReport:
    """Check the records under a folder and build their site.

    The old site stays whole until the new one is complete, whatever happens.

    Args:
        root: The folder with `records/` and `mkdocs.yml`.
        as_at: The day as of which all is said; without one `mkdocs.yml`, else the records decide.
        site_dir: Where the site goes; without one where `mkdocs.yml` says.
        deny: The provider's own list of what no record may hold.

    Returns:
        What was built.

    Raises:
        BrokenRecordsError: A record has an error.
        UsageError: There is no `mkdocs.yml`, or it or the target cannot be used.
        ClosecallError: MkDocs could not build the site.
    """
    settings = root / SETTINGS_FILE
    if not settings.is_file():
        raise UsageError(
            f"There is no {SETTINGS_FILE} in {root}. It says how the site is framed: copy the one"
            " of the example, or go to the folder that has it."
        )
    frames: list[_Frame] = []

    def asked() -> Asked:
        # MkDocs is a fifth of a second of loading: other processes read the records meanwhile.
        frame = _frame(settings, site_dir, root, notes)
        frames.append(frame)
        said = frame.plugin.config
        return Asked(as_at=as_at or said.as_at, edition=said.edition)

    with collector_asleep(), _listening() as notes:
        content = read_content(root, asked, deny=deny)
        (frame,) = frames
        with staged(frame.target) as folder:
            written = _run(frame, content, folder, notes)
    levels = [finding.level for finding in content.findings]
    return BuildReport(
        site_dir=frame.target,
        pages=len(content.book.pages),
        written=written,
        findings={level: levels.count(level) for level in Level},
        version=content.version,
        notes=tuple(notes),
    )


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _shown(folder: Path) -> str:
    """A folder as the reader of the report would name it."""
    here = Path.cwd()
    return f"{folder.relative_to(here) if folder.is_relative_to(here) else folder}/"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """What `mkdocs.yml` says of the site."""

    config: "MkDocsConfig"
    plugin: "ClosecallPlugin"
    target: Path
    """Folder of the site."""


def _frame(settings: Path, site_dir: Path | None, root: Path, notes: list[str]) -> _Frame:
    config = _load(settings, notes)
    plugin = _plugin_of(config)
    target = (Path.cwd() / site_dir) if site_dir else Path(config.site_dir)
    _refuse_inside(target, root, Path(config.docs_dir))
    plugin.make_ready(config)
    return _Frame(config=config, plugin=plugin, target=target)


def _load(settings: Path, notes: list[str]) -> "MkDocsConfig":
    from mkdocs.config import load_config  # noqa: PLC0415 - not for checks
    from mkdocs.exceptions import MkDocsException  # noqa: PLC0415

    try:
        return load_config(str(settings))
    except MkDocsException as error:
        raise UsageError(_told(f"{SETTINGS_FILE} cannot be used", error, notes)) from error


def _plugin_of(config: "MkDocsConfig") -> "ClosecallPlugin":
    plugin = config.plugins.get(_PLUGIN)
    if plugin is None:
        raise UsageError(f"Write the plugin {_PLUGIN} under `plugins` in {SETTINGS_FILE}.")
    found: ClosecallPlugin = plugin
    return found


def _run(frame: _Frame, content: Content, folder: Path, notes: list[str]) -> int:
    """Let MkDocs build into a folder.

    Returns:
        How many hand-written pages there are.
    """
    from mkdocs.commands.build import build  # noqa: PLC0415 - see `_load`
    from mkdocs.exceptions import MkDocsException  # noqa: PLC0415

    config, plugin = frame.config, frame.plugin
    plugin.given = content
    config.site_dir = str(folder)
    config.plugins.on_startup(command="build", dirty=False)
    try:
        build(config)
    except MkDocsException as error:
        raise ClosecallError(_told("The site was not built", error, notes)) from error
    except OSError as error:
        raise ClosecallError(_told("The site was not built", error, [])) from error
    finally:
        # MkDocs keeps plugins for later builds in the same process.
        plugin.given = None
        config.plugins.on_shutdown()
    return plugin.written


def _told(what: str, error: Exception, notes: list[str]) -> str:
    """What MkDocs said, indented beneath what we say. Its log often says more."""
    said = notes or [str(error)]
    return "\n".join([f"{what}:", *(f"  {line}" for note in said for line in note.splitlines())])


def _refuse_inside(target: Path, root: Path, docs: Path) -> None:
    """Keep the site out of what it is made from, and the other way round."""
    target, root = target.resolve(), root.resolve()
    if root.is_relative_to(target):
        raise UsageError(f"{target} holds the records themselves. Choose a folder inside it.")
    for source in (docs.resolve(), root / "records", root / "schemas", root / ".git"):
        if target.is_relative_to(source):
            raise UsageError(f"{target} is inside {source}. Choose a folder beside it.")


@contextmanager
def _listening() -> Iterator[list[str]]:
    """Keep MkDocs' warnings for the report; nothing of it reaches the terminal by itself."""
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    logger = logging.getLogger("mkdocs")
    notes: list[str] = []
    handler = _Notes(notes)
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(handler)
    try:
        yield notes
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagate


class _Notes(logging.Handler):
    """Keeps warnings and worse as text."""

    def __init__(self, notes: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._notes = notes

    def emit(self, record: logging.LogRecord) -> None:
        self._notes.append(record.getMessage())
