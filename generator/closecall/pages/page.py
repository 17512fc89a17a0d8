"""What a page is: plain values and a way to draw it, handed from `pages` to who makes a site.

Nothing here knows records, templates or MkDocs. Paths are relative to the site, with forward
slashes. A page never names the version, the commit or the as-at day: those are the site's
(`version.js`), so that a page changes only when what it says changes.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of the site, without the shell around it.

    What stands in a list or a link is known from the beginning. The body is drawn when it is asked
    for, and not kept: ten thousand of them are more than should be in memory at once.
    """

    path: str
    """File in the site, such as `near-misses/nm-20260303-k7m2/index.html`."""
    title: str
    """Title for the browser's tab, as plain text (escaped where it lands)."""
    description: str
    """One sentence for search engines and link previews, as plain text. May be empty."""
    page_class: str
    """Kind of page, such as `trail`: lower case letters, digits and hyphens. The class is
    on the element around the body: `cc-page-trail`."""
    draw: Callable[[], str] = field(repr=False)
    """Makes the body: finished HTML of what is the page's own, escaped by whoever made it. Has the
    only `<h1>`. The same each time."""
    nav: str = ""
    """Key of the navigation item that this page belongs to. Empty: none."""

    @property
    def body(self) -> str:
        """The body, drawn now: whoever needs it twice keeps it."""
        return self.draw()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One file of the site that is no page, such as the rows of a register."""

    path: str
    """File in the site, such as `near-misses/rows.js`."""
    draw: Callable[[], bytes] = field(repr=False)
    """Makes its content. The same each time."""

    @property
    def data(self) -> bytes:
        """Its content, byte for byte, made now."""
        return self.draw()


@dataclass(frozen=True, slots=True, kw_only=True)
class NavItem:
    """One link of the side navigation."""

    title: str
    """What the link says, as plain text."""
    path: str
    """The page that it leads to, as a path in the site."""
    key: str
    """What a page's `nav` names to have this item marked as the current one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NavSection:
    """A group of links in the side navigation."""

    title: str
    """Heading of the group, as plain text. Empty: no heading."""
    items: tuple[NavItem, ...]
    """Its links, in the order in which they are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Everything that the records have to say, ready to be put into a site."""

    pages: tuple[Page, ...]
    """All pages, sorted by path."""
    assets: tuple[Asset, ...]
    """All other files, sorted by path."""
    nav: tuple[NavSection, ...]
    """The side navigation, the same on every page."""


def script_of(variable: str, value: object) -> bytes:
    """A script file that does nothing but set `window.<variable>` to plain data.

    A page opened from a folder may load a script but not fetch JSON, so data comes this way. All
    but ASCII is escaped, and so are `<`, `>` and `&`: nothing in the text can end a script element,
    open a comment, or be a line end to one reader and not to another.

    Args:
        variable: Name of the global variable, an ASCII identifier of ours.
        value: What `json` can write: mappings, lists, text, numbers, booleans, None. Keys are words
            of ours, never of a record: `__proto__` as a key would change what an object is.
    """
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    for char in "<>&":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return f"window.{variable} = {text};\n".encode("ascii")
