"""What files of attributes would make Git do to others: read as data, and never asked of Git.

Some attributes make the bytes on the disk others than those in the commit, run a program on them,
or leave a file out of an export. Git itself tells which hold, but not on which line they stand.
"""

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias, TypeVar

from closecall.git.blobs import Entry, read_blobs
from closecall.git.command import ask
from closecall.git.commits import OBJECT, folder_in_repository

NAME: Final = ".gitattributes"
"""What the file is called, in whichever folder it lies."""
OWN: Final = ".git/info/attributes"
"""The file that counts on one computer alone."""
KEEPS_BYTES: Final = "-text -ident -filter -export-ignore -export-subst !working-tree-encoding"
"""What on one line makes files stay as they are, whatever stands on the lines before."""

Value: TypeAlias = bool | str | None
"""Set, unset, set to a word; None where a line says that nothing is said."""


_BYTEWISE: Final = "latin-1"
"""Git compares names byte by byte: read so, each byte is a sign."""


def _bytewise(name: str) -> str:
    return name.encode(errors="surrogateescape").decode(_BYTEWISE)


class Place(NamedTuple):
    """A line of a file with attributes."""

    path: str
    line: int
    """From 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeFile:
    """A file with attributes."""

    path: str
    """As it is told."""
    above: str
    """The way from its folder to that of the project: empty, or `care/`."""
    raw: bytes | None
    """What stands in it; None where it is too large to be looked through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An attribute by which Git keeps files otherwise than they lie there, and the line of it."""

    attribute: str
    """Its name; empty where the whole file is too large to be looked through."""
    place: Place
    files: int
    """How many files it is said of."""


def changes(files: Sequence[AttributeFile], paths: Iterable[str]) -> tuple[Change, ...]:
    """Every attribute that changes files, by its line.

    Args:
        files: Those with attributes, the outermost first: what is said last holds.
        paths: The files, from the folder of the project.
    """
    large = tuple(
        Change(attribute="", place=Place(file.path, 1), files=0)
        for file in files
        if file.raw is None
    )
    rules = list(_rules(files))
    if not any(_harms(name, value) for rule in rules for name, value in rule.said.items()):
        return large
    found: dict[tuple[Place, str], int] = {}
    for path in paths:
        held: dict[str, tuple[Value, Place]] = {}
        for rule in rules:
            if rule.fits(path):
                held |= {name: (value, rule.place) for name, value in rule.said.items()}
        is_text = held.get("text", (None,))[0]
        for name, (value, place) in held.items():
            if _harms(name, value) and not (name == "eol" and is_text is False):
                found[place, name] = found.get((place, name), 0) + 1
    return large + tuple(
        Change(attribute=name, place=place, files=number)
        for (place, name), number in sorted(found.items())
    )


_WITH_A_WORD: Final = frozenset(["working-tree-encoding", "filter", "eol"])
_WHEN_SET: Final = frozenset(["ident", "export-ignore", "export-subst"])


def _harms(name: str, value: Value) -> bool:
    if name == "text":
        return value is True or isinstance(value, str)
    if name in _WITH_A_WORD:
        return isinstance(value, str)
    return name in _WHEN_SET and value is True


# --- Lines ---------------------------------------------------------------------------------------

_MACRO: Final = "[attr]"
_BUILT_IN: Final[Mapping[str, Mapping[str, Value]]] = {"binary": {"text": False}}
_OLD: Final[Mapping[str, str]] = {"crlf": "text"}
"""The older name of an attribute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """A line: which files, and what is said of them."""

    place: Place
    above: str
    segments: tuple[str, ...]
    """The parts of the pattern between its slashes."""
    anywhere: bool
    """Whether it means the name of a file in any folder."""
    said: Mapping[str, Value]

    def fits(self, path: str) -> bool:
        """Whether a file, from the folder of the project, is meant."""
        names = _bytewise(self.above + path).split("/")
        if self.anywhere:
            return _segment_fits(self.segments[0], names[-1])
        return _path_fits(self.segments, names)


def _rules(files: Sequence[AttributeFile]) -> Iterator[_Rule]:
    macros: dict[str, Mapping[str, Value]] = dict(_BUILT_IN)
    for file in files:
        for number, line in enumerate((file.raw or b"").decode(_BYTEWISE).split("\n"), 1):
            pattern, words = _taken_apart(line.strip(" \t\r"))
            if not pattern:
                continue
            said = _said(words, macros)
            if pattern.startswith(_MACRO):
                macros[pattern.removeprefix(_MACRO)] = said
            elif not pattern.endswith("/"):  # a folder has no attributes
                yield _Rule(
                    place=Place(file.path, number),
                    above=file.above,
                    segments=tuple(pattern.removeprefix("/").split("/")),
                    anywhere="/" not in pattern,
                    said=said,
                )


