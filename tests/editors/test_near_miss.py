"""A near miss in an editor: completion, words where the mouse rests, and red lines."""

import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

import pytest

from closecall.pages.book import make_book
from closecall.records.kinds import KINDS
from tests.editors.language_server import Editor, Json, editor
from tests.unit.pages.story import tell

ROOT: Final = Path(__file__).parents[2]
READY: Final = ROOT / "generator" / "closecall" / "authoring" / "ready"
SETTINGS: Final[Json] = json.loads((READY / "vscode-settings.json").read_text("utf-8"))
PATH: Final = "records/near-misses/2026-10/nm-20261013-t7qc.yml"
WHOLE: Final = (ROOT / PATH).read_text("utf-8")
MODELINE, _, PLAIN = WHOLE.partition("\n")
"""The record without the line that tells editors its schema."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A provider's repository: records, and beside them the schemas."""
    folder = tmp_path_factory.mktemp("provider")
    shutil.copytree(ROOT / "schemas", folder / "schemas")
    (folder / PATH).parent.mkdir(parents=True)
    return folder


@pytest.fixture(scope="module")
def with_settings(folder: Path) -> Iterator[Editor]:
    with editor(folder, SETTINGS) as found:
        yield found


@pytest.fixture(scope="module")
def alone(folder: Path) -> Iterator[Editor]:
    """An editor that nobody has set up: the first line of a record is all that it knows."""
    with editor(folder) as found:
        yield found


def broken(text: str) -> str:
    return text.replace(
        "detection_method: someone saw it", "detection_method: planed check\nshoe: 3"
    )


def where(text: str, words: str) -> tuple[int, int]:
    """The line and the column at which words begin."""
    before = text[: text.index(words)]
    return before.count("\n"), len(before) - before.rfind("\n") - 1


def ask_everything(editor: Editor, path: str, text: str, schema: str) -> None:
    assert editor.open(path, text) == []
    line, column = where(text, "detection_method")
    told = editor.hover(path, line, column + 3)
    assert "How it came to be noticed; a planned check and luck are far apart." in told
    assert f"]({schema})" in told
    offered = editor.complete(path, line, text.splitlines()[line].index(":") + 2)
    assert {"planned check", "system alert", "chance"} <= set(offered)
    wrong = broken(text)
    other = path.replace("t7qc", "t7qd")
    marks = {
        mark["message"]: (mark["range"]["start"]["line"], mark["severity"])
        for mark in editor.open(other, wrong)
    }
    method, shoe = (where(wrong, words)[0] for words in ("detection_method", "shoe"))
    (value,) = [message for message in marks if message.startswith("Value is not accepted")]
    assert marks == {value: (method, 1), "Property shoe is not allowed.": (shoe, 1)}
    assert "planned check" in value
    offered = editor.complete(other, wrong.count("\n"), 0)
    assert "place" not in offered  # it is there already
    assert offered["occurred"].startswith("When it came about")


def test_the_first_line_of_a_record_is_enough(alone: Editor, folder: Path) -> None:
    assert MODELINE == "# yaml-language-server: $schema=../../../schemas/near_miss.json"
    ask_everything(alone, PATH, WHOLE, (folder / "schemas/near_miss.json").as_uri())


def test_without_it_the_settings_are(with_settings: Editor, folder: Path) -> None:
    ask_everything(with_settings, PATH, PLAIN, (folder / "schemas/near_miss.json").as_uri())


def test_without_either_nothing_is_known(alone: Editor) -> None:
    path = "records/near-misses/2026-10/nm-20261013-zzzz.yml"
    assert alone.open(path, broken(PLAIN)) == []
    assert "planned check" not in alone.hover(path, *where(broken(PLAIN), "detection_method"))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_record_of_each_kind_is_right_in_an_editor_and_a_wrong_one_is_not(
    kind: object, with_settings: Editor
) -> None:
    (found,) = [k for k in KINDS if k is kind]
    file = min((ROOT / "records" / found.folder).rglob("*.yml"))
    path, text = file.relative_to(ROOT).as_posix(), file.read_text("utf-8")
    plain = "".join(line for line in text.splitlines(keepends=True) if "$schema=" not in line)
    assert with_settings.open(path, plain) == []
    wrong = with_settings.open(path.removesuffix(".yml") + "-x.yml", f"{plain}shoe: 3\n")
    assert [mark["message"] for mark in wrong] == ["Property shoe is not allowed."]


@contextmanager
def served(folder: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def test_a_site_has_the_schemas_at_an_address(tmp_path: Path) -> None:
    assets = {a.path: a.data for a in make_book(tell()).assets if a.path.startswith("schemas/")}
    names = {"common", *(kind.name for kind in KINDS)}
    assert set(assets) == {f"schemas/{name.replace('_', '-')}.json" for name in names}
    for path, data in assets.items():
        whole: Json = json.loads((ROOT / path.replace("-", "_")).read_bytes())
        assert whole.pop("$id").endswith(f"/{path.replace('-', '_')}")
        assert json.loads(data) == whole
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(data)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with served(tmp_path) as site, editor(elsewhere) as one:
        address = f"{site}/schemas/near-miss.json"
        text = f"# yaml-language-server: $schema={address}\n{PLAIN}"
        ask_everything(one, "nm-20261013-t7qc.yml", text, address)


# The files that are ready to be copied


def test_the_settings_know_every_kind_and_its_folder() -> None:
    assert SETTINGS["yaml.schemas"] == {
        f"./schemas/{kind.name}.json": [
            f"records/{kind.folder}/*.yml",
            f"records/{kind.folder}/*/*.yml",
        ]
        for kind in KINDS
    }


def test_the_settings_fetch_nothing_and_tell_nobody() -> None:
    assert SETTINGS["yaml.schemaStore.enable"] is False
    assert SETTINGS["yaml.kubernetesCRDStore.enable"] is False
    assert SETTINGS["redhat.telemetry.enabled"] is False
    assert "://" not in json.dumps(SETTINGS)


def test_the_extension_is_the_one_that_the_server_belongs_to() -> None:
    recommended = json.loads((READY / "vscode-extensions.json").read_text("utf-8"))
    assert recommended == {"recommendations": ["redhat.vscode-yaml"]}


# What is installed


def test_the_language_server_is_known_by_hash_and_no_address() -> None:
    text = (ROOT / "tests/editors/package-lock.json").read_text("utf-8")
    assert "://" not in text
    lock: Json = json.loads(text)
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert "node_modules/yaml-language-server" in packages
    for one in packages.values():
        assert one["integrity"].startswith("sha512-")
        assert "hasInstallScript" not in one
