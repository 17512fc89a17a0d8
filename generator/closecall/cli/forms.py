"""`closecall forms`: the two-minute page for the person on shift, and the same on paper."""

from datetime import date
from pathlib import Path

import click

from closecall.cli.common import as_at_option
from closecall.errors import UsageError
from closecall.evidence import gather
from closecall.forms.folder import write_files
from closecall.forms.page import PAGE, PAPER, page_files, paper_files
from closecall.project import find_root
from closecall.reports.neutral import printable


@click.command(epilog="Example: closecall forms --page")
@click.argument(
    "folder", type=click.Path(path_type=Path, exists=True, file_okay=False), default="."
)
@click.option("--page", is_flag=True, help="The page: opened in a browser, it saves a near miss.")
@click.option("--paper", is_flag=True, help="The blank form alone, to print.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where it goes; without it, the folder `forms` of the project.",
)
@as_at_option
def forms(
    folder: Path, *, page: bool, paper: bool, output: Path | None, as_at: date | None
) -> None:
    """Make the two-minute page of the provider in FOLDER (the present one, if none is named).

    It asks the ten questions of a new near miss, checks the answers and looks for personal data on
    the device, and saves a file for `records`. It works without a network. It names services and
    roles, so it is for staff; it is no part of the site that `closecall build` makes.
    """
    if not (page or paper):
        raise UsageError("Say which form: --page, --paper or both.")
    root = find_root(folder)
    evidence = gather(root, as_at=as_at)
    found: dict[str, bytes] = {}
    if page:
        found |= page_files(evidence)
    if paper:
        found |= paper_files(evidence)
    place = output or root / "forms"
    write_files(place, found, root=root)
    size = sum(map(len, found.values())) / 1000
    where = printable(str(place), limit=0)
    words = f"Made {len(found)} files, {size:.0f} kB, in {where}."
    click.echo(f"{words} Open {PAGE if page else PAPER} there.")
    if page:
        click.echo("For staff only: put the folder where they can reach it and nobody else can.")
