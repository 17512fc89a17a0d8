"""What there is to say of each rule: the same for the reference and for `closecall explain`."""

from typing import Final, NamedTuple

from closecall.pages.reference.examples import EXAMPLES
from closecall.pages.reference.words import GATE_ADVICE, SHAPE_ADVICE, sentence
from closecall.records.refusals import FILE_REFUSALS, REFUSALS, Refusal
from closecall.rules.table import RULES, Rule
from closecall.validation.shape import SHAPE_RULES


class About(NamedTuple):
    """All that is said of a rule."""

    code: str
    title: str
    levels: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    """A heading, and what stands under it; what is in backticks is to be typed."""


_STAGES: Final[dict[str, str]] = {
    "always": "always, also without a near miss",
    "service": "always, of a service as a whole",
    "any": "as soon as it can be known",
    "reported": "once a near miss is reported",
    "reviewed": "once it is reviewed",
    "control changed": "once a control is changed",
    "monitoring": "while the change is watched",
}
"""The stages from which on a rule is asked, in words."""


def _gate(rule: Rule) -> About:
    advice = GATE_ADVICE[rule.id]
    stage = _STAGES[rule.stage]
    return About(
        rule.id,
        rule.title,
        tuple(rule.levels.split(", ")),
        (
            ("What it asks", (rule.asks,)),
            ("Why", (rule.why,)),
            ("From which stage on", (f"{stage[:1].upper()}{stage[1:]}.",)),
            ("When", (advice.when,)),
            ("Who is asked", (f"{rule.owner}.",)),
            ("For example", (EXAMPLES[rule.id],)),
            ("How to mend it", (advice.mend,)),
            ("Comes from", tuple(f"{label} ({sentence(label)})" for label in rule.traced_to)),
        ),
    )


def _shape(code: str, title: str, what: str) -> About:
    return _plain(
        code,
        title,
        ("What is wrong", what),
        ("Why it matters", SHAPE_ADVICE[code].when),
        ("For example", EXAMPLES[code]),
        ("How to mend it", SHAPE_ADVICE[code].mend),
    )


def _refusal(code: str, said: Refusal) -> About:
    return _plain(
        code,
        said.title,
        ("What is wrong", said.what),
        ("For example", EXAMPLES[code]),
        ("How to mend it", said.remedy),
    )


def _plain(code: str, title: str, *rows: tuple[str, str]) -> About:
    return About(code, title, ("error",), tuple((term, (text,)) for term, text in rows))


def rules_of(letter: str) -> tuple[About, ...]:
    """Every rule of a sort, in order: G (the gate), S (shape), F (files) or Y (text)."""
    if letter == "G":
        return tuple(map(_gate, RULES))
    if letter == "S":
        return tuple(_shape(code, title, what) for code, (title, what) in SHAPE_RULES.items())
    refusals = FILE_REFUSALS if letter == "F" else REFUSALS
    return tuple(_refusal(code, said) for code, said in refusals.items())


LETTERS: Final = ("G", "S", "F", "Y")


def all_rules() -> tuple[About, ...]:
    """Every rule that there is."""
    return tuple(about for letter in LETTERS for about in rules_of(letter))
