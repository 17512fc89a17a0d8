"""`closecall check --rev`, `--changed-since` and `--policy-from`, as people and builds run them."""

import json
import os
import re
from pathlib import Path

import pytest

from tests.support import AU, CC, CHAIN, GD, NM, REPORTED, RV, Chain
from tests.unit.cli.door import Done, Git, check, commit, repository, state
from tests.unit.git.conftest import run

BAD = CHAIN.drop(RV, "learning").edit(CC, "deputy-manager", "deputy-manger").put(AU, "on: 30 May")
OTHER_NM = "nm-20260320-b8hc"
UNPINNED = REPORTED.drop("rosewood", "as_at", "fictional")


def with_other(chain: Chain) -> Chain:
    """The same with a second near miss, whose chain has an error."""
    return chain.copy(
        NM,
        OTHER_NM,
        ("kind: near_miss", "kind: near_miss\nrelates: x"),
        ("2026-03-03", "2026-03-20"),
    )


class Work:
    """A repository with a base on `main` and a change on `work`, which is checked out."""

    def __init__(self, root: Path, base: Chain, change: Chain) -> None:
        self.root = root
        self.git: Git = repository(root)
        self.base = commit(self.git, root, base)
        self.git("checkout", "--quiet", "-b", "work")
        self.change = commit(self.git, root, change)

    def check(self, *options: str, **environment: str) -> Done:
        return check(self.root, *options, **environment)


def findings(done: Done) -> list[tuple[str, str, str]]:
    return [(f["rule"], f["path"], f["change"]) for f in done.json["findings"]]


# --- A commit ----------------------------------------------------------------------------------


def test_a_commit_has_the_findings_of_its_files(tmp_path: Path) -> None:
    work = Work(tmp_path, CHAIN, BAD)
    on_disk = work.check()
    assert on_disk.code == 1
    for name in ("work", "HEAD", work.change, work.change[:10]):
        assert work.check("--rev", name) == on_disk
    clean = work.check("--rev", "main")
    assert clean.code == 0
    assert clean.last.startswith("0 errors, 0 gaps, 0 warnings")
    for form in ("json", "junit", "sarif", "markdown", "github", "gitlab"):
        assert work.check("--rev", "work", "--format", form).out == work.check("--format", form).out


def test_the_files_on_the_disk_are_neither_read_nor_touched(tmp_path: Path) -> None:
    work = Work(tmp_path, CHAIN, BAD)
    (tmp_path / CHAIN.path(NM)).write_text("kind: 'never closed\n", encoding="utf-8")
    (tmp_path / CHAIN.path(RV)).unlink()
    (tmp_path / "stray").write_text("x", encoding="utf-8")
    before = state(tmp_path)
    assert work.check("--rev", "main").code == 0
    assert work.check("--rev", "HEAD", "--changed-since", "main", "--policy-from", "main").code == 1
    assert state(tmp_path) == before


def test_a_commit_whose_records_are_no_longer_there(tmp_path: Path) -> None:
    git = repository(tmp_path)
    first = commit(git, tmp_path, REPORTED)
    git("rm", "-r", "--quiet", "records")
    git("commit", "--quiet", "-m", "c")
    assert check(tmp_path).code == 2
    done = check(tmp_path, "--rev", first)
    assert done.code == 0
    assert f"in {len(REPORTED.files)} records" in done.last
    gone = check(tmp_path, "--rev", "HEAD")
    assert gone.code == 2
    assert gone.err.startswith("There is no folder `records` at commit ")


def test_in_a_repository_without_files(tmp_path: Path) -> None:
    work = Work(tmp_path / "one", CHAIN, BAD)
    bare = tmp_path / "bare"
    run(tmp_path, "clone", "--quiet", "--bare", str(work.root), str(bare))
    assert check(bare, "--rev", "work").out == work.check().out


def test_records_that_lie_deeper(tmp_path: Path) -> None:
    git = repository(tmp_path)
    home = tmp_path / "homes" / "one"
    BAD.write(home)
    git("add", "--all")
    git("commit", "--quiet", "-m", "c")
    assert check(home, "--rev", "HEAD").out == check(home).out
    found = json.loads(check(home, "--rev", "HEAD", "--format", "gitlab").out)
    assert found[0]["location"]["path"].startswith("homes/one/records/")
    (result, *_) = check(home, "--format", "sarif").json["runs"][0]["results"]
    where = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert where.startswith("homes/one/records/")
    assert "::error file=homes/one/records/" in check(home, "--format", "github").out


