import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import ClassVar
from xml.etree import ElementTree as ET

import pytest
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, PluginError

from closecall.errors import BrokenRecordsError, ClosecallError, UsageError
from closecall.findings import Level
from closecall.pages.page import Asset, Book, NavItem, NavSection
from closecall.website import plugin as plugin_module
from closecall.website.build import BuildReport, build_site
from closecall.website.content import Content
from closecall.website.files import GeneratedFile
from tests.unit.website import samples
from tests.unit.website.samples import HOSTILE, files_of

Give = Callable[[Content | Exception], None]


def built(project: Path, **options: Path | None) -> Path:
    return build_site(project, as_at=None, site_dir=options.get("site_dir")).site_dir


class Seen(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, html: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: dict[str, str] = {}
        self._open = ""
        self.feed(html.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open = tag

    def handle_data(self, data: str) -> None:
        self.words[self._open] = self.words.get(self._open, "") + data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]

    def meta(self, name: str) -> str | None:
        return next((a["content"] for a in self.all("meta") if a.get("name") == name), None)


@pytest.fixture
def site(project: Path) -> Path:
    return built(project)


def test_every_page_and_asset_is_written(site: Path) -> None:
    made = samples.book()
    written = files_of(site)
    assert {page.path for page in made.pages} < set(written)
    assert written["near-misses/rows.js"] == made.assets[0].data
    assert {"how-to/first.html", "how-to/second.html", "404.html", "version.js"} < set(written)


def test_a_body_stands_in_its_page_as_it_was_made(site: Path) -> None:
    for page in samples.book().pages:
        html = (site / page.path).read_text(encoding="utf-8")
        assert html.count(page.body) == 1
        assert f'<article class="cc cc-page-{page.page_class}" id="cc-main"' in html


def test_titles_are_text(site: Path) -> None:
    seen = Seen((site / "near-misses/nm-1/index.html").read_bytes())
    assert seen.words["title"].startswith(HOSTILE)
    assert seen.meta("description") == f"About {HOSTILE}"
    assert not any("alert" in str(attrs) for attrs in seen.all("script"))


def test_the_provider_s_name_is_text_everywhere(site: Path) -> None:
    seen = Seen((site / "index.html").read_bytes())
    assert seen.words["title"].strip() == "Near miss evidence – Rosewood & <Co>"
    logo = next(a for a in seen.all("a") if a.get("data-md-component") == "logo")
    assert logo["title"] == logo["aria-label"] == "Rosewood & <Co>: near miss evidence"
    assert not seen.all("co")


def test_the_side_navigation_marks_the_page_s_own_section(site: Path) -> None:
    for path, current in (
        ("index.html", "./index.html"),
        ("services/b/index.html", "../../services/b/index.html"),
        ("near-misses/nm-2/index.html", "../../near-misses/index.html"),
        ("how-to/second.html", "../how-to/second.html"),
    ):
        links = Seen((site / path).read_bytes()).all("a")
        assert [a["href"] for a in links if a.get("aria-current") == "page"] == [current]


def test_every_page_has_the_same_side_navigation(site: Path) -> None:
    def targets(path: str) -> list[str]:
        html = (site / path).read_text(encoding="utf-8")
        nav = html[html.index('<nav class="cc-nav"') : html.index("</details></nav>")]
        return [
            os.path.normpath(Path(path).parent / target)
            for target in re.findall(r'href="([^"]+)"', nav)
        ]

    first = targets("index.html")
    assert "services/a/index.html" in first
    assert "how-to/first.html" in first
    for page in samples.book().pages:
        assert targets(page.path) == first
    # On a hand-written page its own room is open.
    assert set(targets("how-to/first.html")) == {*first, "how-to/second.html"}


def test_links_from_hand_written_pages_reach_records(site: Path) -> None:
    seen = Seen((site / "how-to/first.html").read_bytes())
    assert "../near-misses/nm-1/index.html" in [a.get("href") for a in seen.all("a")]


def test_every_link_inside_the_site_leads_somewhere(site: Path) -> None:
    for path, data in files_of(site).items():
        if not path.endswith(".html") or path == "404.html":
            continue
        seen = Seen(data)
        targets = [a.get("href") for tag in ("a", "link") for a in seen.all(tag)]
        targets += [a.get("src") for tag in ("script", "img") for a in seen.all(tag)]
        for target in targets:
            file = (target or "").partition("#")[0]
            if file:
                assert (site / path).parent.joinpath(file).is_file(), (path, target)


def test_nothing_is_asked_of_other_servers(site: Path) -> None:
    for path, data in files_of(site).items():
        if path.endswith(".html"):
            seen = Seen(data)
            for _, attrs in seen.tags:
                for name in ("href", "src", "action", "data-src"):
                    assert not re.match(r"[a-z]+:|//", attrs.get(name) or ""), (path, attrs)
            assert seen.meta("referrer") == "no-referrer"
            assert seen.meta("robots") == "noindex, nofollow"


def test_no_style_or_script_of_ours_stands_in_a_page(site: Path) -> None:
    for path, data in files_of(site).items():
        if path.endswith(".html"):
            seen = Seen(data)
            assert not seen.all("style"), path
            assert not any("style" in attrs for _, attrs in seen.tags), path
            assert not any(name.startswith("on") for _, attrs in seen.tags for name in attrs), path
            # The theme's own: its scope, the palette, the target of the address, and its settings.
            assert sum("src" not in attrs for attrs in seen.all("script")) <= 4, path


def test_version_as_at_and_commit_are_in_no_page(site: Path) -> None:
    for path, data in files_of(site).items():
        if path.endswith((".html", ".xml")):
            for word in (b"2026-10-15", b"15 October 2026", b"e95a6c2"):
                assert word not in data, path


def test_two_versions_of_the_same_records_differ_in_one_file(project: Path, give: Give) -> None:
    before = files_of(built(project))
    content = samples.content(commit="")
    version = replace(content.version, name="other", as_at=date(2026, 11, 1))
    give(replace(content, version=version))
    after = files_of(built(project))
    assert {path for path in after if after[path] != before[path]} == {"version.js"}
    assert b'"commit":"uncommitted changes"' in after["version.js"]


def test_without_git_the_version_says_so(project: Path, give: Give) -> None:
    content = samples.content(commit="")
    version = replace(content.version, no_commit="there is no Git on this computer")
    give(replace(content, version=version))
    said = files_of(built(project))["version.js"]
    assert b'"commit":"none, as there is no Git on this computer"' in said


def test_fictional_records_are_marked_on_every_page(project: Path, site: Path, give: Give) -> None:
    words = "Example data, not a real provider."
    pages = [path for path in files_of(site) if path.endswith(".html")]
    assert all(words in (site / path).read_text(encoding="utf-8") for path in pages)
    content = samples.content()
    give(replace(content, version=replace(content.version, fictional=False)))
    built(project)
    assert not any(words in (site / path).read_text(encoding="utf-8") for path in pages)


def test_only_what_is_used_of_the_theme_is_published(site: Path) -> None:
    assert not [path for path in files_of(site) if path.endswith((".map", ".gz")) or "lunr" in path]


@pytest.mark.parametrize("address", ["", "https://evidence.example/latest/"])
def test_mkdocs_and_serve_write_the_same_bytes(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    with (project / "mkdocs.yml").open("a", encoding="utf-8") as settings:
        settings.write(f"site_url: '{address}'\n")
    ours = files_of(built(project))

    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    for command in ("build", "serve"):
        config = _loaded(project, tmp_path / command)
        config.plugins.on_startup(command=command, dirty=False)
        if command == "serve":
            config.site_url = "http://127.0.0.1:8000/latest/"
        mkdocs_build(config, serve_url=config.site_url if command == "serve" else None)
        assert files_of(tmp_path / command) == ours
    assert os.environ["SOURCE_DATE_EPOCH"] == "86400"


def _loaded(project: Path, site: Path) -> MkDocsConfig:
    return load_config(str(project / "mkdocs.yml"), site_dir=str(site))


def test_another_folder_gives_the_same_bytes(project: Path, tmp_path: Path) -> None:
    other = samples.project(tmp_path / "quite" / "elsewhere")
    assert files_of(built(project)) == files_of(built(other, site_dir=tmp_path / "out"))


def test_hash_order_time_zone_and_mask_change_nothing(project: Path, tmp_path: Path) -> None:
    program = (
        "import os, sys; os.umask(int(sys.argv[3], 8))\n"
        "from pathlib import Path\n"
        "from closecall.website import build\n"
        "from tests.unit.website import samples\n"
        "build.read_content = lambda _, asked, **__: [asked(), samples.content()][1]\n"
        "build.build_site(Path(sys.argv[1]), as_at=None, site_dir=Path(sys.argv[2]))\n"
    )
    made = []
    for seed, zone, mask in (("1", "UTC", "022"), ("2", "Pacific/Kiritimati", "077")):
        site = tmp_path / f"site-{seed}"
        subprocess.run(
            [sys.executable, "-c", program, project, site, mask],
            check=True,
            cwd=Path(__file__).parents[3],
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": "."},
        )
        made.append(files_of(site))
    assert made[0] == made[1]


def test_an_address_gives_canonical_links_and_a_sitemap(project: Path) -> None:
    with (project / "mkdocs.yml").open("a", encoding="utf-8") as settings:
        settings.write("site_url: https://evidence.example/latest\n")
    site = built(project)
    seen = Seen((site / "near-misses/nm-1/index.html").read_bytes())
    canonical = [a["href"] for a in seen.all("link") if a["rel"] == "canonical"]
    assert canonical == ["https://evidence.example/latest/near-misses/nm-1/index.html"]
    sitemap = ET.fromstring((site / "sitemap.xml").read_bytes())  # noqa: S314 - ours
    addresses = [loc.text for loc in sitemap.iter() if loc.tag.endswith("loc")]
    assert canonical[0] in addresses
    assert "https://evidence.example/latest/how-to/first.html" in addresses
    assert not [element for element in sitemap.iter() if element.tag.endswith("lastmod")]
    not_found = Seen((site / "404.html").read_bytes())
    top = "https://evidence.example/latest/"
    assert [a.get("href") for a in not_found.all("a")] == [f"{top}index.html"]
    style = f"{top}assets/closecall/closecall.css"
    assert [a.get("href") for a in not_found.all("link")] == [style]


def test_without_an_address_the_not_found_page_asks_for_nothing(site: Path) -> None:
    seen = Seen((site / "404.html").read_bytes())
    assert not [e for tag in ("a", "link", "script", "img", "style") for e in seen.all(tag)]
    assert "This page is not here" in (site / "404.html").read_text("utf-8")
    assert not (site / "sitemap.xml").exists()


def test_an_error_in_the_records_stops_before_the_old_site_is_touched(
    project: Path, give: Give
) -> None:
    site = built(project)
    before = files_of(site)
    give(BrokenRecordsError("The records have 1 error."))
    with pytest.raises(BrokenRecordsError, match="1 error"):
        built(project)
    assert files_of(site) == before
    with pytest.raises(Abort):
        mkdocs_build(_loaded(project, site))
    assert files_of(site) == before


def test_a_failure_in_the_middle_leaves_the_old_site_whole(
    project: Path, give: Give, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = built(project)
    before = files_of(site)
    give(samples.content(commit="ffff"))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "x.html")

    monkeypatch.setattr("closecall.website.files.write", full)
    with pytest.raises(ClosecallError, match="No space left on device"):
        built(project)
    assert files_of(site) == before
    assert {path.name for path in project.iterdir()} == {"docs", "mkdocs.yml", "records", "site"}


def test_what_mkdocs_says_is_in_the_report_and_not_on_the_terminal(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (project / "docs" / "how-to" / "third.md").write_text("[gone](gone.md)", encoding="utf-8")
    report = build_site(project, as_at=None, site_dir=None)
    assert [note for note in report.notes if "gone.md" in note]
    assert "gone.md" in report.words
    assert capfd.readouterr() == ("", "")


def test_the_report_counts(project: Path) -> None:
    report = build_site(project, as_at=None, site_dir=None)
    assert isinstance(report, BuildReport)
    assert (report.pages, report.written) == (7, 2)
    assert report.findings == dict.fromkeys(Level, 0)
    assert "Built 9 pages" in report.words
    assert "restricted edition, as at 15 October 2026" in report.words
    assert report.notes == ()


def test_settings_that_cannot_be_used_are_named(project: Path) -> None:
    settings = project / "mkdocs.yml"
    for text, words in (
        (samples.MKDOCS.replace("[closecall]", "[]"), "plugin closecall"),
        (samples.MKDOCS.replace("[closecall]", "[closecall: {edition: public}]"), "edition"),
        (samples.MKDOCS.replace("[closecall]", "[closecall: {as_at: tomorrow}]"), "2026-10-15"),
        ("nonsense: true\n", "site_name"),
        ("a: [", "mkdocs.yml"),
    ):
        settings.write_text(text, encoding="utf-8")
        with pytest.raises(UsageError, match=words):
            built(project)


def test_without_settings_it_says_what_is_missing(project: Path) -> None:
    (project / "mkdocs.yml").unlink()
    with pytest.raises(UsageError, match=r"There is no mkdocs\.yml"):
        built(project)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("use_directory_urls: false", "use_directory_urls: true", "use_directory_urls: false"),
        ("name: material, language: en-GB,", "name: mkdocs,", "theme Material"),
        ("[closecall]", "[search, closecall]", "Take (material/)?search out"),
        ("font: false", "features: [navigation.instant]", r"navigation\.instant"),
    ],
)
def test_settings_that_break_a_promise_are_refused(
    project: Path, old: str, new: str, words: str
) -> None:
    text = samples.MKDOCS.replace(old, new)
    assert text != samples.MKDOCS
    (project / "mkdocs.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ClosecallError, match=words):
        built(project)


def test_a_link_out_of_the_docs_is_refused(project: Path) -> None:
    (project / "docs" / "etc").symlink_to("/etc")
    with pytest.raises(ClosecallError, match="docs/etc is a link"):
        built(project)


def test_a_hand_written_page_may_not_overwrite_a_generated_one(project: Path) -> None:
    (project / "docs" / "index.md").write_text("# Mine", encoding="utf-8")
    with pytest.raises(ClosecallError, match=r"docs/index\.md would overwrite index\.html"):
        built(project)


@pytest.mark.parametrize(
    "path", ["../x/index.html", "/etc/x.html", "a//b.html", "A/index.html", "a/.git/x", "a/b\n"]
)
def test_a_path_that_is_none_of_the_site_is_refused(project: Path, give: Give, path: str) -> None:
    give(samples.content(made=Book(pages=(samples.page(path, "x"),), assets=(), nav=())))
    with pytest.raises(ClosecallError, match="cannot be a file of the site"):
        built(project)


def test_two_files_of_one_name_are_refused(project: Path, give: Give) -> None:
    twin = Asset(path="index.html", draw=bytes)
    give(samples.content(made=replace(samples.book(), assets=(twin,))))
    with pytest.raises(ClosecallError, match=r"Two files of the site are called index\.html"):
        built(project)


def test_a_template_that_says_more_of_a_page_is_noticed_and_obeyed(project: Path) -> None:
    (project / "own").mkdir()
    (project / "own" / "main.html").write_text(
        '{% extends "closecall.html" %}'
        "{% block libs %}<meta name='own' content='{{ page.url if page }}'>{% endblock %}",
        encoding="utf-8",
    )
    settings = samples.MKDOCS.replace("font: false", "font: false, custom_dir: own")
    (project / "mkdocs.yml").write_text(settings, encoding="utf-8")
    report = build_site(project, as_at=None, site_dir=None)
    assert any("built slowly" in note for note in report.notes)
    for page in samples.book().pages:
        seen = Seen((report.site_dir / page.path).read_bytes())
        assert seen.meta("own") == page.path


def test_the_same_for_a_project_of_its_own_name_only(project: Path, give: Give) -> None:
    give(replace(samples.content(), provider=""))
    seen = Seen((built(project) / "index.html").read_bytes())
    assert seen.words["title"].strip() == "Near miss evidence – Near miss evidence"


def test_hand_written_pages_are_listed_without_a_help_section(project: Path, give: Give) -> None:
    nav = (NavSection(title="", items=(NavItem(title="Overview", path="index.html", key="home"),)),)
    made = Book(pages=(samples.page("index.html", "home", nav="home"),), assets=(), nav=nav)
    give(samples.content(made=made))
    html = (built(project) / "index.html").read_text(encoding="utf-8")
    assert ">Help</p>" in html
    assert ">How to</a>" in html


def test_without_hand_written_pages_there_is_still_a_navigation(project: Path) -> None:
    for path in (project / "docs").rglob("*.md"):
        path.unlink()
    html = (built(project) / "index.html").read_text(encoding="utf-8")
    assert '<nav class="cc-nav"' in html
    assert ">About this version</a>" in html


def test_hand_written_pages_are_listed_as_the_settings_say(project: Path) -> None:
    with (project / "mkdocs.yml").open("a", encoding="utf-8") as settings:
        settings.write(
            "nav:\n  - Report: how-to/first.md\n  - Elsewhere: https://elsewhere.example/\n"
            "  - For reviewers:\n    - how-to/second.md\n    - Again: https://elsewhere.example/\n"
        )
    html = (built(project) / "how-to/first.html").read_text(encoding="utf-8")
    nav = html[html.index('<nav class="cc-nav"') : html.index("</details></nav>")]
    assert '<a href="../how-to/first.html" aria-current="page">Report</a>' in nav
    assert '<a href="../how-to/second.html">For reviewers</a>' in nav
    assert "elsewhere" not in nav


def test_rooms_are_listed_in_the_order_of_their_readers(project: Path) -> None:
    for room in ("extra", "explanation", "reference", "tutorial"):
        (project / "docs" / room).mkdir()
        (project / "docs" / room / "page.md").write_text("# A page\n", encoding="utf-8")
    html = (built(project) / "index.html").read_text(encoding="utf-8")
    links = re.findall(r'<a href="./([a-z-]+)/(?:page|first)\.html"', html)
    assert links == ["tutorial", "how-to", "reference", "explanation", "extra"]


def test_serve_watches_the_records(project: Path) -> None:
    class Server:
        watched: ClassVar[list[str]] = []

        def watch(self, path: str) -> None:
            self.watched.append(path)

    config = _loaded(project, project / "site")
    config.plugins.on_serve(Server(), config=config, builder=None)  # type: ignore[arg-type]
    assert Server.watched == [str(project / "records")]


def test_the_day_may_stand_in_the_settings(project: Path) -> None:
    for text in ("2026-09-30", "'2026-09-30'"):
        settings = samples.MKDOCS.replace("[closecall]", f"[closecall: {{as_at: {text}}}]")
        (project / "mkdocs.yml").write_text(settings, encoding="utf-8")
        config = _loaded(project, project / "site")
        assert config.plugins["closecall"].config["as_at"] == date(2026, 9, 30)


def test_other_plugins_may_read_and_replace_a_generated_file(project: Path) -> None:
    file = GeneratedFile("a/b.html", _loaded(project, project / "site"), lambda: b"one")
    assert file.is_modified()
    assert file.content_string == "one"
    file.content_bytes = b"two"
    file.copy_file()
    assert (project / "site/a/b.html").read_bytes() == b"two"


def test_aligned_tables_need_no_style(site: Path) -> None:
    html = (site / "how-to/first.html").read_text(encoding="utf-8")
    assert '<td class="cc-right">2</td>' in html


def test_the_repository_s_link_asks_the_code_host_for_nothing(project: Path) -> None:
    with (project / "mkdocs.yml").open("a", encoding="utf-8") as settings:
        settings.write("repo_url: https://github.com/example/records\n")
    seen = Seen((built(project) / "index.html").read_bytes())
    assert [a for a in seen.all("a") if a.get("href") == "https://github.com/example/records"]
    assert not [a for _, a in seen.tags if a.get("data-md-component") == "source"]


def test_the_plugin_turns_our_errors_into_mkdocs_own(project: Path, give: Give) -> None:
    give(UsageError("There are no records here."))
    config = _loaded(project, project / "site")
    found = config.plugins["closecall"]
    assert isinstance(found, plugin_module.ClosecallPlugin)
    with pytest.raises(PluginError, match="no records here"):
        found.on_config(config)
