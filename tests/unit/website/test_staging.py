import os
from pathlib import Path

import pytest

from closecall.errors import ClosecallError, UsageError
from closecall.website.build import build_site
from closecall.website.content import VERSION_FILE
from closecall.website.staging import staged
from tests.unit.website import samples

OURS = samples.content().version.asset().data


def make_site(folder: Path, word: str) -> None:
    (folder / VERSION_FILE).write_bytes(OURS)
    (folder / "index.html").write_text(word, encoding="utf-8")


def build(target: Path, word: str, *, failure: type[BaseException] | None = None) -> None:
    with staged(target) as folder:
        make_site(folder, word)
        if failure:
            raise failure


def word_of(target: Path) -> str:
    return (target / "index.html").read_text(encoding="utf-8")


def beside(target: Path) -> list[str]:
    return sorted(path.name for path in target.parent.iterdir())


def test_a_site_is_made_and_replaced(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "site"
    build(target, "one")
    (target / "stale.html").touch()
    build(target, "two")
    assert word_of(target) == "two"
    assert sorted(path.name for path in target.iterdir()) == ["index.html", VERSION_FILE]
    assert beside(target) == ["site"]


def test_nothing_is_seen_before_it_is_complete(tmp_path: Path) -> None:
    target = tmp_path / "site"
    build(target, "old")
    with staged(target) as folder:
        make_site(folder, "new")
        assert word_of(target) == "old"


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt])
def test_a_failure_leaves_the_old_site(tmp_path: Path, failure: type[BaseException]) -> None:
    target = tmp_path / "site"
    build(target, "old")
    with pytest.raises(failure):
        build(target, "new", failure=failure)
    assert word_of(target) == "old"
    assert beside(target) == ["site"]


def test_an_empty_folder_may_be_taken(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    build(tmp_path / "site", "one")
    assert word_of(tmp_path / "site") == "one"


@pytest.mark.parametrize("marker", [None, b"window.other = 1;"])
def test_a_folder_of_someone_else_is_refused(tmp_path: Path, marker: bytes | None) -> None:
    target = tmp_path / "thesis"
    target.mkdir()
    (target / "chapter-1.txt").write_text("years of work", encoding="utf-8")
    if marker:
        (target / VERSION_FILE).write_bytes(marker)
    with pytest.raises(UsageError, match="no site of closecall"):
        build(target, "one")
    assert (target / "chapter-1.txt").read_text(encoding="utf-8") == "years of work"
    assert beside(target) == ["thesis"]


def test_a_marker_that_is_a_link_is_none(tmp_path: Path) -> None:
    target = tmp_path / "site"
    target.mkdir()
    (tmp_path / "elsewhere.js").write_bytes(OURS)
    (target / VERSION_FILE).symlink_to(tmp_path / "elsewhere.js")
    with pytest.raises(UsageError, match="no site of closecall"):
        build(target, "one")


def test_a_file_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "site"
    target.touch()
    with pytest.raises(UsageError, match="is a file"):
        build(target, "one")


def test_a_link_is_followed_and_kept(tmp_path: Path) -> None:
    (tmp_path / "site").symlink_to(tmp_path / "disk" / "site")
    build(tmp_path / "site", "one")
    assert (tmp_path / "site").is_symlink()
    assert word_of(tmp_path / "disk" / "site") == "one"


def test_what_a_killed_build_left_is_mended(tmp_path: Path) -> None:
    target = tmp_path / "site"
    build(target, "old")
    # Killed between the two renames, with half a site staged.
    target.rename(tmp_path / ".site.closecall-old")
    (tmp_path / ".site.closecall-new" / "half").mkdir(parents=True)
    (tmp_path / ".site.closecall-new" / "link").symlink_to(tmp_path)
    with pytest.raises(ValueError):
        build(target, "new", failure=ValueError)
    assert word_of(target) == "old"
    # Killed while the old site was being removed.
    (tmp_path / ".site.closecall-old").mkdir()
    build(target, "new")
    assert word_of(target) == "new"
    assert beside(target) == ["site"]


def test_of_two_builds_one_waits(tmp_path: Path) -> None:
    target = tmp_path / "site"
    with staged(target) as folder:
        make_site(folder, "first")
        with pytest.raises(ClosecallError, match="Another build"), staged(target):
            pytest.fail("two builds at once")
    assert word_of(target) == "first"


def test_a_swap_that_fails_puts_the_old_site_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "site"
    build(target, "old")
    real = Path.rename

    def rename(self: Path, to: Path) -> Path:
        if self.name.endswith("-new"):
            raise OSError(18, "Invalid cross-device link")
        return real(self, to)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(UsageError, match="Invalid cross-device link"):
        build(target, "new")
    assert word_of(target) == "old"


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=r"cannot be written to .*site"):
        build(tmp_path / "file" / "site", "one")


def test_a_site_may_not_swallow_what_it_is_made_from(project: Path) -> None:
    for target, words in (
        (project, "holds the records"),
        (project.parent, "holds the records"),
        (project / "docs" / "site", "is inside"),
        (project / "records" / "site", "is inside"),
        (project / ".git" / "site", "is inside"),
    ):
        with pytest.raises(UsageError, match=words):
            build_site(project, as_at=None, site_dir=target)
    assert samples.files_of(project / "docs")


def test_a_target_is_taken_from_where_the_reader_stands(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    report = build_site(project, as_at=None, site_dir=Path("out"))
    assert report.site_dir == tmp_path / "out"
    assert " in out/ " in report.words
    assert os.listdir(tmp_path / "out")  # noqa: PTH208 - names alone