def test_the_day_is_as_asked_or_the_examples_or_the_commits(tmp_path: Path) -> None:
    git = repository(tmp_path)
    early = commit(git, tmp_path, UNPINNED, "2026-03-05")
    late = commit(git, tmp_path, UNPINNED.put("rosewood", "about: Care"), "2026-08-09")
    commit(git, tmp_path, REPORTED, "2026-09-09")
    assert "as at 5 March 2026 (the day of the commit)" in check(tmp_path, "--rev", early).last
    assert "as at 9 August 2026 (the day of the commit)" in check(tmp_path, "--rev", late).last
    assert "as at 4 May 2026 (the day on which this" in check(tmp_path, "--rev", "HEAD").last
    asked = check(tmp_path, "--rev", early, "--as-at", "2026-04-01")
    assert "as at 1 April 2026 (as asked)" in asked.last
    assert check(tmp_path, "--rev", early).last.startswith("0 errors, 0 gaps")
    assert check(tmp_path, "--rev", late).last.startswith("0 errors, 1 gap")


GARBAGE = (
    *("--output=x", "-h", "--help", "no-such", "", " ", "0" * 40, "HEAD..HEAD", "^HEAD"),
    *("HEAD:records", "a\nb", "::error::x", "##[error]x", "\x1b[31m", "$(touch x)", "x" * 5000),
)


@pytest.mark.parametrize("option", ["--rev", "--changed-since", "--policy-from"])
@pytest.mark.parametrize("name", GARBAGE, ids=range(len(GARBAGE)))
def test_what_names_no_commit(tmp_path: Path, name: str, option: str) -> None:
    work = Work(tmp_path, REPORTED, REPORTED)
    before = state(tmp_path)
    done = work.check(option, name)
    assert done.code == 2
    assert done.out == ""
    assert "commit" in done.err
    assert len(done.err) < 600
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]|::|##\[", done.err)
    assert done.err.count("\n") == 1
    assert state(tmp_path) == before


