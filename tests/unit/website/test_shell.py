from collections.abc import Callable

import pytest

from closecall.pages.page import Page
from closecall.website.shell import Filling, Shells
from tests.unit.website.samples import HOSTILE, page

KEYS = [f"k{n}" for n in range(12)]


def theme(filling: Filling) -> str:
    """A theme that says each thing where ours does, and the title twice."""
    links = "".join(f'<a href="{key}"{filling.marks.get(key, "")}>' for key in KEYS)
    depth = "../" * filling.path.count("/")
    return (
        f"<title>{filling.title}</title><link rel=canonical href='{filling.canonical}'>"
        f"<meta content='{filling.description}'><h1>{filling.title}</h1>{depth}{links}"
        f"<main class={filling.page_class}>{filling.body}</main>"
    )


def shells(pages: list[Page], render: Callable[[Filling], str] = theme, url: str = "") -> Shells:
    return Shells(pages, render, site_url=url, nav_keys=KEYS, salt="salt")


PAGES = [
    page("a.html", "home", nav="k1", title=HOSTILE),
    page("x/a.html", "trail", nav="k1"),
    page("x/b.html", "trail", nav="k11", title=HOSTILE),
    page("x/c.html", "trail"),
    page("x/y/d.html", "trail", nav="unknown"),
]


@pytest.mark.parametrize("url", ["", "https://evidence.example/latest/"])
def test_a_spliced_page_is_the_page_that_the_theme_renders(url: str) -> None:
    made = shells(PAGES, url=url)
    assert made.plain == []
    for one in PAGES:
        assert made.fill(one) == made._ordinary(one, one.body)
    assert made.fill(PAGES[2]).count(b"aria-current") == 1


def test_a_shell_is_rendered_once_for_a_depth_and_compared_once_for_a_class() -> None:
    asked: list[str] = []

    def counting(filling: Filling) -> str:
        asked.append(filling.page_class)
        return theme(filling)

    pages = [page(f"x/{n}.html", ("record", "trail")[n % 2]) for n in range(100)]
    made = shells(pages, counting)
    shell, *compared = asked
    assert compared == ["record", "trail"]
    assert shell not in compared
    for one in pages:
        made.fill(one)
    assert len(asked) == 3


def test_a_page_is_drawn_once_also_where_it_is_compared() -> None:
    drawn: list[str] = []

    def counted(path: str) -> Page:
        def draw() -> str:
            drawn.append(path)
            return "kept"

        return page(path, "trail", draw=draw)

    pages = [counted(f"x/{n}.html") for n in range(10)]
    made = shells(pages)
    assert drawn == ["x/9.html"]
    for one in pages:
        made.fill(one)
    assert sorted(drawn) == [one.path for one in pages]


def test_a_theme_that_says_more_on_pages_of_one_class_is_obeyed_there() -> None:
    def more(filling: Filling) -> str:
        return theme(filling) + ("more" if filling.page_class == "record" else "")

    pages = [page(f"x/{n}.html", ("record", "trail")[n % 2]) for n in range(10)]
    made = shells(pages, more)
    assert made.plain == ["x/8.html"]
    for one in pages:
        assert made.fill(one) == made._ordinary(one, one.body)


def test_a_shell_that_knows_its_folder_is_not_used() -> None:
    made = shells(PAGES, lambda filling: theme(filling) + filling.path)
    # One page alone of its class is compared with itself: there the answer is right.
    assert made.plain == ["x/c.html"]
    for one in PAGES:
        assert made.fill(one) == made._ordinary(one, one.body)


def test_a_theme_that_changes_what_it_is_given_is_not_used() -> None:
    made = shells(PAGES, lambda filling: theme(filling).replace("kept", "changed"))
    assert made.plain
    assert b"changed" in made.fill(PAGES[0])


def test_no_page_can_contain_a_mark() -> None:
    made = shells(PAGES)
    body = " ".join([*made._slots.words.values(), *made._slots.marks.values()])
    odd = Page(path="x/z.html", title=body, description="", page_class="trail", draw=lambda: body)
    html = made.fill(odd).decode()
    assert f"<main class=trail>{body}</main>" in html
    assert f"<title>{body}</title>" in html


def test_a_page_without_description_is_described_by_its_title() -> None:
    one = Page(path="a.html", title="What was <b>", description="", page_class="home", draw=str)
    assert b"content='What was &lt;b&gt;'" in shells([one]).fill(one)
