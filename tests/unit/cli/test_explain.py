"""`closecall explain`: the same words as the reference, and help where a code is mistyped."""

import pytest
from click.testing import CliRunner

from closecall.cli.main import closecall
from closecall.errors import UsageError
from closecall.pages.reference.rules import About, all_rules, rules_of

ALL = all_rules()


def run(code: str) -> str:
    result = CliRunner().invoke(closecall, ["explain", code], catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("about", ALL, ids=[about.code for about in ALL])
def test_every_rule_is_explained(about: About) -> None:
    output = plain(run(about.code))
    assert output.startswith(f"{about.code} {about.title}")
    for term, texts in about.rows:
        assert term in output
        for text in texts:
            assert plain(text) in output


def test_a_rule_of_the_gate_says_all_that_there_is() -> None:
    output = run("G05")
    for heading in (
        *("What it asks", "Why", "From which stage on", "When", "Who is asked", "For example"),
        *("How to mend it", "Comes from"),
    ):
        assert f"\n{heading}\n" in output
    assert "W3 (" in output
    assert "\nFinds: error\n" in output


def test_every_rule_has_an_example_of_its_own() -> None:
    examples = [dict(about.rows)["For example"] for about in ALL]
    assert len(set(examples)) == len(ALL) == sum(len(rules_of(letter)) for letter in "GSFY")


def test_small_letters_will_do() -> None:
    assert run(" g05 ") == run("G05")


@pytest.mark.parametrize(
    ("code", "nearest"), [("G41", "G"), ("G5", "G05"), ("S1", "S"), ("GO5", "G05")]
)
def test_an_unknown_code_gets_the_nearest(code: str, nearest: str) -> None:
    with pytest.raises(UsageError) as wrong:
        CliRunner().invoke(closecall, ["explain", code], catch_exceptions=False)
    assert f"The nearest is {nearest}" in str(wrong.value)
    assert code not in str(wrong.value)


def test_what_is_nothing_like_a_code_gets_none() -> None:
    with pytest.raises(UsageError) as wrong:
        CliRunner().invoke(closecall, ["explain", "zzzz"], catch_exceptions=False)
    assert "nearest" not in str(wrong.value)
