"""The cover page of a version: the one page that says its day, its commit and its edition."""

from collections import Counter
from functools import partial

from closecall import __version__
from closecall.findings import Level
from closecall.model.days import in_words
from closecall.pages.facts import Facts
from closecall.pages.markup import Link, Row, Table, exact, page_link, said, words
from closecall.pages.numbers import number_table
from closecall.pages.page import Page
from closecall.pages.render import render
from closecall.pages.words import counted
from closecall.records.kinds import KINDS

PATH = "about/index.html"


def about_page(facts: Facts) -> Page:
    """What this version is, and how to make it again."""
    return Page(
        path=PATH,
        title="About this version",
        description="The day, the commit and the edition of this version, and how to rebuild it.",
        page_class="about",
        draw=partial(_draw, facts),
        nav="about",
    )


def _draw(facts: Facts) -> str:
    evidence = facts.evidence
    provider = evidence.provider
    return render(
        "about.html.j2",
        PATH,
        {
            "rows": _rows(facts),
            "kinds": _kinds(facts),
            "commit": evidence.commit.id if evidence.commit else "",
            "fictional": bool(provider and provider.fictional),
        },
    )


def _rows(facts: Facts) -> tuple[Row, ...]:
    evidence = facts.evidence
    provider = evidence.provider
    found = Counter(f.level for f in evidence.findings)
    rows = []
    if provider:
        rows.append(Row("Provider", ((page_link(Link(provider.name, "provider/index.html")),),)))
        if provider.about:
            rows.append(Row("About the provider", ((said(provider.about),),)))
    rows += [
        Row(
            "Evidence as at",
            ((words(f"{in_words(evidence.as_at)} ({evidence.as_at_reason})"),),),
        ),
        Row(
            "Commit",
            (
                (
                    exact(evidence.commit.id)
                    if evidence.commit
                    else words(f"None, as {evidence.no_commit}" if evidence.no_commit else "None"),
                ),
            ),
        ),
        Row("Edition", ((words("Restricted: exact, for readers who are let in"),),)),
        Row(
            "Read",
            (
                (
                    words(
                        f"{counted(evidence.records_read, 'file')}, "
                        f"{counted(len(facts.register.records), 'record')} known on that day"
                    ),
                ),
            ),
        ),
        Row(
            "Found",
            (
                (
                    words(
                        f"{counted(found[Level.ERROR], 'error')}, "
                        f"{counted(found[Level.GAP], 'gap')}, "
                        f"{counted(found[Level.WARNING], 'warning')}; see "
                    ),
                    page_link(Link("completeness", "completeness/index.html")),
                ),
            ),
        ),
        Row("Made by", ((words(f"closecall {__version__}"),),)),
    ]
    return tuple(rows)


def _kinds(facts: Facts) -> Table:
    found = Counter(record.kind for record in facts.register.records.values())
    return number_table(
        "Records that this version holds",
        ("Kind", "Records"),
        [
            (((page_link(Link(kind.plural, f"{kind.folder}/index.html")),),), (found[kind.name],))
            for kind in KINDS
        ],
        sums=[(((words("All"),),), (sum(found.values()),))],
    )