def test_without_a_repository_or_a_commit(tmp_path: Path) -> None:
    REPORTED.write(tmp_path)
    for option in ("--rev", "--changed-since", "--policy-from"):
        done = check(tmp_path, option, "HEAD", GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
        assert done.code == 2
        assert "is in no Git repository" in done.err


def test_a_hostile_environment_and_repository_change_nothing(tmp_path: Path) -> None:
    work = Work(tmp_path / "one", CHAIN, BAD)
    options = ("--rev", "work", "--changed-since", "main", "--policy-from", "main")
    before = work.check(*options)
    mark = tmp_path / "ran"
    canary = tmp_path / "canary"
    canary.write_text(f"#!/bin/sh\ntouch {mark}\n", encoding="utf-8")
    canary.chmod(0o755)
    for setting in (
        *("core.fsmonitor", "core.pager", "core.sshCommand", "diff.external", "gpg.program"),
        *("filter.x.smudge", "filter.x.clean", "diff.x.textconv", "alias.ls-tree"),
    ):
        work.git("config", setting, str(canary))
    (work.root / ".git/info/attributes").write_text("* filter=x diff=x export-ignore\n", "utf-8")
    for hook in ("post-checkout", "post-index-change", "reference-transaction"):
        (work.root / ".git/hooks" / hook).write_bytes(canary.read_bytes())
        (work.root / ".git/hooks" / hook).chmod(0o755)
    (work.root / "git").write_bytes(canary.read_bytes())
    (work.root / "git").chmod(0o755)
    other = tmp_path / "other"
    repository(other)
    environment = {
        "GIT_DIR": str(other / ".git"),
        "GIT_WORK_TREE": str(other),
        "GIT_INDEX_FILE": str(other / ".git/index"),
        "GIT_OBJECT_DIRECTORY": str(other / ".git/objects"),
        "GIT_NAMESPACE": "other",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.fsmonitor",
        "GIT_CONFIG_VALUE_0": str(canary),
        "GIT_EXTERNAL_DIFF": str(canary),
        "GIT_PAGER": str(canary),
        "GIT_EXEC_PATH": str(tmp_path),
        "GIT_GLOB_PATHSPECS": "1",
        "GIT_TRACE": str(mark),
        "PATH": f".:{os.environ['PATH']}",
    }
    assert work.check(*options, **environment) == before
    assert not mark.exists()


def test_replaced_objects_are_not_believed(tmp_path: Path) -> None:
    work = Work(tmp_path, CHAIN, BAD)
    work.git("replace", work.change, work.base)
    assert work.check("--rev", work.change).code == 1


# --- A change ----------------------------------------------------------------------------------


def test_what_a_change_adds_and_mends_comes_first(tmp_path: Path) -> None:
    base = CHAIN.drop(RV, "learning").drop(GD, "challenge")
    change = CHAIN.edit(CC, "deputy-manager", "deputy-manger").drop(GD, "challenge")
    done = Work(tmp_path, base, change).check("--changed-since", "main")
    assert done.code == 1
    added, mended, left = (
        done.out.index(heading)
        for heading in (
            "Added by this change (1):\n\nG33 error ",
            "Mended by this change (1):\n\n",
            "There before, in records and chains that this change touches (1):\n\n",
        )
    )
    assert added < mended < left
    assert re.search(
        r"\nAgainst commit [0-9a-f]{12}, this change adds 1 error, 0 gaps, 0 warnings; mends 1 "
        r"error, 0 gaps, 0 warnings; leaves 0 errors, 0 gaps, 1 warning in the records and chains "
        r"that it touches\.\n",
        done.out,
    )
    assert done.last.startswith("1 error, 0 gaps, 1 warning in ")


def test_the_same_as_data(tmp_path: Path) -> None:
    base = CHAIN.drop(RV, "learning").drop(GD, "challenge")
    change = CHAIN.edit(CC, "deputy-manager", "deputy-manger").drop(GD, "challenge")
    work = Work(tmp_path, base, change)
    found = work.check("--changed-since", "main", "--format", "json").json
    assert found["failed"] is True
    assert found["change"]["base"] == work.base
    assert found["change"]["added"] == {"error": 1, "gap": 0, "warning": 0}
    assert found["change"]["mended"]["error"] == 1
    assert found["change"]["left"]["warning"] == 1
    (mended,) = found["change"]["mended_findings"]
    assert mended["path"] == CHAIN.path(RV)
    assert [f["change"] for f in found["findings"]] == ["added", "left"]
    states = [
        result["baselineState"]
        for result in work.check("--changed-since", "main", "--format", "sarif").json["runs"][0][
            "results"
        ]
    ]
    assert states == ["new", "unchanged", "absent"]


def test_only_errors_in_what_it_touches_are_held_against_it(tmp_path: Path) -> None:
    base = with_other(CHAIN)
    work = Work(tmp_path, base, base.put(NM, "title: Reworded"))
    done = work.check("--changed-since", "main")
    assert done.code == 0
    assert "There before, elsewhere, and not held against this change (" in done.out
    assert "before, elsewhere, and not held against it." in done.out
    assert not done.last.startswith("0 errors")
    assert work.check().code == 1
    # A record of its chain: the error is its own business now.
    again = commit(work.git, tmp_path, base.put(OTHER_NM, "title: Reworded"))
    left = check(tmp_path, "--rev", again, "--changed-since", "main")
    assert left.code == 1
    assert "in records and chains that this change touches (" in left.out


def test_the_chain_of_a_touched_record_is_touched(tmp_path: Path) -> None:
    base = CHAIN.drop(RV, "learning")
    work = Work(tmp_path, base, base.put(GD, "reason: We looked at it once more."))
    done = work.check("--changed-since", "main", "--format", "json")
    assert done.code == 1
    assert {where for _, _, where in findings(done)} == {"left"}
    service = commit(
        work.git, tmp_path, base.put("rosewood-house", "capacity: {value: 43, unit: beds}")
    )
    other = check(tmp_path, "--rev", service, "--changed-since", "main", "--format", "json")
    assert other.code == 0
    assert {where for _, _, where in findings(other)} == {"untouched"}


def test_a_new_record_that_names_what_others_miss_already_has_a_finding_of_its_own(
    tmp_path: Path,
) -> None:
    """However many there are before it, and however late its file comes."""
    gone = f"near_miss: {NM.removesuffix('k7m2')}zzzz"
    base = CHAIN
    for letter in "abcde":
        base = base.copy(RV, f"rv-20260304-{letter}2pd", (f"near_miss: {NM}", gone))
    change = base.copy(RV, "rv-20260304-z2pd", (f"near_miss: {NM}", gone))
    work = Work(tmp_path, base, change)
    done = work.check("--changed-since", "main", "--format", "json")
    assert done.code == 1
    new = [f for f in done.json["findings"] if f["change"] == "added"]
    assert [(f["rule"], f["record"]) for f in new] == [("G33", "rv-20260304-z2pd")]
    assert "is not here" in new[0]["message"]
    assert "One more" in new[0]["message"] or "2 more records" in new[0]["message"]


def test_what_was_moved_is_the_same(tmp_path: Path) -> None:
    base = CHAIN.drop(RV, "learning").edit(CC, "deputy-manager", "deputy-manger")
    text = base.text(RV)
    moved = Chain(
        {
            **{path: t for path, t in base.files.items() if path != base.path(RV)},
            f"records/reviews/2026-03/{RV}.yml": f"# moved\n\n{text}",
            base.path(CC): f"# one line more\n{base.text(CC)}",
        }
    )
    done = Work(tmp_path, base, moved).check("--changed-since", "main", "--format", "json")
    assert done.json["change"]["added"] == {"error": 0, "gap": 0, "warning": 0}
    assert done.json["change"]["mended"] == {"error": 0, "gap": 0, "warning": 0}


def test_what_cannot_be_seen_is_not_called_mended(tmp_path: Path) -> None:
    base = CHAIN.drop(GD, "challenge")
    change = base.put(GD, "on: 30 May")
    done = Work(tmp_path, base, change).check("--changed-since", "main")
    assert done.code == 1
    assert "mends 0 errors, 0 gaps, 0 warnings;" in done.out
    assert "cannot be told until the errors that it adds are." in done.out


@pytest.mark.parametrize(("level", "code"), [("error", 0), ("gap", 0), ("warning", 1)])
def test_gaps_and_warnings_are_held_against_it_where_asked(
    tmp_path: Path, level: str, code: int
) -> None:
    work = Work(tmp_path, CHAIN, CHAIN.drop(GD, "challenge"))
    assert work.check("--changed-since", "main", "--fail-on", level).code == code


def test_what_is_not_committed_counts_as_the_change(tmp_path: Path) -> None:
    git = repository(tmp_path)
    commit(git, tmp_path, CHAIN)
    BAD.write(tmp_path)
    done = check(tmp_path, "--changed-since", "HEAD")
    assert done.code == 1
    assert "adds 3 errors" in done.out


def test_it_began_where_the_branches_part(tmp_path: Path) -> None:
    work = Work(tmp_path, CHAIN.drop(GD, "challenge"), CHAIN.drop(GD, "challenge"))
    work.git("checkout", "--quiet", "main")
    commit(work.git, tmp_path, CHAIN)  # main mends it meanwhile
    work.git("checkout", "--quiet", "work")
    done = work.check("--changed-since", "main", "--format", "json")
    assert done.json["change"]["base"] == work.base
    assert done.json["change"]["added"]["warning"] == 0


def test_against_a_commit_without_records_all_is_new(tmp_path: Path) -> None:
    git = repository(tmp_path)
    git("commit", "--quiet", "--allow-empty", "-m", "c")
    commit(git, tmp_path, BAD)
    done = check(tmp_path, "--changed-since", "HEAD~1", "--policy-from", "HEAD~1")
    assert done.code == 1
    assert "adds 3 errors" in done.out


def test_nothing_to_compare(tmp_path: Path) -> None:
    git = repository(tmp_path)
    REPORTED.write(tmp_path)
    done = check(tmp_path, "--changed-since", "HEAD")
    assert done.code == 2
    commit(git, tmp_path, REPORTED)
    done = check(tmp_path, "--changed-since", "HEAD")
    assert done.code == 0
    assert "adds 0 errors, 0 gaps, 0 warnings; mends 0 errors" in done.out


# --- Policy ------------------------------------------------------------------------------------

POLICY = """\
kind: policy
title: Limits
valid_from: 2026-01-01
thresholds:
  - name: days-to-review
    for_harm: Moderate physical harm
    value: %d
    unit: days
    reason: As the group decided
"""


@pytest.fixture
def weakened(tmp_path: Path) -> Work:
    """A change that gives itself more time."""
    base = REPORTED.add("main", POLICY % 3)
    return Work(tmp_path, base, base.with_text("main", POLICY % 300))


def test_a_change_cannot_weaken_the_policy_that_it_is_judged_by(weakened: Work) -> None:
    own = weakened.check("--fail-on", "gap")
    assert own.code == 0
    assert own.last.endswith("policy from this tree.")
    judged = weakened.check("--fail-on", "gap", "--policy-from", "main")
    assert judged.code == 1
    assert "G09 gap " in judged.out
    assert "the limit here is 3 days" in judged.out
    assert f"policy from commit {weakened.base[:12]}" in judged.last
    assert (
        "Policy, lists or allowances differ here: records/policy/main.yml. These count only once "
        "they are merged.\n"
    ) in judged.out
    policy = weakened.check("--policy-from", "main", "--format", "json").json["policy"]
    assert policy["commit"] == weakened.base
    assert policy["differs"] == ["records/policy/main.yml"]
    told = weakened.check("--policy-from", "main", "--format", "markdown").out
    assert "differ here" in told


def test_without_it_a_changed_policy_is_told(weakened: Work) -> None:
    done = weakened.check("--changed-since", "main")
    assert "Policy, lists or allowances differ here: records/policy/main.yml." in done.out
    assert "count at once" in done.out


def test_nor_by_taking_it_away(tmp_path: Path) -> None:
    base = REPORTED.add("main", POLICY % 1)
    work = Work(tmp_path, base, REPORTED)
    done = work.check("--policy-from", "main")
    assert "the limit here is 1 day" in done.out
    assert "records/policy/main.yml. These count only once" in done.out


def test_where_there_is_none_the_shipped_limits_hold(tmp_path: Path) -> None:
    work = Work(tmp_path, REPORTED, REPORTED.add("main", POLICY % 300))
    done = work.check("--policy-from", "main")
    assert "the limit here is 3 days" in done.out
    assert "closecall’s own limits, as commit " in done.last
    assert "has no policy" in done.last


def test_it_is_checked_and_can_be_linked_to_all_the_same(tmp_path: Path) -> None:
    new = "policy-2027"
    link = CHAIN.put(GD, f"approves: [{new}]")
    work = Work(tmp_path, CHAIN, link.add(new, POLICY % 5))
    done = work.check("--policy-from", "main")
    assert "G33" not in done.out
    wrong = link.add(new, POLICY.replace("valid_from: 2026-01-01", "valid_from: soon") % 5)
    commit(work.git, tmp_path, wrong)
    done = work.check("--policy-from", "main")
    assert done.code == 1
    assert f"--> records/policy/{new}.yml:3:1\n" in done.out
    dead = link.add(new, f"{POLICY % 5}approved_by: gd-20260101-zzzz\nvalid_to: 2025-01-01\n")
    commit(work.git, tmp_path, dead)
    done = work.check("--policy-from", "main")
    assert done.code == 1
    assert done.out.count("G33 error") == 2
    assert f"--> records/policy/{new}.yml:10:1\n" in done.out
    assert f"--> records/policy/{new}.yml:11:1\n" in done.out


def test_a_broken_one_on_the_base_can_be_mended(tmp_path: Path) -> None:
    broken = REPORTED.add("main", POLICY.replace("title: Limits\n", "title: [x]\n") % 3)
    work = Work(tmp_path, broken, broken.with_text("main", POLICY % 3))
    done = work.check("--policy-from", "main", "--changed-since", "main")
    assert "S03" not in done.out.partition("Mended")[0]
    assert done.code == 0


def test_of_one_that_is_the_same_all_is_said(tmp_path: Path) -> None:
    base = REPORTED.add("main", f"{POLICY % 3}approved_by: gd-20260101-zzzz\n")
    work = Work(tmp_path, base, base.put(NM, "title: Reworded"))
    one, other = work.check(), work.check("--policy-from", "main")
    assert one.code == other.code == 1
    assert one.out.splitlines()[:-1] == other.out.splitlines()[:-1]
