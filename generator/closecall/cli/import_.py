"""`closecall import`: a spreadsheet of another system to records: all of its rows, or none."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from closecall.cli.common import Day, as_at_option, deny_list_option
from closecall.cli.output import read_target, write
from closecall.cli.talking import say
from closecall.errors import UsageError
from closecall.imports.importing import Order, Plan, carry_out, plan
from closecall.imports.outcomes import Outcome
from closecall.imports.reading import file_bytes
from closecall.imports.report import as_csv, counts, reasons
from closecall.imports.suggesting import suggested
from closecall.privacy.deny_file import given_deny_list
from closecall.project import find_root
from closecall.records.refusals import MAX_BYTES as MOST_OF_A_MAP
from closecall.reports.neutral import on_one_line, printable


@click.command(
    name="import", epilog="Example: closecall import incidents.csv --map map.yml --dry-run"
)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument(
    "folder", type=click.Path(path_type=Path, exists=True, file_okay=False), default="."
)
@click.option(
    "--map",
    "map_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="MAP",
    help="The file that says which column becomes which field.",
)
@click.option("--dry-run", is_flag=True, help="Say what would become of each row; write no record.")
@click.option("--since", type=Day(), metavar="DAY", help="Leave out rows from before this day.")
@click.option(
    "-o",
    "--output",
    "output",
    metavar="FILE",
    help="Write a report with a line for every row, as CSV, for whoever owns the sheet.",
)
@click.option(
    "--suggest-map",
    is_flag=True,
    help="Read the headings alone, and print a map to begin with.",
)
@click.option(
    "--kind",
    default="near_miss",
    show_default=True,
    metavar="KIND",
    help="With --suggest-map: the kind of record that a row becomes.",
)
@click.option(
    "--sheet",
    default="",
    metavar="NAME",
    help="With --suggest-map: the sheet of a workbook that has several.",
)
@as_at_option
@deny_list_option
@click.pass_context
def import_(  # noqa: PLR0917 - click passes them all by name
    ctx: click.Context,
    file: Path,
    folder: Path,
    map_file: Path | None,
    dry_run: bool,  # noqa: FBT001 - as above
    since: date | None,
    output: str | None,
    suggest_map: bool,  # noqa: FBT001 - as above
    kind: str,
    sheet: str,
    as_at: date | None,
    deny_list: Path | None,
) -> None:
    """Make records in FOLDER of the rows of FILE, a CSV or XLSX of another system.

    Nothing is written unless every row finds its place. A row that was imported before is known
    again and makes nothing new. Ends with 0, with 1 where a row is refused, 2 for wrong use.
    """
    root = find_root(folder)
    deny = given_deny_list(deny_list, root=root)
    if suggest_map:
        if map_file or output or dry_run or since:
            raise UsageError("`--suggest-map` prints a map, and goes with none of the others.")
        raw = file_bytes(file)
        text = suggested(raw, kind=kind, root=root, as_at=as_at, deny=deny, sheet=sheet)
        click.echo(printable(text, limit=0), nl=False)
        return
    if map_file is None:
        raise UsageError(
            "Say with `--map` which column becomes which field. `--suggest-map` prints a map to"
            " begin with."
        )
    target = read_target(f"text={output}", "text").file if output else None
    done = plan(
        root,
        Order(
            raw=file_bytes(file),
            map_raw=file_bytes(map_file, most=MOST_OF_A_MAP),
            map_path=on_one_line(str(map_file)),
            since=since,
            as_at=as_at,
            deny=deny,
        ),
    )
    if target:
        write(target, as_csv(done))
    if done.is_whole and not dry_run:
        carry_out(root, done)
    for line in _lines(done, dry_run=dry_run, report=output):
        say(line)
    if not done.is_whole:
        ctx.exit(1)


def _lines(done: Plan, *, dry_run: bool, report: str | None) -> Iterator[str]:
    """What is said at the end, for people."""
    yield counts(done) + (f"   → {on_one_line(report)}" if report else "")
    for note in done.notes:
        yield f"  note: {note}"
    for line in reasons(done, Outcome.REFUSED):
        yield f"  {line}"
    if done.of(Outcome.DIFFERENT):
        yield "Imported before, and the sheet says something else now; the records were kept:"
    for line in reasons(done, Outcome.DIFFERENT):
        yield f"  {line}"
    new = done.of(Outcome.NEW)
    missing = sum(row.time_is_missing for row in new)
    if missing:
        yield f"{_records(missing)} with the time of day that the map gives; each says so."
    for finding in done.elsewhere:
        yield f"With them, the check would also say of {finding.path}: {finding.message}"
    if not done.is_whole:
        yield (
            "Nothing was written, as every row has to find its place. Mend the sheet or the map,"
            " and run it again."
        )
    elif dry_run:
        yield f"Nothing was written. Without --dry-run: {_records(len(new))} new."
    elif new:
        yield f"Wrote {_records(len(new))} into records/."
        if done.late:
            overdue = f"{_records(done.late)} with something overdue from the first day on"
            yield f"{overdue}: closecall status says who owes it."
        yield "Next: closecall check"
    else:
        yield "There was nothing new to write."


def _records(number: int) -> str:
    return "1 record" if number == 1 else f"{number:,} records"
