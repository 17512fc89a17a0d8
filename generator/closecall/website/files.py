"""Generated files among MkDocs' own: known to its links, written by us."""

import os
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel

from closecall.shards import in_shards

_PATH: Final = re.compile(r"(?:[a-z0-9][a-z0-9-]*/)*[a-z0-9][a-z0-9.-]*[a-z0-9]")


class GeneratedFile(File):
    """A file of the site whose content is made when it is written.

    It is no page to MkDocs: not in its navigation, not rendered by it. Links from hand-written
    pages find it by its path in the site, and are checked.
    """

    def __init__(self, path: str, config: MkDocsConfig, content: Callable[[], bytes]) -> None:
        """Make a file.

        Args:
            path: Its path in the site.
            config: The site's.
            content: Gives what is in it.
        """
        if not _PATH.fullmatch(path):
            message = (
                f"{path!r} cannot be a file of the site: it may hold a-z, 0-9, hyphens and dots."
            )
            raise PluginError(message)
        super().__init__(
            path,
            None,
            config.site_dir,
            False,  # noqa: FBT003 - MkDocs' own signature
            dest_uri=path,
            inclusion=InclusionLevel.NOT_IN_NAV,
        )
        self.generated_by = "closecall"
        self.content = content

    @property
    def _content(self) -> str | bytes | None:
        """What MkDocs reads where another plugin asks for the file's content."""
        return self.content()

    @_content.setter
    def _content(self, value: str | bytes | None) -> None:
        data = value.encode() if isinstance(value, str) else value or b""
        self.content = lambda: data

    def copy_file(self, dirty: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - MkDocs' own
        """Write the file. There is no older one to keep: its content is not known before."""
        write(f"{self.dest_dir}/{self.src_uri}", self.content())

    def is_modified(self) -> bool:
        """Whether it must be written: always."""
        return True


class SiteFiles(Files):
    """MkDocs' collection of files, which writes the generated ones side by side.

    MkDocs asks one file after the other to copy itself, and making a page is most of the work of a
    build.
    """

    def __init__(self, files: Iterable[File], *, one_by_one: Callable[[], bool]) -> None:
        """Make the collection.

        Args:
            files: What is in it.
            one_by_one: Asked when the files are written: whether that must be in this process,
                because making one leaves something behind.
        """
        super().__init__(files)
        self._one_by_one = one_by_one

    def copy_static_files(
        self,
        dirty: bool = False,  # noqa: FBT001, FBT002 - MkDocs' own signature
        *,
        inclusion: Callable[[InclusionLevel], bool] = InclusionLevel.is_included,
    ) -> None:
        """Write all files but the hand-written pages."""
        static = [f for f in self if not f.is_documentation_page() and inclusion(f.inclusion)]
        generated = [f for f in static if isinstance(f, GeneratedFile)]
        for file in static:
            if not isinstance(file, GeneratedFile):
                file.copy_file(dirty)
        if self._one_by_one():
            _write_all(generated)
        else:
            in_shards(_write_all, generated, at_least=_WORTH_A_WORKER)


_WORTH_A_WORKER: Final = 100
"""Pages that take longer to make than a process to start."""


def _write_all(files: Iterable[GeneratedFile]) -> None:
    for file in files:
        file.copy_file()


def write(path: str, data: bytes) -> None:
    """Write a file, and its folder where that is missing."""
    # One call each to the system: at 10,000 pages a second less than by way of file objects.
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
    folder = path.rpartition("/")[0]
    # Nearly every page has a folder of its own, whose parent is there.
    with suppress(FileExistsError):
        try:
            os.mkdir(folder)  # noqa: PTH102 - see above
        except FileNotFoundError:
            os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - see above
    handle = os.open(path, flags, 0o666)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]
    finally:
        os.close(handle)
