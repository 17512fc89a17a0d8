"""The MkDocs plugin `closecall`: gathers the evidence and puts its pages into the theme's shell."""

import logging
import os
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import urljoin

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils.yaml import yaml_load

from closecall.errors import ClosecallError
from closecall.pages.compiled import keep_compiled
from closecall.pages.page import Page
from closecall.privacy.deny_file import VARIABLE, given_deny_list
from closecall.website.content import Asked, Content, read_content
from closecall.website.files import GeneratedFile, SiteFiles
from closecall.website.navigation import Side, by_room, marked, opened, side_of
from closecall.website.settings import Settings, quieten, require, root_of
from closecall.website.shell import Filling, Shells

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

logger: Final = logging.getLogger("mkdocs.plugins.closecall")

THEME: Final = Path(__file__).parent / "theme"
"""Our templates and assets, laid over the theme's."""
MAIN: Final = "cc-main"
"""Id of the element that holds a generated page: where the skip link leads."""
_SITEMAP: Final = "sitemap.xml"
_TEMPLATE: Final = "main.html"
"""The theme's template of a page."""
_MARKED: Final = "closecall"
"""Key in a page's metadata that says it is ours."""
_DATE_OF_BUILD: Final = "SOURCE_DATE_EPOCH"
_UNUSED: Final = ("assets/javascripts/lunr/", "assets/javascripts/workers/")
"""Files of the theme's search, which is off."""
_ALIGNED: Final = re.compile(r'(<t[hd]) style="text-align: (left|center|right);"')


@dataclass(kw_only=True)
class _Words:
    """What our templates ask for: `closecall` in them."""

    owner: str = ""
    fictional: bool = False
    restricted: bool = False
    has_about: bool = False
    main: str = MAIN
    side: Side = ()

    def sections(self, page: MkDocsPage | None) -> Side:
        """The side navigation as it stands on a page."""
        ours = self.filling(page)
        return marked(self.side, ours.marks) if ours else opened(self.side, page)

    def filling(self, page: MkDocsPage | None) -> Filling | None:
        """What is put into a generated page; None on a hand-written one."""
        ours: Filling | None = page.meta.get(_MARKED) if page else None
        return ours


def _words_of(content: Content, config: MkDocsConfig) -> _Words:
    return _Words(
        owner=escape(content.provider) if content.provider else config.site_name,
        fictional=content.version.fictional,
        restricted=content.version.edition == "restricted",
        has_about=any(page.path == "about/index.html" for page in content.book.pages),
    )


def _read_content(root: Path, settings: Settings) -> Content:
    """What the records say, for a build that MkDocs began itself."""
    named = os.environ.get(VARIABLE)
    deny = given_deny_list(Path(named) if named else None, root=root)
    asked = Asked(as_at=settings.as_at, edition=settings.edition)
    return read_content(root, lambda: asked, deny=deny)


