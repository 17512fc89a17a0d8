"""Options that several commands share."""

from datetime import date

import click

from closecall.model.days import parse_day


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


as_at_option = click.option(
    "--as-at",
    type=Day(),
    metavar="DAY",
    help="The day as of which all is said, such as 2026-09-30. Without it: the fictional "
    "example’s own day, else the day of the commit that is checked, else today.",
)