def _taken_apart(line: str) -> tuple[str, list[str]]:
    """The pattern of a line and its attributes; no pattern where the line says nothing."""
    if not line or line.startswith(("#", "!")):
        return "", []
    if line.startswith('"'):
        end = 1
        while end < len(line) and line[end] != '"':
            end += 2 if line[end] == "\\" else 1
        if end < len(line):
            return _unquoted(line[1:end]), line[end + 1 :].split()
    pattern, *words = line.split()
    return pattern, words


_ESCAPES: Final = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def _unquoted(text: str) -> str:
    """A name as Git quotes it, as it is: signs beyond ASCII are written there byte by byte."""
    plain = ""
    place = 0
    while place < len(text):
        if text[place] != "\\" or place + 1 == len(text):
            plain += text[place]
            place += 1
            continue
        octal = text[place + 1 : place + 4]
        if len(octal) == len("377") and octal < "400" and set(octal) <= set("01234567"):
            plain += chr(int(octal, 8))
            place += 4
        else:
            plain += _ESCAPES.get(text[place + 1], text[place + 1])
            place += 2
    return plain


def _said(words: Iterable[str], macros: Mapping[str, Mapping[str, Value]]) -> dict[str, Value]:
    """What the words of a line say of each attribute; the last word holds."""
    said: dict[str, Value] = {}
    for word in words:
        name, equals, text = word.lstrip("-!").partition("=")
        value: Value = text if equals else True
        if word.startswith("-"):
            value = False
        elif word.startswith("!"):
            value = None
        if name == "crlf" and value == "input":
            said |= {"text": True}
            continue
        said[_OLD.get(name, name)] = value
        if value is True and name in macros:
            said |= macros[name]
    return said


# --- Patterns ------------------------------------------------------------------------------------

_ANY: Final = "**"
Token = TypeVar("Token")
"""What fits one thing: a pattern for a part of a path, or a set of signs."""


def _path_fits(pattern: Sequence[str], names: Sequence[str]) -> bool:
    """Whether a pattern fits a path, part by part; `**` stands for any number of folders.

    At the end it stands for all that lies in the folder, and not for the folder itself.
    """
    tokens = [None if part == _ANY else part for part in pattern]
    return _left(tokens, names, _segment_fits) == 0


def _segment_fits(pattern: str, name: str) -> bool:
    """Whether a pattern without a slash fits a name."""
    tokens = _tokens(pattern)
    left = _left(tokens, name, _one_fits)
    return left is not None and all(token is None for token in tokens[len(tokens) - left :])


def _left(
    tokens: Sequence[Token | None], things: Sequence[str], fits: Callable[[Token, str], bool]
) -> int | None:
    """How many tokens are left when all things are used up; None where they do not fit.

    Args:
        tokens: What is to come one after the other; None stands for any number of things.
        things: Parts of a path, or signs of a name.
        fits: Whether a token fits one thing.

    Time grows with the product of the two lengths.
    """
    at = here = 0
    back: tuple[int, int] | None = None
    while here < len(things):
        token = tokens[at] if at < len(tokens) else None
        if at < len(tokens) and token is None:
            back, at = (at, here), at + 1
        elif token is not None and fits(token, things[here]):
            at, here = at + 1, here + 1
        elif back:
            back = (back[0], back[1] + 1)
            at, here = back[0] + 1, back[1]
        else:
            return None
    return len(tokens) - at


class _Set(NamedTuple):
    """Which signs stand for one."""

    ranges: tuple[tuple[str, str], ...]
    """First and last of each."""
    others: bool
    """Whether it is all signs but these."""


_EVERY: Final = _Set((), others=True)


def _one_fits(token: _Set, sign: str) -> bool:
    return token.others != any(a <= sign <= b for a, b in token.ranges)


def _tokens(pattern: str) -> list[_Set | None]:
    """A pattern sign by sign; None stands for any number of signs."""
    tokens: list[_Set | None] = []
    place = 0
    while place < len(pattern):
        sign = pattern[place]
        place += 1
        if sign == "*":
            if not tokens or tokens[-1] is not None:
                tokens.append(None)
        elif sign == "?":
            tokens.append(_EVERY)
        elif sign == "[":
            token, place = _bracket(pattern, place)
            tokens.append(token)
        else:
            if sign == "\\" and place < len(pattern):
                sign = pattern[place]
                place += 1
            tokens.append(_Set(((sign, sign),), others=False))
    return tokens


