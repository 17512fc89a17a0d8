"""The assurance trail of a near miss: one page with everything that belongs to it."""

from functools import partial
from typing import Final

from closecall.evidence import Evidence
from closecall.model.trail import Trail
from closecall.pages.context import Names, path_of, title_of
from closecall.pages.markup import Link, exact, root_of, words
from closecall.pages.page import Page
from closecall.pages.record.fields import pieces_of
from closecall.pages.render import render
from closecall.pages.trail.evidence import ask_to_see, every_piece, history, undated
from closecall.pages.trail.picture import who_acted
from closecall.pages.trail.steps import drawn, steps
from closecall.pages.trail.view import (
    COUNT_IS,
    chain,
    change_box,
    facts,
    missing,
    more_facts,
    target_box,
    top,
)
from closecall.pages.trail.watch import watched, watching
from closecall.pages.trail.words import View, make_view
from closecall.pages.words import counted

NAV: Final = "near-misses"
"""Key of the navigation item that trails belong to."""


def trail_page(trail: Trail, names: Names, evidence: Evidence) -> Page:
    """The page of one near miss.

    Args:
        trail: The near miss with all that followed.
        names: Titles and addresses; the same for every page of a site.
        evidence: Everything else that the site says.
    """
    near_miss = trail.near_miss
    service = names.service(near_miss.service) or "a service"
    return Page(
        path=path_of(near_miss),
        title=title_of(near_miss),
        description=f"What nearly happened at {service}, what stopped it, what changed, and what "
        "is missing.",
        page_class="trail",
        draw=partial(_draw, trail, names, evidence),
        nav=NAV,
    )


def _draw(trail: Trail, names: Names, evidence: Evidence) -> str:
    view = make_view(trail, names, evidence)
    plans = watching(view)
    taken = steps(view)
    provider = evidence.provider
    return render(
        "trail.html.j2",
        path_of(trail.near_miss),
        {
            "root": root_of(path_of(trail.near_miss)),
            "id": trail.near_miss.id,
            "title": title_of(trail.near_miss),
            "crumbs": _crumbs(view),
            "here": (words("Near miss "), exact(trail.near_miss.id)),
            "provider": provider.name if provider else "",
            "top": top(view),
            "target": target_box(view),
            "change": change_box(view),
            "count_is": COUNT_IS,
            "facts": facts(view),
            "more_facts": more_facts(view),
            "missing": missing(view, plans),
            "chain": chain(view),
            "picture": who_acted(taken),
            "steps": drawn(taken),
            "watched": watched(view, plans),
            "ask": ask_to_see(view),
            "every_piece": every_piece(view),
            "pieces_are": _pieces_are(view),
            "written": pieces_of(trail.near_miss, names, evidence),
            "history": history(view),
            "undated": undated(view),
        },
    )


def _pieces_are(view: View) -> str:
    """What the folded list of evidence holds, and how many."""
    pieces = counted(len(view.items), "piece")
    return f"Show {pieces} of evidence: what it is, where it is held, by which role, of which day"


def _crumbs(view: View) -> tuple[Link, ...]:
    links = [Link("Near misses", "near-misses/index.html")]
    if view.trail.service:
        links.insert(0, Link(title_of(view.trail.service), path_of(view.trail.service)))
    return tuple(links)
