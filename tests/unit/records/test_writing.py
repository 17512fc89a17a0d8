"""The text of a record: the reader gives back exactly what was to be written."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closecall.errors import ClosecallError, UsageError
from closecall.records.documents import Plain, parse
from closecall.records.writing import record_path, record_text, write_new

_RECORDS = Path(__file__).parents[3] / "records"
_TEXT = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x24F, exclude_characters="\x7f"), max_size=140
).filter(lambda text: text.isprintable())
_LEAF = _TEXT | st.booleans() | st.none() | st.integers(-(10**14), 10**14)


def test_every_record_of_the_example_comes_back() -> None:
    files = sorted(_RECORDS.rglob("*.yml"))
    assert len(files) > 300
    for file in files:
        data = parse(file.read_bytes(), path="").data
        assert data is not None
        kind = str(data["kind"])
        text = record_text(kind, data)
        again = parse(text.encode(), path="").data
        assert again == data
        assert list(again) == list(data)
        path = record_path(kind, file.stem)
        assert path == file.relative_to(_RECORDS.parent).as_posix()
        assert text.split("\n", 1)[0] == file.read_text("utf-8").split("\n", 1)[0]


@pytest.mark.parametrize(
    "value",
    [
        *("no", "yes", "true", "null", "~", "", " ", "007", "12", "1.50", "07:45", "2026-02-30"),
        *("# not a remark", "a: b", "a #b", "- a", "> a", "it's", 'say "so"', "a\\b", "*a", "!a"),
        *("one\ntwo", "one\n\n  two\nthree", "\none", "é", "x" * 300, "two  spaces " * 20),
        *(" leads " * 30, "word " * 60 + "end", "=======", "[a, b]", "{a: b}", "a, b", "<<"),
        *(True, False, None, 0, -3, 1.5, [], {}, ["a", "no"], ["true"], [["a"], []], [{}]),
        {"true": "a", "Odd key: #": "b", "inner": [{"a": {"b": ["c", 1]}, "d": "e"}]},
    ],
)
def test_a_value_comes_back(value: Plain) -> None:
    text = record_text("near_miss", {"what": value})
    assert parse(text.encode(), path="").data == {"kind": "near_miss", "what": value}


@settings(max_examples=150, deadline=None)
@given(st.recursive(_LEAF, lambda inner: st.lists(inner, max_size=4), max_leaves=6))
def test_any_value_comes_back_or_is_refused(value: Plain) -> None:
    try:
        text = record_text("near_miss", {"what": value})
    except ClosecallError:
        assert "\xa0" in str(value) or "\xad" in str(value)
    else:
        assert parse(text.encode(), path="").data == {"kind": "near_miss", "what": value}


@pytest.mark.parametrize("value", ["a\n", "a\x00b", "a\u202eb", 10**20, 1e300, float("nan")])
def test_what_no_record_may_hold_is_refused_and_not_repeated(value: Plain) -> None:
    with pytest.raises(ClosecallError, match="cannot stand in a record") as refused:
        record_text("near_miss", {"what": value})
    assert repr(value) not in str(refused.value)


def test_long_text_stands_in_a_block() -> None:
    text = record_text("near_miss", {"what_happened": "A dose was nearly late. " * 9 + "End"})
    assert "what_happened: >\n  A dose" in text
    assert max(map(len, text.splitlines())) <= 96


@pytest.mark.parametrize("bad", ["../x", "A", "nm-x", "nm-20260303", ""])
def test_no_path_for_what_is_no_id(bad: str) -> None:
    with pytest.raises(UsageError):
        record_path("near_miss", bad)


@pytest.mark.parametrize("kept", ["con", "com7", "index", "latest"])
def test_no_path_for_an_id_that_check_would_refuse(kept: str) -> None:
    with pytest.raises(UsageError, match="kept for something else"):
        record_path("service", kept)


def test_a_file_is_made_once(tmp_path: Path) -> None:
    write_new(tmp_path, "records/roles/nurse.yml", "one\n")
    with pytest.raises(ClosecallError, match="already"):
        write_new(tmp_path, "records/roles/nurse.yml", "two\n")
    assert (tmp_path / "records/roles/nurse.yml").read_text() == "one\n"


@pytest.mark.parametrize("path", ["../out.yml", "/out.yml", "a/../../out.yml", ""])
def test_nothing_is_made_outside(tmp_path: Path, path: str) -> None:
    with pytest.raises(UsageError):
        write_new(tmp_path, path, "x")


def test_no_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "else").mkdir()
    (tmp_path / "root").mkdir()
    (tmp_path / "root/records").symlink_to(tmp_path / "else")
    with pytest.raises(ClosecallError, match="cannot be written"):
        write_new(tmp_path / "root", "records/a.yml", "x")
    assert not list((tmp_path / "else").iterdir())
    (tmp_path / "root/b.yml").symlink_to(tmp_path / "else/b.yml")
    with pytest.raises(ClosecallError, match="already"):
        write_new(tmp_path / "root", "b.yml", "x")
    assert not list((tmp_path / "else").iterdir())