_CLASSES: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "alnum": (("0", "9"), ("A", "Z"), ("a", "z")),
    "alpha": (("A", "Z"), ("a", "z")),
    "digit": (("0", "9"),),
    "lower": (("a", "z"),),
    "upper": (("A", "Z"),),
    "punct": (("!", "/"), (":", "@"), ("[", "`"), ("{", "~")),
    "xdigit": (("0", "9"), ("A", "F"), ("a", "f")),
}


def _bracket(pattern: str, place: int) -> tuple[_Set, int]:
    """The signs in brackets, and where they end; without an end they fit nothing, as in Git."""
    others = pattern[place : place + 1] in {"!", "^"}
    place += others
    ranges: list[tuple[str, str]] = []
    start = place
    while place < len(pattern):
        sign = pattern[place]
        if sign == "]" and place > start:
            return _Set(tuple(ranges), others=others), place + 1
        if pattern.startswith("[:", place) and ":]" in pattern[place:]:
            end = pattern.index(":]", place)
            ranges += _CLASSES.get(pattern[place + 2 : end], ())
            place = end + 2
            continue
        sign, place = _escaped(pattern, place)
        last = sign
        if pattern[place : place + 1] == "-" and pattern[place + 1 : place + 2] not in {"", "]"}:
            last, place = _escaped(pattern, place + 1)
        ranges.append((sign, last))
    return _Set((), others=False), place


def _escaped(pattern: str, place: int) -> tuple[str, int]:
    if pattern[place] == "\\" and place + 1 < len(pattern):
        return pattern[place + 1], place + 2
    return pattern[place], place + 1


# --- Where they lie ------------------------------------------------------------------------------

MAX_BYTES: Final = 1 << 20
"""A larger file is not looked through. Such a one is no work of people."""
MAX_ABOVE: Final = 40
"""Folders above the project in which they are looked for."""


def files_on_disk(root: Path) -> tuple[AttributeFile, ...]:
    """The files with attributes that say something of a project, the outermost first.

    The repository's own on this computer, `.git/info/attributes`, is the last, as it overrules the
    others. Those in the folders below are no records, and found as such. No link is followed.
    """
    found: list[AttributeFile] = []
    above = ""
    here = Path(os.path.abspath(root))  # noqa: PTH100 - links on the way are the user's own
    for up in range(MAX_ABOVE):
        found += (
            AttributeFile(path="../" * up + NAME, above=above, raw=raw)
            for raw in _read(here / NAME)
        )
        if here == here.parent or (here / ".git").exists():
            own = _read(_shared(here / ".git") / "info" / "attributes")
            path = "../" * up + OWN
            last = (AttributeFile(path=path, above=above, raw=raw) for raw in own)
            return (*reversed(found), *last)
        above, here = f"{here.name}/{above}", here.parent
    return tuple(reversed(found))


def _shared(git: Path) -> Path:
    """The folder that all work trees of a repository share, from what is called `.git` in one."""
    if git.is_dir():
        return git
    named = next(_read(git), None) or b""
    own = git.parent / os.fsdecode(named.removeprefix(b"gitdir:").strip())
    return own / os.fsdecode((next(_read(own / "commondir"), None) or b".").strip())


def _read(path: Path) -> Iterator[bytes | None]:
    """What stands in a file, if there is one: None where it is too large."""
    with suppress(OSError):
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(file, "rb") as opened:
            if stat.S_ISREG(os.fstat(file).st_mode):
                raw = opened.read(MAX_BYTES + 1)
                yield raw if len(raw) <= MAX_BYTES else None


def files_at_commit(root: Path, commit: str) -> tuple[AttributeFile, ...]:
    """The same as they stand at a commit.

    Raises:
        GitError: There is no such commit, or Git could not answer.
    """
    if not OBJECT.fullmatch(commit):
        raise ValueError(commit)
    way = folder_in_repository(root).split("/")[:-1]
    folders = ["".join(f"{name}/" for name in way[:depth]) for depth in range(len(way) + 1)]
    wanted = {f"{folder}{NAME}": depth for depth, folder in enumerate(folders)}
    said = ask(root, "ls-tree", "-l", "-z", "--full-tree", commit, "--", *wanted)
    entries: list[Entry] = []
    for line in said.split(b"\0")[:-1]:
        what, _, path = line.partition(b"\t")
        mode, kind, name, size = what.decode("ascii").split()
        if kind == "blob" and mode.startswith("100") and size.isdigit():
            where = path.decode(errors="surrogateescape")
            entries.append(Entry(where, mode, name, int(size)))
    contents = read_blobs(root, [entry for entry in entries if entry.size <= MAX_BYTES])
    return tuple(
        AttributeFile(
            path="../" * (len(way) - wanted[entry.path]) + NAME,
            above="".join(f"{name}/" for name in way[wanted[entry.path] :]),
            raw=next(contents) if entry.size <= MAX_BYTES else None,
        )
        for entry in entries
    )
