"""`closecall check`: read, check and judge the records; nothing else of the folder is opened."""

from datetime import date
from pathlib import Path

import click

from closecall.cli.common import as_at_option
from closecall.cli.report import print_findings, summary
from closecall.evidence import gather
from closecall.findings import Level
from closecall.project import find_root

_FAILS: dict[str, tuple[Level, ...]] = {
    "error": (Level.ERROR,),
    "gap": (Level.ERROR, Level.GAP),
    "warning": (Level.ERROR, Level.GAP, Level.WARNING),
}


@click.command(epilog="Example: closecall check --as-at 2026-09-30")
@click.argument(
    "folder", type=click.Path(path_type=Path, exists=True, file_okay=False), default="."
)
@as_at_option
@click.option(
    "--fail-on",
    type=click.Choice(tuple(_FAILS)),
    default="error",
    show_default=True,
    help="The least that makes the command end with 1.",
)
@click.pass_context
def check(ctx: click.Context, folder: Path, as_at: date | None, fail_on: str) -> None:
    """Check the records in FOLDER (the present one, if none is named).

    Prints every finding with its rule, file and line, what is wrong and how to mend it. Ends
    with 0 where there are no errors, 1 where there are, 2 for wrong use.
    """
    evidence = gather(find_root(folder), as_at=as_at)
    print_findings(evidence)
    click.echo(summary(evidence))
    if any(f.level in _FAILS[fail_on] for f in evidence.findings):
        ctx.exit(1)
