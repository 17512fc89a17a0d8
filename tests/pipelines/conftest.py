"""One installation for all pipelines, made by the commands that the workflow itself has."""

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.pipelines.shipped import WORKFLOW, bash, make_wheel, steps

QUICK = {"PIP_NO_COMPILE": "1"}
"""Python compiles what is used when it is used: half of an installation's time otherwise."""


class Runner(NamedTuple):
    """A runner on which closecall is installed."""

    temp: Path
    wheel: Path


@pytest.fixture(scope="session")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    folder = tmp_path_factory.mktemp("runner")
    wheel = make_wheel(folder)
    script = steps(WORKFLOW)["Install closecall"]["run"]
    done = bash(script, folder, {"RUNNER_TEMP": str(folder), "CLOSECALL": str(wheel), **QUICK})
    assert done.code == 0, done.err
    assert (folder / "closecall/bin/closecall").is_file()
    return Runner(folder, wheel)
