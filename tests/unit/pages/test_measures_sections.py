"""The measures on pages: every verdict can be followed to its records, its dates and its sums."""

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import pytest

from closecall.evidence import Evidence, gather
from closecall.model.control import Control, ControlChange
from closecall.model.fields import RecordId
from closecall.model.monitoring import MonitoringPlan
from closecall.pages.facts import Facts
from closecall.pages.home_page import home_page
from closecall.pages.markup import lines
from closecall.pages.measures.charts import pattern_figure
from closecall.pages.measures.sections import (
    change_sections,
    control_sections,
    plan_sections,
    service_sections,
)
from closecall.pages.measures.verdicts import tag_of
from closecall.pages.method.page import method_page
from closecall.pages.section import Section
from closecall.spc.chart import ChartKind
from tests.unit.pages.html_reader import Seen

ROOT: Final = Path(__file__).parents[3]


@cache
def facts() -> Facts:
    return Facts(gather(ROOT))


def evidence() -> Evidence:
    return facts().evidence


def html_of(sections: tuple[Section, ...]) -> str:
    return "".join(
        "".join(lines((one,)) for one in s.lead) + (s.table.html if s.table else "") + s.below
        for s in sections
    )


def seen(html: str) -> Seen:
    reader = Seen()
    reader.feed(html)
    reader.close()
    assert reader.faults == []
    assert reader.open == []
    return reader


@cache
def pages() -> dict[str, str]:
    """The measures of every plan, change, control and service of the example, by its id."""
    register = facts().register
    found: dict[str, str] = {}
    for plan in register.of(MonitoringPlan):
        found[plan.id] = html_of(plan_sections(plan, facts()))
    for change in register.of(ControlChange):
        found[change.id] = html_of(change_sections(change, facts()))
    for control in register.of(Control):
        found[control.id] = html_of(control_sections(control, facts()))
    for service in register.services:
        found[service.id] = html_of(service_sections(service, facts()))
    return found


# Every verdict can be followed


def test_every_section_is_well_formed() -> None:
    for html in pages().values():
        reader = seen(html)
        assert len(reader.ids) == len(set(reader.ids))
        assert not any("style" in attrs for _, attrs in reader.elements)
        assert not any(tag in {"script", "style"} for tag, _ in reader.elements)


def test_every_link_to_the_method_leads_to_a_place_there() -> None:
    there = set(seen(method_page(facts()).body).ids)
    anchors = {
        link.partition("#")[2]
        for html in pages().values()
        for link in seen(html).links
        if link.startswith("~/method/index.html#")
    }
    assert anchors
    assert anchors <= there


@pytest.mark.parametrize("kind", ["targets", "changes"])
def test_a_verdict_stands_with_its_words_dates_sums_and_records(kind: str) -> None:
    found = getattr(evidence().measures, kind)
    assert found
    for record_id, result in found.items():
        reader = seen(pages()[record_id])
        assert tag_of(result).word in reader.text, record_id
        assert "How this was worked out" in reader.text
        assert all(formula.text.name in reader.text for formula in result.formulas)
        for one in result.counted:
            assert any(f"/{one}/" in link for link in reader.links), (record_id, one)
        for flag in result.flags:
            assert flag.value.replace("_", " ") in reader.text.lower()


def test_the_records_listed_as_counted_are_those_that_were_counted() -> None:
    """So whoever takes one of them away finds one fewer; test_measures does that with each."""
    results = evidence().measures
    for plan in facts().register.of(MonitoringPlan):
        listed = counted_in(html_of(plan_sections(plan, facts())[:1]))
        stretches = results.targets[plan.id].stretches
        begun = results.targets[plan.id].code != "not_started"
        assert listed == ([set(s.counted) for s in stretches] if begun else listed)
    for change in facts().register.of(ControlChange):
        steady = results.steady(change.id)
        newer = set(results.changes[change.id].counted) - set(steady.counted)
        listed = counted_in(pages()[change.id])
        assert listed == [set(s.counted) for s in steady.stretches]
        assert (
            f"Counted since, and not yet in these figures: {', '.join(sorted(newer))}"
            in (seen(pages()[change.id]).text)
        ) == bool(newer)


def counted_in(html: str) -> list[set[str]]:
    """The ids of each list of records counted, one a stretch of time."""
    found = re.findall(r"Records counted[^:.]*: ([^.]*)\.", seen(html).text)
    return [set() if ids == "none" else set(ids.split(", ")) for ids in found]


