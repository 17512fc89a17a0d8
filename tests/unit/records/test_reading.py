"""All records of a tree: kinds, ids, and that one bad file hides no other."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from closecall.findings import Finding, Level
from closecall.records import reading as module
from closecall.records.reading import Document, Filed, Reading, read_records
from closecall.records.trees import WorkingTree


def reading(root: Path, files: dict[str, str]) -> Reading:
    (root / "records").mkdir()
    for path, text in files.items():
        file = root / "records" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return read_records(WorkingTree(root))


def told(found: Reading) -> list[tuple[str, str, int]]:
    return [(f.rule, f.path.removeprefix("records/"), f.line) for f in found.findings]


def test_a_record_gets_its_kind_from_its_folder_and_its_id_from_its_name(tmp_path: Path) -> None:
    found = reading(tmp_path, {"audits/2026-03/au-1.yml": "kind: audit\nid: au-1\n"})
    assert found.documents == (
        Document(
            path="records/audits/2026-03/au-1.yml",
            kind="audit",
            stem="au-1",
            data={"kind": "audit", "id": "au-1"},
            blob=found.blobs["records/audits/2026-03/au-1.yml"],
        ),
    )
    assert found.files == {"au-1": Filed(kind="audit", path="records/audits/2026-03/au-1.yml")}
    assert found.findings == ()
    assert found.files_read == 1
    assert found.unreadable == frozenset()
    assert found.raw("records/audits/2026-03/au-1.yml") == b"kind: audit\nid: au-1\n"


def test_a_kind_that_is_not_said_is_left_to_the_schema(tmp_path: Path) -> None:
    found = reading(tmp_path, {"audits/au-1.yml": "on: 2026-03-03\n"})
    assert [document.kind for document in found.documents] == ["audit"]
    assert found.findings == ()


def test_one_bad_file_hides_no_other(tmp_path: Path) -> None:
    found = reading(
        tmp_path,
        {
            "audits/au-1.yml": "kind: audit\n a: 1\n",
            "audits/au-2.yml": "kind: audit\n",
            "audits/notes.txt": "x",
            "nowhere/x-1.yml": "x: 1\n",
            "reviews/rv-1.yaml": "kind: review\n",
        },
    )
    assert told(found) == [
        ("Y26", "audits/au-1.yml", 2),
        ("F06", "audits/notes.txt", 1),
        ("F11", "nowhere", 1),
        ("F05", "reviews/rv-1.yaml", 1),
    ]
    assert [document.stem for document in found.documents] == ["au-2"]
    assert found.files_read == 2
    # The name of the broken one is known, so a link to it is not dead.
    assert set(found.files) == {"au-1", "au-2"}
    assert found.unreadable == {"audit", "review"}


def test_the_id_of_a_link_is_known_and_its_text_is_not(tmp_path: Path) -> None:
    (tmp_path / "records/audits").mkdir(parents=True)
    (tmp_path / "records/audits/au-1.yml").symlink_to("au-2.yml")
    found = read_records(WorkingTree(tmp_path))
    assert told(found) == [("F01", "audits/au-1.yml", 1)]
    assert set(found.files) == {"au-1"}
    assert found.unreadable == {"audit"}
    assert found.blobs == {"records/audits/au-1.yml": ""}
    assert found.files_read == 0


def test_kind_and_folder_agree(tmp_path: Path) -> None:
    found = reading(
        tmp_path,
        {
            "audits/au-1.yml": "# x\nkind: review\n",
            "audits/au-2.yml": "kind: audits\n",
            "audits/au-3.yml": "kind: [audit]\n",
            "audits/au-4.yml": f"kind: {'x' * 4000}\n",
        },
    )
    assert told(found) == [
        ("F16", "audits/au-1.yml", 2),
        ("F16", "audits/au-2.yml", 1),
        ("F16", "audits/au-3.yml", 1),
        ("F16", "audits/au-4.yml", 1),
    ]
    assert "records/reviews/" in found.findings[0].remedy
    assert "`kind: audit`" in found.findings[1].remedy
    assert found.documents == ()
    # Its name says audit and its `kind` review: it may be either.
    assert found.unreadable == {"audit", "review"}
    assert found.files["au-1"].kind == "audit"
    assert "xxx" not in found.findings[3].message + found.findings[3].remedy


def test_a_record_in_the_folder_of_another_kind_is_told_once(tmp_path: Path) -> None:
    found = reading(
        tmp_path,
        {
            "audits/rv-1.yml": "kind: review\nid: rv-2\n",
            "risks/rv-2.yml": "kind: review\n",
            "reviews/rv-2.yml": "kind: review\n",
        },
    )
    # `reviews/` comes before `risks/`, so the id is that of the record in its own folder.
    assert told(found) == [
        ("F16", "audits/rv-1.yml", 1),
        ("F16", "risks/rv-2.yml", 1),
        ("F19", "risks/rv-2.yml", 1),
    ]
    assert found.findings[0].remedy == "Move it into `records/reviews/`."
    # A link to it as a review is right, and nobody knows all reviews; the audits are all known.
    assert found.files["rv-1"] == Filed(kind="review", path="records/audits/rv-1.yml")
    assert found.files["rv-2"] == Filed(kind="review", path="records/reviews/rv-2.yml")
    assert found.unreadable == {"review"}


def test_the_name_begins_as_those_of_its_kind(tmp_path: Path) -> None:
    found = reading(
        tmp_path,
        {
            "audits/rv-1.yml": "kind: audit\n",
            "services/any-house.yml": "kind: service\n",
            "audits/au.yml": "kind: audit\n",
        },
    )
    assert told(found) == [("F07", "audits/au.yml", 1), ("F17", "audits/rv-1.yml", 1)]
    assert "`au-`" in found.findings[1].message
    assert len(found.documents) == 2


def test_id_and_name_agree(tmp_path: Path) -> None:
    found = reading(tmp_path, {"audits/au-1.yml": "kind: audit\nid: au-2\n"})
    assert told(found) == [("F18", "audits/au-1.yml", 2)]
    assert [document.stem for document in found.documents] == ["au-1"]


def test_an_id_is_used_once_over_all_kinds(tmp_path: Path) -> None:
    found = reading(
        tmp_path,
        {
            "audits/2026-03/au-1.yml": "kind: audit\n",
            "audits/2026-04/au-1.yml": "kind: audit\nid: au-1\n",
            "roles/the-same.yml": "kind: role\n",
            "services/the-same.yml": "kind: service\n",
        },
    )
    assert told(found) == [
        ("F19", "audits/2026-04/au-1.yml", 2),
        ("F19", "services/the-same.yml", 1),
    ]
    assert "records/audits/2026-03/au-1.yml" in found.findings[0].message
    assert [document.stem for document in found.documents] == ["au-1", "the-same"]
    assert found.files["the-same"].kind == "role"


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    first = reading(tmp_path, {f"audits/au-{n}.yml": f"kind: audit\nn: {n}\n" for n in range(9)})
    assert read_records(WorkingTree(tmp_path)).documents == first.documents


MANY = {
    **{f"audits/2026-03/au-{n}.yml": f"kind: audit\nn: {n}\n" for n in range(20)},
    **{
        f"audits/2026-04/au-{n}.yml": f"# again\nkind: audit\nid: au-{n}\n" for n in range(0, 20, 3)
    },
    **{f"reviews/rv-{n}.yml": "kind: audit\n" for n in range(3)},
    **{f"risks/au-{n}.yml": "kind: 'risk\n" for n in range(5)},
    "reviews/rv-1.yaml": "kind: review\n",
    "roles/notes.txt": "x",
    "nowhere/x-1.yml": "x: 1\n",
}
"""Files in which everything is wrong that one file can have against another."""


def odd(document: Document) -> tuple[Document, tuple[Finding, ...]]:
    """Hold a record against something: no odd number may stand in it."""
    number = document.data.get("n")
    if not isinstance(number, int) or number % 2 == 0:
        return document, ()
    found = Finding(
        rule="S08",
        level=Level.ERROR,
        path=document.path,
        message="It is odd.",
        remedy="Make it even.",
        pointer=("n",),
    )
    return replace(document, data={**document.data, "n": number + 1}), (found,)


@pytest.mark.parametrize("processes", [2, 3, 8])
def test_it_is_the_same_by_how_many_processes_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    reading(tmp_path, MANY)
    tree = WorkingTree(tmp_path)
    alone = read_records(tree, odd)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(processes)))
    monkeypatch.setattr(module, "ENOUGH", 2)
    assert read_records(tree, odd) == alone


def test_a_check_may_change_a_record_and_its_findings_get_a_place(tmp_path: Path) -> None:
    reading(tmp_path, {"audits/au-1.yml": "kind: audit\nn: 3\n", "audits/b/au-1.yml": "n: 5\n"})
    found = read_records(WorkingTree(tmp_path), odd)
    assert [document.data["n"] for document in found.documents] == [4]
    # A record that is not taken is not held against anything else.
    assert told(found) == [("S08", "audits/au-1.yml", 2), ("F19", "audits/b/au-1.yml", 1)]


def test_findings_are_placed_file_by_file(tmp_path: Path) -> None:
    found = reading(tmp_path, {"audits/au-1.yml": "a: 1\nn: 3\n", "audits/au-2.yml": "n: 5\n"})
    there = [odd(document)[1][0] for document in found.documents]
    placed = list(found.located([*there, there[0]]))
    assert [(f.path[-8:], f.line) for f in placed] == [
        ("au-1.yml", 2),
        ("au-1.yml", 2),
        ("au-2.yml", 1),
    ]
    (tmp_path / "records/audits/au-1.yml").unlink()
    assert [f.line for f in found.located(there)] == [1, 1]
