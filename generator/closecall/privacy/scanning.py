"""The scan: the bytes of a file and its path in, the places out; never what stands there."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from closecall.privacy import (
    birth,
    mail,
    national_insurance,
    nhs,
    postcode,
    room,
    secret,
    telephone,
    titled,
)
from closecall.privacy.denied import DenyList
from closecall.privacy.fields import field_at
from closecall.privacy.folding import (
    View,
    folded,
    folded_plain,
    is_plain,
    places,
    readings,
    view_of,
)
from closecall.privacy.kinds import Kind
from closecall.privacy.patterns import Finder, Gate, Span
from closecall.privacy.spelling import views


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Something that looks like somebody's data, and where it stands."""

    kind: Kind
    """What it looks like."""
    in_path: bool
    """Whether it stands in the path of the file and not in the file."""
    line: int
    """Line in the file, from 1; 0 in a path."""
    column: int
    """Character in the line or in the path, from 1."""
    length: int
    """Characters from its first to its last."""
    field: str = ""
    """The field it stands in, such as `immediate_action.what`; empty where that cannot be told."""


_Place: TypeAlias = tuple[Kind, int, int]


@dataclass(frozen=True, slots=True, init=False)
class _Pass:
    """What is asked for in one pass over a text."""

    gate: Gate
    behind: tuple[tuple[Kind, Callable[[bytes], Iterator[Span]]], ...]
    """For each pattern of the gate, what is looked for where it is found."""

    def __init__(self, *families: tuple[Kind, tuple[Finder, ...]]) -> None:
        finders = [(kind, finder) for kind, several in families for finder in several]
        object.__setattr__(self, "gate", Gate([finder.gate for _, finder in finders]))
        object.__setattr__(self, "behind", tuple((kind, finder.find) for kind, finder in finders))

    def found(self, text: bytes) -> Iterator[_Place]:
        for opened in self.gate.opened(text):
            kind, find = self.behind[opened]
            for start, end in find(text):
                yield kind, start, end


# All in one pass would have more states than can be kept, and be slower than all of these.
_PASSES: Final = (
    _Pass((Kind.NHS_NUMBER, nhs.FINDERS), (Kind.POSTCODE, postcode.FINDERS)),
    _Pass((Kind.TELEPHONE, telephone.FINDERS)),
    _Pass((Kind.NATIONAL_INSURANCE, national_insurance.FINDERS)),
    _Pass((Kind.EMAIL, mail.FINDERS)),
    _Pass(
        (Kind.BIRTH_DATE, birth.FINDERS),
        (Kind.TITLED_NAME, titled.FINDERS),
        (Kind.ROOM, room.FINDERS),
    ),
    _Pass((Kind.SECRET, secret.FINDERS)),
)
_APART: Final = "\n" + 80 * "=" + "\n"
"""Over so much no find reaches."""
_WITH_FIELD: Final = 100
"""So many hits of a file are told with their field; nobody reads on so far."""


def scan(
    path: str, raw: bytes, deny: DenyList, *, fields: Collection[str] = frozenset()
) -> tuple[Hit, ...]:
    """Everything in a file and its path that looks like somebody's data.

    Args:
        path: The file's path from the root of the project.
        raw: What stands in the file, in any encoding, broken or not.
        deny: What else may not stand there.
        fields: The names of fields that a hit may name; no other key of the file is repeated.

    Returns:
        The hits of the path, then those of the file in the order of their places.
    """
    return (*_in_path(path, deny), *_in_file(raw, deny, fields))


def _in_path(path: str, deny: DenyList) -> Iterator[Hit]:
    # A folder is a word of its own, and also a part of what is written with slashes: both are read.
    name = path.removesuffix(".yml").removesuffix(".yaml")
    text = f"{name}{_APART}{name.replace('/', chr(10))}"
    second = len(name) + len(_APART)
    found = (
        (kind, start % second, end % second)
        for kind, start, end in _found_in(text, deny)
        if start // second == end // second
    )
    for kind, start, end in _joined(found):
        yield Hit(kind=kind, in_path=True, line=0, column=start + 1, length=end - start)


def _in_file(raw: bytes, deny: DenyList, fields: Collection[str]) -> Iterator[Hit]:
    if is_plain(raw):
        found = _found(View(folded_plain(raw)), deny)
        text = raw.decode("ascii") if found else ""
    else:
        text, found = "", ()
        for reading in readings(raw):
            text, found = reading, _found_in(reading, deny)
            if found:
                break
    spots = places(text, [start for _, start, _ in found])
    for place, ((kind, start, end), (line, column)) in enumerate(zip(found, spots, strict=True)):
        yield Hit(
            kind=kind,
            in_path=False,
            line=line,
            column=column,
            length=end - start,
            field=field_at(text, start, fields) if fields and place < _WITH_FIELD else "",
        )


def _found_in(text: str, deny: DenyList) -> tuple[_Place, ...]:
    """The same for text that may hold any character."""
    foreign = [(Kind.DENIED, *span) for span in deny.find_foreign(text)]
    quick = View(folded(text))
    if next(_seen(quick, deny), None) is None:
        return _joined(foreign)
    return _joined([*foreign, *_seen(view_of(text), deny)])


def _found(view: View, deny: DenyList) -> tuple[_Place, ...]:
    """Kind, start and end of each find, in the order of their places."""
    return _joined(_seen(view, deny))


def _joined(places_found: Iterable[_Place]) -> tuple[_Place, ...]:
    """Finds in order, those of one kind that overlap made one."""
    found: list[_Place] = []
    for kind, start, end in sorted(places_found):
        if found and found[-1][0] is kind and start < found[-1][2]:
            found[-1] = (kind, found[-1][1], max(end, found[-1][2]))
        else:
            found.append((kind, start, end))
    return tuple(sorted(found, key=lambda place: place[1:]))


def _seen(source: View, deny: DenyList) -> Iterator[_Place]:
    """Every find, some more than once."""
    for view in views(source):
        for each in _PASSES:
            for kind, start, end in each.found(view.text):
                yield kind, *view.source(start, end)
        for start, end in deny.find(view.text):
            yield Kind.DENIED, *view.source(start, end)
