"""The map: read by the one reader, and all that is wrong with it said at once."""

import pytest

from closecall.records.documents import parse
from tests.unit.imports.repository import MAP, Repository, row, table, workbook


def refused(repository: Repository, *words: str) -> str:
    before = repository.records
    done = repository.import_(table(row()))
    assert done.code == 2, done.all
    for word in words:
        assert word in done.err
    assert repository.records == before
    return done.err


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("kind: near_miss", "kind: provider", ("map.yml:2:", "`kind`")),
        ("key: Ref\n", "", ("`key`",)),
        ("name: my-log", "name: My Log", ("map.yml:1:",)),
        ("what_happened:", "what_hapened:", ("map.yml:10:", "Did you mean `what_happened`?")),
        ("what_happened:", "harm_potential:", ("This is a group of fields",)),
        ("what_happened:", "amendments:", ("not filled from a sheet",)),
        ("  what_happened: {column: What}\n", "", ("No line gives `what_happened`",)),
        ("  source_ref.log: {always: medicines incident tracker}\n", "", ("`source_ref.log`",)),
        ("rosewood-house}}", "rosewod-house}}", ("map.yml:5:", "mean `rosewood-house`?")),
        ("{always: senior-carer}", "{always: senior-carr}", ("mean `senior-carer`?",)),
        ("[medicines]", "[medicins]", ("mean `medicines`?",)),
        ("{always: one}", "{always: [one]}", ("one answer is expected here",)),
        (", written_as: DD/MM/YYYY HH:mm}\n  recorded:", "}\n  recorded:", ("written_as",)),
        ("DD/MM/YYYY HH:mm}\n  recorded:", "DD/MM HH:mm}\n  recorded:", ("once each",)),
        ("DD/MM/YYYY HH:mm}\n  recorded:", "DD/MM/YYYY}\n  recorded:", ('time: "12:00"',)),
        ("DD/MM/YYYY HH:mm}\n  recorded:", "DD/MM/YYYY hh:mm}\n  recorded:", ("once each",)),
        ("DD/MM/YYYY HH:mm}\n  recorded:", "31.12.}\n  recorded:", ("map.yml:6:",)),
        ("{column: What}", "{column: What, written_as: DD/MM/YYYY}", ("it is no day",)),
        ("{column: What}", '{column: What, split: ";"}', ("nothing to `split`",)),
        ("{column: What}", "{column: What, always: x}", ("nothing beside `always`",)),
        ("{column: What}", "{}", ("map.yml:10:",)),
        ("{column: What}", "{colum: What}", ("map.yml:10:", "`column`")),
        ("{Low: Low physical harm,", "{Low: Fatal, LOW: Fatal,", ("two",)),
        ("name: my-log", "name: &a my-log", ("map.yml:1:",)),
        ("key: Ref", "key: Ref\nkey: Home", ("map.yml:",)),
    ],
)
def test_what_is_wrong_with_a_map(
    repository: Repository, old: str, new: str, words: tuple[str, ...]
) -> None:
    repository.change_map(old, new)
    refused(repository, *words)


def test_all_that_is_wrong_is_said_at_once(repository: Repository) -> None:
    repository.map.write_text(
        MAP.replace("what_happened:", "what_hapened:").replace("[medicines]", "[medicins]"), "utf-8"
    )
    refused(repository, "what_happened", "`domain`")


def test_no_map(repository: Repository) -> None:
    (repository.root / "x.csv").write_bytes(table(row()))
    done = repository.run("import", repository.root / "x.csv", repository.root)
    assert done.code == 2
    assert "--suggest-map" in done.err


def test_a_map_that_is_code_runs_nothing(repository: Repository) -> None:
    repository.map.write_text("name: !!python/object/apply:os.system [touch canary]\n", "utf-8")
    refused(repository, "map.yml:1:")
    assert not (repository.root / "canary").exists()


def test_names_in_a_map_are_told_of_and_not_shown(repository: Repository) -> None:
    repository.change_map("{Rosewood House:", "{Mrs Ellerby: rosewood-house, Rosewood House:")
    done = repository.import_(table(row(Home="Mrs Elerby")))
    assert "holds what looks like somebody’s data (line 5)" in done.out
    assert "Ellerby" not in done.all
    assert "Elerby" not in done.all


def test_several_answers_in_one_cell(repository: Repository) -> None:
    repository.change_map(
        "{always: [medicines]}",
        '{column: About, split: ";", values: {meds: medicines, rota: staffing}}',
    )
    repository.change_map(
        "{always: The box was seen by the next round}", '{column: Stopped, split: "|"}'
    )
    before = repository.records
    raw = table(
        (*row(), "Meds; rota", "A count | The lid was red"),
        headings=("Ref", "Home", "When", "Written", "What", "Harm", "About", "Stopped"),
    )
    done = repository.import_(raw)
    assert done.code == 0, done.all
    (text,) = repository.made(before)
    data = parse(text.encode(), path="").data
    assert data is not None
    assert data["domain"] == ["medicines", "staffing"]
    assert data["prevented_by"] == [{"what": "A count"}, {"what": "The lid was red"}]


