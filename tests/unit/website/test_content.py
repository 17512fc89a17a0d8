import json
from datetime import date
from pathlib import Path

import pytest

from closecall.errors import BrokenRecordsError, UsageError
from closecall.findings import Finding, Level
from closecall.pages.page import script_of
from closecall.website.content import Asked, in_plain_words, is_version_file, read_content
from tests.support import CHAIN, NM
from tests.unit.website.samples import HOSTILE, content


def test_version_js_says_what_the_pages_do_not() -> None:
    asset = content().version.asset()
    assert asset.path == "version.js"
    assert is_version_file(asset.data)
    _, _, data = asset.data.decode().partition(" = ")
    assert json.loads(data.rstrip().rstrip(";")) == {
        "version": "2026-10-15",
        "asAt": "2026-10-15",
        "asAtInWords": "15 October 2026",
        "commit": "e95a6c2aa1b2",
        "edition": "restricted",
        "fictional": True,
    }


def test_data_in_a_script_cannot_leave_it() -> None:
    values = [HOSTILE, "</script><!--", "\u2028\u2029", "\ud800"[:0], "\x00\x1b", "]]>"]
    data = script_of("x", values)
    assert not set(b"<>&\x00\x1b") & set(data)
    assert data.isascii()
    assert json.loads(data.removeprefix(b"window.x = ").rstrip(b";\n")) == values


def test_every_error_is_told_with_place_and_mend() -> None:
    one = Finding(
        rule="G05",
        level=Level.ERROR,
        path="records/near-misses/2026-03/nm-20260303-k7m2.yml",
        message="No \x1b[31mreview\u202e.",
        remedy="Write one.\n::error::x ##[endgroup]",
        line=3,
        column=7,
    )
    words = in_plain_words((one, one))
    assert "2 errors" in words
    assert words.count("nm-20260303-k7m2.yml:3:7") == 2
    assert "G05 error  No \\x1b[31mreview\\u202e." in words
    assert "= mend: Write one.\\n::error::x" in words
    assert "##[" not in words
    assert "1 error," in in_plain_words((one,))


def test_a_folder_without_records_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        read_content(tmp_path, lambda: Asked(date(2026, 10, 15), "restricted"))


def test_a_broken_record_gives_no_site(tmp_path: Path) -> None:
    folder = tmp_path / "records" / "services"
    folder.mkdir(parents=True)
    (folder / "rosewood-house.yml").write_text("id: [\n", encoding="utf-8")
    with pytest.raises(BrokenRecordsError, match=r"records/services/rosewood-house\.yml:"):
        read_content(tmp_path, lambda: Asked(date(2026, 10, 15), "restricted"))


def test_what_may_not_leave_the_service_is_named_and_not_built(tmp_path: Path) -> None:
    internal = CHAIN.put(NM, "privacy: {tier: internal}")
    with pytest.raises(BrokenRecordsError) as refused:
        read_content(internal.write(tmp_path), lambda: Asked(date(2026, 10, 15), "restricted"))
    assert "1 record is marked `tier: internal`" in str(refused.value)
    assert CHAIN.path(NM) in str(refused.value)
