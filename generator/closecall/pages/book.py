"""The whole site as values: every page, every asset, and the side navigation."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from closecall.evidence import Evidence
from closecall.model.control import Control
from closecall.model.near_miss import NearMiss
from closecall.model.setting import Service
from closecall.pages.about_page import about_page
from closecall.pages.actions_page import action_calendars, actions_page
from closecall.pages.commissioner.page import commissioner_pages
from closecall.pages.compare.page import compare_pages
from closecall.pages.completeness_page import completeness_page
from closecall.pages.control_page import control_page
from closecall.pages.definitions_page import definitions_pages, routes_pages
from closecall.pages.facts import Facts
from closecall.pages.framework.pages import framework_pages
from closecall.pages.home_page import home_page
from closecall.pages.learning_page import learning_page
from closecall.pages.method.page import method_page
from closecall.pages.page import Asset, Book, NavItem, NavSection, Page
from closecall.pages.policy_page import policy_pages
from closecall.pages.profile.page import profile_page
from closecall.pages.record.page import record_page
from closecall.pages.record.sections import sections_of
from closecall.pages.reference.pages import REFERENCE_NAV, reference_pages
from closecall.pages.register.layouts import LAYOUTS
from closecall.pages.register.page import register_pages
from closecall.pages.render import compile_templates
from closecall.pages.reporting_page import reporting_page
from closecall.pages.trail.page import trail_page
from closecall.records.kinds import KIND_BY_NAME

_EVIDENCE = (
    ("near_miss", "Near miss trails"),
    ("incident", "Incidents"),
    ("review", "Reviews"),
    ("exposure_check", "Exposure checks"),
    ("control", "Controls"),
    ("control_change", "Control changes"),
    ("risk", "Risks"),
    ("monitoring_plan", "Monitoring plans"),
    ("monitoring_check", "Monitoring checks"),
    ("escalation", "Escalations"),
    ("audit", "Audits"),
    ("practice_evidence", "Practice evidence"),
    ("governance_decision", "Governance decisions"),
    ("learning_share", "Shared lessons"),
    ("plan_template", "Plan templates"),
)
"""The registers of the evidence, in the order of a trail, as the side navigation calls them."""

_ACROSS = (
    ("Reporting culture", "reporting"),
    ("Triangulation", "compare"),
    ("Learning spread", "learning"),
    ("Commissioners", "commissioners"),
)
"""What is asked of all services together, each with the folder of its page."""

_HELP = (
    ("CQC index", "cqc"),
    ("Definitions", "definitions"),
    ("Reporting routes", "reporting-routes"),
    ("How verdicts are reached", "method"),
    ("Policy and limits", "policy"),
    ("Completeness", "completeness"),
    ("Exceptions", "allowances"),
    ("Redactions", "redactions"),
    ("About this version", "about"),
    ("Roles", "roles"),
    ("Lists of words", "lists"),
    ("Activity", "activity"),
)
"""What helps to read it, each with the folder of its page, which is also its key."""


def make_ready() -> None:
    """Do what can be done before there is evidence, so that making the book has less to do."""
    compile_templates()


def make_book(evidence: Evidence) -> Book:
    """Make every page of the site; each is drawn when its body is asked for.

    Args:
        evidence: The whole run. Nothing else is read: no file, no clock, no setting.
    """
    facts = Facts(evidence)
    pages: list[Page] = [
        home_page(facts),
        completeness_page(facts),
        actions_page(facts),
        about_page(facts),
        learning_page(facts),
        method_page(facts),
        reporting_page(facts),
        *compare_pages(facts),
        *framework_pages(facts),
        *reference_pages(evidence.schemas),
    ]
    assets: list[Asset] = [*action_calendars(facts), *_schemas(evidence)]
    bought, files = commissioner_pages(facts)
    pages.extend(bought)
    assets.extend(files)
    for kind in LAYOUTS:
        made, rows = _READ.get(kind, partial(register_pages, kind))(facts)
        pages.extend(made)
        assets.extend(rows)
    pages.extend(_record_pages(facts))
    return Book(
        pages=tuple(sorted(pages, key=lambda page: page.path)),
        assets=tuple(sorted(assets, key=lambda asset: asset.path)),
        nav=tuple(_nav(facts)),
    )


_READ: Mapping[str, Callable[[Facts], tuple[tuple[Page, ...], tuple[Asset, ...]]]] = {
    "definition": definitions_pages,
    "reporting_route": routes_pages,
    "policy": policy_pages,
}
"""Kinds whose register says more than its list."""


def _schemas(evidence: Evidence) -> Iterator[Asset]:
    """The schemas at addresses that stay, for the first line of a record: editors read them."""
    for name, data in evidence.schemas.for_editors().items():
        yield Asset(path=f"schemas/{name.replace('_', '-')}", draw=partial(bytes, data))


def _record_pages(facts: Facts) -> Iterator[Page]:
    """The page of each record: a trail, a profile, a control, else the record as it stands."""
    evidence = facts.evidence
    for record in facts.register.records.values():
        if isinstance(record, NearMiss):
            yield trail_page(evidence.trails[record.id], facts.names, evidence)
        elif isinstance(record, Service):
            yield profile_page(record, facts)
        elif isinstance(record, Control):
            yield control_page(record, facts)
        else:
            sections = partial(sections_of, record, facts)
            yield record_page(record, facts.names, evidence, sections=sections)


def _nav(facts: Facts) -> Iterable[NavSection]:
    overview = NavItem(title="Overview", path="index.html", key="home")
    yield NavSection(title="", items=(overview, _folder_item("Open actions", "actions")))
    services = tuple(
        NavItem(title=s.name, path=f"services/{s.id}/index.html", key=f"services/{s.id}")
        for s in facts.register.services
    )
    if services:
        yield NavSection(title="Services", items=services)
    yield NavSection(
        title="Evidence",
        items=tuple(_folder_item(title, KIND_BY_NAME[kind].folder) for kind, title in _EVIDENCE),
    )
    yield NavSection(
        title="Across services",
        items=tuple(_folder_item(title, folder) for title, folder in _ACROSS),
    )
    yield NavSection(
        title="Help",
        items=(*(_folder_item(title, folder) for title, folder in _HELP), *REFERENCE_NAV),
    )


def _folder_item(title: str, folder: str) -> NavItem:
    return NavItem(title=title, path=f"{folder}/index.html", key=folder)