def test_words_of_the_records_need_no_table(repository: Repository) -> None:
    repository.change_map(", values: {Rosewood House: rosewood-house}", "")
    assert repository.import_(table(row(Home=" rosewood  HOUSE"))).code == 0


def test_otherwise_and_if_empty(repository: Repository) -> None:
    repository.change_map(
        "{always: someone saw it}",
        "{column: How, values: {round: planned check}, otherwise: chance, if_empty: unknown}",
    )
    headings = ("Ref", "Home", "When", "Written", "What", "Harm", "How")
    before = repository.records
    rows = [(*row(Ref=f"A-{n}"), how) for n, how in enumerate(("Round", "by the way", "-"))]
    assert repository.import_(table(*rows, headings=headings)).code == 0
    made = "".join(repository.made(before))
    for answer in ("planned check", "chance", "unknown"):
        assert made.count(f"detection_method: {answer}\n") == 1


@pytest.mark.parametrize(
    ("form", "cell", "day"),
    [
        ("YYYY-MM-DD HH:mm", "2026-04-10 07:40", "2026-04-10 07:40"),
        ("YYYY-MM-DDTHH:mm:ss", "2026-04-10T07:40:30", "2026-04-10 07:40:30"),
        ("DD-MMM-YYYY HH:mm", "10-Apr-2026 7:40", "2026-04-10 07:40"),
        ("DD MMMM YYYY, hh:mm AM", "10 April 2026, 7:40 pm", "2026-04-10 19:40"),
        ("DD MMMM YYYY, hh:mm AM", "10 april 2026, 12:05 AM", "2026-04-10 00:05"),
        ("MM/DD/YY HH:mm", "4/10/26 07:40", "2026-04-10 07:40"),
        ("DD.MM.YYYY HH:mm", "10.04.2026  07:40", "2026-04-10 07:40"),
    ],
)
def test_ways_to_write_a_day(repository: Repository, form: str, cell: str, day: str) -> None:
    text = MAP.replace(
        "written_as: DD/MM/YYYY HH:mm}\n  recorded:", f'written_as: "{form}"}}\n  recorded:'
    )
    repository.map.write_text(text, "utf-8")
    before = repository.records
    done = repository.import_(table(row(When=cell, Written="10/04/2026 20:00")))
    assert done.code == 0, done.all
    (made,) = repository.made(before)
    assert f"detected: {day}\n" in made.replace('"', "")


# --- A map to begin with -------------------------------------------------------------------------

HEADINGS = ("Reference", "Service", "Date", "Time", "What happened", "Mrs Ellerby", "Cost: £ #")


@pytest.mark.parametrize("make", [table, workbook])
def test_a_map_is_suggested_from_headings_alone(repository: Repository, make: object) -> None:
    assert callable(make)
    file = repository.root / "x"
    file.write_bytes(
        make(("7", "Canary", "1", "2", "Canary", "Canary", "Canary"), headings=HEADINGS)
    )
    before = repository.records
    done = repository.run("import", file, repository.root, "--suggest-map")
    assert done.code == 0, done.all
    assert repository.records == before
    parsed = parse(done.out.encode(), path="")
    assert parsed.data is not None, parsed.findings
    assert parsed.data["key"] == "Reference"
    fields = parsed.data["fields"]
    assert isinstance(fields, dict)
    assert isinstance(fields["service"], dict)
    assert fields["service"]["values"] == {"rosewood house": "rosewood-house"}
    assert fields["detected"] == {"column": ["Date", "Time"], "written_as": "DD/MM/YYYY HH:mm"}
    assert "# ? detection_method: no heading looks like it." in done.out
    assert '#   "Cost: £ #"' in done.out
    assert "1 more are not shown" in done.out
    assert "Ellerby" not in done.out
    assert "Canary" not in done.out


def test_headings_below_a_title_are_found(repository: Repository) -> None:
    file = repository.root / "x.csv"
    file.write_bytes(b"Our log\n\n" + table(("7",) * 7, headings=HEADINGS))
    done = repository.run("import", file, repository.root, "--suggest-map")
    assert "headings_in_row: 3\n" in done.out


def test_what_goes_with_no_suggestion(repository: Repository) -> None:
    file = repository.root / "x.csv"
    file.write_bytes(table(row()))
    both = repository.run("import", file, repository.root, "--suggest-map", "--dry-run")
    assert both.code == 2
    kind = repository.run("import", file, repository.root, "--suggest-map", "--kind", "near-mis")
    assert kind.code == 2
    assert "Did you mean near_miss?" in kind.err