class ClosecallPlugin(BasePlugin[Settings]):
    """Puts the evidence site of a records folder among the pages of an MkDocs site."""

    def __init__(self) -> None:
        """Make the plugin; MkDocs keeps one for all builds of a run."""
        self.given: Content | None = None
        """Content made beforehand by `closecall build`. None: it is read from the records."""
        self.written = 0
        """How many hand-written pages the last build had."""
        self._serving = False
        self._environment: dict[str, str | None] = {}

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Note what is being run, and keep one plugin for all builds of `mkdocs serve`."""
        del dirty
        self._serving = command == "serve"

    def make_ready(self, config: MkDocsConfig) -> None:
        """Have the theme's templates compiled, before there is a page to be rendered."""
        _lay_over(config)
        env = config.theme.get_env()
        env.globals["closecall"] = _Words()
        nothing = Filling(
            path="index.html",
            page_class="",
            title="",
            canonical="",
            description="",
            body="",
            marks={},
        )
        # A hand-written page asks for other templates than one that is made from records.
        made, written = _page_of(nothing, config), _page_of(nothing, config)
        del written.meta[_MARKED]
        for page in (made, written):
            context: Any = get_context(Navigation([], []), (), config, page)
            # What goes wrong in a theme of somebody's own goes wrong again where it is told.
            with suppress(Exception):
                env.get_template(_TEMPLATE).render(context)

    @event_priority(100)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read and check the records, before MkDocs empties the folder of the site.

        Comes before other plugins: some of them are refused.
        """
        require(config)
        quieten(config)
        try:
            content = self.given or _read_content(root_of(config), self.config)
        except ClosecallError as error:
            raise PluginError(str(error)) from error
        self._content = content
        self._words = _words_of(content, config)
        if self._serving:
            # MkDocs puts its own address here, and it would stand in the pages.
            config.site_url = _own_site_url(config)
        if content.provider:
            # The theme escapes this in some places and not in others: markup is right in both.
            config.site_name = Markup("{}: near miss evidence").format(content.provider)
        _lay_over(config)
        self._set_date_of_build()
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add a file for each page and asset, in the order of their paths."""
        for file in [f for f in files if _is_unused(f, config)]:
            files.remove(file)
        written = {file.dest_uri: file.src_uri for file in files.documentation_pages()}
        self.written = len(written)
        known = {file.src_uri for file in files}
        for path, content in self._generated(config, files):
            if path in written:
                message = (
                    f"docs/{written[path]} would overwrite {path}, which is made from the records."
                    " Give it another name."
                )
                raise PluginError(message)
            if path in known:
                message = f"Two files of the site are called {path}."
                raise PluginError(message)
            known.add(path)
            files.append(GeneratedFile(path, config, content))
        # Other plugins may keep what they see of a page: in a process that ends it would be lost.
        return SiteFiles(files, one_by_one=lambda: bool(self._shells.plain))

    def _generated(
        self, config: MkDocsConfig, files: Files
    ) -> Iterable[tuple[str, Callable[[], bytes]]]:
        book = self._content.book
        made: list[tuple[str, Callable[[], bytes]]] = [
            (page.path, partial(self._fill, page)) for page in book.pages
        ]
        made += [(a.path, a.draw) for a in (*book.assets, self._content.version.asset())]
        if config.site_url:
            made.append((_SITEMAP, partial(self._sitemap, config, files)))
        return sorted(made, key=lambda item: item[0])

    def _fill(self, page: Page) -> bytes:
        return self._shells.fill(page)

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Keep MkDocs' navigation: the hand-written pages are listed from it."""
        del files
        if config.nav is None:
            nav.items.sort(key=by_room)
        self._nav = nav
        return nav

    def on_page_content(
        self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files
    ) -> str:
        """Turn the alignment of Markdown tables from styles in place into classes."""
        del page, config, files
        return _ALIGNED.sub(r'\1 class="cc-\2"', html)

    @event_priority(-100)
    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Render the shells, as the last of all plugins: the hand-written pages are known now."""
        env.globals["closecall"] = self._words
        self._words.side = side_of(self._content.book.nav, self._nav)
        keys = [item.key for section in self._content.book.nav for item in section.items]
        titles = [item.title for section in self._content.book.nav for item in section.items]
        self._shells = Shells(
            self._content.book.pages,
            partial(self._render, env, config, files.documentation_pages()),
            site_url=config.site_url or "",
            nav_keys=keys,
            salt="\n".join((str(config.site_name), *keys, *titles)),
        )
        for path in self._shells.plain:
            logger.warning(
                "Pages like %s are built slowly, one by one: a plugin or an own template makes the"
                " theme render more than title, address, description and body from the page.",
                path,
            )
        return env

    def _render(
        self, env: Environment, config: MkDocsConfig, written: Sequence[File], filling: Filling
    ) -> str:
        """One page as MkDocs itself would render it."""
        page = _page_of(filling, config)
        context: Any = get_context(self._nav, written, config, page)
        context = config.plugins.on_page_context(context, page=page, config=config, nav=self._nav)
        html = env.get_template(_TEMPLATE).render(context)
        return config.plugins.on_post_page(html, page=page, config=config)

    def _sitemap(self, config: MkDocsConfig, files: Files) -> bytes:
        """All pages of the site. No days: they would be those of the build."""
        base = config.site_url or ""
        pages = {page.path for page in self._content.book.pages}
        pages |= {file.url for file in files.documentation_pages()}
        lines = [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
            *(f"<url><loc>{escape(urljoin(base, path))}</loc></url>" for path in sorted(pages)),
            "</urlset>",
            "",
        ]
        return "\n".join(lines).encode()

    def on_serve(
        self,
        server: "LiveReloadServer",
        *,
        config: MkDocsConfig,
        builder: Callable[..., None],
    ) -> "LiveReloadServer":
        """Build again when a record changes."""
        del builder
        server.watch(str(root_of(config) / "records"))
        return server

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Leave the process as it was."""
        del config
        self._restore_environment()

    def on_build_error(self, *, error: Exception) -> None:
        """Leave the process as it was."""
        del error
        self._restore_environment()

    def _set_date_of_build(self) -> None:
        """Let whatever asks for the date of the build have the as-at day, so that it stays."""
        self._environment = {_DATE_OF_BUILD: os.environ.get(_DATE_OF_BUILD)}
        midnight = datetime.combine(self._content.version.as_at, time(), UTC)
        os.environ[_DATE_OF_BUILD] = str(int(midnight.timestamp()))

    def _restore_environment(self) -> None:
        for name, value in self._environment.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        self._environment = {}


