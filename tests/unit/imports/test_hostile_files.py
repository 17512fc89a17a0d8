"""Files that are broken, that lie about what they are, or that mean harm."""

import io
import os
import socket
import warnings
import zipfile
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from closecall.imports import sheet as sheets
from closecall.imports.package import MAX_BESIDE, MAX_ELEMENTS, MAX_MEMBERS, MAX_UNPACKED
from closecall.imports.sheet import MAX_BYTES, MAX_ROWS
from tests.unit.imports.repository import HEADINGS, Repository, repacked, row, table, workbook

SHEET = "xl/worksheets/sheet1.xml"
NAMES = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ENTITY = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that is imported may ask another computer for anything."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a request left the computer")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def refused(repository: Repository, raw: bytes, words: str) -> None:
    """The file is refused whole, in words, quickly, and nothing is written."""
    before = repository.records
    start = monotonic()
    done = repository.import_(raw)
    assert done.code == 2, done.all
    assert done.out == ""
    assert words in done.err
    assert "Traceback" not in done.err
    assert monotonic() - start < 10
    assert repository.records == before


# --- CSV ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_delimiters_and_the_mark_of_utf_8(
    repository: Repository, delimiter: str, mark: bytes
) -> None:
    raw = mark + table(row(What="One, two; three."), delimiter=delimiter)
    assert repository.import_(raw).code == 0


def test_the_line_that_names_the_delimiter(repository: Repository) -> None:
    assert repository.import_(b"sep=;\r\n" + table(row(), delimiter=";")).code == 0


def test_windows_letters_are_read_where_the_map_says_so(repository: Repository) -> None:
    raw = table(row(What="The box – “open” – was seen.")).decode().encode("cp1252")
    refused(repository, raw, "encoding: windows-1252")
    repository.change_map("key: Ref\n", "key: Ref\nencoding: windows-1252\n")
    before = repository.records
    assert repository.import_(raw).code == 0
    (text,) = repository.made(before)
    assert "The box – “open” – was seen." in text
    refused(repository, table(row(What="–")), "the file is UTF-8")
    refused(repository, b"a,b\n\x81,1\n", "a code that it has no letter for")


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "The file is empty."),
        (b"\n\n", "The file is empty."),
        (b"\xef\xbb\xbf", "no headings"),
        (table(row()).replace(b"box", b"b\0x"), "NUL"),
        (table(row()).decode().encode("utf-16"), "NUL"),
        (b'Ref,Home\n"A-1,Rosewood\n', "Row 2 cannot be read"),
        (b'Ref,Home\n"A"1,Rosewood\n', "Row 2 cannot be read"),
        (b"Ref\n" + b"x" * 200_000 + b"\n", "Row 2 cannot be read"),
        (b"<!DOCTYPE html><table>", "a web page or XML"),
        (b"%PDF-1.7 ", "a PDF document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old workbook"),
        (b"," * 400 + b"x", "more than 256 columns"),
        (table(row(), headings=(*HEADINGS[:5], "Harmm")), "The nearest is “Harmm”"),
        (table((*row(), "x"), headings=(*HEADINGS, " ref ")), "There are 2 columns “Ref”"),
    ],
    ids=[
        *("empty", "blank", "mark alone", "nul", "utf-16", "open quote", "text after quote"),
        *("long cell", "html", "pdf", "old", "wide", "no heading", "heading twice"),
    ],
)
def test_no_table(repository: Repository, raw: bytes, words: str) -> None:
    refused(repository, raw, words)


def test_headings_alone_are_no_mistake(repository: Repository) -> None:
    done = repository.import_(table())
    assert done.code == 0
    assert "rows 0   new 0" in done.out


def test_a_row_with_more_cells_than_headings(repository: Repository) -> None:
    done = repository.import_(table((*row(), "the rest of a text")))
    assert done.code == 1
    assert "row 2  There are more cells than headings" in done.out


def test_a_file_over_the_limit_is_not_read(repository: Repository) -> None:
    file = repository.root / "export.csv"
    with file.open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)
    done = repository.run("import", file, repository.root, "--map", repository.map)
    assert done.code == 2
    assert "more than 20 MB" in done.err


def test_a_pipe_is_not_waited_for(repository: Repository) -> None:
    pipe = repository.root / "pipe"
    os.mkfifo(pipe)
    done = repository.run("import", pipe, repository.root, "--map", repository.map)
    assert done.code == 2
    assert "is not a file" in done.err


def test_a_million_rows(repository: Repository) -> None:
    line = ",".join(map(str, row())).encode() + b"\n"
    raw = ",".join(HEADINGS).encode() + b"\n" + line * (MAX_ROWS + 1)
    refused(repository, raw, "more than 50,000 rows")


