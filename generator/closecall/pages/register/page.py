"""A register: every record of one kind in a list, with filters, and month by month without script.

The page holds the newest rows as HTML. `rows.js` beside it holds all of them for the filters
(`register.js` tells its shape). Without script, the pages of the months hold them all.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple, TypeGuard

from closecall.model.record import Record
from closecall.pages.context import title_of
from closecall.pages.facts import Facts
from closecall.pages.markup import (
    Cells,
    Html,
    Link,
    Table,
    exact,
    line,
    page_link,
    root_of,
    spaced,
    title,
    wide_table,
    words,
)
from closecall.pages.page import Asset, Page, script_of
from closecall.pages.register.layout import (
    Layout,
    Reading,
    Sort,
    Value,
    month_of,
    month_title,
    own_day,
)
from closecall.pages.register.layouts import LAYOUTS
from closecall.pages.render import render
from closecall.pages.words import Tag, counted
from closecall.records.kinds import KIND_BY_NAME, Kind

NEWEST = 50
"""How many rows stand in the page itself."""
VARIABLE = "closecallRows"
"""The variable that `register.js` reads."""


class Row(NamedTuple):
    """A record as a row."""

    record: Record
    values: tuple[Value, ...]
    month: str
    """Year and month of its day, as 2026-03."""


def register_pages(
    kind: str, facts: Facts, reading: Reading | None = None
) -> tuple[tuple[Page, ...], tuple[Asset, ...]]:
    """The register of a kind: its page, the pages of its months, and its rows.

    Args:
        kind: Of which kind.
        facts: The evidence.
        reading: What the page says besides the list, where it says more.
    """
    layout, about = LAYOUTS[kind], KIND_BY_NAME[kind]
    rows = _rows(layout, facts)
    path = f"{about.folder}/index.html"
    months = _months(rows) if len(rows) > NEWEST else {}
    page = _page(
        path,
        title=about.plural,
        layout=layout,
        rows=rows[:NEWEST],
        kind=about,
        values={
            "count": _count_line(len(rows)),
            "months": tuple(
                (Link(month_title(m), f"{about.folder}/{m}/index.html"), len(group))
                for m, group in months.items()
            ),
            "script": bool(rows),
        },
        reading=reading,
        facts=facts,
    )
    pages = [page]
    for month, group in months.items():
        pages.append(
            _page(
                f"{about.folder}/{month}/index.html",
                title=f"{about.plural}, {month_title(month)}",
                layout=layout,
                rows=group,
                kind=about,
                values={
                    "count": f"{_counted(len(group), about)}.",
                    "months": (),
                    "script": False,
                },
            )
        )
    if not rows:
        return tuple(pages), ()
    script = Asset(
        path=f"{about.folder}/rows.js",
        draw=lambda: script_of(VARIABLE, _data(layout, rows, path, facts)),
    )
    return tuple(pages), (script,)


def _counted(count: int, kind: Kind) -> str:
    one = kind.title[:1].lower() + kind.title[1:]
    return counted(count, one, kind.plural[:1].lower() + kind.plural[1:])


def _count_line(count: int) -> str:
    if count > NEWEST:
        return f"The newest {NEWEST} of {count:,}."
    return f"All {count:,}." if count else "There is none."


def _page(
    path: str,
    *,
    title: str,
    layout: Layout,
    rows: Sequence[Row],
    kind: Kind,
    values: Mapping[str, object],
    reading: Reading | None = None,
    facts: Facts | None = None,
) -> Page:
    def draw() -> str:
        more = reading.values(facts) if reading and facts else {}
        return render(
            reading.template if reading else "register.html.j2",
            path,
            {
                "root": root_of(path),
                "title": reading.title if reading else title,
                "kind": kind,
                "about": reading.about if reading else layout.about,
                "table": _table(layout, rows),
                "is_month": path.count("/") > 1,
                **values,
                **more,
            },
        )

    return Page(
        path=path,
        title=reading.title if reading else title,
        description=reading.about if reading else layout.about,
        page_class=reading.page_class if reading else "register",
        draw=draw,
        nav=kind.folder,
    )


def _table(layout: Layout, rows: Sequence[Row]) -> Table:
    columns = layout.columns
    draws = tuple(_DRAWN[column.sort] for column in columns)
    return wide_table(
        layout.caption,
        tuple(column.title for column in columns),
        (
            Cells([draw(value) for draw, value in zip(draws, row.values, strict=True)])
            for row in rows
        ),
        numbers=frozenset(n for n, column in enumerate(columns) if column.sort == "number"),
    )


def _link(value: Value) -> Html:
    """What has a page, or might have had one."""
    return page_link(value) if isinstance(value, Link) else title(str(value))


def _number(value: Value) -> Html:
    return words(f"{value:,}" if isinstance(value, int) else "")


def _tags(value: Value) -> Html:
    return line(spaced(one.piece for one in value)) if _is_tags(value) else words("")


def _is_tags(value: Value) -> TypeGuard[tuple[Tag, ...]]:
    return isinstance(value, tuple) and not isinstance(value, Link)


_DRAWN: Final[Mapping[Sort, Callable[[Value], Html]]] = {
    "text": lambda value: title(str(value)),
    "link": _link,
    "day": lambda value: words(str(value)),
    "id": lambda value: exact(str(value)),
    "number": _number,
    "tags": _tags,
}
"""How a cell is drawn, by the sort of its column."""


def _rows(layout: Layout, facts: Facts) -> tuple[Row, ...]:
    """The rows, newest first; what has no day by its title."""
    records = sorted(facts.register.of(layout.kind), key=_by_title)
    records.sort(key=lambda r: own_day(r) or date.min, reverse=True)
    return tuple(
        Row(
            record,
            tuple(column.value(record, facts) for column in layout.columns),
            month_of(own_day(record)),
        )
        for record in records
    )


def _by_title(record: Record) -> tuple[str, str]:
    return title_of(record).lower(), record.id


def _months(rows: Iterable[Row]) -> Mapping[str, list[Row]]:
    """The rows by month, the newest month first."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.month].append(row)
    return {month: found[month] for month in sorted(found, reverse=True)}


# The rows as data


def _data(layout: Layout, rows: Sequence[Row], path: str, facts: Facts) -> dict[str, object]:
    root = root_of(path)
    places: list[dict[tuple[str, str], int]] = []
    facets: list[list[object]] = []
    of_rows = [[tuple(f.values(row.record, facts)) for row in rows] for f in layout.facets]
    kept = []
    for facet, values in zip(layout.facets, of_rows, strict=True):
        # By value first: two services may have one name, and a set has no order.
        every = sorted({v for row in values for v in row})
        every.sort(key=facet.order, reverse=facet.newest_first)
        if not every:
            continue
        kept.append(values)
        places.append({value: n for n, value in enumerate(every)})
        facets.append([facet.key, facet.title, [list(value) for value in every]])
    return {
        "columns": [[column.title, column.sort] for column in layout.columns],
        "facets": facets,
        "rows": [
            [
                *(_plain(value, root) for value in row.values),
                [_place(values[n], place) for values, place in zip(kept, places, strict=True)],
            ]
            for n, row in enumerate(rows)
        ],
    }


def _place(
    values: tuple[tuple[str, str], ...], place: Mapping[tuple[str, str], int]
) -> int | list[int]:
    if not values:
        return -1
    return place[values[0]] if len(values) == 1 else [place[v] for v in values]


def _plain(value: Value, root: str) -> object:
    if isinstance(value, Link):
        return [value.text, root + value.path] if value.path else value.text
    return [[tag.look.removeprefix("t-"), tag.word] for tag in value] if _is_tags(value) else value
