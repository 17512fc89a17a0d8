"""The lock lists everything by hash, and the wheel carries everything that the code needs."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCK = (ROOT / "requirements.lock").read_text("utf-8")


def locked() -> dict[Requirement, list[str]]:
    """Each requirement of the lock with its hashes; a line that is anything else fails here."""
    lines = re.sub(r"^\s*#.*\n", "", LOCK, flags=re.MULTILINE).replace("\\\n", " ").splitlines()
    parts = [line.split(" --hash=") for line in lines]
    return {Requirement(first): [each.strip() for each in hashes] for first, *hashes in parts}


def test_every_locked_requirement_is_one_version_known_by_hash() -> None:
    requirements = locked()
    assert requirements
    for requirement, hashes in requirements.items():
        assert [each.operator for each in requirement.specifier] == ["=="], requirement
        assert hashes, requirement
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", each) for each in hashes), requirement


def test_the_lock_names_no_address() -> None:
    assert "://" not in LOCK
    assert not [each for each in locked() if each.url]


@pytest.mark.parametrize(
    "wanted",
    sorted(
        {
            *PROJECT["project"]["dependencies"],
            *PROJECT["dependency-groups"]["dev"],
            *PROJECT["build-system"]["requires"],
        }
    ),
)
def test_the_lock_has_what_the_project_asks_for(wanted: str) -> None:
    asked = Requirement(wanted)
    found = [
        each for each in locked() if canonicalize_name(each.name) == canonicalize_name(asked.name)
    ]
    assert found, f"{wanted} is not in requirements.lock; run `make lock`"
    for requirement in found:
        (version,) = requirement.specifier
        assert asked.specifier.contains(version.version, prereleases=True)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-P", "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (file,) = folder.glob("*.whl")
    return zipfile.ZipFile(file)


def test_the_wheel_holds_every_file_of_the_package_and_every_schema(
    wheel: zipfile.ZipFile,
) -> None:
    package = ROOT / "generator" / "closecall"
    schemas = ROOT / "schemas"
    expected = {
        *(
            f"closecall/{file.relative_to(package).as_posix()}"
            for file in package.rglob("*")
            if file.is_file() and file.suffix != ".pyc"
        ),
        *(
            f"closecall/_schemas/{file.relative_to(schemas).as_posix()}"
            for file in schemas.rglob("*")
            if file.is_file()
        ),
        "closecall/_requirements.lock",
    }
    held = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert held == expected
    assert {"closecall/py.typed", "closecall/_schemas/near_miss.json"} <= held


def test_the_wheel_names_the_command_the_plugin_and_nobody(wheel: zipfile.ZipFile) -> None:
    (entry_points,) = (name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    text = wheel.read(entry_points).decode()
    assert "closecall = closecall.cli.main:main" in text
    assert "closecall = closecall.website.plugin:ClosecallPlugin" in text
    (metadata,) = (name for name in wheel.namelist() if name.endswith("/METADATA"))
    assert not re.search(r"^(Author|Maintainer)", wheel.read(metadata).decode(), re.MULTILINE)


def test_the_same_tree_gives_the_same_wheel(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    command = [sys.executable, "-P", "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (again,) = tmp_path.glob("*.whl")
    assert wheel.filename
    assert again.read_bytes() == Path(wheel.filename).read_bytes()
