"""The whole run: which day it is as at, where findings stand, what is late."""

import gc
import os
import subprocess
from datetime import date
from pathlib import Path

import pytest

from closecall.errors import UsageError
from closecall.evidence import Evidence, gather
from closecall.findings import Level
from closecall.model.fields import RecordId
from tests.support import CHAIN, CLOSED, GD, NM, REPORTED, RV, Chain, told

UNPINNED = CHAIN.drop("rosewood", "as_at", "fictional")
"""The chain of a provider that is not made up, as far as the record says."""
TODAY = date(2026, 7, 1)


def git(root: Path, *arguments: str, day: str = "2026-06-10T12:00:00+0000") -> None:
    """Run git in a scratch repository, with a told day."""
    subprocess.run(
        ["git", "-C", str(root), "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments],
        env={
            **os.environ,
            "GIT_COMMITTER_DATE": day,
            "GIT_AUTHOR_DATE": day,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
        },
        check=True,
        capture_output=True,
    )


def committed(chain: Chain, root: Path, *, day: str = "2026-06-10T12:00:00+0000") -> Path:
    """A repository with the chain in one commit."""
    chain.write(root)
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "Records", day=day)
    return root


# --- The day -----------------------------------------------------------------------------------


def test_the_day_that_was_asked_for_comes_first(tmp_path: Path) -> None:
    evidence = gather(CHAIN.write(tmp_path), as_at=date(2026, 3, 10), today=TODAY)
    assert (evidence.as_at, evidence.as_at_reason) == (date(2026, 3, 10), "as asked")


def test_then_the_day_of_a_made_up_example(tmp_path: Path) -> None:
    evidence = gather(CHAIN.write(tmp_path), today=TODAY)
    assert evidence.as_at == date(2026, 5, 4)
    assert "example stands still" in evidence.as_at_reason


def test_only_a_made_up_provider_stands_still(tmp_path: Path) -> None:
    chain = CHAIN.edit("rosewood", "fictional: true", "fictional: false")
    assert gather(chain.write(tmp_path), today=TODAY).as_at == TODAY


def test_then_the_day_of_the_commit(tmp_path: Path) -> None:
    evidence = gather(committed(UNPINNED, tmp_path), today=TODAY)
    assert (evidence.as_at, evidence.as_at_reason) == (date(2026, 6, 10), "the day of the commit")
    assert evidence.commit
    assert len(evidence.commit.id) == 40


def test_the_day_of_a_commit_is_londons(tmp_path: Path) -> None:
    root = committed(UNPINNED, tmp_path, day="2026-06-10T23:30:00+0000")
    assert gather(root, today=TODAY).as_at == date(2026, 6, 11)


def test_with_changes_that_are_not_committed_it_is_today(tmp_path: Path) -> None:
    root = committed(UNPINNED, tmp_path)
    file = root / UNPINNED.path(NM)
    file.write_text(UNPINNED.text(NM) + "# one more line\n", encoding="utf-8")
    evidence = gather(root, today=TODAY)
    assert evidence.as_at == TODAY
    assert evidence.as_at_reason == "today, as the records have changes that are not committed"
    assert evidence.commit is None


@pytest.mark.parametrize("change", ["added", "removed", "renamed"])
def test_another_set_of_files_is_a_change(tmp_path: Path, change: str) -> None:
    root = committed(UNPINNED, tmp_path)
    file = root / UNPINNED.path(NM)
    if change == "added":
        (file.parent / "nm-20260501-x2mq.yml").write_text(UNPINNED.text(NM), encoding="utf-8")
    elif change == "removed":
        file.unlink()
    else:
        file.rename(file.parent / "nm-20260501-x2mq.yml")
    assert gather(root, today=TODAY).commit is None


def test_a_change_outside_the_records_is_none(tmp_path: Path) -> None:
    root = committed(UNPINNED, tmp_path)
    (root / "README.md").write_text("New\n", encoding="utf-8")
    evidence = gather(root, today=TODAY)
    assert evidence.commit is not None
    assert evidence.as_at == date(2026, 6, 10)


def test_without_git_it_is_today(tmp_path: Path) -> None:
    evidence = gather(UNPINNED.write(tmp_path), today=TODAY)
    assert evidence.as_at == TODAY
    assert evidence.as_at_reason == "today, as this folder is in no Git repository"
    assert evidence.commit is None
    assert evidence.no_commit == "this folder is in no Git repository"


def test_without_a_told_day_it_is_the_clocks(tmp_path: Path) -> None:
    assert gather(UNPINNED.write(tmp_path)).as_at >= date(2025, 1, 1)