# Figures


def test_every_figure_has_its_figures_in_a_table_beside_it() -> None:
    drawn = 0
    for html in pages().values():
        for one in re.findall(r"<figure>.*?</figure>", html, flags=re.DOTALL):
            drawn += 1
            (svg,) = re.findall(r"<svg.*?</svg>", one, flags=re.DOTALL)
            assert ET.fromstring(svg).find("desc") is not None  # noqa: S314 - ours
            assert "<details><summary>Show this" in one
            assert "<table" in one
    assert drawn > 10


def test_a_chart_shows_the_points_and_marks_that_were_computed() -> None:
    kinds = set()
    for result in (*evidence().measures.recording.values(), *evidence().measures.patterns.values()):
        html = pattern_figure(result, facts().names, name="cc-x", what="X") or ""
        svg = ET.fromstring(re.findall(r"<svg.*?</svg>", html, flags=re.DOTALL)[0])  # noqa: S314
        if 'class="line"' not in html:
            marks = [e for e in svg.iter() if e.tag != "line" and e.get("class") == "dot"]
            assert len(marks) == result.n
            continue
        chart = result.verdict.chart
        kinds.add(chart.kind)
        values = [v for v in chart.plotted if v is not None]
        places = [
            float(e.attrib["cy"]) for e in svg.iter("circle") if e.get("class") in {"dot", "ring"}
        ]
        assert len(places) == len(values)
        # Higher values stand higher, at even steps: one scale for all of them.
        top, floor = min(places), max(places)
        spread = max(values) - min(values)
        for value, at in zip(values, places, strict=True):
            share = (value - min(values)) / spread
            assert at == pytest.approx(floor - share * (floor - top), abs=0.2)
        assert sum(e.get("class") == "ring" for e in svg.iter()) == len(result.verdict.beyond)
        rows = html.count('<tr><th scope="row">')
        assert rows == len(chart.plotted)
    assert kinds >= {ChartKind.DAYS_BETWEEN, ChartKind.RATES}


def test_a_few_events_are_dots_and_no_curve() -> None:
    for result in evidence().measures.patterns.values():
        html = pattern_figure(result, facts().names, name="cc-x", what="X") or ""
        assert ('class="line"' in html) == (len(result.verdict.points) >= 6)


# Words


def test_a_zero_says_what_it_leaves_possible() -> None:
    text = seen(pages()["mp-20260309-h8ra"]).text
    assert "Seen: 0 near misses and 0 incidents. The true rate may be up to" in text
    assert "(one-sided 95% limit): what a zero can and cannot show" in text
    assert "A clear spell this long would come by chance in 29% of cases" in text


def test_no_page_says_better_or_worse_or_trend() -> None:
    # Between quotation marks stands what minutes say, and that is printed beside the counts.
    wrong = re.compile(r"\b(improve[sd]?|better|worse|trend|ranking|as at)\b", re.IGNORECASE)
    for record_id, html in pages().items():
        assert not wrong.search(re.sub("“[^”]*”", "", " ".join(seen(html).ours))), record_id


def test_too_few_is_said_in_words() -> None:
    text = seen(pages()["rosewood-house"]).text
    assert "Too few to judge" in text
    assert "It cannot be held against the other services" in text
    assert "There is no right number." in text


def test_after_is_said_not_to_be_because_once() -> None:
    for change in evidence().measures.changes:
        assert seen(pages()[change]).text.count("“After” is not “because”") == 1


def test_a_change_that_cannot_be_judged_says_why() -> None:
    change = facts().register.records[RecordId("cc-20260309-p4td")]
    assert isinstance(change, ControlChange)
    unknown = replace(change, id=RecordId("cc-unknown"))
    (section,) = change_sections(unknown, facts())
    assert "It cannot be judged" in html_of((section,))


# The overview


def test_the_overview_counts_every_verdict_once() -> None:
    reader = seen(home_page(facts()).body)
    measures = evidence().measures
    assert f"Measurable target: {len(measures.targets)} targets" in reader.text
    assert f"Real change: {len(measures.changes)} control changes" in reader.text
    assert "By chance alone about one in 20 of those shows a signal" in reader.text
    sparks = [a for tag, a in reader.elements if tag == "svg" and a.get("class") == "spark"]
    assert len(sparks) == len(facts().register.services)
