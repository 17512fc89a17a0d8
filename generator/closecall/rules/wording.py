"""The provider's own keys, held against the provider's own lists of them: part of G35."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from closecall.findings import Finding, Pointer
from closecall.model.days import in_words
from closecall.model.record import Record
from closecall.model.vocabulary import FAMILY, MECHANISM, UNIT, Word, WordList
from closecall.records.documents import Plain
from closecall.records.refusals import nearest
from closecall.rules.case import Case, Resting, warning

_USED: Final[Mapping[str, tuple[tuple[Pointer, str], ...]]] = {
    "near_miss": ((("mechanism",), MECHANISM), (("place",), UNIT)),
    "incident": ((("mechanism",), MECHANISM), (("place",), UNIT)),
    "review": ((("mechanism",), MECHANISM),),
    "risk": ((("mechanism",), MECHANISM),),
    "plan_template": ((("mechanism",), MECHANISM),),
    "control": ((("mechanisms",), MECHANISM), (("family",), FAMILY)),
    "service": ((("control_families",), FAMILY),),
    "learning_share": ((("family",), FAMILY),),
}
"""By kind, the fields that hold a key of a list, and of which."""

_STANDING: Final = frozenset(["control", "service", "plan_template", "risk"])
"""What stands for as long as it is used: its key is one of today."""


def own_words_known(case: Case) -> Iterator[Resting]:
    """G35: a key is in the provider's own list, and was in use on the record's day.

    Where there is no list of a sort, any key will do. A list counts once it is merged, and a record
    may come with the key that it is the first to use: so this is worth a look and stops nothing.
    """
    known = _known(case)
    for record in case.register.records.values() if known else ():
        if record.withdrawn or record.broken:
            continue
        for way, sort in _USED.get(record.kind, ()):
            if sort in known:
                yield from _wrong(record, way, known[sort], case)


def _known(case: Case) -> Mapping[str, Mapping[str, tuple[Word, ...]]]:
    """By sort of list, the words by key and by label."""
    found: dict[str, dict[str, list[Word]]] = defaultdict(lambda: defaultdict(list))
    for one in case.register.of(WordList):
        if one.withdrawn:
            continue
        for word in one.words:
            for name in {word.id, word.label}:
                found[one.vocabulary][name].append(word)
    return {
        sort: {name: tuple(words) for name, words in names.items()} for sort, names in found.items()
    }


def _wrong(
    record: Record, way: Pointer, words: Mapping[str, tuple[Word, ...]], case: Case
) -> Iterator[Resting]:
    field = way[0]
    day = case.as_at if record.kind in _STANDING or not record.day else record.day
    for pointer, said in _said(record.data.get(str(field)), way):
        meant = words.get(said, ())
        # A list may be younger than the records that use its words.
        if any(word.in_use(max(day, word.valid_from or day)) for word in meant) and any(
            word.valid_from is None or word.valid_from <= case.as_at for word in meant
        ):
            continue
        if meant:
            later = next((word.superseded_by for word in meant if word.superseded_by), "")
            message = f"`{field}` is a key that was not in use on {in_words(day)}."
            remedy = f"Write `{later}`." if later else "Write one that was; the list says which."
        else:
            near = nearest(said, words)
            message = f"`{field}` is not in the provider’s own list."
            remedy = f"Did you mean `{near}`? " if near else ""
            remedy += "Write a key of the list, or add this one to it."
        finding: Finding = warning("G35", record, message, remedy, pointer=pointer)
        yield Resting(finding=finding, on=("list",))


def _said(value: Plain, way: Pointer) -> Iterator[tuple[Pointer, str]]:
    if isinstance(value, str):
        yield way, value
    elif isinstance(value, list):
        for number, item in enumerate(value):
            if isinstance(item, str):
                yield (*way, number), item