def test_rows_of_nothing_do_not_count(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MAX_ROWS", 2)
    raw = table(row(), *[("",) * 6] * 50, row(Ref="A-2"))
    done = repository.import_(raw)
    assert "rows 2   new 2" in done.out


# --- XLSX --------------------------------------------------------------------------------------


def zipped(**members: bytes) -> bytes:
    """A new archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), body)
    return out.getvalue()


def sheet_xml(rows: str, after: str = "") -> bytes:
    """The part of a sheet."""
    return (f'<worksheet xmlns="{NAMES}"><sheetData>{rows}</sheetData>{after}</worksheet>').encode()


def test_a_bomb_is_not_unpacked(repository: Repository) -> None:
    bomb = bytes(MAX_UNPACKED // 4)
    refused(repository, repacked(workbook(row()), {"xl/media/a.bin": bomb}), "far more than")


SHARED = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
TYPES = "[Content_Types].xml"


def with_texts(body: bytes, part: str) -> bytes:
    """A workbook whose cells share these texts, which stand in this part."""
    raw = workbook(row())
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        types = archive.read(TYPES)
    said = f'<Override PartName="/{part}" ContentType="{SHARED}"/></Types>'.encode()
    texts = f'<sst xmlns="{NAMES}">'.encode() + body + b"</sst>"
    return repacked(raw, {TYPES: types.replace(b"</Types>", said), part: texts})


# A part is what the list of types says, whatever it is called: also a sheet's name hides nothing.
@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/media/a.png", SHEET])
def test_very_many_texts_are_not_read_into_memory(repository: Repository, part: str) -> None:
    texts = b"".join(b"<si><t>%d</t></si>" % (n * 7919 % 1009) for n in range(1000))
    noise = (b"<si><t>%s</t></si>" % os.urandom(4).hex().encode() for _ in range(40_000))
    many = texts * (MAX_ELEMENTS // 2000) + b"".join(noise)
    refused(repository, with_texts(many, part), "beside its sheets")


def test_very_long_texts_are_not_read_into_memory(repository: Repository) -> None:
    text = b"<si><t>%s</t></si>" % (os.urandom(20_000).hex().encode() + b"a" * 360_000)
    long = text * (MAX_BESIDE // 400_000 + 1)
    refused(repository, with_texts(long, "xl/sharedStrings.xml"), "beside its sheets")


def test_as_many_texts_as_a_large_log_has_are_read(repository: Repository) -> None:
    texts = b"".join(b"<si><t>%d</t></si>" % n for n in range(20_000))
    done = repository.import_(with_texts(texts, "xl/sharedStrings.xml"))
    assert "rows 1   new 1" in done.out, done.all


def test_many_parts_that_are_large_together(repository: Repository) -> None:
    noise = os.urandom(1000) * 100
    parts: dict[str, bytes | None] = {f"xl/media/{n}.bin": noise for n in range(MAX_MEMBERS + 1)}
    refused(repository, repacked(workbook(row()), parts), "parts")


@pytest.mark.parametrize(
    "name", ["../../evil.xml", "/etc/evil.xml", "xl\\..\\evil.xml", "C:evil.xml"]
)
def test_a_part_that_leads_out(repository: Repository, name: str) -> None:
    refused(repository, repacked(workbook(row()), {name: b"x"}), "leads out of it")
    assert not list(repository.root.parent.rglob("evil.xml"))


def test_two_parts_of_one_name(repository: Repository) -> None:
    raw = repacked(workbook(row()), {SHEET.upper(): b"x"})
    refused(repository, raw, "two parts of one name")


@pytest.mark.parametrize(
    "part",
    [
        SHEET,
        "xl/workbook.xml",
        "xl/styles.xml",
        "[Content_Types].xml",
        "xl/_rels/workbook.xml.rels",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type(repository: Repository, part: str, encoding: str) -> None:
    raw = workbook(row())
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        body = archive.read(part)
    text = body.decode()
    if text.startswith("<?xml"):
        text = text[text.index("?>") + 2 :]
    changed = (ENTITY.decode() + text.lstrip()).encode(encoding)
    refused(repository, repacked(raw, {part: changed}), "document type declaration")


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"PK\x03\x04" + bytes(100), "a broken workbook"),
        (workbook(row())[:-40], "a broken workbook"),
        (repacked(workbook(row()), {SHEET: b"<worksheet><row"}), "a broken workbook"),
        (repacked(workbook(row()), {SHEET: None}), "hidden"),
        (repacked(workbook(row()), {"xl/workbook.xml": b"<workbook/>"}), ""),
        (repacked(workbook(row()), {"[Content_Types].xml": None}), "a broken workbook"),
        (zipped(word__document_dot_xml=b"<a/>"), "a text document"),
        (zipped(content_dot_xml=b"<a/>", mimetype=b"x"), "OpenDocument"),
        (zipped(any=b"x"), "another sort of archive"),
    ],
    ids=["zeros", "cut", "xml", "no sheet", "no names", "no types", "docx", "ods", "zip"],
)
def test_no_workbook(repository: Repository, raw: bytes, words: str) -> None:
    refused(repository, raw, words)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="99999999999"><c r="A1"><v>1</v></c></row>',
        '<row r="-1"><c r="A1"><v>1</v></c></row>',
        '<row r="x"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>9999</v></c></row>',
        '<row r="1"><c r="A1" s="9999"><v>1</v></c></row>',
    ],
)
def test_a_sheet_that_lies(repository: Repository, rows: str) -> None:
    refused(repository, repacked(workbook(row()), {SHEET: sheet_xml(rows)}), "")


def test_a_sheet_of_very_many_rows_is_left_early(repository: Repository) -> None:
    cells = (
        f'<row><c t="inlineStr"><is><t>{n * 7919 % 99991}</t></is></c></row>' for n in range(60_000)
    )
    raw = repacked(workbook(row()), {SHEET: sheet_xml("".join(cells))})
    refused(repository, raw, "more than 50,000 rows")


def test_a_sheet_with_a_lone_cell_far_down(repository: Repository) -> None:
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>Ref</t></is></c></row>'
    rows += '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    refused(repository, repacked(workbook(row()), {SHEET: sheet_xml(rows)}), "256 columns")


def test_very_many_merges(repository: Repository) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 500))
    merges = "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 1_000 + "</mergeCells>"
    raw = repacked(workbook(row()), {SHEET: sheet_xml(rows, merges)})
    refused(repository, raw, "merged")


# --- What stands in cells ----------------------------------------------------------------------


def test_formulas_give_their_value_or_a_reason(repository: Repository) -> None:
    raw = workbook(row(What="=A1&B1"))
    done = repository.import_(raw)
    assert done.code == 1
    assert (
        "row 2  “What” looks empty: it holds a formula that no program has worked out" in done.out
    )
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        body = archive.read(SHEET).decode()
    empty = next(part for part in ("<v></v>", "<v/>", "<v />") if part in body)
    worked_out = body.replace(empty, "<v>The box stood open.</v>").replace(
        '<c r="E2">', '<c r="E2" t="str">'
    )
    before = repository.records
    assert repository.import_(repacked(raw, {SHEET: worked_out.encode()})).code == 0
    (text,) = repository.made(before)
    assert "The box stood open." in text
    assert "A1&B1" not in text


def test_errors_of_the_program(repository: Repository) -> None:
    raw = workbook(row(What="#REF!"))
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        body = archive.read(SHEET).decode()
    assert 't="e"' in body
    done = repository.import_(raw)
    assert done.code == 1
    assert "row 2  “What” holds an error of the spreadsheet program" in done.out


def test_merged_cells_have_no_value_of_their_own(repository: Repository) -> None:
    def merge(_: Any, sheet: Any) -> None:  # noqa: ANN401
        sheet.merge_cells("B2:B3")

    done = repository.import_(workbook(row(), row(Ref="A-2"), bend=merge))
    assert done.code == 1
    assert "row 3  “Home” looks empty: it is merged with another cell" in done.out


def test_hidden_sheets_and_rows_are_said(repository: Repository) -> None:
    def hide(book: Any, sheet: Any) -> None:  # noqa: ANN401
        book.create_sheet("Lists").sheet_state = "hidden"
        book.create_sheet("Mrs Ellerby").sheet_state = "veryHidden"
        sheet.row_dimensions[2].hidden = True

    done = repository.import_(workbook(row(), bend=hide))
    assert done.code == 0, done.all
    assert "2 sheets are hidden in the workbook, and were not read: “Lists”, (not shown" in done.out
    assert "1 row is hidden in the sheet" in done.out
    assert "Ellerby" not in done.all


def test_several_sheets_need_a_name(repository: Repository) -> None:
    def add(book: Any, _: Any) -> None:  # noqa: ANN401
        book.create_sheet("Other")

    raw = workbook(row(), bend=add)
    refused(repository, raw, "several sheets: “Log”, “Other”")
    repository.change_map("key: Ref\n", "key: Ref\nsheet: lOG\n")
    assert repository.import_(raw).code == 0
    refused(repository, table(row()), "the file is a CSV, which has none")


def test_links_and_macros_are_said_and_left_alone(repository: Repository) -> None:
    raw = repacked(
        workbook(row()),
        {"xl/externalLinks/externalLink1.xml": b"<a/>", "xl/vbaProject.bin": b"x"},
    )
    done = repository.import_(raw)
    assert done.code == 0, done.all
    assert "links to other files or data; none was followed" in done.out
    assert "The workbook has macros; none was run." in done.out


def test_what_the_library_warns_of_is_not_repeated(repository: Repository) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        done = repository.import_(workbook(row()))
    assert done.code == 0
    assert done.err == ""


def test_nothing_of_the_folder_is_run(repository: Repository) -> None:
    (repository.root / "openpyxl.py").write_text("raise SystemExit(9)\n")
    assert repository.import_(workbook(row())).code == 0
    assert not Path("closecall-failure.txt").exists()
