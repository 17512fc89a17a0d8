"""The GitHub workflow and the action: their own commands, for a good and a broken pull request."""

import re
import shutil
from pathlib import Path
from typing import Any, Final

import pytest

from tests.pipelines.conftest import Runner
from tests.pipelines.shipped import ACTION, ROOT, WORKFLOW, Done, Remote, bash, host, read, steps
from tests.support import AU, CC, CHAIN, NM, REPORTED, RV
from tests.unit.reports.runner import commands

GOOD: Final = CHAIN
BAD: Final = CHAIN.drop(RV, "learning").edit(CC, "deputy-manager", "deputy-manger")
CHECK: Final = "Check the records"
NOTE: Final = "Comment the summary"
MARK: Final = "<!-- closecall -->\n"


class Run(dict[str, str]):
    """What a run of the step left behind."""

    def __init__(self, done: Done, summary: Path) -> None:
        self.done = done
        self.summary = summary.read_text("utf-8") if summary.exists() else ""
        self.told = obeyed(done.out)


def obeyed(out: str) -> list[tuple[str, dict[str, str], str]]:
    """The commands that the runner takes: none between a stop and the word that ends it."""
    found: list[tuple[str, dict[str, str], str]] = []
    quiet = ""
    for line in out.splitlines():
        for command in commands(line):
            if quiet:
                quiet = "" if command.name == quiet else quiet
            elif command.name == "stop-commands":
                quiet = command.data
                assert re.fullmatch(r"[0-9a-f]{32}", quiet)
            else:
                found.append((command.name, command.properties, command.data))
    assert quiet == "", "the runner was never told to listen again"
    return found


def check(runner: Runner, work: Path, file: Path = WORKFLOW, base: str = "main") -> Run:
    for name in ("annotations", "summary.md", "step"):
        (runner.temp / name).unlink(missing_ok=True)
    environment = {
        "RUNNER_TEMP": str(runner.temp),
        "GITHUB_STEP_SUMMARY": str(runner.temp / "step"),
        "GITHUB_ACTION_PATH": str(ROOT),
        "BASE": base,
    }
    done = bash(steps(file)[CHECK]["run"], work, environment)
    return Run(done, runner.temp / "step")


@pytest.mark.parametrize("file", [WORKFLOW, ACTION], ids=["workflow", "action"])
def test_a_good_pull_request_passes(runner: Runner, tmp_path: Path, file: Path) -> None:
    found = check(runner, Remote(tmp_path, REPORTED).pull_request(GOOD), file)
    assert found.done.code == 0, found.done.err
    assert found.told == []
    assert "0 errors" in found.done.out
    assert found.summary.startswith("## closecall check\n")


@pytest.mark.parametrize("file", [WORKFLOW, ACTION], ids=["workflow", "action"])
def test_a_broken_one_fails_with_annotations_and_a_summary(
    runner: Runner, tmp_path: Path, file: Path
) -> None:
    found = check(runner, Remote(tmp_path, CHAIN).pull_request(BAD), file)
    assert found.done.code == 1, found.done.err
    assert found.done.seconds < 10
    errors = {said[1]["file"] for said in found.told if said[0] == "error"}
    assert errors == {BAD.path(CC), BAD.path(RV)}
    assert all(said[1]["line"].isdigit() for said in found.told)
    assert "### Added by this change" in found.summary
    assert "G33" in found.summary


def test_what_was_wrong_before_elsewhere_is_not_held_against_it(
    runner: Runner, tmp_path: Path
) -> None:
    worse = BAD.copy(NM, "nm-20260320-b8hc", ("2026-03-03", "2026-03-20"))
    found = check(runner, Remote(tmp_path, BAD).pull_request(worse.put(AU, "on: 2026-04-05")))
    assert "There before" in found.done.out


def test_it_cannot_loosen_what_it_is_judged_by(runner: Runner, tmp_path: Path) -> None:
    allowance = (
        "kind: allowance\nrule: G33\nrecord: " + CC + "\nreason: It is well known here\n"
        "by_role: quality-lead\non: 2026-03-10\nreview_due: 2026-12-01\nuntil: 2026-12-31\n"
    )
    lax = BAD.add("al-20260310-aaaa", allowance)
    found = check(runner, Remote(tmp_path, CHAIN).pull_request(lax))
    assert found.done.code == 1
    assert "al&#45;20260310&#45;aaaa" in found.summary


