"""The theme's shell: rendered once for many pages, then filled for each.

A theme takes two milliseconds to render a page and says nearly the same every time. So it is asked
once for each depth of folder, with marks where a page's own words go, and the answer is cut at the
marks. Whether that gives what the theme itself would have given is not believed but compared: one
page of each class and depth is rendered the ordinary way, and where a single byte differs all its
like are.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, TypeAlias
from urllib.parse import quote, urljoin

from markupsafe import escape

from closecall.pages.page import Page
from closecall.website.navigation import CURRENT

_WORDS: Final = ("page_class", "title", "canonical", "description", "body")
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
        """Render the shells that the pages need, and compare them with ordinary pages.

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
        """One page of each class and depth that failed its comparison, in order."""
        self._compared: dict[str, bytes] = {}
        """The pages that were rendered the ordinary way for a comparison, by their path."""
        first: dict[int, Page] = {}
        last: dict[_Like, Page] = {}
        for page in pages:
            first.setdefault(_depth(page), page)
            last[_like(page)] = page
        self._shells = {depth: self._shell(page) for depth, page in first.items()}
        self._differ: set[_Like] = set()
        for like, page in sorted(last.items()):
            if not self._is_right(page):
                self._differ.add(like)
                self.plain.append(page.path)

    def fill(self, page: Page) -> bytes:
        """The whole page, as it is written."""
        known = self._compared.get(page.path)
        if known is not None:
            return known
        make = self._ordinary if _like(page) in self._differ else self._filled
        return make(page, page.body)

    def _shell(self, page: Page) -> "_Shell":
        text = self._render(
            Filling(
                path=page.path,
                page_class=self._slots.words["page_class"],
                title=self._slots.words["title"],
                canonical=self._site_url and self._slots.words["canonical"],
                description=self._slots.words["description"],
                body=self._slots.words["body"],
                marks=self._slots.marks,
            )
        )
        return _Shell(text, self._slots)

    def _is_right(self, page: Page) -> bool:
        """Whether a page comes out of its shell as the theme renders it.

        It should not be the page that the shell was rendered for: so a shell that names its own
        folder is found out.
        """
        body = page.body
        ordinary = self._compared[page.path] = self._ordinary(page, body)
        return self._filled(page, body) == ordinary

    def _filled(self, page: Page, body: str) -> bytes:
        return self._shells[_depth(page)].fill(page, body, self._canonical(page))

    def _ordinary(self, page: Page, body: str) -> bytes:
        marks = {page.nav: CURRENT} if page.nav else {}
        text = self._render(
            Filling(
                path=page.path,
                page_class=page.page_class,
                title=str(escape(page.title)),
                canonical=self._canonical(page),
                description=_description(page),
                body=body,
                marks=marks,
            )
        )
        return text.encode()

    def _canonical(self, page: Page) -> str:
        return self._site_url and urljoin(self._site_url, quote(page.path))


_Like: TypeAlias = tuple[str, int]
"""Class and depth of folder: pages of one sort are alike in all but their words."""


def _like(page: Page) -> _Like:
    return page.page_class, _depth(page)


def _depth(page: Page) -> int:
    return page.path.count("/")


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

    def fill(self, page: Page, body: str, canonical: str) -> bytes:
        """The whole page around a body."""
        words = {
            b"page_class": page.page_class.encode(),
            b"title": str(escape(page.title)).encode(),
            b"canonical": canonical.encode(),
            b"description": _description(page).encode(),
            b"body": body.encode(),
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
