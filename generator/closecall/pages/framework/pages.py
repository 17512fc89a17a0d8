"""The pages of the frameworks: all of them, one each, and one for each item with evidence."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, Final, NamedTuple

from closecall.model.days import in_words
from closecall.pages.context import heading_of, path_of
from closecall.pages.facts import Facts
from closecall.pages.framework.evidence import (
    CATEGORIES,
    UNSORTED,
    Index,
    Placed,
    indexes,
    text_of,
)
from closecall.pages.markup import (
    Html,
    Line,
    Lines,
    Link,
    Table,
    dots,
    page_link,
    said,
    table,
    tag,
    words,
)
from closecall.pages.page import Page
from closecall.pages.render import render
from closecall.pages.words import counted, listed, upper_first
from closecall.records.kinds import KIND_BY_NAME
from closecall.validation.schemas import CodeList, ListItem

NAV: Final = "cqc"
PATH: Final = "cqc/index.html"
TITLE: Final = "CQC index"
NONE: Final = "No evidence is listed for this item."
ROWS: Final = 50
"""How many pieces of one category an item lists; of more, it says how many."""
_CLASS: Final = "framework"
_ABOUT: Final = (
    "Each framework by its questions: what is asked, which records are evidence for it, how old "
    "they are, and where none is listed."
)


class Question(NamedTuple):
    """A question of a framework, with its items."""

    title: str
    anchor: str
    table: Table


class Group(NamedTuple):
    """The evidence of one category."""

    title: str
    table: Table
    rest: int


def framework_pages(facts: Facts) -> Iterator[Page]:
    """Every page of every framework; a framework is a list, and one more is a file and no code."""
    yield _page(PATH, TITLE, _ABOUT, "frameworks.html.j2", partial(_all, facts))
    for place, framework in enumerate(facts.evidence.schemas.frameworks):
        yield _page(
            framework_path(framework),
            framework.title,
            f"{framework.title}: each item with its evidence, and the items with none listed.",
            "framework.html.j2",
            partial(_one, facts, place),
        )
        for item in framework.items:
            yield _page(
                item_path(framework, item),
                f"{item.label}: {framework.title}",
                f"The records that are evidence for “{item.label}”, by category, with their age.",
                "framework_item.html.j2",
                partial(_item, facts, place, item),
            )


def framework_path(framework: CodeList) -> str:
    """The page of a framework, as a path in the site."""
    return f"cqc/{framework.id}/index.html"


def item_path(framework: CodeList, item: ListItem) -> str:
    """The page of an item, as a path in the site."""
    return f"cqc/{framework.id}/{item.id}/index.html"


def _page(path: str, title: str, about: str, template: str, values: Any) -> Page:  # noqa: ANN401 - a function that makes them
    return Page(
        path=path,
        title=title,
        description=about,
        page_class=_CLASS,
        draw=lambda: render(template, path, values()),
        nav=NAV,
    )


# All of them


def _all(facts: Facts) -> Mapping[str, Any]:
    used = _used(facts)
    rows: list[tuple[Lines, ...]] = []
    for index in indexes(facts):
        one = index.framework
        rows.append(
            (
                ((page_link(Link(one.title, framework_path(one))),), (words(one.version),)),
                ((_status(one),),),
                ((words(f"{len(one.items):,}"),),),
                ((words(f"{len(one.items) - index.empty:,}"),),),
                ((words(f"{index.empty:,}"),),),
                ((words("Yes" if one.id in used else "No"),),),
            )
        )
    heads = ("Framework", "Status", "Items", "With evidence", "None listed", "Used by the provider")
    return {"title": TITLE, "about": _ABOUT, "frameworks": table("Frameworks", heads, rows)}


def _used(facts: Facts) -> frozenset[str]:
    """The frameworks that the policy in force names."""
    chosen = next((p.frameworks for p in facts.register.policy.in_force(facts.as_at)), ())
    return frozenset(chosen or map(str, facts.evidence.schemas.policy_defaults["frameworks"]))


def _status(one: CodeList) -> Html:
    return tag("t-plain" if one.status == "in force" else "t-warn", upper_first(one.status))


# One of them


def _one(facts: Facts, place: int) -> Mapping[str, Any]:
    index = indexes(facts)[place]
    one = index.framework
    return {
        "title": one.title,
        "lede": _lede(index),
        "status": _status(one),
        "note": one.note,
        "source": one.source,
        "version": one.version,
        "questions": tuple(_questions(index, facts)),
        "crumb": Link(TITLE, PATH),
    }


def _lede(index: Index) -> tuple[str, ...]:
    items, empty = len(index.framework.items), index.empty
    if not empty:
        return (f"All {items} items have evidence listed.",)
    listed_for = counted(items - empty, "item has", "items have")
    return (f"{listed_for} evidence listed, of {items}.", f"For {empty} none is listed.")


def _questions(index: Index, facts: Facts) -> Iterator[Question]:
    groups: dict[str, list[ListItem]] = {}
    for item in index.framework.items:
        groups.setdefault(text_of(item.more.get("key_question")), []).append(item)
    for number, (question, items) in enumerate(groups.items(), start=1):
        title = question or "All items"
        yield Question(
            title,
            f"cc-question-{number}",
            table(
                f"{title}: each item with its evidence",
                ("Item", "Evidence", "Newest", "By category"),
                [_item_row(index, item, facts) for item in items],
            ),
        )


def _item_row(index: Index, item: ListItem, facts: Facts) -> tuple[Lines, ...]:
    found = index.of(item.label)
    link = page_link(Link(item.label, item_path(index.framework, item)))
    if not found:
        return (((link,),), ((words(NONE),),), ((words("–"),),), ((words("–"),),))
    count: dict[str, int] = {}
    for placed in found:
        count[placed.category] = count.get(placed.category, 0) + 1
    return (
        ((link,),),
        ((words(f"{len(found):,}"),),),
        (_newest(found[0], facts),),
        tuple((words(f"{category}: {count[category]:,}"),) for category in _order(count, facts)),
    )


def _newest(placed: Placed, facts: Facts) -> Line:
    return dots((_link(placed),), _aged(_day(placed, facts.as_at), facts.as_at))


def _day(placed: Placed, as_at: date) -> date | None:
    """The day of a record; of one whose own day is still to come, that on which it was written."""
    day = placed.record.day
    return placed.record.known_from if day and day > as_at else day


def _link(placed: Placed) -> Html:
    return page_link(Link(heading_of(placed.record), path_of(placed.record)))


def _order(found: Mapping[str, object], facts: Facts) -> Sequence[str]:
    """The categories that there are, in the order of their list."""
    categories = facts.evidence.schemas.lists.get(CATEGORIES)
    order = [item.label for item in categories.items] if categories else []
    return [c for c in (*order, UNSORTED) if c in found]


# One item


def _item(facts: Facts, place: int, item: ListItem) -> Mapping[str, Any]:
    index = indexes(facts)[place]
    found = index.of(item.label)
    groups: dict[str, list[Placed]] = {}
    for placed in found:
        groups.setdefault(placed.category, []).append(placed)
    question = text_of(item.more.get("key_question"))
    return {
        "title": item.label,
        "crumbs": (Link(TITLE, PATH), Link(index.framework.title, framework_path(index.framework))),
        "question": question,
        "framework": index.framework.title,
        "nothing": NONE,
        "groups": tuple(
            Group(
                category,
                _evidence_table(category, groups[category][:ROWS], facts),
                max(0, len(groups[category]) - ROWS),
            )
            for category in _order(groups, facts)
        ),
        "count": len(found),
    }


def _evidence_table(category: str, found: Sequence[Placed], facts: Facts) -> Table:
    return table(
        f"{category}: the newest first",
        ("Evidence", "Sort", "Service", "Age", "Why it belongs here"),
        [
            (
                ((_link(p),), (facts.names.id(p.record.id),)),
                ((words(KIND_BY_NAME[p.record.kind].title),),),
                ((words(_services(p, facts)),),),
                ((words(_aged(_day(p, facts.as_at), facts.as_at)),),),
                ((said(p.reason),),) if p.reason else ((words("By its area or kind"),),),
            )
            for p in found
        ],
    )


def _services(placed: Placed, facts: Facts) -> str:
    return listed(map(facts.names.service, facts.services_of(placed.record))) or "Every service"


def _aged(day: date | None, as_at: date) -> str:
    """A day and its age as at another, by the calendar month: it changes on the first of a month.

    Counted in days, every page of the index would change every day and say nothing new.
    """
    if day is None:
        return "Day not recorded"
    months = (as_at.year - day.year) * 12 + as_at.month - day.month
    if months < _SHORT:
        age = "last month" if months == 1 else "this month"
    elif months < _TWO_YEARS:
        age = f"{counted(months, 'month')} ago"
    else:
        age = f"{counted(months // 12, 'year')} ago"
    return f"{in_words(day)}, {age}"


_SHORT: Final = 2
_TWO_YEARS: Final = 24
