"""Options and words that several commands share."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click

from closecall.model.days import parse_day
from closecall.privacy.deny_file import VARIABLE
from closecall.records.refusals import nearest


def did_you_mean(said: str, known: Iterable[str]) -> str:
    """A sentence with the word that was probably meant, after a space; else nothing."""
    near = nearest(said, known)
    return f" Did you mean {near}?" if near else ""


class Day(click.ParamType[date]):
    """A day such as 2026-09-30."""

    name = "day"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Read the day, or say how to write one."""
        if isinstance(value, date):
            return value
        day = parse_day(str(value))
        if day is None:
            self.fail("a day is written as 2026-09-30", param, ctx)
        return day


deny_list_option = click.option(
    "--deny-list",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    envvar=VARIABLE,
    help="The provider’s own list of what no record may hold: a word or a name on each line. It "
    f"lies outside the project. Without it, the file that {VARIABLE} names.",
)

as_at_option = click.option(
    "--as-at",
    type=Day(),
    metavar="DAY",
    help="The day as of which all is said, such as 2026-09-30. Without it: the fictional "
    "example’s own day, else the day of the commit that is checked, else today.",
)
