"""What a site is made of: the book of pages and who, when and which commit it speaks for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from closecall.errors import BrokenRecordsError
from closecall.findings import Finding
from closecall.git.commits import UNCOMMITTED
from closecall.model.days import in_words
from closecall.pages.page import Asset, Book, script_of
from closecall.privacy.denied import NO_WORDS, DenyList

if TYPE_CHECKING:
    from closecall.evidence import Evidence

EDITIONS: Final = ("restricted",)
"""For whom a site can be built. `restricted` is exact, and for readers who are let in."""
VERSION_FILE: Final = "version.js"
"""File at the top of a site that says which version it is. Every page loads it; a folder that has
it was made by us."""

_VERSION_VARIABLE: Final = "closecallVersion"
_SHORT_COMMIT: Final = 12
_UNCOMMITTED: Final = "uncommitted changes"
"""What is said in place of a commit where there is one, and the records are otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What distinguishes one build of a site from another. In no page's HTML, in `version.js`."""

    name: str
    """Name of the version."""
    as_at: date
    """The day as of which all is said."""
    commit: str
    """Id of the commit that the records are those of. Empty: there is none."""
    no_commit: str
    """Why there is none, in words that go on after "as". Empty: there is one."""
    edition: str
    """One of `EDITIONS`."""
    fictional: bool
    """Whether the provider is invented."""

    def asset(self) -> Asset:
        """The `version.js` that fills in the last line of every page."""
        return Asset(
            path=VERSION_FILE,
            draw=lambda: script_of(
                _VERSION_VARIABLE,
                {
                    "version": self.name,
                    "asAt": self.as_at.isoformat(),
                    "asAtInWords": in_words(self.as_at),
                    "commit": self.commit[:_SHORT_COMMIT] or self._no_commit,
                    "edition": self.edition,
                    "fictional": self.fictional,
                },
            ),
        )

    @property
    def _no_commit(self) -> str:
        """What is said in place of a commit, in a line that has room for few words."""
        if self.no_commit == UNCOMMITTED:
            return _UNCOMMITTED
        return f"none, as {self.no_commit}" if self.no_commit else "none"


def is_version_file(data: bytes) -> bool:
    """Whether the content of a `version.js` is ours."""
    return data.startswith(f"window.{_VERSION_VARIABLE} = ".encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """All that is put into a site, made from records without an error."""

    book: Book
    version: Version
    provider: str
    """Name of the provider as its record has it. Empty where there is no such record."""
    findings: tuple[Finding, ...]
    """Gaps and warnings: they are published, and stop nothing."""


class Asked(NamedTuple):
    """What somebody wants a site of."""

    as_at: date | None
    """The day as of which all is said; without one the records decide."""
    edition: str
    """One of `EDITIONS`."""


def read_content(root: Path, asked: Callable[[], Asked], *, deny: DenyList = NO_WORDS) -> Content:
    """Read and check the records under a folder, and make all pages from them.

    Args:
        root: The folder with `records/`.
        asked: Finds out what is wanted; called once, while other processes read the records.
        deny: The provider's own list of what no record may hold.

    Raises:
        BrokenRecordsError: A record has an error, or is not meant for readers outside the service.
            Its text names every one.
        UsageError: There are no records here.
        GitError: Git could not answer.
    """
    from closecall.evidence import gather  # noqa: PLC0415 - the schemas are not for every import

    wanted: list[Asked] = []

    def meanwhile() -> date | None:
        wanted.append(asked())
        # Here, beside the reading, and not when first needed: at 1,000 records that is an eighth
        # of a build.
        from closecall.pages.book import make_ready  # noqa: PLC0415

        make_ready()
        return wanted[0].as_at

    evidence = gather(root, as_at=meanwhile, deny=deny)
    if evidence.errors:
        raise BrokenRecordsError(in_plain_words(evidence.errors))
    if internal := _internal(evidence):
        raise BrokenRecordsError(_kept_back(internal))

    from closecall.pages.book import make_book  # noqa: PLC0415 - no templates without pages

    provider = evidence.provider
    return Content(
        book=make_book(evidence),
        version=Version(
            name=evidence.as_at.isoformat(),
            as_at=evidence.as_at,
            commit=evidence.commit.id if evidence.commit else "",
            no_commit=evidence.no_commit,
            edition=wanted[0].edition,
            fictional=bool(provider and provider.fictional),
        ),
        provider=provider.name if provider else "",
        findings=evidence.findings,
    )


def _internal(evidence: "Evidence") -> list[str]:
    """Files of the records that may not leave the service."""
    return sorted(r.path for r in evidence.register.records.values() if r.privacy_tier == _INTERNAL)


_INTERNAL: Final = "internal"


def _kept_back(paths: Sequence[str]) -> str:
    are = "1 record is" if len(paths) == 1 else f"{len(paths):,} records are"
    why = (
        f"{are} marked `tier: internal`, and every edition of the site leaves the service. A page"
        " that speaks of the rest alone would be wrong without saying so, so nothing was built."
        " What there was is kept."
    )
    mend = (
        "Agree with the role that checks privacy what may be said, reword the record and write"
        " `tier: restricted` under `privacy`; or keep such a record outside this repository."
    )
    lines = [why, "", *(f"  {_visible(path)}" for path in paths), "", mend]
    return "\n".join(lines)


def in_plain_words(findings: tuple[Finding, ...]) -> str:
    """Every finding with its place and its mend, and why nothing was built.

    The text of a record can stand in a finding or a file name; it is shown with every character
    that a terminal could act on spelled out, and never at the start of a line.
    """
    count = len(findings)
    errors = "1 error" if count == 1 else f"{count:,} errors"
    lines = [f"The records have {errors}, so nothing was built from them. What there was is kept."]
    for finding in findings:
        place = f"{finding.path}:{finding.line}:{finding.column}"
        lines += [
            "",
            f"  {finding.rule} {finding.level}  {_visible(finding.message)}",
            f"    --> {_visible(place)}",
            f"    = mend: {_visible(finding.remedy)}",
        ]
    return "\n".join(lines)


def _visible(text: str) -> str:
    r"""The text with all that cannot be seen spelled out: `\x1b` for the escape character.

    `##[` is pulled apart: a build server would read what follows as a command to itself.
    """
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii")
        for char in text
    ).replace("##[", "## [")
