"""The GitLab file and the component: their own commands, for a good and a broken merge request."""

import json
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET

import pytest

from tests.pipelines.conftest import QUICK, Runner
from tests.pipelines.shipped import GITLAB, Done, Remote, bash, component, host, read
from tests.support import CC, CHAIN, REPORTED, RV
from tests.unit.reports.runner import UNSEEN

Json = dict[str, Any]
JOB: Final[Json] = read(GITLAB)["closecall"]
GOOD: Final = CHAIN
BAD: Final = CHAIN.drop(RV, "learning").edit(CC, "deputy-manager", "deputy-manger")
MARK: Final = "<!-- closecall -->\n"


def script(runner: Runner) -> str:
    """All that the job runs, its installation made already."""
    work = f"work={str(runner.temp)!r}\n"
    return work + "\n".join(JOB["script"])


def check(runner: Runner, work: Path, base: str = "main", **more: str) -> Done:
    variables = {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": base, **more}
    return bash(script(runner), work, variables)


def test_its_installation_is_the_one_of_the_workflow(tmp_path: Path, runner: Runner) -> None:
    """Made once over there: here it is seen that a wheel can be installed in a checked-out tree."""
    (tmp_path / "pip.py").write_text("open('ran', 'w')\n", "utf-8")
    environment = {
        "CLOSECALL": str(runner.wheel),
        "TMPDIR": str(tmp_path),
        "PIP_NO_DEPS": "1",
        **QUICK,
    }
    done = bash("\n".join(JOB["before_script"]), tmp_path, environment)
    assert done.code == 0, done.err
    assert list(tmp_path.glob("*/closecall/bin/closecall"))
    assert not (tmp_path / "ran").exists()


def test_a_good_merge_request_passes(runner: Runner, tmp_path: Path) -> None:
    work = Remote(tmp_path, REPORTED).pull_request(GOOD)
    done = check(runner, work)
    assert done.code == 0, done.err
    assert "0 errors" in done.out
    assert json.loads((work / "closecall-quality.json").read_text("utf-8")) == []


def test_a_broken_one_fails_and_leaves_its_reports(runner: Runner, tmp_path: Path) -> None:
    work = Remote(tmp_path, CHAIN).pull_request(BAD)
    done = check(runner, work)
    assert done.code == 1, done.err
    assert done.seconds < 10
    found = json.loads((work / "closecall-quality.json").read_text("utf-8"))
    assert {one["location"]["path"] for one in found} >= {BAD.path(CC), BAD.path(RV)}
    cases = ET.fromstring((work / "closecall-junit.xml").read_text("utf-8"))  # noqa: S314 - ours
    assert list(cases.iter("failure"))
    summary = (work / "closecall-summary.md").read_text("utf-8")
    assert "### Added by this change" in summary
    assert not UNSEEN.search(done.out)


def test_the_job_gives_on_what_its_script_writes() -> None:
    artifacts = JOB["artifacts"]
    written = [artifacts["reports"]["codequality"], artifacts["reports"]["junit"]]
    for file in (*written, *artifacts["paths"]):
        assert f"={file}" in "\n".join(JOB["script"])
    assert artifacts["when"] == "always"
    assert JOB["variables"]["GIT_DEPTH"] == "0"


def test_a_file_of_the_merge_request_is_not_taken_for_the_summary(
    runner: Runner, tmp_path: Path
) -> None:
    files = {"closecall-summary.md": "All is well\n", "pip.py": "x", "yaml.py": "raise SystemExit"}
    work = Remote(tmp_path, CHAIN).pull_request(BAD, files)
    with host() as found:
        done = check(
            runner,
            work,
            base="main",
            CI_API_V4_URL=found.address,
            CI_PROJECT_ID="3",
            CI_MERGE_REQUEST_IID="12",
            CLOSECALL_NOTE_TOKEN="t0ken",  # noqa: S106 - of the host of this test
        )
    assert done.code == 1
    assert "Files beside records/ are changed too." in done.out
    (note,) = found.comments
    assert note["body"].startswith(f"{MARK}## closecall check\n")
    assert "All is well" not in note["body"]
    assert "t0ken" not in done.out + done.err


def test_the_summary_is_one_note_that_is_kept_up_to_date(runner: Runner, tmp_path: Path) -> None:
    remote = Remote(tmp_path, CHAIN)
    with host() as found:
        found.comments = [{"id": 1, "author": {"id": 4}, "body": f"{MARK}not ours"}]
        variables = {
            "CI_API_V4_URL": found.address,
            "CI_PROJECT_ID": "3",
            "CI_MERGE_REQUEST_IID": "12",
            "CLOSECALL_NOTE_TOKEN": "t0ken",
        }
        assert check(runner, remote.pull_request(BAD), **variables).code == 1
        assert check(runner, remote.pull_request(GOOD), **variables).code == 0
    assert [asked[0] for asked in found.asked] == ["GET", "GET", "POST", "GET", "GET", "PUT"]
    assert found.asked[2][1] == "/projects/3/merge_requests/12/notes"
    assert found.asked[5][1] == "/projects/3/merge_requests/12/notes/1001"
    assert {asked[2]["Private-Token"] for asked in found.asked} == {"t0ken"}
    theirs, ours = found.comments
    assert theirs["body"] == f"{MARK}not ours"
    assert "adds 0 errors" in ours["body"]


def test_a_host_that_does_not_answer_changes_nothing(runner: Runner, tmp_path: Path) -> None:
    done = check(
        runner,
        Remote(tmp_path, REPORTED).pull_request(GOOD),
        CI_API_V4_URL="http://127.0.0.1:9",
        CI_PROJECT_ID="3",
        CI_MERGE_REQUEST_IID="12",
        CLOSECALL_NOTE_TOKEN="t0ken",  # noqa: S106 - as above
    )
    assert done.code == 0
    assert "The comment could not be written." in done.out


def test_the_name_of_a_branch_is_no_command(runner: Runner, tmp_path: Path) -> None:
    name = "m'\";touch${IFS}ran;$(touch${IFS}ran)`touch${IFS}ran`"
    done = check(runner, Remote(tmp_path, REPORTED, main=name).pull_request(GOOD), base=name)
    assert done.code == 0, done.err
    assert not list(tmp_path.rglob("ran"))


# The component


def test_the_component_makes_the_same_job() -> None:
    spec, jobs = component()
    assert set(spec["inputs"]) == {"job", "stage", "image", "closecall"}
    assert all(about["description"] for about in spec["inputs"].values())
    assert "default" not in spec["inputs"]["closecall"]  # whoever includes it has to say
    job = jobs["closecall"]
    assert job.pop("stage") == "test"
    assert job["variables"].pop("CLOSECALL") is None
    assert job == {**JOB, "variables": {"GIT_DEPTH": "0"}}


def test_its_inputs_count() -> None:
    _, jobs = component(job="records", stage="verify", image="example:1", closecall="closecall==9")
    job = jobs["records"]
    assert (job["stage"], job["image"]) == ("verify", "example:1")
    assert job["variables"]["CLOSECALL"] == "closecall==9"


def test_it_runs_in_merge_requests_alone_and_installs_nothing_unless_told(tmp_path: Path) -> None:
    assert JOB["rules"] == [{"if": '$CI_PIPELINE_SOURCE == "merge_request_event"'}]
    assert not JOB["variables"]["CLOSECALL"]
    done = bash("\n".join(JOB["before_script"]), tmp_path, {"CLOSECALL": ""})
    assert done.code == 1
    assert "Say in the variable CLOSECALL" in done.out
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("part", ["before_script", "script"])
def test_python_never_looks_into_the_folder_that_is_checked(part: str) -> None:
    for line in "\n".join(JOB[part]).splitlines():
        if "python" in line:
            assert " -I " in line, line
