"""The side navigation, the same on every page: the book's sections, then the hand-written pages.

Pages by the thousand are never listed: a section names registers, and a register names its pages.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from mkdocs.structure import StructureItem
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page

from closecall.pages.page import NavSection

CURRENT: Final = ' aria-current="page"'
"""What marks the link to the page that is shown."""
HELP: Final = "Help"
"""Title of the section that hand-written pages are listed in."""
ROOMS: Final = ("tutorial", "how-to", "reference", "explanation")
"""Folders of hand-written pages, in the order in which a reader comes to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SideLink:
    """One link, as the template draws it."""

    title: str
    """Plain text; the template escapes it."""
    path: str
    """Path in the site, quoted for an address."""
    key: str = ""
    """What a generated page names to have this link marked. Empty for hand-written pages."""
    pages: frozenset[str] = frozenset()
    """Source paths of the hand-written pages behind this link."""
    children: tuple["SideLink", ...] = ()
    """Links beneath it, drawn only when one of its pages is shown."""
    mark: str = ""
    """` aria-current="page"`, or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SideSection:
    """A group of links, as the template draws it."""

    title: str
    links: tuple[SideLink, ...]


Side = tuple[SideSection, ...]


def side_of(sections: Iterable[NavSection], written: Navigation) -> Side:
    """The side navigation of a site, nothing marked.

    Args:
        sections: What the book wants listed.
        written: MkDocs' navigation, which knows the hand-written pages alone.
    """
    side = [
        SideSection(
            title=section.title,
            links=tuple(
                SideLink(title=item.title, path=item.path, key=item.key) for item in section.items
            ),
        )
        for section in sections
    ]
    links = tuple(link for item in written.items for link in _links_of(item))
    if not links:
        return tuple(side)
    if not side or side[-1].title != HELP:
        side.append(SideSection(title=HELP, links=()))
    side[-1] = replace(side[-1], links=side[-1].links + links)
    return tuple(side)


def by_room(item: StructureItem) -> int:
    """Where a hand-written page or folder of them comes in the order of the rooms."""
    links = _links_of(item)
    room = links[0].path.split("/")[0] if links else ""
    return ROOMS.index(room) if room in ROOMS else len(ROOMS)


def marked(side: Side, marks: Mapping[str, str]) -> Side:
    """The navigation on a generated page, with what stands in the link of each key."""
    return tuple(
        replace(
            section,
            links=tuple(
                replace(link, mark=marks.get(link.key, ""), children=()) for link in section.links
            ),
        )
        for section in side
    )


def opened(side: Side, page: Page | None) -> Side:
    """The navigation on a hand-written page: its room is open, the page itself is marked."""
    source = page.file.src_uri if page else ""
    return tuple(
        replace(section, links=tuple(_opened(link, source) for link in section.links))
        for section in side
    )


def _opened(link: SideLink, source: str) -> SideLink:
    if source not in link.pages:
        return replace(link, children=())
    if not link.children:
        return replace(link, mark=CURRENT)
    return replace(link, children=tuple(_opened(child, source) for child in link.children))


def _links_of(item: StructureItem) -> tuple[SideLink, ...]:
    """The link to a hand-written page, or to the first page of a room with the rest beneath.

    Links of the navigation that lead elsewhere have no page and are left out.
    """
    if isinstance(item, Page):
        return (
            SideLink(
                title=item.title or item.file.name,
                path=item.url,
                pages=frozenset({item.file.src_uri}),
            ),
        )
    if not isinstance(item, Section):
        return ()
    children = tuple(link for child in item.children for link in _links_of(child))
    if not children:
        return ()
    return (
        SideLink(
            title=item.title,
            path=children[0].path,
            pages=frozenset().union(*(child.pages for child in children)),
            children=children,
        ),
    )