def _is_unused(file: File, config: MkDocsConfig) -> bool:
    """Whether a file of the theme is for its developers, for its search, or replaced by ours."""
    path = file.src_uri
    return file.src_dir != config.docs_dir and (
        path.startswith(_UNUSED) or path.endswith((".min.js.map", ".min.css.map", _SITEMAP))
    )


def _page_of(filling: Filling, config: MkDocsConfig) -> MkDocsPage:
    """The page as MkDocs gives it to a theme."""
    page = MkDocsPage(filling.title, _file_of(filling, config), config)
    page.canonical_url = filling.canonical or None
    page.content = filling.body
    page.toc = TableOfContents([AnchorLink(filling.title, MAIN, 1)])
    page.meta = {
        "title": filling.title,
        "description": filling.description,
        _MARKED: filling,
    }
    return page


def _file_of(filling: Filling, config: MkDocsConfig) -> File:
    """The file that a page is rendered for: generated, so that nothing offers to edit it."""
    file = File(
        filling.path,
        None,
        config.site_dir,
        False,  # noqa: FBT003 - MkDocs' own signature
        dest_uri=filling.path,
        inclusion=InclusionLevel.NOT_IN_NAV,
    )
    file.generated_by = "closecall"
    return file


def _own_site_url(config: MkDocsConfig) -> str | None:
    """The address that `mkdocs.yml` itself gives the site."""
    with Path(config.config_file_path).open("rb") as source:
        url = yaml_load(source).get("site_url")
    return url if not url or url.endswith("/") else f"{url}/"


def _lay_over(config: MkDocsConfig) -> None:
    """Put our templates and assets over the theme's, under the site's own where it has some."""
    dirs = config.theme.dirs
    if str(THEME) not in dirs:
        dirs.insert(1 if config.theme.custom_dir else 0, str(THEME))
    # MkDocs' own would carry the day of the build, also inside a second, packed copy.
    config.theme.static_templates.discard(_SITEMAP)
    # Shadows the method of the class, so that only this theme is looked through faster. Of one
    # build all share an environment, with what is compiled already.
    if "get_env" not in vars(config.theme):
        get_env = cache(partial(_environment_of, config.theme.get_env))
        config.theme.get_env = get_env  # type: ignore[method-assign]


class _Templates(FileSystemLoader):
    """The theme's templates, listed without its icons.

    MkDocs lists all templates to find files to publish, and leaves out folders that begin with a
    dot: 14,000 icons are there to be included by name alone.
    """

    def list_templates(self) -> list[str]:
        """Names of all templates outside hidden folders."""
        found: set[str] = set()
        for top in self.searchpath:
            for folder, folders, names in os.walk(top):
                folders[:] = [name for name in folders if not name.startswith(".")]
                inside = os.path.relpath(folder, top).replace(os.sep, "/")
                found.update(name if inside == "." else f"{inside}/{name}" for name in names)
        return sorted(found)


def _environment_of(get_env: Callable[[], Environment]) -> Environment:
    env = get_env()
    if type(env.loader) is FileSystemLoader:
        env.loader = _Templates(env.loader.searchpath, env.loader.encoding, env.loader.followlinks)
    keep_compiled(env, "theme")
    return env
