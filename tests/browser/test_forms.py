"""The two-minute page as somebody on shift uses it, and its scan held against the gate's."""

import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import axe_playwright_python
import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Locator, Page, expect

from closecall.cli.main import closecall
from closecall.forms.page import PAGE, PAPER
from closecall.privacy.denied import NO_WORDS
from closecall.privacy.scanning import scan
from closecall.records.characters import bad_characters
from closecall.records.documents import parse
from closecall.records.writing import record_text
from tests.browser.conftest import PATIENCE
from tests.browser.visit import Visit, one_line, words
from tests.support import CHAIN, schemas
from tests.unit.forms.test_questions import ALLOWED, GOOD
from tests.unit.privacy.samples import BY_CHANCE, DECOYS, FOUND

pytestmark = pytest.mark.browser

PHONE: Final = {"width": 390, "height": 844}
NOW: Final = "2026-05-04T08:10:00"
AXE: Final = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text("utf-8")
WHAT: Final = "A dose that is due at 08:00 was not on the list: somebody saw it at 07:40 & gave it."

Form = Callable[..., Visit]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scratch repository, with its forms."""
    return make(CHAIN.write(tmp_path_factory.mktemp("forms") / "project"))


def make(root: Path) -> Path:
    done = CliRunner().invoke(
        closecall, ["forms", str(root), "--page", "--paper"], catch_exceptions=False
    )
    assert done.exit_code == 0
    return root


@pytest.fixture
def form(browser: Browser, root: Path) -> Iterator[Form]:
    """Opens the page, on a phone unless told otherwise, at ten past eight and with no network."""
    visits: list[Visit] = []

    def opened(*, where: Path = root, path: str = PAGE, **options: Any) -> Visit:  # noqa: ANN401 - Playwright's own
        context = browser.new_context(**{"viewport": PHONE, "offline": True, **options})
        context.set_default_timeout(PATIENCE)
        visit = Visit(context.new_page(), where / "forms").watch()
        visits.append(visit)
        if options.get("java_script_enabled", True):
            visit.page.clock.install(time=NOW)
        return visit.open(path)

    yield opened
    for visit in visits:
        visit.page.context.close()
    assert [problem for visit in visits for problem in visit.problems] == []


def fill(page: Page, *, what: str = WHAT) -> None:
    page.get_by_label("Your role").select_option(label="Senior carer")
    page.get_by_label("Rosewood House").check()
    page.get_by_label("Unit or team").select_option("Unit 2")
    page.get_by_role("button", name="Fill in today").click()
    page.get_by_label("Time", exact=True).fill("0740")
    page.get_by_label("Medicines", exact=True).check()
    page.get_by_label("4. What almost happened?").fill(what)
    page.get_by_label("Yes, one person").check()
    page.get_by_label("Someone saw it").check()
    page.get_by_label("What stopped it, in a sentence").fill("A senior compared list and chart")
    page.get_by_label("What was done", exact=True).fill("It was added to the list")
    page.get_by_role("group", name="Is it safe now?").get_by_label("Yes").check()
    page.get_by_label("Moderate physical harm").check()
    page.get_by_label("Why do you say so?").fill("A late dose can bring back stiffness and a fall")
    page.get_by_label("Log", exact=True).select_option("MAR charts")
    page.get_by_label("Entry", exact=True).fill("Sheet 2")


def submit(page: Page) -> None:
    page.get_by_role("button", name="Check your answers").click()


def problems(page: Page) -> list[str]:
    return [one_line(text) for text in page.locator("#cc-problems li").all_inner_texts()]


def save(page: Page, folder: Path) -> Path:
    with page.expect_download() as waited:
        page.get_by_role("button", name="Save the file").click()
    file = folder / waited.value.suggested_filename
    waited.value.save_as(file)
    return file


def axe(page: Page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations'], preload: false})")
    return [
        f"{one['id']}: {node['html'][:120]}" for one in found["violations"] for node in one["nodes"]
    ]


def put_and_check(file: Path, tmp_path: Path) -> dict[str, Any]:
    """Put a saved file into a scratch repository and check that; gives what the reader finds."""
    scratch = CHAIN.write(tmp_path / "scratch")
    place = scratch / "records" / "near-misses" / f"{file.stem[3:7]}-{file.stem[7:9]}" / file.name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(file.read_bytes())
    command = ["check", str(scratch), "--as-at", "2026-05-04", "--fail-on", "warning"]
    done = CliRunner().invoke(closecall, command, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    read = parse(file.read_bytes(), path=file.name)
    assert read.data is not None
    return dict(read.data)


# Filling in.


def test_filled_in_on_a_phone_the_file_passes_the_check(form: Form, tmp_path: Path) -> None:
    page = form().page
    expect(page.locator("#cc-start")).to_be_hidden()
    fill(page)
    submit(page)
    assert problems(page) == []
    expect(page.locator("#cc-check")).to_be_focused()
    shown = words(page.locator("#cc-answers"))
    for said in ("Senior carer", "Rosewood House", "Unit 2", "Monday, 4 May 2026, 07:40", WHAT):
        assert said in shown
    page.get_by_text("Show the file").click()
    file = save(page, tmp_path)
    assert (
        words(page.get_by_role("status"))
        == f"Saved. {file.name} is in the downloads of this device."
    )
    assert page.locator("#cc-text").text_content() == file.read_text("utf-8")
    assert words(page.locator("#cc-path")) == f"records/near-misses/2026-05/{file.name}"
    assert file.name.startswith("nm-20260504-")
    assert put_and_check(file, tmp_path) == {
        **GOOD,
        "place": "Unit 2",
        "what_happened": WHAT,
        "prevented_by": [{"what": "A senior compared list and chart"}],
        "immediate_action": {"what": "It was added to the list", "safe_now": "yes"},
        "harm_potential": {
            "worst": "Moderate physical harm",
            "reason": "A late dose can bring back stiffness and a fall",
        },
        "source_ref": {"log": "MAR charts", "locator": "Sheet 2"},
    }
    head = file.read_text("utf-8").splitlines()[0]
    assert head == record_text("near_miss", {}).splitlines()[0]


def test_what_is_asked_fits_two_minutes(form: Form) -> None:
    page = form().page
    assert page.locator("form textarea, form input[type=text]:not([inputmode])").count() <= 5
    assert page.locator("form .q:not(.paper)").count() == 11
    assert page.locator("form input:checked").count() == 0
    assert page.locator("form select").evaluate_all("all => all.map(e => e.value)") == ["", "", ""]


def tab_to(page: Page, target: Locator) -> None:
    for _ in range(90):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"the keyboard does not reach {target}")


def test_filled_in_by_keyboard_alone(form: Form, tmp_path: Path) -> None:
    page = form(viewport={"width": 1280, "height": 900}).page
    keys = page.keyboard

    def write(name: str, text: str) -> None:
        tab_to(page, page.get_by_label(name, exact=name != "4. What almost happened?"))
        keys.type(text)

    def press(name: str, key: str = "Space") -> None:
        tab_to(page, page.get_by_label(name, exact=True))
        keys.press(key)

    tab_to(page, page.get_by_label("Your role"))
    keys.type("Senior")
    press("Rosewood House")
    tab_to(page, page.get_by_role("button", name="Fill in today"))
    keys.press("Enter")
    expect(page.get_by_label("Time", exact=True)).to_be_focused()
    keys.type("7:40")
    press("Medicines")
    write("4. What almost happened?", WHAT)
    press("Yes, one person")
    press("Planned check", "ArrowDown")
    tab_to(page, page.get_by_role("checkbox", name="I don’t know"))
    keys.press("Space")
    write("What was done", "It was given")
    press("Yes")
    press("No physical harm")
    write("Why do you say so?", "It was early")
    press("Not yet written down")
    tab_to(page, page.get_by_role("button", name="Check your answers"))
    keys.press("Enter")
    assert problems(page) == []
    tab_to(page, page.get_by_role("button", name="Change: 9. What is the worst", exact=False))
    keys.press("Enter")
    expect(page.get_by_label("No physical harm")).to_be_focused()
    keys.press("ArrowDown")
    keys.press("Enter")
    tab_to(page, page.get_by_role("button", name="Save the file"))
    with page.expect_download() as waited:
        keys.press("Enter")
    file = tmp_path / waited.value.suggested_filename
    waited.value.save_as(file)
    read = put_and_check(file, tmp_path)
    assert read["detection_method"] == "system alert"
    assert read["prevented_by"] == [{"what": "unknown"}]
    assert read["harm_potential"] == {"worst": "Low physical harm", "reason": "It was early"}
    assert read["source_ref"] == "not yet"


def test_the_page_keeps_nothing_and_can_be_cleared(form: Form) -> None:
    visit = form()
    page = visit.page
    fill(page)
    submit(page)
    page.get_by_role("button", name="Clear everything").click()
    expect(page.get_by_label("4. What almost happened?")).to_have_value("")
    assert page.locator("form input:checked").count() == 0
    assert page.locator("#cc-text").text_content() == ""
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [
        0,
        0,
        "",
    ]
    fill(page)
    page.reload()
    expect(page.get_by_label("4. What almost happened?")).to_have_value("")
    assert visit.page.url.endswith(PAGE)


def test_units_are_those_of_the_service(form: Form, tmp_path: Path) -> None:
    service = CHAIN.text("rosewood-house")
    other = service.replace("Rosewood House", "Harbour View").replace("Unit ", "Deck ")
    project = make(CHAIN.add("harbour-view", other).write(tmp_path / "two"))
    page = form(where=project).page
    units = page.get_by_label("Unit or team")
    assert units.locator("option").all_inner_texts()[1:] == ["Deck 1", "Deck 2", "Unit 1", "Unit 2"]
    page.get_by_label("Harbour View").check()
    units.select_option("Deck 2")
    page.get_by_label("Rosewood House").check()
    assert units.locator("option").all_inner_texts()[1:] == ["Unit 1", "Unit 2"]
    expect(units).to_have_value("")


# Errors.


def test_each_thing_that_is_missing_is_said_in_the_words_of_the_schema(form: Form) -> None:
    page = form().page
    submit(page)
    told = problems(page)
    by_path = {".".join(f.path): f.error for f in schemas().fields("near_miss")}
    assert by_path["what_happened"] in told
    assert by_path["detection_method"] in told
    assert len(told) == 14
    assert not [text for text in told if "required" in text or "property" in text]
    expect(page.locator("#cc-problems")).to_be_focused()
    assert page.title().startswith("Error: ")
    beside = [one_line(t) for t in page.locator(".errors span").all_inner_texts()]
    assert beside == told
    for link in page.locator("#cc-problems a").all():
        target = (link.get_attribute("href") or "")[1:]
        link.click()
        assert page.evaluate("document.activeElement.id") == target
    fill(page)
    submit(page)
    assert problems(page) == []
    assert not page.title().startswith("Error")


@pytest.mark.parametrize(
    ("boxes", "told", "focus"),
    [
        ({"day": "31", "month": "2"}, "must be a real date", "day"),
        ({"day": "x"}, "must be a real date", "day"),
        ({"month": ""}, "must have a month", "month"),
        ({"year": "26"}, "must have 4 digits", "year"),
        ({"time": ""}, "Enter the time it was noticed", "time"),
        ({"time": "25:00"}, "like 07:40", "time"),
        ({"time": "07:60"}, "like 07:40", "time"),
        ({"day": "5"}, "cannot be in the future", "day"),
        ({"time": "08:11"}, "cannot be in the future", "day"),
    ],
    ids=str,
)
def test_a_day_that_is_none(form: Form, boxes: dict[str, str], told: str, focus: str) -> None:
    page = form().page
    fill(page)
    for box, value in boxes.items():
        page.locator(f"#cc-detected-{box}").fill(value)
    submit(page)
    assert len(problems(page)) == 1
    assert told in problems(page)[0]
    page.locator("#cc-problems a").click()
    assert page.evaluate("document.activeElement.id") == f"cc-detected-{focus}"
    assert page.locator(f"#cc-detected-{focus}").get_attribute("aria-invalid") == "true"


@pytest.mark.parametrize("text", ["n/a", "-", "see above", " \u200b ", "x" * 10_001])
def test_what_says_nothing_is_no_answer(form: Form, text: str) -> None:
    page = form().page
    fill(page, what=text)
    submit(page)
    (told,) = problems(page)
    assert told.startswith("Say in a few sentences")


def test_an_answer_and_i_dont_know_are_not_both_taken(form: Form) -> None:
    page = form().page
    fill(page)
    page.locator("#cc-q7-instead").check()
    submit(page)
    assert problems(page) == ["Write the answer or tick “I don’t know”, not both."]


# Privacy.


@pytest.mark.parametrize(
    ("field", "text", "kind"),
    [
        ("4. What almost happened?", "Resident 999 847 5627 had it late", "an NHS number"),
        ("What was done", "Rang 07700 900123 about it", "a telephone number"),
        ("What was done", "Told Mrs Ashdown about it", "the name of a person"),
        ("Why do you say so?", "Born 3 March 1941, so frail", "a date of birth"),
        ("Entry", "Sheet SW1A 1AA", "a postcode"),
        ("Entry", "Mail to jane.doe@example.org", "an e-mail address"),
        ("What stopped it, in a sentence", "The bell of room 12 rang", "the number of a room"),
        ("What stopped it, in a sentence", "The door code is 4711", "a password, a key or a code"),
    ],
)
def test_personal_data_is_seen_before_it_leaves(
    form: Form, field: str, text: str, kind: str
) -> None:
    page = form().page
    fill(page)
    box = page.get_by_label(field, exact=not field[0].isdigit())
    box.fill(text)
    submit(page)
    (told,) = problems(page)
    assert kind in told
    assert text not in told
    assert field.removeprefix("4. ") in told
    expect(page.locator("#cc-check")).to_be_hidden()
    box.fill("Nothing of the kind is said")
    submit(page)
    assert problems(page) == []


IN_TEXT: Final = """texts => texts.map(text => closecall.privacy.inText(text).map(hit => {
    const lines = text.slice(0, hit.start).split("\\n");
    const count = part => Array.from(part).length;
    return [hit.kind, lines.length, count(lines[lines.length - 1]) + 1,
        count(text.slice(hit.start, hit.end))];
}))"""
IN_PATH: Final = """paths => paths.map(path => closecall.privacy.inPath(path).map(hit =>
    [hit.kind, Array.from(path.slice(0, hit.start)).length + 1,
        Array.from(path.slice(hit.start, hit.end)).length]))"""


def gate(path: str, text: str) -> list[list[str | int]]:
    return [
        [str(hit.kind), *([hit.column] if hit.in_path else [hit.line, hit.column]), hit.length]
        for hit in scan(path, text.encode(), NO_WORDS)
    ]


def test_the_pages_scan_sees_what_the_gate_sees(form: Form) -> None:
    samples = [text for several in FOUND.values() for text in several]
    frames = (
        "{}",
        "what_happened: {}\nplace: Unit 1\n",
        'kind: near_miss\nwhat_happened: "{}"\n',
        "what_happened: >\n  It was {}\n  and so on.\n",
    )
    texts = [frame.format(text) for frame in frames for text in (*samples, *DECOYS)]
    texts += [
        f"what: {one.format(number)}\nplace: x\n" for one in BY_CHANCE for number in range(100)
    ]
    assert len(texts) > 6000
    page = form().page
    for text, here in zip(texts, page.evaluate(IN_TEXT, texts), strict=True):
        assert here == gate("records/x.yml", text), text
    paths = [f"records/near-misses/2026-03/nm-20260303-{text}.yml" for text in samples]
    paths += [f"records/near-misses/{text}.yml" for text in DECOYS]
    for path, here in zip(paths, page.evaluate(IN_PATH, paths), strict=True):
        assert here == gate(path, ""), path


def test_no_text_keeps_the_scan_busy(form: Form) -> None:
    page = form().page
    parts = (
        "one1",
        "o ",
        "a:\n",
        "1-",
        "A. ",
        "Mr de ",
        "0 \n",
        "a@a.",
        "%41",
        "twenty ",
        "- ",
        "1",
    )
    texts = [f"{part * (10_000 // len(part))}x" for part in parts]
    start = perf_counter()
    page.evaluate("texts => texts.forEach(text => closecall.privacy.inText(text))", texts)
    assert perf_counter() - start < 3 * len(texts)  # seconds; one tried every way would not end


# What is written.

NASTY: Final = (
    *("yes", "no", "null", "~", "true", "1e3", "0x1F", "007", "12:30", "2026-05-04", "1_000", ".5"),
    *("- a", "# a", "a # b", "a: b", "{a", "[a", "&a", "*a", "!a", "|", ">", "%TAG x", "@a", "`a"),
    *("'a'", '"a"', "a'b\"c", "\\n", "a\\", "---", "...", "--- a", "<<: *a", "=======", "<<<<<<<"),
    *(
        "? a",
        "a:",
        ":a",
        "a, b]",
        "}",
        "$x",
        "é",
        "Ünïcode",
        "العربية",
        "日本語",
        "👩‍⚕️",
        "e\u0301" * 3,
    ),
    *(
        "a\nb",
        "a\n\n\nb",
        "  a  b  ",
        "a\tb",
        "a\r\nb",
        "a\u2028b",
        "a\u200bb",
        "a\ufeffb",
        "\u202eabc",
    ),
    *(
        "word " * 60,
        "x" * 300,
        "a: " * 40,
        "# " * 60,
        "- a\n- b: c\n- d",
        " \n a",
        "a \n b",
        "=" * 120,
    ),
)
WRONG_PREVENTED: Final[tuple[Any, ...]] = (
    *([], [{"what": "-"}], [{}], [{"what": "x", "y": 1}], "x"),
)
WRITE: Final = """texts => texts.map(text => {
    const said = closecall.record.tidy(text, false);
    const record = {kind: "near_miss", what_happened: said, prevented_by: [{what: said}]};
    return [said, closecall.record.toText(record)];
})"""


def test_whatever_is_typed_comes_back_from_the_reader(form: Form) -> None:
    page = form().page
    for typed, (said, text) in zip(NASTY, page.evaluate(WRITE, list(NASTY)), strict=True):
        assert said, typed
        read = parse(text.encode(), path="x.yml")
        assert read.findings == (), typed
        expected = {"kind": "near_miss", "what_happened": said, "prevented_by": [{"what": said}]}
        assert read.data == expected, typed


def test_no_character_that_the_reader_refuses_is_left(form: Form) -> None:
    page = form().page
    planes = (*range(0xD800), *range(0xE000, 0x30000), *range(0xE0000, 0xE0200), 0x10FFFF)
    text = "a".join(chr(code) for code in planes)
    for one in (
        text,
        text.replace("a", "\u0639"),
        "x" + "\u0301" * 9,
        "\u0639\u200d\u0639 a\u200da",
    ):
        tidied = page.evaluate("text => closecall.record.tidy(text, false)", one)
        assert not list(bad_characters(tidied))
    kept = {code for code in planes if unicodedata.category(chr(code)) in {"Lu", "Ll", "Nd", "Sc"}}
    tidied = page.evaluate("text => closecall.record.tidy(text, false)", text)
    assert {chr(code) for code in kept} <= set(tidied)


def test_the_page_and_the_check_refuse_the_same(form: Form) -> None:
    bent: list[Any] = [
        {},
        *(
            {name: value}
            for name, value in (("what_happened", "n/a"), ("domain", []), ("place", ""))
        ),
        *({"detection_method": v} for v in ("luck", "chance", 1, None)),
        *(
            {"source_ref": v}
            for v in ("never", {"log": "MAR charts"}, {"log": "x", "locator": "y"})
        ),
        *({"prevented_by": v} for v in WRONG_PREVENTED),
        *({"detected": v} for v in ("2026-05-04 7:40", "2026-05-04T07:40+01:00", "")),
        {"domain": ["medicines", "medicines"]},
        {"service": "Rosewood House"},
        {"place": "x" * 200},
        {"place": "x" * 201},
        {"place": "a\nb"},
    ]
    records = [{**GOOD, **one} for one in bent]
    records += [{k: v for k, v in GOOD.items() if k != name} for name in GOOD]
    whole = schemas().validator("near_miss")
    assert whole is not None
    page = form().page
    here = page.evaluate(
        "all => all.map(one => closecall.record.refused(one).length === 0)", records
    )
    assert here == [whole.is_valid(record) for record in records]
    assert {True, False} <= set(here)


# Sending.


def allowed(tmp_path: Path, old: str = "", new: str = "") -> Path:
    policy = ALLOWED.replace(old, new) if old else ALLOWED
    return make(CHAIN.add("main", policy).write(tmp_path / "project"))


def test_without_a_policy_nothing_can_be_sent(form: Form) -> None:
    page = form().page
    fill(page)
    submit(page)
    assert page.locator("#cc-sending").count() == 0
    assert page.get_by_role("link", name="Send for review").count() == 0


@pytest.mark.parametrize(
    ("host", "start"),
    [
        ("github", "/new/main?filename=records%2Fnear-misses%2F2026-05%2Fnm-20260504-"),
        ("gitea", "/_new/main/records/near-misses/2026-05?filename=nm-20260504-"),
        ("forgejo", "/_new/main/records/near-misses/2026-05?filename=nm-20260504-"),
    ],
)
def test_a_policy_may_allow_sending(form: Form, tmp_path: Path, host: str, start: str) -> None:
    page = form(where=allowed(tmp_path, "host: forgejo", f"host: {host}")).page
    fill(page)
    submit(page)
    buttons = page.locator("#cc-check .btn").all_inner_texts()
    assert buttons[:2] == ["Save the file", "Send for review"]
    link = page.get_by_role("link", name="Send for review")
    address = link.get_attribute("href") or ""
    assert address.startswith(f"https://git.example.org/rosewood/near-misses{start}")
    assert "account name" in words(page.locator("#cc-send-warning"))
    assert "git.example.org" in words(page.locator("#cc-send-where"))
    assert link.get_attribute("rel") == "noopener noreferrer"
    carried = page.evaluate("address => new URL(address).searchParams.get('value')", address)
    assert carried == page.locator("#cc-text").text_content()


def test_a_long_report_is_only_saved(form: Form, tmp_path: Path) -> None:
    page = form(where=allowed(tmp_path)).page
    fill(page, what="Nobody was hurt. " * 400)
    submit(page)
    assert problems(page) == []
    expect(page.get_by_role("link", name="Send for review")).to_be_hidden()
    expect(page.get_by_text("too long to send")).to_be_visible()
    assert page.locator("#cc-send").get_attribute("href") == "#cc-check"
    assert put_and_check(save(page, tmp_path), tmp_path)


def test_to_gitlab_the_file_is_uploaded(form: Form, tmp_path: Path) -> None:
    page = form(where=allowed(tmp_path, "host: forgejo", "host: gitlab")).page
    fill(page)
    submit(page)
    link = page.get_by_role("link", name="Open the repository")
    address = "https://git.example.org/rosewood/near-misses/-/tree/main"
    assert link.get_attribute("href") == address
    assert "Save the file first" in words(page.locator("#cc-send-where"))


# Looks.


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(form: Form, tmp_path: Path, scheme: str) -> None:
    page = form(where=allowed(tmp_path), color_scheme=scheme).page
    assert axe(page) == []
    submit(page)
    assert axe(page) == []
    fill(page)
    submit(page)
    page.get_by_text("Show the file").click()
    assert axe(page) == []
    assert axe(form(path=PAPER, color_scheme=scheme).page) == []


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_it_fits_any_screen(form: Form, width: int) -> None:
    page = form(viewport={"width": width, "height": 800}).page
    wide = "document.documentElement.scrollWidth"
    assert page.evaluate(wide) <= width
    submit(page)
    assert page.evaluate(wide) <= width
    fill(page, what="Longword" * 40)
    submit(page)
    assert page.evaluate(wide) <= width
    small = page.evaluate(
        """[...document.querySelectorAll("button, input, select, textarea, summary")]
            .filter(e => e.offsetParent && e.getBoundingClientRect().height < 24)
            .map(e => e.outerHTML)"""
    )
    assert small == []


def test_it_prints_as_a_blank_form_whatever_was_typed(form: Form) -> None:
    page = form().page
    fill(page)
    page.emulate_media(media="print")
    for box in page.locator("form input, form select, form textarea, form button").all():
        expect(box).to_be_hidden()
    printed = words(page.locator("body"))
    assert WHAT not in printed
    assert all(f"{number}. " in printed for number in range(1, 11))
    page.emulate_media(media="screen")
    submit(page)
    page.emulate_media(media="print")
    assert words(page.locator("body")) == printed
    expect(page.locator("#cc-check")).to_be_hidden()
    alone = form(path=PAPER).page
    alone.emulate_media(media="print")
    assert words(alone.locator("body")) == printed


def test_without_scripts_it_says_to_print(form: Form) -> None:
    page = form(java_script_enabled=False).page
    expect(page.locator("#cc-start")).to_be_visible()
    expect(page.locator("#cc-form")).to_be_hidden()


def test_its_policy_stops_what_is_not_its_own(form: Form) -> None:
    visit = form()
    visit.page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.pwned = 1";
            document.body.append(script);
        }"""
    )
    assert visit.page.evaluate("window.pwned") is None
    assert len(visit.problems) == 1
    assert "Content Security Policy" in visit.problems.pop()


def test_no_site_carries_it(example: Path) -> None:
    names = {file.name for file in example.rglob("*")}
    assert not {PAGE, PAPER, "near-miss-data.js", "form.js"} & names
