import os
import subprocess
import sys
from pathlib import Path

import pytest

from closecall.evidence import gather
from closecall.pages.book import make_book
from closecall.records.kinds import KINDS
from tests.golden import register

ROOT = Path(__file__).parents[2]
FOREIGN = {
    "TZ": "Asia/Tokyo",
    "PYTHONHASHSEED": "1",
    "LC_ALL": "C.UTF-8",
    "COLUMNS": "40",
    "SOURCE_DATE_EPOCH": "0",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return register.make(tmp_path_factory.mktemp("golden"))


def test_the_register_comes_to_what_is_kept(made: dict[str, str]) -> None:
    if said := register.difference(register.read(register.SITE), made):
        pytest.fail(
            f"{said}\n\nIs that what was wanted? Then accept it and read the diff:\n"
            f"    {register.ACCEPT}",
            pytrace=False,
        )


def test_another_folder_time_zone_and_hash_seed_change_nothing(
    made: dict[str, str], tmp_path: Path
) -> None:
    target = tmp_path / "elsewhere" / "site"
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    subprocess.run(
        [sys.executable, "-m", "tests.golden.accept", str(target)],
        cwd=ROOT,
        env={**kept, **FOREIGN},
        check=True,
    )
    if said := register.difference(made, register.read(target)):
        pytest.fail(said, pytrace=False)


def test_every_kind_of_record_has_a_page(made: dict[str, str]) -> None:
    for kind in KINDS:
        assert any(path.startswith(f"{kind.folder}/") and path.count("/") == 2 for path in made), (
            kind.name
        )


def test_what_is_kept_holds_each_page_byte_for_byte(tmp_path: Path) -> None:
    root = register.commit_records(tmp_path / "register")
    kept = register.read(register.SITE)
    for page in make_book(gather(root)).pages:
        if page.path in kept:
            assert register.unfolded(kept[page.path]) == page.body, page.path


def test_a_changed_a_lost_and_a_new_file_are_told() -> None:
    kept = {"a.html": "<p>one\n\t<p>two", "b.html": "b"}
    assert not register.difference(kept, dict(kept))
    said = register.difference(kept, {**kept, "a.html": "<p>one\n\t<p>three"})
    assert "-\t<p>two\n+\t<p>three" in said
    assert said.endswith("Other files that differ: none")
    assert "no such file is made now" in register.difference(kept, {"a.html": kept["a.html"]})
    assert "no such file is kept" in register.difference(kept, {**kept, "c.html": "c"})


def test_text_that_could_not_be_had_again_is_refused() -> None:
    with pytest.raises(ValueError):
        register.folded("one\n\ttwo", register._BLOCKS)
