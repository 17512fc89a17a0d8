"""Who owes what, and by when: all work that waits, by the role that owes it, with calendars."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Final, NamedTuple

from closecall.model.days import in_words
from closecall.model.fields import RecordId
from closecall.pages import owed
from closecall.pages.facts import Facts
from closecall.pages.markup import Lines, Link, Table, advice, page_link, plain_link, table, words
from closecall.pages.page import Asset, Page
from closecall.pages.render import render
from closecall.pages.words import counted
from closecall.waiting import SOON, Piece, When

if TYPE_CHECKING:
    from closecall.calendar_feed import CalendarFeeds

PATH = "actions/index.html"
CALENDAR = "actions/actions.ics"
ROWS = 100
"""How many pieces of work of one role and one group are listed."""

_GROUPS: Final[Mapping[When, str]] = {
    When.OVERDUE: "Overdue",
    When.MISSING: "Missing, with no day set",
    When.SOON: f"Due within {SOON} days",
    When.LATER: "Later",
}


class Group(NamedTuple):
    """The work of one role that is overdue, or missing, or due soon, or later."""

    title: str
    table: Table
    rest: int


class Owner(NamedTuple):
    """A role and all that it owes."""

    title: str
    anchor: str
    calendar: str
    """The calendar of this role, as a path in the site; empty where it has none."""
    groups: tuple[Group, ...]


def actions_page(facts: Facts) -> Page:
    """The page that a manager opens on Monday."""
    return Page(
        path=PATH,
        title="Open actions",
        description="What is overdue, what is due soon, and which role it waits for.",
        page_class="actions",
        draw=partial(_draw, facts),
        nav="actions",
    )


def action_calendars(facts: Facts) -> Iterator[Asset]:
    """The calendars beside the page: one of everything, and one of each role that owes a thing."""

    @cache  # made once for all files, by the process that is first asked for one
    def feeds() -> "CalendarFeeds":
        from closecall.calendar_feed import CalendarFeeds  # noqa: PLC0415 - as above

        return CalendarFeeds(facts.pieces, facts.evidence)

    yield Asset(path=CALENDAR, draw=lambda: feeds().of_all())
    for role in dict.fromkeys(piece.owner for piece in facts.pieces):
        if role and (path := _calendar_of(role, facts)):
            yield Asset(path=path, draw=partial(_calendar, feeds, role))


def _calendar(feeds: Callable[[], "CalendarFeeds"], role: RecordId) -> bytes:
    return feeds().of_role(role)


def _calendar_of(role: RecordId | None, facts: Facts) -> str:
    """Only a role that there is has a file: its id is one that can be a file name."""
    return f"actions/roles/{role}.ics" if facts.register.role(role) else ""


def _draw(facts: Facts) -> str:
    work = _by_owner(facts)
    return render(
        "actions.html.j2",
        PATH,
        {
            "lede": _lede(facts.pieces),
            "calendar": CALENDAR,
            "owners": tuple(_owners(work, facts)),
            "overview": _overview(work, facts),
        },
    )


def _lede(pieces: Sequence[Piece]) -> str:
    count = {when: sum(piece.when is when for piece in pieces) for when in When}
    return (
        f"{counted(count[When.OVERDUE], 'thing is', 'things are')} overdue, and "
        f"{count[When.MISSING]:,} missing with no day set. "
        f"{count[When.SOON]:,} more {'is' if count[When.SOON] == 1 else 'are'} due within "
        f"{SOON} days, {count[When.LATER]:,} later."
    )


def _by_owner(facts: Facts) -> Sequence[tuple[RecordId | None, Sequence[Piece]]]:
    """All work by the role that owes it: who is late with most comes first."""
    found: dict[RecordId | None, list[Piece]] = defaultdict(list)
    for piece in facts.pieces:
        found[piece.owner].append(piece)
    return sorted(
        found.items(),
        key=lambda item: (
            -_count(item[1], When.OVERDUE),
            -_count(item[1], When.MISSING),
            owed.owner_of(item[1][0], facts).lower(),
            item[0] or "",
        ),
    )


def _count(pieces: Iterable[Piece], when: When) -> int:
    return sum(piece.when is when for piece in pieces)


def _overview(work: Sequence[tuple[RecordId | None, Sequence[Piece]]], facts: Facts) -> Table:
    rows: list[tuple[Lines, ...]] = []
    for number, (role, pieces) in enumerate(work, start=1):
        since = [piece.overdue_since for piece in pieces if piece.overdue_since]
        due = [piece.due for piece in pieces if piece.due and not piece.is_gap]
        calendar = _calendar_of(role, facts)
        rows.append(
            (
                ((page_link(Link(owed.owner_of(pieces[0], facts), f"{PATH}#{_anchor(number)}")),),),
                *(_text(f"{_count(pieces, when):,}") for when in _GROUPS),
                _text(in_words(min(since)) if since else "–"),
                _text(in_words(min(due)) if due else "–"),
                ((plain_link(Link("Calendar", calendar)),),) if calendar else _text("–"),
            )
        )
    return table(
        "Open actions by the role that owes them",
        ("Owner", *_GROUPS.values(), "Longest since", "Next due", "For a calendar"),
        rows,
    )


def _text(text: str) -> Lines:
    return ((words(text),),)


def _anchor(number: int) -> str:
    return f"cc-owner-{number}"


def _owners(
    work: Sequence[tuple[RecordId | None, Sequence[Piece]]], facts: Facts
) -> Iterator[Owner]:
    for number, (role, pieces) in enumerate(work, start=1):
        title = owed.owner_of(pieces[0], facts)
        groups = tuple(_groups(title, pieces, facts))
        yield Owner(title, _anchor(number), _calendar_of(role, facts), groups)


def _groups(owner: str, pieces: Sequence[Piece], facts: Facts) -> Iterator[Group]:
    for when, title in _GROUPS.items():
        found = [piece for piece in pieces if piece.when is when]
        if found:
            yield Group(
                f"{title} ({len(found):,})",
                table(
                    f"{owner}: {title[:1].lower()}{title[1:]}",
                    ("From which record", "What is missing", "When", "How to mend it"),
                    [_row(piece, facts) for piece in found[:ROWS]],
                ),
                max(0, len(found) - ROWS),
            )


def _row(piece: Piece, facts: Facts) -> tuple[Lines, ...]:
    return (
        (owed.where(piece, facts),),
        (owed.what(piece, facts),),
        ((owed.when(piece),),),
        ((advice(piece.remedy),),),
    )