def test_nothing_of_the_pull_request_is_run(runner: Runner, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    python = f"open({str(mark)!r}, 'w').close()\n"
    files = {
        f"{folder}{name}.py": python
        for folder in ("", "records/", "closecall/")
        for name in (
            "closecall",
            "pip",
            "yaml",
            "json",
            "sitecustomize",
            "usercustomize",
            "conftest",
        )
    }
    files |= {
        "closecall/__init__.py": python,
        "closecall/__main__.py": python,
        "secrets.py": python,
        "git": f"#!/bin/sh\ntouch {mark}\n",
        "mkdocs.yml": f"x: !!python/object/apply:os.system ['touch {mark}']\n",
        ".pre-commit-config.yaml": f"repos: [{{repo: local, hooks: [{{entry: touch {mark}}}]}}]\n",
        ".gitattributes": "* filter=x diff=x merge=x\n",
        ".gitconfig": f'[diff "x"]\n\tcommand = touch {mark}\n',
        "pip.conf": "[global]\nindex-url = http://127.0.0.1:9/\n",
        "pyproject.toml": "[tool.pip]\n",
    }
    files.pop("records/closecall.py")
    work = Remote(tmp_path, REPORTED).pull_request(GOOD, files)
    for file in (WORKFLOW, ACTION):
        found = check(runner, work, file)
        assert found.done.code in {0, 1}, found.done.err
        assert [said[1]["title"] for said in found.told if said[0] == "notice"] == [
            "More than records"
        ]
    assert not mark.exists()


def test_the_name_of_a_branch_is_no_command(runner: Runner, tmp_path: Path) -> None:
    name = "m'\";touch${IFS}ran;$(touch${IFS}ran)`touch${IFS}ran`"
    remote = Remote(tmp_path, REPORTED, main=name)
    work = remote.pull_request(GOOD)
    found = check(runner, work, base=name)
    assert found.done.code == 0, found.done.err
    assert not list(tmp_path.rglob("ran"))


def test_no_text_of_a_record_is_an_order_to_the_runner(runner: Runner, tmp_path: Path) -> None:
    text = "x ##[error]y ::error::z ::stop-commands::q"
    bad = (
        CHAIN.put(RV, f'title: "{text}"').put(CC, f'"::error::{text}": 1').put(AU, "on: ::error::z")
    )
    found = check(runner, Remote(tmp_path, CHAIN).pull_request(bad))
    assert found.done.code == 1
    ours = {"error", "warning", "notice"}
    assert {said[0] for said in found.told} <= ours
    assert all(said[1]["file"].startswith("records/") for said in found.told)


def test_a_base_that_is_not_there_is_wrong_use(runner: Runner, tmp_path: Path) -> None:
    found = check(runner, Remote(tmp_path, CHAIN).pull_request(BAD), base="no-such")
    assert found.done.code == 2
    assert found.summary == ""
    assert [said[0] for said in found.told] == ["notice"]


# The comment


def comment(runner: Runner, address: str, file: Path = WORKFLOW) -> Done:
    return bash(
        steps(file)[NOTE]["run"],
        runner.temp,
        {
            "RUNNER_TEMP": str(runner.temp),
            "GITHUB_API_URL": address,
            "GITHUB_REPOSITORY": "care/records",
            "GITHUB_TOKEN": "t0ken",
            "NUMBER": "12",
        },
    )


@pytest.mark.parametrize("file", [WORKFLOW, ACTION], ids=["workflow", "action"])
def test_the_summary_is_one_comment_that_is_kept_up_to_date(runner: Runner, file: Path) -> None:
    summary = runner.temp / "summary.md"
    with host() as found:
        found.comments = [
            {"id": n, "user": {"login": "somebody"}, "body": f"{MARK}not ours"} for n in range(120)
        ]
        found.comments[3]["body"] = None
        for text in ("## one\n", "## two\n"):
            summary.write_text(text, "utf-8")
            done = comment(runner, found.address, file)
            assert done.code == 0, done.err
        assert [c["body"] for c in found.comments[120:]] == [f"{MARK}## two\n"]
        assert all("not ours" in (c["body"] or "not ours") for c in found.comments[:120])
        assert [asked[0] for asked in found.asked] == ["GET", "GET", "POST", "GET", "GET", "PATCH"]
        assert found.asked[0][1] == "/repos/care/records/issues/12/comments?per_page=100&page=1"
        assert found.asked[5][1] == "/repos/care/records/issues/comments/1120"
        assert {asked[2]["Authorization"] for asked in found.asked} == {"Bearer t0ken"}


def test_a_long_summary_is_cut_at_a_line_and_says_so(runner: Runner) -> None:
    (runner.temp / "summary.md").write_text("| a row of a table |\n" * 9000, "utf-8")
    with host() as found:
        assert comment(runner, found.address).code == 0
    (one,) = found.comments
    assert len(one["body"]) < 65_536
    lines = one["body"].splitlines()
    assert lines[-1] == "Cut here. The summary of the run has all."
    assert set(lines[1:-2]) == {"| a row of a table |"}


def test_without_a_summary_there_is_no_comment(runner: Runner) -> None:
    (runner.temp / "summary.md").unlink(missing_ok=True)
    assert comment(runner, "http://127.0.0.1:9").code == 0


# What the files say


def pinned(data: Any) -> list[str]:  # noqa: ANN401 - any YAML
    if isinstance(data, dict):
        own = [data["uses"]] if "uses" in data else []
        return own + [use for value in data.values() for use in pinned(value)]
    if isinstance(data, list):
        return [use for value in data for use in pinned(value)]
    return []


def test_the_workflow_may_read_and_comment_and_no_more() -> None:
    data = read(WORKFLOW)
    (job,) = data["jobs"].values()
    assert data["permissions"] == {}
    assert job["permissions"] == {"contents": "read", "pull-requests": "write"}
    assert re.findall(r"^on:\n  (\w+):", WORKFLOW.read_text("utf-8"), re.MULTILINE) == [
        "pull_request"
    ]
    assert "pull_request_target" not in WORKFLOW.read_text("utf-8")
    assert "${{ secrets." not in WORKFLOW.read_text("utf-8")
    fetch = steps(WORKFLOW)["Fetch the pull request and its base"]["with"]
    assert fetch == {"fetch-depth": 0, "persist-credentials": False}


def test_every_action_is_pinned_by_digest_with_its_version() -> None:
    uses = pinned(read(WORKFLOW)) + pinned(read(ACTION))
    assert uses
    assert all(re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}", use) for use in uses)
    for line in re.findall(r"uses: .*", WORKFLOW.read_text("utf-8")):
        assert re.search(r" # v\d+\.\d+\.\d+$", line)


@pytest.mark.parametrize("file", [WORKFLOW, ACTION], ids=["workflow", "action"])
def test_no_expression_is_part_of_a_script(file: Path) -> None:
    for step in steps(file).values():
        assert "${{" not in step.get("run", "")


def test_the_action_and_the_workflow_do_the_same() -> None:
    one, other = (steps(file) for file in (WORKFLOW, ACTION))
    assert one[NOTE]["run"] == other[NOTE]["run"]
    ours = '"$RUNNER_TEMP/closecall/bin/closecall"'
    theirs = (
        'env PYTHONPATH="$GITHUB_ACTION_PATH/generator" \\\n'
        '  "$RUNNER_TEMP/closecall/bin/python" -P -m closecall'
    )
    assert one[CHECK]["run"].replace(ours, theirs) == other[CHECK]["run"]


def test_the_workflow_installs_nothing_until_somebody_says_what(tmp_path: Path) -> None:
    """Whoever had the name on a package index first would run there, else."""
    assert not read(WORKFLOW)["env"]["CLOSECALL"]
    script = steps(WORKFLOW)["Install closecall"]["run"]
    done = bash(script, tmp_path, {"RUNNER_TEMP": str(tmp_path), "CLOSECALL": ""})
    assert done.code == 1
    assert done.out.startswith("::error title=closecall::Say in the workflow")
    assert list(tmp_path.iterdir()) == []
    assert "--require-hashes" in script
    assert "--no-deps" in script


def test_the_action_asks_for_hashes_of_a_list_that_is_there() -> None:
    script = steps(ACTION)["Install what closecall needs"]["run"]
    assert "--require-hashes" in script
    assert "--no-deps" in script
    assert "$GITHUB_ACTION_PATH/requirements-run.lock" in script
    assert (ROOT / "requirements-run.lock").is_file()
    assert shutil.which("bash")
