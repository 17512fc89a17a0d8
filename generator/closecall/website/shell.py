"""The theme's shell: rendered once for many pages, then filled for each.

A theme takes two milliseconds to render a page and says nearly the same every time. So it is asked
once for each class of page and depth of folder, with marks where a page's own words go, and the
answer is cut at the marks. Whether that gives what the theme itself would have given is not
believed but compared: one page of each shell is rendered the ordinary way, and where a single byte
differs all pages of that shell are.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from urllib.parse import quote, urljoin

from markupsafe import escape

from closecall.pages.page import Page
from closecall.website.navigation import CURRENT

_WORDS: Final = ("title", "canonical", "description", "body")
_NAV: Final = "nav"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """What a theme is asked to render: a page's own words, or the marks that stand for them."""

    path: str
    """The page's file in the site: decides how deep the links go."""
    page_class: str
    title: str
    """HTML: the theme does not escape it."""
    canonical: str
    """The page's own address. Empty where the site has none."""
    description: str
    """HTML, never empty."""
    body: str
    """HTML."""
    marks: Mapping[str, str]
    """What stands in the link of each navigation key."""


Renderer = Callable[[Filling], str]
"""Renders a whole page the ordinary way."""


class Shells:
    """Shells of all pages of a site."""

    def __init__(
        self,
        pages: Iterable[Page],
        render: Renderer,
        *,
        site_url: str,
        nav_keys: Sequence[str],
        salt: str,
    ) -> None:
        """Render the shells that the pages need, and compare each with one ordinary page.

        Args:
            pages: All pages of the site.
            render: The theme.
            site_url: Where the site is published, ending in a slash; empty if that is not known.
            nav_keys: The keys of the side navigation.
            salt: Everything in the shell that comes from records. The marks are made from it, so
                that no record can contain one.
        """
        self._render = render
        self._site_url = site_url
        self._slots = _Slots(nav_keys, salt)
        self.plain: list[str] = []
        """One page of each shell that failed its comparison, in order."""
        groups: dict[tuple[str, int], list[Page]] = defaultdict(list)
        for page in pages:
            groups[_group(page)].append(page)
        self._shells = {group: self._shell(of) for group, of in sorted(groups.items())}

    def fill(self, page: Page) -> bytes:
        """The whole page, as it is written."""
        shell = self._shells[_group(page)]
        if shell is None:
            return self._ordinary(page)
        return shell.fill(page, self._canonical(page))

    def _shell(self, pages: Sequence[Page]) -> "_Shell | None":
        first, last = pages[0], pages[-1]
        text = self._render(
            Filling(
                path=first.path,
                page_class=first.page_class,
                title=self._slots.words["title"],
                canonical=self._site_url and self._slots.words["canonical"],
                description=self._slots.words["description"],
                body=self._slots.words["body"],
                marks=self._slots.marks,
            )
        )
        shell = _Shell(text, self._slots)
        # The last page, not the one that was rendered: so a shell that names its own folder fails.
        if shell.fill(last, self._canonical(last)) != self._ordinary(last):
            self.plain.append(last.path)
            return None
        return shell

    def _ordinary(self, page: Page) -> bytes:
        marks = {page.nav: CURRENT} if page.nav else {}
        text = self._render(
            Filling(
                path=page.path,
                page_class=page.page_class,
                title=str(escape(page.title)),
                canonical=self._canonical(page),
                description=_description(page),
                body=page.body,
                marks=marks,
            )
        )
        return text.encode()

    def _canonical(self, page: Page) -> str:
        return self._site_url and urljoin(self._site_url, quote(page.path))


def _group(page: Page) -> tuple[str, int]:
    return page.page_class, page.path.count("/")


def _description(page: Page) -> str:
    return str(escape(page.description or page.title))


class _Slots:
    """The marks that stand in a shell for what is a page's own."""

    def __init__(self, nav_keys: Sequence[str], salt: str) -> None:
        stem = "cc" + sha256(salt.encode()).hexdigest()[:24]
        self.words = {word: f"{stem}{word}" for word in _WORDS}
        self.keys = tuple(dict.fromkeys(nav_keys))
        # Not at the end of another mark: `nav1` would be found in `nav10`.
        self.marks = {key: f"{stem}{_NAV}{n}x" for n, key in enumerate(self.keys)}
        self.pattern = re.compile(f"{stem}({'|'.join(_WORDS)}|{_NAV}([0-9]+)x)")


class _Shell:
    """A rendered shell, cut at its marks."""

    def __init__(self, text: str, slots: _Slots) -> None:
        self._slots = slots
        self._pieces: list[str] = []
        at = 0
        for found in slots.pattern.finditer(text):
            self._pieces += [text[at : found.start()], found[2] or found[1]]
            at = found.end()
        self._pieces.append(text[at:])
        self._by_key: dict[str, tuple[bytes, ...]] = {}

    def fill(self, page: Page, canonical: str) -> bytes:
        """The whole page."""
        words = {
            b"title": str(escape(page.title)).encode(),
            b"canonical": canonical.encode(),
            b"description": _description(page).encode(),
            b"body": page.body.encode(),
        }
        cut = self._cut(page.nav)
        parts = list(cut)
        for n in range(1, len(cut), 2):
            parts[n] = words[cut[n]]
        return b"".join(parts)

    def _cut(self, nav: str) -> tuple[bytes, ...]:
        """Text and names of words in turn, with the navigation marked for a key."""
        known = self._by_key.get(nav)
        if known is not None:
            return known
        cut = [self._pieces[0]]
        for word, text in zip(self._pieces[1::2], self._pieces[2::2], strict=True):
            if word in self._slots.words:
                cut += [word, text]
            else:
                key = self._slots.keys[int(word)]
                cut[-1] += (CURRENT if key == nav else "") + text
        made = tuple(piece.encode() for piece in cut)
        self._by_key[nav] = made
        return made
