"""Plain values to the text of a record, which the reader gives back exactly; and into a new file.

The text is composed here and not by a library's emitter: the reader takes less than YAML allows,
and `no` or a time of day must not be changed on the way. What has been composed is read once
before it is given to anybody: a text that would come back otherwise is refused, never written.

No message repeats a value: it could be somebody's name.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Final

from closecall.errors import ClosecallError, UsageError
from closecall.records.documents import Plain, parse
from closecall.records.kinds import DATED, KIND_BY_NAME
from closecall.records.trees import ENDING, ID, RECORDS, is_kept

WIDTH: Final = 96
"""No line that can be broken is longer."""

_DAY_IN_ID = re.compile(r"[a-z]+-([0-9]{4})([0-9]{2})[0-9]{2}-")
_KEY = re.compile(r"[a-z][a-z0-9_-]*")
_PLAIN = re.compile(r"[^\W\d_][\w .,/()’'+–-]*(?<! )")
_IN_BRACKETS = re.compile(r"[^\W\d_][\w ./-]*(?<! )")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?: [0-9]{2}:[0-9]{2})?")
_WORDS = frozenset(["true", "false", "null"])
_ODD_SPACE = re.compile(r"^\s|\s$|  |[^\S ]")


def record_text(kind: str, data: Mapping[str, Plain]) -> str:
    """The text of a record's file.

    Args:
        kind: Name of the kind; the first line tells editors its schema.
        data: The record's values. `kind` is written first, whether it is there or not; the other
            fields in the order in which they are given.

    Returns:
        The text, ending in a line break. The reader makes exactly `kind` and `data` of it.

    Raises:
        ClosecallError: Some value cannot stand in a record, such as a control character.
    """
    up = "../" * (3 if kind in DATED else 2)
    whole: dict[str, Plain] = {"kind": kind, **data}
    head = f"# yaml-language-server: $schema={up}schemas/{kind}.json"
    text = "\n".join((head, *_mapping(whole, ""))) + "\n"
    parsed = parse(text.encode("utf-8", "surrogatepass"), path="")
    if parsed.findings:
        raise ClosecallError(f"A value cannot stand in a record. {parsed.findings[0].message}")
    if not _same(parsed.data, whole):
        raise ClosecallError(
            "A value cannot stand in a record: it ends in a line break, or is a number with too"
            " many digits."
        )
    return text


def record_path(kind: str, record_id: str) -> str:
    """Where a record belongs, from the root of the project.

    Raises:
        UsageError: No record can have that id.
    """
    day = _DAY_IN_ID.match(record_id)
    if is_kept(record_id):
        raise UsageError("No record can have this id: it is kept for something else.")
    if ID.fullmatch(record_id) is None or (kind in DATED and day is None):
        raise UsageError(
            "An id has 3 to 64 small letters, digits and hyphens and begins with a letter; of what"
            " happens on a day, it is like nm-20260303-k7m2."
        )
    month = f"{day[1]}-{day[2]}/" if day and kind in DATED else ""
    return f"{RECORDS}/{KIND_BY_NAME[kind].folder}/{month}{record_id}{ENDING}"


def write_new(root: Path, path: str, text: str) -> None:
    """Make a file that is not there yet, with the folders above it.

    Nothing is overwritten, no link is followed below the root, and where writing fails no half
    of the file stays.

    Args:
        root: The root of the project.
        path: The file's path from there, with forward slashes.
        text: What is to stand in it.

    Raises:
        ClosecallError: There is something of that name already, or it cannot be written.
    """
    parts = PurePosixPath(path).parts
    if not parts or any(part in ("/", "..") for part in parts):
        raise UsageError("A file is made only inside the project.")
    held = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for part in parts[:-1]:
            with suppress(FileExistsError):
                os.mkdir(part, dir_fd=held)
            below = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=held)
            os.close(held)
            held = below
        _fill(parts[-1], text.encode(), held)
    except FileExistsError as error:
        raise ClosecallError(f"There is a file {path} already; it is left as it is.") from error
    except OSError as error:
        raise ClosecallError(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        os.close(held)


def _fill(name: str, raw: bytes, folder: int) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    file = os.open(name, flags, 0o666, dir_fd=folder)
    try:
        with os.fdopen(file, "wb") as stream:
            stream.write(raw)
    except BaseException:
        os.unlink(name, dir_fd=folder)
        raise


def _same(one: Plain, other: Plain) -> bool:
    """Whether two values are the same and of the same sort: 1 is not true, nor 1.0."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return type(one) is type(other) and one == other


def _mapping(values: Mapping[str, Plain], indent: str) -> Iterator[str]:
    for key, value in values.items():
        name = key if _KEY.fullmatch(key) and key not in _WORDS else json.dumps(key)
        yield from _after(f"{indent}{name}:", value, indent)


def _after(head: str, value: Plain, indent: str) -> Iterator[str]:
    """A value behind the name of its field or the hyphen of its item."""
    inner = indent + "  "
    if isinstance(value, dict) and value:
        yield head
        yield from _mapping(value, inner)
    elif isinstance(value, list) and value:
        line = _in_brackets(value)
        if line and len(head) + len(line) < WIDTH:
            yield f"{head} {line}"
            return
        yield head
        yield from _items(value, inner)
    elif isinstance(value, str):
        yield from _text(head, value, inner)
    else:
        yield f"{head} {_bare(value)}"


def _items(values: list[Plain], indent: str) -> Iterator[str]:
    for value in values:
        if isinstance(value, dict) and value:
            first, *rest = _mapping(value, indent + "  ")
            yield f"{indent}- {first[len(indent) + 2 :]}"
            yield from rest
        else:
            yield from _after(f"{indent}-", value, indent)


def _bare(value: Plain) -> str:
    """A number, a truth value, nothing, or something empty."""
    if isinstance(value, (dict, list)):
        return "{}" if isinstance(value, dict) else "[]"
    return json.dumps(value)


def _in_brackets(values: list[Plain]) -> str:
    """A list of short words on one line; empty where it is no such list."""
    words = [value for value in values if isinstance(value, str)]
    if len(words) < len(values) or any(
        word in _WORDS or not (_IN_BRACKETS.fullmatch(word) or _DAY.fullmatch(word))
        for word in words
    ):
        return ""
    return f"[{', '.join(words)}]"


def _text(head: str, text: str, indent: str) -> Iterator[str]:
    fits = len(head) + len(text) < WIDTH
    if fits and text not in _WORDS and (_PLAIN.fullmatch(text) or _DAY.fullmatch(text)):
        yield f"{head} {text}"
    elif not fits and not _ODD_SPACE.search(text):
        yield f"{head} >"
        yield from _folded(text, indent)
    elif (
        "\n" in text
        and all(line == line.strip() for line in text.split("\n"))
        and (text.strip("\n") == text)
    ):
        yield f"{head} |"
        yield from (f"{indent}{line}" if line else "" for line in text.split("\n"))
    else:
        yield f"{head} {json.dumps(text, ensure_ascii=False)}"


def _folded(text: str, indent: str) -> Iterator[str]:
    """Lines of whole words; the reader puts one space where a line ends."""
    line = indent
    for word in text.split(" "):
        if line != indent and len(line) + len(word) >= WIDTH:
            yield line
            line = indent
        line += word if line == indent else f" {word}"
    yield line
