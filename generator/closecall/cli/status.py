"""`closecall status`: who owes what, and by when."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path

import click

from closecall.cli.common import as_at_option, did_you_mean
from closecall.errors import UsageError
from closecall.evidence import Evidence, gather
from closecall.model.days import in_words
from closecall.model.fields import RecordId
from closecall.model.register import Register
from closecall.project import find_root
from closecall.reports.neutral import printable
from closecall.waiting import SOON, Piece, When, owed_by, put_to_known, waiting_work

_HEADS = {
    When.OVERDUE: "Overdue",
    When.MISSING: "Missing, with no day set",
    When.SOON: "Due by {day}",
    When.LATER: "Later",
}
_COLOURS = {When.OVERDUE: "red", When.MISSING: "red", When.SOON: "yellow", When.LATER: None}
_NOBODY = "Nobody named"


@click.command(epilog="Example: closecall status --role medicines-lead")
@click.argument(
    "folder", type=click.Path(path_type=Path, exists=True, file_okay=False), default="."
)
@as_at_option
@click.option("--role", metavar="ROLE", help="Only what this role owes: the id of its record.")
@click.option(
    "--days",
    type=click.IntRange(0, 366),
    default=SOON,
    show_default=True,
    help="How many days ahead are soon.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json", "ics")),
    default="text",
    show_default=True,
    help="For people, for other programs, or for a calendar.",
)
@click.option("--ics", "form", flag_value="ics", help="The same as `--format ics`.")
def status(folder: Path, as_at: date | None, role: str | None, days: int, form: str) -> None:
    """Say who owes which evidence, and by when, from the records in FOLDER.

    What is overdue comes first, then what is missing though no day is set for it, then what is due
    soon, then the rest; within each, by role.
    Always ends with 0: to fail on overdue work, use `closecall check --fail-on gap`.
    """
    evidence = gather(find_root(folder), as_at=as_at)
    pieces = put_to_known(waiting_work(evidence, soon=days), evidence.register)
    owner = None if role is None else _known(role, evidence.register)
    if form == "ics":
        from closecall.calendar_feed import CalendarFeeds  # noqa: PLC0415 - takes long to load

        feeds = CalendarFeeds(pieces, evidence, stamp=evidence.as_at)
        click.echo(feeds.of_role(owner) if owner else feeds.of_all(), nl=False)
        return
    if owner:
        pieces = owed_by(pieces, owner)
    if form == "json":
        click.echo(json.dumps(_data(pieces, evidence), ensure_ascii=True, indent=2))
        return
    for line in _lines(pieces, evidence, days):
        click.echo(line)


def _known(role: str, register: Register) -> RecordId:
    """The id of a role that there is.

    Raises:
        UsageError: There is none of that id.
    """
    roles = [record.id for record in register.records.values() if record.kind == "role"]
    if role in roles:
        return RecordId(role)
    hint = did_you_mean(role, roles)
    raise UsageError(f"There is no role of this id.{hint} The roles are in records/roles/.")


def _title(owner: RecordId | None, register: Register) -> str:
    found = register.role(owner)
    return printable((found.title if found else "") or owner or _NOBODY)


def _lines(pieces: Sequence[Piece], evidence: Evidence, days: int) -> Iterator[str]:
    as_at = evidence.as_at
    for when in When:
        group = sorted(
            (p for p in pieces if p.when is when),
            key=lambda p: (_title(p.owner, evidence.register), p.due or date.max),
        )
        if not group:
            continue
        head = _HEADS[when].format(day=in_words(date.fromordinal(as_at.toordinal() + days)))
        yield click.style(f"{head} ({len(group)})", fg=_COLOURS[when], bold=True)
        for title, owed in groupby(group, key=lambda p: _title(p.owner, evidence.register)):
            yield f"  {title}"
            for piece in owed:
                yield f"    {_due(piece)}  {_what(piece)}"
                trail = piece.near_miss if piece.near_miss != piece.record else None
                yield f"      --> {printable(piece.path)}{f', for {trail}' if trail else ''}"
        yield ""
    counts = {when: sum(p.when is when for p in pieces) for when in When}
    yield (
        f"{counts[When.OVERDUE]:,} overdue, {counts[When.MISSING]:,} missing with no day set, "
        f"{counts[When.SOON]:,} due within {days} days, "
        f"{counts[When.LATER]:,} later, as at {in_words(as_at)} ({evidence.as_at_reason})."
    )


def _what(piece: Piece) -> str:
    return printable(f"{piece.what} {piece.about}".rstrip(), limit=0)


def _due(piece: Piece) -> str:
    if piece.due is None:
        return "missing:"
    return f"was due {piece.due}" if piece.when is When.OVERDUE else f"due {piece.due}"


def _data(pieces: Sequence[Piece], evidence: Evidence) -> dict[str, object]:
    return {
        "as_at": evidence.as_at.isoformat(),
        "waiting": [
            {
                "when": piece.when.value,
                "due": piece.due.isoformat() if piece.due else None,
                "role": piece.owner,
                "rule": piece.rule,
                "what": piece.what,
                "about": piece.about,
                "mend": piece.remedy,
                "near_miss": piece.near_miss,
                "record": piece.record,
                "file": piece.path,
            }
            for piece in pieces
        ],
    }
