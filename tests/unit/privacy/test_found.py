"""Every spelling is found wherever it stands, and nothing else is."""

import base64
from collections.abc import Callable
from typing import Final

import pytest

from closecall.privacy.denied import NO_WORDS, DenyList
from closecall.privacy.kinds import Kind
from closecall.privacy.reporting import as_findings, shown_path
from closecall.privacy.scanning import Hit, scan
from tests.unit.privacy.samples import BY_CHANCE, DECOYS, FOUND

PATH: Final = "records/near-misses/2026-03/nm-20260303-k7m2.yml"
KINDS: Final = tuple(FOUND)

Place = Callable[[str], tuple[str, str]]

PLACES: Final[dict[str, Place]] = {
    "value": lambda text: (PATH, f"what_happened: {text}\nplace: Unit 1\n"),
    "quoted": lambda text: (PATH, f'kind: near_miss\nwhat_happened: "{text}"\n'),
    "key": lambda text: (PATH, f"{text}: x\n"),
    "comment": lambda text: (PATH, f"kind: near_miss\n# {text}\n"),
    "list": lambda text: (PATH, f"evidence:\n  - {{locator: {text}, log: x}}\n"),
    "alone": lambda text: (PATH, text),
    "broken": lambda text: (PATH, f"a: [ {{ {text} \n\t- b"),
    "file name": lambda text: (f"records/near-misses/2026-03/nm-20260303-{text}.yml", ""),
    "folder": lambda text: (f"records/{text}/x.yml", ""),
}
NOT_THERE: Final = {
    # A name of a field has no line end in it, and a value of two lines is no name of a field.
    ("key", "password:\n  hunter2"),
}


def found(path: str, text: str) -> tuple[Hit, ...]:
    return scan(path, text.encode("utf-8", "surrogatepass"), NO_WORDS)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_spelling_is_found(kind: Kind, place: str) -> None:
    missed = [
        sample
        for sample in FOUND[kind]
        if (place, sample) not in NOT_THERE
        and kind not in {hit.kind for hit in found(*PLACES[place](sample))}
    ]
    assert not missed


@pytest.mark.parametrize("kind", KINDS)
def test_no_more_is_told_than_where_it_is(kind: Kind) -> None:
    for sample in FOUND[kind]:
        for name, place in PLACES.items():
            if (name, sample) in NOT_THERE:
                continue
            path, text = place(sample)
            hits = found(path, text)
            findings = as_findings(path, hits)
            told = "\n".join(map(repr, (*hits, *findings)))
            assert sample not in told
            assert sample not in shown_path(path, hits)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
@pytest.mark.parametrize("kind", KINDS)
def test_other_encodings_are_read(kind: Kind, encoding: str) -> None:
    missed = [
        sample
        for sample in FOUND[kind]
        if kind
        not in {
            hit.kind
            for hit in scan(PATH, f"kind: near_miss\nwhat: {sample}\n".encode(encoding), NO_WORDS)
        }
    ]
    assert not missed


@pytest.mark.parametrize("kind", [Kind.NHS_NUMBER, Kind.TELEPHONE, Kind.EMAIL, Kind.POSTCODE])
def test_base_64_is_read(kind: Kind) -> None:
    for sample in FOUND[kind]:
        if sample.isascii() and len(sample) > 10:
            word = base64.b64encode(sample.encode()).decode()
            assert kind in {hit.kind for hit in found(PATH, f"a: {word}\n")}, sample


@pytest.mark.parametrize(
    "frame",
    [
        "{}",
        "what_happened: {}\n",
        "# {}\n",
        "what_happened: >\n  It was {}\n  and so on.\n",
        'learning: "{}"\n',
        "a: 1\nb: ({})\n",
    ],
    ids=["alone", "value", "comment", "sentence", "quoted", "brackets"],
)
def test_no_decoy_is_found(frame: str) -> None:
    blocked = [decoy for decoy in DECOYS if found(PATH, frame.format(decoy))]
    assert not blocked


@pytest.mark.parametrize("form", BY_CHANCE)
def test_no_check_digit_that_is_right_by_chance_is_found(form: str) -> None:
    numbers = (form.format(number) for number in range(100))
    assert not [number for number in numbers if found(PATH, f"what: {number}\nplace: x\n")]


def test_a_decoy_may_be_the_name_of_a_file() -> None:
    blocked = [decoy for decoy in DECOYS if found(f"records/near-misses/{decoy}.yml", "")]
    assert not blocked


def test_words_of_the_list_are_found() -> None:
    deny = DenyList.of(["Rose Ashdown", "Ashdown-Cole", "zoë", "Иванов", "李明", "  "])
    for text in (
        "Rose Ashdown",
        "rose  ashdown's",
        "ROSE\n  ASHDOWN",
        "rose_ashdown",
        "Rose-Ash\u00addown",
        "R\u043ese Ashdown",
        "ashdown cole",
        "ZOE",
        "Zo\u0308e",
        "Zoë",
        "иванов",
        "was 李明 there",
    ):
        hits = scan(PATH, f"a: {text}\n".encode(), deny)
        assert {hit.kind for hit in hits} == {Kind.DENIED}, text
        hits = scan(f"records/{text}.yml", b"", deny)
        assert [hit.in_path for hit in hits] == [True], text
    for text in ("Rosewood", "Ashdowns", "Zoes", "Ивановы", "rose", "xxxxxx"):
        assert not scan(PATH, f"a: {text}\n".encode(), deny), text


def test_the_list_is_never_shown() -> None:
    deny = DenyList.of(["Ashdown"])
    hits = scan("records/ashdown.yml", b"a: Ashdown\nashdown: 1\n", deny, fields={"a"})
    told = repr((deny, hits, as_findings("records/ashdown.yml", hits))).lower()
    assert len(hits) == 3
    assert "ashdown" not in told


def test_a_long_list_is_looked_for_whole() -> None:
    deny = DenyList.of(f"name{number}" for number in range(2000))
    assert len(scan(PATH, b"a: name0 name1999 name2000\n", deny)) == 2
