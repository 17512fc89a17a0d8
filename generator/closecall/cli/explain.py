"""`closecall explain`: what a rule asks and why, where it comes from, and how to mend a finding."""

import textwrap
from difflib import get_close_matches
from typing import Final

import click

from closecall.errors import UsageError

WIDTH: Final = 88
_LIKE_DIGITS: Final = str.maketrans("OIL", "011")
"""Letters that are typed for digits."""


@click.command(epilog="Example: closecall explain G05")
@click.argument("rule")
def explain(rule: str) -> None:
    """Say what RULE asks, why, from which sentence it comes, and how to mend what it finds.

    RULE is the code in front of a finding, such as G05 or S01.
    """
    from closecall.pages.reference.rules import all_rules  # noqa: PLC0415 - only wanted here
    from closecall.pages.reference.words import SOURCE_TITLE  # noqa: PLC0415

    known = {about.code: about for about in all_rules()}
    about = known.get(rule.strip().upper())
    if about is None:
        raise UsageError(_unknown(rule, tuple(known)))
    click.echo(f"{about.code}  {about.title}")
    click.echo(f"Finds: {', '.join(about.levels)}")
    for term, texts in about.rows:
        click.echo(f"\n{term}")
        for text in texts:
            click.echo(_indented(text))
    if about.code.startswith("G"):
        click.echo(f"\nThe labels name sentences of the article “{SOURCE_TITLE}”.")


def _indented(text: str) -> str:
    """A text below its heading; what is to be typed is not broken."""
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent="    ",
        subsequent_indent="    ",
        break_on_hyphens=False,
        break_long_words=False,
    )


def _unknown(rule: str, known: tuple[str, ...]) -> str:
    """What to say of a code that no rule has. It is not repeated: it may be anything."""
    said = rule.strip().upper()[:8]
    digits = said[1:].translate(_LIKE_DIGITS)
    # `G5` is meant as G05, whatever else has a five.
    near = get_close_matches(said[:1] + digits.zfill(2), known, n=1, cutoff=0.3)
    nearest = f" The nearest is {near[0]}." if near else ""
    return (
        f"There is no rule of that code.{nearest} A code is a letter and two digits: G for the"
        " gate, S for the shape of a record, F for files, Y for what stands in them."
    )
