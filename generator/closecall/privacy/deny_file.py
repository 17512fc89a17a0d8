"""The file in which a provider keeps its own list of what may not be written.

The list holds names of people, so it is no record and lies in no repository: not as digests either,
since whoever has those can try every surname there is. It is named to the command, and no message
repeats what stands in it.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from closecall.errors import UsageError
from closecall.privacy.denied import DenyList, too_short
from closecall.privacy.patterns import refusal

VARIABLE: Final = "CLOSECALL_DENY_LIST"
"""The setting of the environment that names the file."""
PATTERN: Final = "pattern:"
"""How a line begins that is no word but a pattern."""
MAX_FILE: Final = 1 << 20
"""Bytes of the file: more names than any provider has people."""
MAX_LINE: Final = 200
"""Characters of a line."""
MAX_PATTERNS: Final = 100
"""Patterns: each is matched with every file."""
_TOLD: Final = 10
"""Lines that are told one by one."""


def read_deny_list(file: Path, *, root: Path) -> DenyList:
    """Read a list: a word, a name or a `pattern:` on each line; empty lines and `#` are skipped.

    Args:
        file: Where it lies.
        root: The folder of the project, in which it must not lie.

    Raises:
        UsageError: It cannot be read, lies among the records, or has lines that cannot be used.
            Every such line is told by its number, and nothing of what stands there.
    """
    if file.resolve().is_relative_to(root.resolve()):
        raise UsageError(
            "The deny list lies in the folder of the project, and it holds names of people. Keep it"
            " outside, where nobody can commit it."
        )
    words: list[str] = []
    patterns: list[str] = []
    wrong: list[str] = []
    for number, line in enumerate(_lines(file), 1):
        said = line.strip()
        if not said or said.startswith("#"):
            continue
        is_pattern = said.lower().startswith(PATTERN)
        text = said[len(PATTERN) :].strip() if is_pattern else said
        why = _refused(text, is_pattern=is_pattern, patterns=len(patterns))
        if why:
            wrong.append(f"  line {number}: {why}")
        else:
            (patterns if is_pattern else words).append(text)
    if wrong:
        head = "The deny list cannot be used; what stands in it is not repeated:"
        more = [f"  and {len(wrong) - _TOLD:,} more lines"] if len(wrong) > _TOLD else []
        raise UsageError("\n".join((head, *wrong[:_TOLD], *more)))
    if not (words or patterns):
        raise UsageError(
            "The deny list is empty. Write a word or a name on each line, or do not name the file."
        )
    return DenyList.of(words, patterns)


def _refused(text: str, *, is_pattern: bool, patterns: int) -> str:
    """Why a line cannot be used, and how to mend it; empty if it can."""
    if len(text) > MAX_LINE:
        return f"it is longer than {MAX_LINE} characters. Split it."
    if not is_pattern:
        if too_short(text):
            return "fewer than two letters or digits would be found everywhere. Write more of it."
        return ""
    if patterns == MAX_PATTERNS:
        return f"there are more than {MAX_PATTERNS} patterns. Write words where words are enough."
    return refusal(text)


def _lines(file: Path) -> Iterator[str]:
    try:
        # Nothing is waited for: what is named may be a pipe.
        handle = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as opened:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise UsageError("The deny list is no file. Name the file that holds it.")
            raw = opened.read(MAX_FILE + 1)
    except OSError as error:
        raise UsageError(
            f"The deny list cannot be opened: {error.strerror or 'no reason is given'}. Look at"
            " the name of the file and at who may read it."
        ) from error
    if len(raw) > MAX_FILE:
        raise UsageError("The deny list is larger than 1 MiB. Keep what is needed.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            "The deny list is not saved as UTF-8. Save it again with that encoding."
        ) from error
    return iter(text.splitlines())


def given_deny_list(file: Path | None, *, root: Path) -> DenyList:
    """The list in a file, or one with nothing on it where no file is named.

    Raises:
        UsageError: As for `read_deny_list`.
    """
    return read_deny_list(file, root=root) if file else DenyList.of(())
