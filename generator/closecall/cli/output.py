"""Where a report goes: a terminal, a build log, a file."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from closecall.errors import UsageError
from closecall.reports.formats import FORMATS
from closecall.reports.neutral import on_one_line

_RUNNER_FILES: Final = ("GITHUB_ENV", "GITHUB_PATH", "GITHUB_OUTPUT", "GITHUB_STATE")
"""Variables with the names of files that GitHub's runner obeys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A file that a report is written into."""

    file: Path
    form: str
    """Name of its format."""
    instead: bool
    """Whether the report goes there instead of being printed."""


def read_target(said: str, form: str) -> Target:
    """What `--output` asks for: `sarif=report.sarif`, or a file in the format of the command.

    Raises:
        UsageError: It names no file, or one that a build would obey.
    """
    name, equals, rest = said.partition("=")
    named = bool(equals) and name in FORMATS
    file = rest if named else said
    if not file:
        raise UsageError("`--output` names no file. Write `--output sarif=report.sarif`.")
    for variable in _RUNNER_FILES:
        obeyed = os.environ.get(variable)
        if obeyed and Path(obeyed).resolve() == Path(file).resolve():
            raise UsageError(
                f"The runner obeys what stands in the file of {variable}, so no report is written"
                " into it. For a summary, use GITHUB_STEP_SUMMARY."
            )
    return Target(file=Path(file), form=name if named else form, instead=not named)


def write(file: Path, text: str) -> None:
    """Write a report into a file, in place of what is there.

    Raises:
        UsageError: It cannot be written.
    """
    try:
        # Never through a link: the folder that is checked may be anybody's work.
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
        with os.fdopen(os.open(file, flags, 0o666), "w", encoding="utf-8", newline="\n") as out:
            out.write(text)
    except OSError as error:
        why = " It is a link." if file.is_symlink() else ""
        raise UsageError(
            f"The report cannot be written into {on_one_line(str(file))}.{why}"
            " Name a file in a folder that is there and may be written to."
        ) from error


def prints_colour(stream: TextIO, environment: Mapping[str, str], *, asked: bool | None) -> bool:
    """Whether text is printed with colours.

    Args:
        stream: Where it goes.
        environment: Which may hold NO_COLOR (https://no-color.org) and TERM.
        asked: What the caller asked for, if anything.
    """
    if asked is not None:
        return asked
    if environment.get("NO_COLOR") or environment.get("TERM") == "dumb":
        return False
    return stream.isatty()
