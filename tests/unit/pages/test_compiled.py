"""Templates that are compiled once: kept where that can be, and never in the way."""

from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment, nodes

from closecall.pages import compiled, render
from closecall.pages.render import environment

TEMPLATES = Path(render.__file__).with_name("templates")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(compiled, "FOLDER", tmp_path)
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    return tmp_path


def made(text: str) -> tuple[str, bool]:
    """What a template becomes in an environment of its own, and whether it had to be compiled."""
    env = Environment(loader=DictLoader({"page": text}), autoescape=True)
    compiled.keep_compiled(env, "test")
    seen: list[str] = []
    compiling = env.compile

    def compile_it(*words: object, **named: object) -> object:
        seen.append("compiled")
        return compiling(*words, **named)  # type: ignore[call-overload]

    env.compile = compile_it  # type: ignore[method-assign,assignment]
    return env.get_template("page").render(value="<b>"), bool(seen)


def test_a_template_is_compiled_once_and_again_when_it_changes() -> None:
    assert made("1 {{ value }}") == ("1 &lt;b&gt;", True)
    assert made("1 {{ value }}") == ("1 &lt;b&gt;", False)
    assert made("2 {{ value }}") == ("2 &lt;b&gt;", True)


@pytest.mark.parametrize("damage", [b"", b"nonsense", None])
def test_a_damaged_file_is_made_anew(folder: Path, damage: bytes | None) -> None:
    made("1 {{ value }}")
    (kept,) = folder.iterdir()
    kept.write_bytes(kept.read_bytes()[:40] if damage is None else damage)
    assert made("1 {{ value }}") == ("1 &lt;b&gt;", True)
    assert made("1 {{ value }}") == ("1 &lt;b&gt;", False)


def test_where_nothing_can_be_kept_all_goes_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "FOLDER", folder / "not-there")
    assert made("1 {{ value }}") == ("1 &lt;b&gt;", True)
    assert made("1 {{ value }}") == ("1 &lt;b&gt;", True)


def test_where_python_keeps_nothing_neither_do_we(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    made("1 {{ value }}")
    assert list(folder.iterdir()) == []


def test_no_template_of_ours_filters_a_fixed_text() -> None:
    env = environment()
    for name in env.list_templates():
        source = (TEMPLATES / name).read_text("utf-8")
        for found in env.parse(source).find_all(nodes.Filter):
            assert not isinstance(found.node, nodes.Const), (name, found.lineno)
