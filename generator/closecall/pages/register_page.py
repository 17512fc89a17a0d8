"""A register: every record of one kind in a list, with filters, and month by month without script.

The page holds the newest rows as HTML. `rows.js` beside it holds all of them for the filters
(`register.js` tells its shape). Without script, the pages of the months hold them all.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple, TypeAlias, TypeVar

from closecall.model.assurance import Audit, GovernanceDecision, PracticeEvidence
from closecall.model.control import Control, ControlChange, ExposureCheck, Risk
from closecall.model.days import in_words, month_in_words
from closecall.model.fields import RecordId
from closecall.model.monitoring import (
    Escalation,
    MonitoringCheck,
    MonitoringPlan,
    PlanTemplate,
)
from closecall.model.near_miss import NearMiss
from closecall.model.record import Record
from closecall.model.review import Review
from closecall.model.setting import Activity, Provider, Role, Service
from closecall.model.trail import Stage
from closecall.pages.context import Link, path_of, root_of, title_of
from closecall.pages.facts import Facts, verdict_of, worst_of
from closecall.pages.page import Asset, Page, script_of
from closecall.pages.render import render
from closecall.pages.trail_words import DECISIONS, RESULTS, VOICES
from closecall.pages.words import (
    STAGE_TAGS,
    VERDICT_TAGS,
    Tag,
    as_words,
    counted,
    listed,
    upper_first,
)
from closecall.records.kinds import KIND_BY_NAME, Kind

NEWEST = 50
"""How many rows stand in the page itself."""
VARIABLE = "closecallRows"
NO_DAY = "0000-00"
"""The month page of records that have no day."""

Sort: TypeAlias = Literal["text", "day", "id", "number", "link", "tags"]
Value: TypeAlias = str | int | None | Link | tuple[Tag, ...]
AnyRecord = TypeVar("AnyRecord", bound=Record)


class Column(NamedTuple):
    """A column of a register."""

    title: str
    sort: Sort
    value: Callable[[Any, Facts], Value]


class Facet(NamedTuple):
    """Something by which a register can be narrowed down."""

    key: str
    """Its name in the address."""
    title: str
    values: Callable[[Any, Facts], Iterable[tuple[str, str]]]
    """Key in the address and label of each value of a record."""
    order: Callable[[tuple[str, str]], Any] = lambda value: value[1].lower()
    newest_first: bool = False


class Layout(NamedTuple):
    """How the register of one kind is drawn."""

    kind: type[Record]
    caption: str
    about: str
    """What the register is, in a sentence."""
    columns: tuple[Column, ...]
    facets: tuple[Facet, ...]


class Row(NamedTuple):
    """A record as a row."""

    record: Record
    values: tuple[Value, ...]
    month: str
    """Year and month of its day, as 2026-03."""


def register_pages(kind: str, facts: Facts) -> tuple[tuple[Page, ...], tuple[Asset, ...]]:
    """The register of a kind: its page, the pages of its months, and its rows."""
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
                (Link(_month_title(m), f"{about.folder}/{m}/index.html"), len(group))
                for m, group in months.items()
            ),
            "script": bool(rows),
        },
    )
    pages = [page]
    for month, group in months.items():
        pages.append(
            _page(
                f"{about.folder}/{month}/index.html",
                title=f"{about.plural}, {_month_title(month)}",
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
    data = script_of(VARIABLE, _data(layout, rows, path, facts))
    return tuple(pages), (Asset(path=f"{about.folder}/rows.js", data=data),)


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
) -> Page:
    root = root_of(path)
    body = render(
        "register.html.j2",
        {
            "root": root,
            "title": title,
            "kind": kind,
            "caption": layout.caption,
            "about": layout.about,
            "columns": layout.columns,
            "rows": [row.values for row in rows],
            "is_month": path.count("/") > 1,
            **values,
        },
    )
    return Page(
        path=path,
        title=title,
        description=layout.about,
        page_class="register",
        body=body,
        nav=kind.folder,
    )


def _rows(layout: Layout, facts: Facts) -> tuple[Row, ...]:
    """The rows, newest first; what has no day by its title."""
    records = sorted(facts.register.of(layout.kind), key=_by_title)
    records.sort(key=lambda r: _own_day(r) or date.min, reverse=True)
    return tuple(
        Row(
            record,
            tuple(column.value(record, facts) for column in layout.columns),
            _month(_own_day(record)),
        )
        for record in records
    )


def _by_title(record: Record) -> tuple[str, str]:
    return title_of(record).lower(), record.id


def _own_day(record: Record) -> date | None:
    return record.event_day if isinstance(record, NearMiss) else record.day


def _month(day: date | None) -> str:
    return f"{day.year:04}-{day.month:02}" if day else NO_DAY


def _month_title(month: str) -> str:
    if month == NO_DAY:
        return "without a day"
    return month_in_words(int(month[:4]), int(month[5:]))


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
        every = sorted(
            {v for row in values for v in row}, key=facet.order, reverse=facet.newest_first
        )
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
    if isinstance(value, tuple):
        return [[tag.look.removeprefix("t-"), tag.word] for tag in value]
    return value


# What the columns and facets of several kinds share


def _day_words(day: date | None) -> str:
    return in_words(day) if day else "Not said"


def _id(record: Record, _: Facts) -> Link:
    return Link(record.id, path_of(record))


def _title(record: Record, _: Facts) -> Link:
    return Link(title_of(record), path_of(record))


def _on(record: Record, _: Facts) -> str:
    return _day_words(_own_day(record))


def _services(record: Record, facts: Facts) -> str:
    names = sorted(facts.names.service(s) for s in facts.services_of(record))
    return listed(names) or "Every service"


def _areas(record: Any, _: Facts) -> str:  # noqa: ANN401 - any kind with areas of care
    return upper_first(listed(record.domains))


def _near_miss(ids: Sequence[RecordId], facts: Facts) -> Value:
    """The near miss that a record is about; of several, the first, and how many more."""
    known = facts.register.pick(NearMiss, ids)
    if not known:
        return "None"
    more = f", and {len(known) - 1} more" if len(known) > 1 else ""
    return Link(title_of(known[0]) + more, path_of(known[0]))


def _of_plan(plan: RecordId | None, facts: Facts) -> Value:
    found = facts.register.get(MonitoringPlan, plan)
    return _near_miss(found.near_misses, facts) if found else "None"


def _control(control: RecordId | None, facts: Facts) -> Value:
    found = facts.register.get(Control, control)
    return Link(title_of(found), path_of(found)) if found else (control or "None")


def _slug(text: str) -> str:
    """A key for the address from a label of a code list."""
    return "-".join("".join(c if c.isalnum() else " " for c in text.lower()).split())


def _labels(labels: Iterable[str]) -> Iterable[tuple[str, str]]:
    return tuple((_slug(label), upper_first(label)) for label in labels if label)


def _service_values(record: Record, facts: Facts) -> Iterable[tuple[str, str]]:
    return tuple((s, facts.names.service(s)) for s in facts.services_of(record))


def _month_values(record: Record, _: Facts) -> Iterable[tuple[str, str]]:
    day = _own_day(record)
    return ((_month(day), _month_title(_month(day))),) if day else ()


def _role_values(name: str) -> Callable[[Any, Facts], Iterable[tuple[str, str]]]:
    def values(record: Any, facts: Facts) -> Iterable[tuple[str, str]]:  # noqa: ANN401
        role = getattr(record, name)
        return ((role, facts.names.role(role)),) if role else ()

    return values


def _role(name: str) -> Callable[[Any, Facts], Value]:
    def value(record: Any, facts: Facts) -> Value:  # noqa: ANN401
        return facts.names.role(getattr(record, name)) or "Nobody named"

    return value


def _said(name: str) -> Callable[[Any, Facts], Value]:
    def value(record: Any, _: Facts) -> Value:  # noqa: ANN401
        return upper_first(getattr(record, name)) or "Not said"

    return value


def _dated(name: str) -> Callable[[Any, Facts], Value]:
    def value(record: Any, _: Facts) -> Value:  # noqa: ANN401
        return _day_words(getattr(record, name))

    return value


SERVICE = Facet("service", "Service", _service_values)
MONTH = Facet("month", "Month", _month_values, lambda value: value[0], newest_first=True)
AREA = Facet("area", "Area of care", lambda r, _: _labels(r.domains))


def _role_facet(name: str, title: str) -> Facet:
    return Facet("role", title, _role_values(name))


# Near misses


def _stage_tag(record: NearMiss, facts: Facts) -> Value:
    return (STAGE_TAGS[facts.evidence.trails[record.id].stage],)


def _verdict_tag(record: NearMiss, facts: Facts) -> Value:
    return (VERDICT_TAGS[verdict_of(facts.evidence.trails[record.id])],)


def _missing(record: NearMiss, facts: Facts) -> Value:
    late = facts.late.get(record.id, ())
    if not late:
        return (Tag("Nothing overdue", "t-plain"),)
    first = late[0]
    word = f"{counted(len(late), 'step')} overdue, since {in_words(first.overdue_since)}"
    return (Tag(word, "t-warn"),)


_STAGE_ORDER = tuple(STAGE_TAGS[stage].word for stage in Stage)
_HARM_ORDER = (
    "Fatal",
    "Severe physical harm",
    "Moderate physical harm",
    "Low physical harm",
    "No physical harm",
    "Not known yet",
    "Not said",
)


def _by(order: Sequence[str]) -> Callable[[tuple[str, str]], Any]:
    return lambda value: order.index(value[1]) if value[1] in order else len(order)


def _worst(record: NearMiss, facts: Facts) -> str:
    return worst_of(facts.evidence.trails[record.id])


NEAR_MISSES = Layout(
    NearMiss,
    "Near misses, the newest first",
    "What almost happened and did not. Each leads to all that followed: review, change, audit, "
    "decision.",
    (
        Column("What nearly happened", "link", _title),
        Column("Day", "day", _on),
        Column("Service", "text", _services),
        Column("Area of care", "text", _areas),
        Column("Worst credible harm", "text", _worst),
        Column("What stopped it", "tags", _verdict_tag),
        Column("How far it has come", "tags", _stage_tag),
        Column("What is missing", "tags", _missing),
    ),
    (
        SERVICE,
        AREA,
        Facet(
            "stage",
            "How far it has come",
            lambda r, f: _labels(t.word for t in _tags(_stage_tag(r, f))),
            _by(_STAGE_ORDER),
        ),
        Facet("harm", "Worst credible harm", lambda r, f: _labels((_worst(r, f),)), _by(_HARM_ORDER)),
        Facet(
            "verdict",
            "What stopped it",
            lambda r, f: _labels(t.word for t in _tags(_verdict_tag(r, f))),
        ),
        Facet(
            "missing",
            "Is anything overdue?",
            lambda r, f: (("yes", "Yes"),) if r.id in f.late else (("no", "No"),),
        ),
        MONTH,
    ),
)


def _tags(value: Value) -> tuple[Tag, ...]:
    return value if isinstance(value, tuple) else ()


# What follows a near miss

REVIEWS = Layout(
    Review,
    "Reviews, the newest first",
    "What a near miss means, judged by another role than the one that reported it.",
    (
        Column("Review", "link", _id),
        Column("Reviewed on", "day", _on),
        Column("Near miss", "link", lambda r, f: _near_miss(r.near_misses, f)),
        Column("Service", "text", _services),
        Column("Reviewer", "text", _role("reviewer_role")),
        Column(
            "What stopped it",
            "tags",
            lambda r, _: (VERDICT_TAGS.get(r.verdict, VERDICT_TAGS[""]),),
        ),
        Column("Could it happen again?", "text", _said("could_happen_again")),
    ),
    (
        SERVICE,
        Facet("verdict", "What stopped it", lambda r, _: _labels((r.verdict,))),
        Facet("again", "Could it happen again?", lambda r, _: _labels((r.could_happen_again,))),
        _role_facet("reviewer_role", "Reviewer"),
        MONTH,
    ),
)

EXPOSURE_CHECKS = Layout(
    ExposureCheck,
    "Exposure checks, the newest first",
    "One lucky catch, or a weakness of the whole service? How many were looked at, how many "
    "exposed.",
    (
        Column("Exposure check", "link", _id),
        Column("Day", "day", _on),
        Column("Near miss", "link", lambda r, f: _near_miss(r.near_misses, f)),
        Column("Service", "text", _services),
        Column("Made by", "text", _role("by_role")),
        Column("Looked at", "number", lambda r, _: r.sampled_n),
        Column("Of", "number", lambda r, _: r.population_n),
        Column("Exposed", "number", lambda r, _: r.exposed_n),
        Column("Result", "text", lambda r, _: upper_first(RESULTS.get(r.result, r.result))),
    ),
    (
        SERVICE,
        Facet("result", "Result", lambda r, _: _labels((RESULTS.get(r.result, r.result),))),
        _role_facet("by_role", "Made by"),
        MONTH,
    ),
)


def _strength(change: ControlChange, facts: Facts) -> Value:
    groups = dict.fromkeys(facts.strengths.get(s) or s for s in change.strength)
    return listed(groups) or "Not said"


def _told(change: ControlChange, facts: Facts) -> Value:
    told = change.communication
    if told is None or not (told.on or told.none_needed):
        late = any(o.step == "briefed" for n in change.near_misses for o in facts.late.get(n, ()))
        return "Not recorded, overdue" if late else "Not recorded"
    if told.none_needed:
        return "Nobody had to be told"
    if told.reached is not None and told.of is not None:
        return f"{told.reached} of {told.of}"
    return "Yes"


CONTROL_CHANGES = Layout(
    ControlChange,
    "Control changes, the newest first",
    "What is done differently since, from which day, and who answers for it.",
    (
        Column("Control change", "link", _id),
        Column("From", "day", _on),
        Column("Control", "link", lambda r, f: _control(r.control, f)),
        Column("What was done", "text", _said("action")),
        Column("Near miss", "link", lambda r, f: _near_miss(r.near_misses, f)),
        Column("Service", "text", _services),
        Column("Strength", "text", _strength),
        Column("Owner", "text", _role("owner_role")),
        Column("Staff told", "text", _told),
    ),
    (
        SERVICE,
        Facet("action", "What was done", lambda r, _: _labels((r.action,))),
        Facet(
            "strength",
            "Strength",
            lambda r, f: _labels(dict.fromkeys(f.strengths.get(s) or s for s in r.strength)),
        ),
        _role_facet("owner_role", "Owner"),
        MONTH,
    ),
)


def _embedded(control: Control, _: Facts) -> Value:
    return {"yes": "Yes", "partly": "Partly", "not": "No"}.get(control.embedded, "Not said")


def _last_test(control: Control, facts: Facts) -> Value:
    audits = facts.register.audits_of_control.get(control.id, ())
    last = max((a.on for a in audits if a.on), default=None)
    return in_words(last) if last else "No test recorded"


def _test_late(control: Control, facts: Facts) -> bool:
    due = facts.test_due(control)
    tested = facts.register.audits_of_control.get(control.id)
    return due < facts.as_at if due else not tested


CONTROLS = Layout(
    Control,
    "Controls",
    "What stands between a hazard and harm: its class, whether it is tested, what it stopped and "
    "what it did not.",
    (
        Column("Control", "link", _title),
        Column("Service", "text", _services),
        Column("Class", "text", _said("control_class")),
        Column(
            "Depends on memory",
            "text",
            lambda r, _: {True: "Yes", False: "No"}.get(r.depends_on_memory, "Not said"),
        ),
        Column("Embedded", "text", _embedded),
        Column("Last test", "day", _last_test),
        Column("Stopped", "number", lambda r, f: len(f.stopped_by.get(r.id, ()))),
        Column("Did not stop", "number", lambda r, f: len(f.let_through.get(r.id, ()))),
        Column("Owner", "text", _role("owner_role")),
    ),
    (
        SERVICE,
        AREA,
        Facet("class", "Class", lambda r, _: _labels((r.control_class,))),
        Facet("embedded", "Embedded", lambda r, f: _labels((str(_embedded(r, f)),))),
        Facet(
            "test",
            "Is a test overdue?",
            lambda r, f: (("yes", "Yes"),) if _test_late(r, f) else (("no", "No"),),
        ),
        _role_facet("owner_role", "Owner"),
    ),
)


def _scores(risk: Risk, _: Facts) -> Value:
    parts = (
        ("before", risk.score_before),
        ("now", risk.score_now),
        ("target", risk.score_target),
    )
    return ", ".join(f"{name} {score.value if score else 'not said'}" for name, score in parts)


RISKS = Layout(
    Risk,
    "Risks, the newest score first",
    "The entries of the services’ risk profiles: why each is there, how it is scored, who owns it.",
    (
        Column("Risk", "link", _title),
        Column("Service", "text", _services),
        Column("Area of care", "text", _areas),
        Column("Why it is here", "text", lambda r, _: upper_first(listed(r.why_in_profile))),
        Column("Score", "text", _scores),
        Column("Near misses", "number", lambda r, f: len(f.trails_of_risk(r))),
        Column("Owner", "text", _role("owner_role")),
        Column("Next review", "day", _dated("review_due")),
    ),
    (
        SERVICE,
        AREA,
        Facet("why", "Why it is here", lambda r, _: _labels(r.why_in_profile)),
        _role_facet("owner_role", "Owner"),
    ),
)


def _target(plan: MonitoringPlan, _: Facts) -> Value:
    return plan.target.statement if plan.target else "Not said"


def _window(plan: MonitoringPlan, _: Facts) -> Value:
    target = plan.target
    if target is None or not target.start or not target.end:
        return "Not said"
    return f"{in_words(target.start)} to before {in_words(target.end)}"


def _counted_in(plan: MonitoringPlan, facts: Facts) -> Value:
    return len(facts.selection.inside(plan))


PLANS = Layout(
    MonitoringPlan,
    "Monitoring plans, the newest first",
    "How it is watched whether a change holds: the target in words, and what is counted.",
    (
        Column("Monitoring plan", "link", _id),
        Column("Near miss", "link", lambda r, f: _near_miss(r.near_misses, f)),
        Column("Service", "text", _services),
        Column("Target", "text", _target),
        Column("Window", "text", _window),
        Column("Counted in it", "number", _counted_in),
        Column("Reviewer", "text", _role("reviewer_role")),
        Column("Group decides by", "day", _dated("governance_due")),
    ),
    (SERVICE, _role_facet("reviewer_role", "Reviewer"), MONTH),
)


def _check_done(check: MonitoringCheck, _: Facts) -> Value:
    if check.missed:
        return "Missed, with a reason"
    return _day_words(check.done_on) if check.done_on else "Not done"


CHECKS = Layout(
    MonitoringCheck,
    "Monitoring checks, the newest first",
    "The checks of monitoring plans: made or missed, signs seen, triggers hit.",
    (
        Column("Monitoring check", "link", _id),
        Column("Due", "day", _dated("due")),
        Column("Done", "text", _check_done),
        Column("Near miss", "link", lambda r, f: _of_plan(r.plan, f)),
        Column("Service", "text", _services),
        Column("By", "text", _role("by_role")),
        Column("Signs seen", "number", lambda r, _: len(r.signs_seen)),
        Column("Triggers hit", "number", lambda r, _: len(r.triggers_hit)),
    ),
    (
        SERVICE,
        Facet(
            "hit",
            "Trigger hit?",
            lambda r, _: (("yes", "Yes"),) if r.triggers_hit else (("no", "No"),),
        ),
        _role_facet("by_role", "By"),
        MONTH,
    ),
)


def _answer(escalation: Escalation, facts: Facts) -> Value:
    if escalation.closed_on:
        return f"Closed {in_words(escalation.closed_on)}"
    if escalation.response or escalation.answered_on:
        return "Answered"
    if escalation.due and escalation.due < facts.as_at:
        return f"No answer; it was due by {in_words(escalation.due)}"
    return f"Due by {in_words(escalation.due)}" if escalation.due else "No answer"


ESCALATIONS = Layout(
    Escalation,
    "Escalations, the newest first",
    "Triggers and signs that were passed on to someone who could act, and what came of it.",
    (
        Column("Escalation", "link", _id),
        Column("Day", "day", _on),
        Column("To whom", "text", _said("to")),
        Column("What was asked for", "text", _said("option")),
        Column("Near miss", "link", lambda r, f: _of_plan(r.plan, f)),
        Column("Service", "text", _services),
        Column("By", "text", _role("by_role")),
        Column("What came of it", "text", _answer),
    ),
    (SERVICE, _role_facet("by_role", "By"), MONTH),
)


def _met(audit: Audit, _: Facts) -> Value:
    if not audit.criteria:
        return "Not said"
    return f"{sum(c.passed for c in audit.criteria)} of {len(audit.criteria)}"


def _announced(audit: Audit, _: Facts) -> str:
    return {True: "Announced", False: "Unannounced"}.get(
        audit.announced if audit.announced is not None else "", "Not said"
    )


AUDITS = Layout(
    Audit,
    "Audits, observations, walkthroughs and checks, the newest first",
    "What somebody went to see: announced or not, how many of how many, criterion by criterion.",
    (
        Column("Audit", "link", _id),
        Column("Day", "day", _on),
        Column("Sort", "text", _said("type")),
        Column("Announced?", "text", _announced),
        Column("Service", "text", _services),
        Column("Auditor", "text", _role("auditor_role")),
        Column("Criteria met each time", "text", _met),
        Column("Unreported near misses found", "number", lambda r, _: r.near_misses_not_reported),
    ),
    (
        SERVICE,
        AREA,
        Facet("sort", "Sort", lambda r, _: _labels((r.type,))),
        Facet("announced", "Announced?", lambda r, f: _labels((_announced(r, f),))),
        _role_facet("auditor_role", "Auditor"),
        MONTH,
    ),
)


def _voice(item: PracticeEvidence, _: Facts) -> str:
    return VOICES.get(item.subtype, upper_first(as_words(item.subtype)))


def _asked(item: PracticeEvidence, _: Facts) -> Value:
    if item.asked is None or item.answered is None:
        return "Not counted"
    return f"{item.answered:,} of {item.asked:,}"


PRACTICE = Layout(
    PracticeEvidence,
    "Practice evidence, the newest first",
    "What people, families, staff and partners said or showed, in the provider’s words.",
    (
        Column("Practice evidence", "link", _id),
        Column("Day", "day", _on),
        Column("Who", "text", _voice),
        Column("Service", "text", _services),
        Column("Answered of asked", "text", _asked),
        Column("What they said", "text", _said("summary")),
        Column("For or against", "text", _said("supports")),
    ),
    (
        SERVICE,
        Facet("who", "Who", lambda r, f: _labels((_voice(r, f),))),
        Facet("supports", "For or against", lambda r, _: _labels((r.supports,))),
        Facet("category", "CQC evidence category", lambda r, _: _labels((r.cqc_category,))),
        MONTH,
    ),
)


def _decision(decision: GovernanceDecision, _: Facts) -> str:
    return DECISIONS.get(decision.decision, upper_first(as_words(decision.decision)))


def _decided_on(decision: GovernanceDecision, facts: Facts) -> Value:
    if decision.near_misses:
        return _near_miss(decision.near_misses, facts)
    if decision.plan:
        return _of_plan(decision.plan, facts)
    count = len(decision.approves)
    return f"Approves {counted(count, 'record')}" if count else "Not said"


DECISIONS_LAYOUT = Layout(
    GovernanceDecision,
    "Governance decisions, the newest first",
    "What the groups decided: on what evidence, what they asked, and what risk they know is left.",
    (
        Column("Decision", "link", _id),
        Column("Day", "day", _on),
        Column("Group", "text", _role("group")),
        Column("Decided", "text", _decision),
        Column("On", "link", _decided_on),
        Column("Service", "text", _services),
        Column("Evidence looked at", "number", lambda r, _: len(r.evidence_reviewed)),
        Column("Next review", "day", _dated("next_review")),
    ),
    (
        SERVICE,
        Facet("decision", "Decided", lambda r, f: _labels((_decision(r, f),))),
        Facet("role", "Group", _role_values("group")),
        MONTH,
    ),
)

TEMPLATES = Layout(
    PlanTemplate,
    "Plan templates",
    "What monitoring plans of one mechanism have in common: signs, triggers, escalation, audits.",
    (
        Column("Plan template", "link", _title),
        Column("Mechanism", "text", lambda r, _: upper_first(as_words(r.mechanism))),
        Column("Warning signs", "number", lambda r, _: len(r.watch.early_warning_signs)),
        Column("Triggers", "number", lambda r, _: len(r.watch.triggers)),
        Column("Owner", "text", _role("owner_role")),
    ),
    (_role_facet("owner_role", "Owner"),),
)


# What stands for itself


def _period(activity: Activity, _: Facts) -> Value:
    if activity.period is None:
        return "Not said"
    return f"{in_words(activity.period.first)} to {in_words(activity.period.last)}"


ACTIVITY = Layout(
    Activity,
    "Activity, the newest first",
    "How much care was given. A rate is a count of near misses held against it.",
    (
        Column("Activity", "link", _id),
        Column("Period", "text", _period),
        Column("Service", "text", _services),
        Column("What is counted", "text", _said("measure")),
        Column(
            "How many",
            "number",
            lambda r, _: int(r.value) if r.value is not None and r.value == int(r.value) else r.value,
        ),
        Column("Unit", "text", lambda r, _: r.unit or "Not said"),
    ),
    (
        SERVICE,
        Facet("measure", "What is counted", lambda r, _: _labels((r.measure,))),
        MONTH,
    ),
)


def _may(role: Role, _: Facts) -> Value:
    return upper_first(listed(role.may)) or "Not said"


def _held_with(role: Role, facts: Facts) -> Value:
    return listed(facts.names.role(r) for r in role.held_with) or "No other"


ROLES = Layout(
    Role,
    "Roles and groups",
    "Records name roles, never people. A group minutes its decisions.",
    (
        Column("Role", "link", _title),
        Column("Sort", "text", lambda r, _: "Group" if r.body else "Role"),
        Column("May", "text", _may),
        Column("Held by the same person as", "text", _held_with),
    ),
    (Facet("sort", "Sort", lambda r, _: _labels(("Group" if r.body else "Role",))),),
)

PROVIDERS = Layout(
    Provider,
    "Provider",
    "The organisation that answers for the services.",
    (
        Column("Provider", "link", lambda r, _: Link(r.name, path_of(r))),
        Column("Number at the regulator", "text", lambda r, _: r.regulator_id or "Not said"),
        Column("Contact", "text", _role("contact_role")),
    ),
    (),
)

SERVICES = Layout(
    Service,
    "Services",
    "Where care is given. Each leads to its risk profile.",
    (
        Column("Service", "link", lambda r, _: Link(r.name, path_of(r))),
        Column("Sort", "text", _said("service_type")),
        Column("Near misses on record", "number", lambda r, f: len(f.trails_of(r.id))),
        Column("Steps overdue", "number", lambda r, f: f.late_count(f.trails_of(r.id))),
        Column("Manager", "text", _role("manager_role")),
    ),
    (Facet("sort", "Sort", lambda r, _: _labels((r.service_type,))),),
)

LAYOUTS: Mapping[str, Layout] = {
    "near_miss": NEAR_MISSES,
    "review": REVIEWS,
    "exposure_check": EXPOSURE_CHECKS,
    "control": CONTROLS,
    "control_change": CONTROL_CHANGES,
    "risk": RISKS,
    "monitoring_plan": PLANS,
    "monitoring_check": CHECKS,
    "escalation": ESCALATIONS,
    "audit": AUDITS,
    "practice_evidence": PRACTICE,
    "governance_decision": DECISIONS_LAYOUT,
    "plan_template": TEMPLATES,
    "activity": ACTIVITY,
    "role": ROLES,
    "provider": PROVIDERS,
    "service": SERVICES,
}
"""How each register is drawn. Definitions, reporting routes and policies have pages of their own."""
