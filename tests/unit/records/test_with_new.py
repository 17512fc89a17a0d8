"""Records that are not written yet are judged as they will be once they are."""

from pathlib import Path

from closecall.evidence import gather
from closecall.records.trees import WorkingTree
from closecall.records.with_new import WithNew
from tests.support import AS_AT, CHAIN, RV, told


def test_what_is_added_is_judged_as_if_it_were_written(tmp_path: Path) -> None:
    whole = gather(CHAIN.write(tmp_path / "whole"), as_at=AS_AT)
    part = CHAIN.without(RV).write(tmp_path / "part")
    path = CHAIN.path(RV)
    without = gather(part, as_at=AS_AT)
    added = gather(part, as_at=AS_AT, adding={path: CHAIN.text(RV).encode()})
    assert told(without) != told(whole)
    assert told(added) == told(whole)
    assert added.blobs == whole.blobs
    assert not (part / path).exists()


def test_a_finding_in_what_is_added_has_its_place(tmp_path: Path) -> None:
    root = CHAIN.without(RV).write(tmp_path)
    text = CHAIN.text(RV).replace("kind: review", "kind: review\nmistake: 1")
    added = gather(root, as_at=AS_AT, adding={CHAIN.path(RV): text.encode()})
    (finding,) = [f for f in added.findings if f.rule == "S04"]
    assert finding.path == CHAIN.path(RV)
    assert text.splitlines()[finding.line - 1].startswith("mistake")


def test_files_come_in_the_order_of_their_paths(tmp_path: Path) -> None:
    root = CHAIN.without(RV).write(tmp_path)
    tree = WithNew(WorkingTree(root), {CHAIN.path(RV): b"kind: review\n"})
    paths = [file.path for file in tree.listed()]
    assert paths == sorted(CHAIN.files)
    assert [file.path for file in tree.opened(tree.listed())] == paths
    assert tree.read(CHAIN.path(RV)) == b"kind: review\n"
    assert tree.read(paths[0]) == (root / paths[0]).read_bytes()