def test_before_the_first_commit_it_is_today(tmp_path: Path) -> None:
    git(UNPINNED.write(tmp_path), "init", "-q")
    assert gather(tmp_path, today=TODAY).as_at == TODAY


def test_a_repository_of_the_longer_kind(tmp_path: Path) -> None:
    UNPINNED.write(tmp_path)
    git(tmp_path, "init", "-q", "--object-format=sha256")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "Records")
    evidence = gather(tmp_path, today=TODAY)
    assert evidence.commit
    assert len(evidence.commit.id) == 64


def test_records_in_a_folder_of_a_repository(tmp_path: Path) -> None:
    UNPINNED.write(tmp_path / "care")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "Records")
    assert gather(tmp_path / "care", today=TODAY).commit is not None


# --- What comes out ----------------------------------------------------------------------------


def test_no_records(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no folder `records`"):
        gather(tmp_path, as_at=TODAY)


def test_what_is_said_of_the_whole(tmp_path: Path) -> None:
    evidence = gather(CHAIN.write(tmp_path), as_at=date(2026, 5, 4))
    assert evidence.records_read == len(CHAIN.files) == 25
    assert evidence.provider
    assert evidence.provider.name == "Rosewood Care Group"
    assert evidence.findings == ()
    assert evidence.errors == ()
    assert evidence.hidden == 0


def test_without_a_provider_there_is_none() -> None:
    assert CHAIN.without("rosewood").judge().provider is None


def place(evidence: Evidence, chain: Chain, record_id: str) -> str:
    """The rest of the line on which the only finding stands."""
    (finding,) = evidence.findings
    assert finding.path == chain.path(record_id)
    return chain.text(record_id).splitlines()[finding.line - 1][finding.column - 1 :]


@pytest.mark.parametrize(
    ("field", "begins"),
    [
        ("proportionality_reason: ''", "proportionality_reason:"),
        ("barriers:\n  - {control: ct-no-such, state: failed}", "control: ct-no-such"),
        ("weakness_in: [systems, people]", "people]"),
        ("contributory:\n  - factor: Luck\n    evidence: Seen", "factor: Luck"),
        ("time_critical: {is: yes, due: 8am}", "due: 8am"),
        ("nobody_knows_this: yes", "nobody_knows_this"),
    ],
)
def test_a_finding_stands_where_its_value_is(field: str, begins: str) -> None:
    chain = CHAIN.put(RV, field)
    assert place(chain.judge(), chain, RV).startswith(begins)


def test_what_is_missing_stands_where_the_record_begins() -> None:
    chain = CHAIN.with_text(RV, "# A comment\n\n" + CHAIN.drop(RV, "learning").text(RV))
    evidence = chain.judge()
    assert place(evidence, chain, RV) == "kind: review"
    assert evidence.findings[0].line == 3


def test_what_is_owed_is_there_before_it_is_late() -> None:
    evidence = REPORTED.judge(as_at="2026-03-06")
    (owed,) = evidence.owed[RecordId(NM)]
    assert not owed.is_late(evidence.as_at)
    assert evidence.late(RecordId(NM)) == ()
    next_day = REPORTED.judge(as_at="2026-03-07")
    assert next_day.late(RecordId(NM)) == (owed,)
    assert owed.overdue_since == date(2026, 3, 7)
    assert next_day.findings[0].level is Level.GAP
    assert evidence.late(RecordId("nm-20200101-none")) == ()


def test_what_is_owed_comes_soonest_first() -> None:
    chain = CHAIN.without(RV).drop("cc-20260309-p4td", "review")
    chain = chain.without("au-20260404-q9kf", GD)
    owed = chain.judge().owed[RecordId(NM)]
    assert [o.due for o in owed] == sorted(o.due for o in owed)
    assert [o.rule for o in owed] == ["G09", "G24", "G25"]


def test_errors_are_apart() -> None:
    evidence = CLOSED.drop(RV, "learning").drop(GD, "challenge").judge()
    assert [t.level for t in told(evidence)] == ["error", "warning"]
    assert [f.rule for f in evidence.errors] == ["G10"]


@pytest.mark.parametrize("collecting", [True, False])
def test_the_collector_is_left_as_it_was(collecting: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a case of a table
    before = gc.isenabled()
    try:
        (gc.enable if collecting else gc.disable)()
        CHAIN.judge()
        assert gc.isenabled() is collecting
        with pytest.raises(UsageError):
            gather(tmp_path)
        assert gc.isenabled() is collecting
    finally:
        (gc.enable if before else gc.disable)()
