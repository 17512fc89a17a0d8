"""A first-time reader follows links, and finds the three examples of the source document whole.

What the source document asks is named in our own words beside what the example's records say of it.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Read
from tests.browser.visit import Visit

pytestmark = pytest.mark.browser

RECORDS = Path(__file__).parents[2] / "records"
MEDICINES = "near-misses/nm-20260303-k7m2/index.html"
ROTA = "near-misses/nm-20260511-r4kd/index.html"
EQUIPMENT = "near-misses/nm-20260608-e6wh/index.html"

Fields = tuple[tuple[str, str], ...]


def test_home_to_profile_to_trail_to_record_and_back(visit: Visit) -> None:
    visit.open("index.html")
    assert visit.title == "Near miss evidence"

    visit.click("Rosewood House")
    assert visit.path == "services/rosewood-house/index.html"
    assert visit.title == "Rosewood House: risk profile"

    visit.unfold("Show each closed one")
    visit.click("Timed morning medicine left off the trolley list")
    assert visit.path == MEDICINES
    assert visit.title == "Timed morning medicine left off the trolley list"

    visit.click("rv-20260304-x2pd", visit.step("Reviewed").place)
    assert visit.path == "reviews/rv-20260304-x2pd/index.html"
    assert visit.title == "Review of 4 March 2026"
    assert "The list is made from memory at the end of the night shift" in visit.text

    visit.page.go_back()
    assert visit.path == MEDICINES
    visit.page.go_back()
    assert visit.path == "services/rosewood-house/index.html"
    visit.page.go_back()
    assert visit.path == "index.html"


def test_the_record_leads_back_to_its_trail_and_the_crumbs_lead_home(visit: Visit) -> None:
    visit.open("reviews/rv-20260304-x2pd/index.html")
    visit.click("nm-20260303-k7m2")
    assert visit.path == MEDICINES
    crumbs = visit.page.get_by_role("navigation", name="Where this page stands")
    visit.click("Rosewood House", crumbs)
    assert visit.path == "services/rosewood-house/index.html"
    visit.click("Overview", crumbs)
    assert visit.path == "index.html"


def test_the_links_of_a_trail_lead_to_places_on_it(visit: Visit) -> None:
    visit.open(MEDICINES)
    for name in ("what is missing", "step by step", "warning signs and triggers", "ask to see"):
        visit.click(name)
        anchor = visit.page.url.rpartition("#")[2]
        expect(visit.page.locator(f"#{anchor}")).to_be_in_viewport()


# --- The five steps of each example: who, when, what, and in which log it is held ----------------

STEPS = [
    pytest.param(
        MEDICINES,
        "Near miss recorded",
        "3 March 2026, noticed 07:52, recorded 08:10 · Senior carer",
        (
            ("Where it is held", "Medicines incident tracker: Entry 2026-031"),
            ("What stopped it", "The senior carer happened to compare"),
        ),
        id="medicines-1-recorded-with-its-timing",
    ),
    pytest.param(
        MEDICINES,
        "Reviewed",
        "4 March 2026 · Medicines lead",
        (
            ("Records read", "MAR charts: MAR 2026-03, unit 2, sheet 4"),
            ("Records read", "Handover evidence: Early handover note 2026-03-03"),
            ("Cause confirmed", "Yes."),
            ("Where it is held", "Medicines assurance log: Review 12"),
        ),
        id="medicines-2-chart-and-handover-note-cause-confirmed",
    ),
    pytest.param(
        MEDICINES,
        "Exposure checked",
        "5 March 2026 · Registered Manager",
        (
            ("Looked at", "9 of 9. time-critical medicines at Rosewood House"),
            ("Exposed", "2 of 9"),
            ("Where it is held", "Service risk profile: Row 14"),
        ),
        id="medicines-3-other-timed-medicines",
    ),
    pytest.param(
        MEDICINES,
        "Control introduced",
        "in force from 9 March 2026 · Deputy manager",
        (
            ("Control", "Timed-medicines box on the handover note"),
            ("Where it is held", "Staff communication log: Entry 2026-03-09"),
        ),
        id="medicines-4-prompt-changed",
    ),
    pytest.param(
        MEDICINES,
        "Staff briefed",
        "9 March 2026 · Deputy manager",
        (
            ("Reached", "17 of 18"),
            ("Where it is held", "Staff communication log: Entry 2026-03-09"),
        ),
        id="medicines-4-staff-briefed",
    ),
    pytest.param(
        MEDICINES,
        "Decision",
        "21 April 2026 · Medicines governance group",
        (
            ("Period covered", "9 March 2026 to 19 April 2026, the whole target window"),
            ("Repeats found", "None"),
            ("Where it is held", "Medicines governance minutes: Minutes 2026-04-21, item 5"),
        ),
        id="medicines-5-six-weeks-reviewed",
    ),
    pytest.param(
        ROTA,
        "Near miss recorded",
        "11 May 2026, noticed 09:40, recorded 10:05 · Care coordinator",
        (
            ("Person concerned", "One person"),
            ("Where it is held", "Rota assurance system: Entry RA-2026-041"),
        ),
        id="rota-1-recorded-with-the-person",
    ),
    pytest.param(
        ROTA,
        "Reviewed",
        "12 May 2026 · Branch manager",
        (
            ("Records read", "Rota records: Rota change history, Valley run"),
            ("Cause confirmed", "Yes."),
            ("Where it is held", "Operational assurance note: Note 7"),
        ),
        id="rota-2-change-history-and-how-it-came",
    ),
    pytest.param(
        ROTA,
        "Exposure checked",
        "14 May 2026 · Scheduling lead",
        (
            ("Looked at", "214 of 214. time-critical visits"),
            ("Immediate risk", "Yes. All three filled within the hour"),
            ("Where it is held", "Rota audit log: Audit 2026-05"),
        ),
        id="rota-3-other-visits-and-immediate-risk",
    ),
    pytest.param(
        ROTA,
        "Control introduced",
        "in force from 25 May 2026 · Provider operations lead",
        (
            ("Control", "Second look at time-critical visits"),
            ("Who answers for it", "the operations lead for the rule itself"),
            ("Where it is held", "Branch improvement tracker: Item 23"),
        ),
        id="rota-4-checking-rule-and-accountability",
    ),
    pytest.param(
        ROTA,
        "Decision",
        "21 July 2026 · Governance group",
        (
            ("Period covered", "25 May 2026 to 19 July 2026, the whole target window"),
            ("Where it is held", "Governance minutes: Minutes 2026-07-21, item 4"),
        ),
        id="rota-5-eight-weeks-reviewed",
    ),
    pytest.param(
        EQUIPMENT,
        "Near miss recorded",
        "8 June 2026, noticed 14:20, recorded 14:45 · Shift leader",
        (
            ("Where", "First floor"),
            ("Worst credible harm", "Moderate physical harm."),
            ("Where it is held", "Environmental safety log: Entry 2026-041"),
        ),
        id="equipment-1-recorded-with-place-and-risk",
    ),
    pytest.param(
        EQUIPMENT,
        "Reviewed",
        "9 June 2026 · Health and safety lead",
        (
            ("Records read", "Storage survey of 9 June, all floors"),
            ("What contributed", "Physical Environment. Space is short"),
            ("Where it is held", "Environmental risk assessment: First floor, storage"),
        ),
        id="equipment-2-storage-and-space",
    ),
    pytest.param(
        EQUIPMENT,
        "Exposure checked",
        "12 June 2026 · Unit manager",
        (
            ("Looked at", "on a day shift and on a night shift"),
            ("Found", "The two shifts do not keep things alike."),
            ("Where it is held", "Environmental observation record: Sheets 2026-06-10"),
        ),
        id="equipment-3-two-shifts-observed",
    ),
    pytest.param(
        EQUIPMENT,
        "Control introduced",
        "in force from 22 June 2026 · Registered Manager",
        (
            ("Who does what", "Who used it puts it back"),
            ("Where it is held", "Team communication file: Briefing 2026-06-22"),
        ),
        id="equipment-4-expectations-and-responsibilities",
    ),
    pytest.param(
        EQUIPMENT,
        "Staff briefed",
        "22 June 2026 · Registered Manager",
        (("Where it is held", "Team communication file: Briefing 2026-06-22"),),
        id="equipment-4-staff-briefed",
    ),
    pytest.param(
        EQUIPMENT,
        "Decision",
        "6 October 2026 · Provider governance board",
        (
            ("Period covered", "22 June 2026 to 4 October 2026, the whole target window"),
            ("Repeats found", "1 nm-20260805-q8zt"),
            ("Where it is held", "Board minutes: Minutes 2026-10-06, item 5"),
        ),
        id="equipment-5-quarter-reviewed",
    ),
]


@pytest.mark.parametrize(("path", "title", "when", "fields"), STEPS)
def test_each_step_has_role_date_and_evidence(
    read: Read, path: str, title: str, when: str, fields: Fields
) -> None:
    step = read(path).step(title)
    assert step.when.startswith(when)
    evidence = step.evidence
    for term, said in fields:
        assert said in evidence[term], term


def test_equipment_was_observed_on_two_different_shifts(read: Read) -> None:
    visit = read(EQUIPMENT)
    first, second = visit.step("Audited: observation"), visit.step("Audited: observation", 1)
    assert first.evidence["Shifts"] == "Day shift"
    assert second.evidence["Shifts"] == "Night shift"


# --- Targets -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "statement", "rule", "window"),
    [
        pytest.param(
            MEDICINES,
            "No repeat time-critical near miss over six weeks",
            "no near miss of this kind in the window",
            "9 March 2026 to 19 April 2026, both days included (6 weeks)",
            id="medicines-none-in-six-weeks",
        ),
        pytest.param(
            ROTA,
            "Fewer near misses with allocation in eight weeks than the branch had before",
            "fewer",
            "25 May 2026 to 19 July 2026, both days included (8 weeks)",
            id="rota-reduced-in-eight-weeks",
        ),
        pytest.param(
            EQUIPMENT,
            "Every piece in its bay on every check over one quarter",
            "every check passed",
            "22 June 2026 to 21 September 2026, both days included (3 months)",
            id="equipment-sustained-over-a-quarter",
        ),
    ],
)
def test_the_target_has_its_words_rule_and_dates(
    read: Read, path: str, statement: str, rule: str, window: str
) -> None:
    box = read(path).section("cc-target").text_content() or ""
    assert statement in box
    assert re.search(f"Rule: .*{rule}", box)
    assert f"Window: {window}." in box


# --- What each plan watches for: signs, triggers, escalation, consistency, audits ----------------

WATCHED = [
    pytest.param(
        MEDICINES,
        (
            "A handover note leaves the reader unsure which medicines have a set time, or when",
            "The same question about the time of a dose is asked again",
            "Staff say that they know the timed medicines by heart",
            "The prompts on the MAR charts cannot be seen",
        ),
        (
            "Another timed medicine is nearly given late",
            "A medicines prompt is found that two people read in two ways",
            "Someone who gives timed medicines does not pass the competency check",
            "Something shows that the control works only because one person remembers",
        ),
        (
            ("What can go wrong", "The dose went in on time, so the matter counts as settled"),
            ("Baseline", "Seven near misses of this mechanism in the year before"),
            ("Reviewed by", "Medicines lead, every week"),
            ("Escalation options", "Pharmacist advice"),
            ("Escalation options", "Competency checks"),
            ("Escalation options", "Temporary senior sign-off"),
            ("What keeps it consistent", "Time-critical medicines monitoring"),
            ("What audits check", "MAR records: each timed dose signed"),
            ("What audits check", "Near miss reports: the tracker holds"),
            ("What audits check", "Handover evidence: the box is filled"),
            ("What audits check", "Staff communication: those on shift had the briefing"),
            ("Evidence sources named", "MAR charts: rv-20260304-x2pd"),
            ("Evidence sources named", "Audits: au-20260404-q9kf"),
            ("Evidence sources named", "Feedback: pe-20260415-v3hy"),
            ("Evidence sources named", "Staff practice: pe-20260410-d6ph"),
            ("Decided by", "Medicines governance group"),
        ),
        id="medicines",
    ),
    pytest.param(
        ROTA,
        (
            "Many changes are made to the rota in the last 24 hours before a visit",
            "A coordinator covers more runs than agreed, or finishes the rota at home",
            "Care workers confirm their runs late or not at all",
            "The same people need support at a set time over and over",
        ),
        (
            "Another visit is nearly missed because nobody was put to it",
            "A time-critical visit has no worker on the evening before",
            "A rota audit finds fewer than nine in ten lists checked",
            "People say that they are not sure who is coming",
        ),
        (
            ("What can go wrong", "The coordinator is thanked for the catch"),
            ("Baseline", "Seven near misses with allocation"),
            ("Reviewed by", "Branch manager, every week"),
            ("Escalation options", "Rota redesign"),
            ("Escalation options", "Temporary capacity review"),
            ("Escalation options", "Discussion with the commissioner"),
            ("What keeps it consistent", "High-priority visit checks"),
            ("What audits check", "Rota records: each time-critical visit has a worker"),
            ("What audits check", "Allocation changes: each late change"),
            ("What audits check", "Near miss logs: whatever the change history shows"),
            ("What audits check", "Feedback from people who use the service"),
            ("Evidence sources named", "Rota records: "),
            ("Evidence sources named", "Audits: "),
            ("Evidence sources named", "Feedback: "),
            ("Evidence sources named", "Staff practice: "),
            ("Decided by", "Governance group"),
        ),
        id="rota",
    ),
    pytest.param(
        EQUIPMENT,
        (
            "The same corridor fills up again",
            "Nobody can point to the place where a piece belongs",
            "Staff say that there is nowhere fit to put it",
            "Equipment is moved only when an audit is known to be coming",
        ),
        (
            "Equipment is found outside its bay again",
            "A way, a door or an exit is blocked",
            "Two people on a shift name two different roles",
            "Staff keep moving equipment out of the way without writing it down",
        ),
        (
            ("What can go wrong", "there is still no place where it belongs"),
            ("Baseline", "18 of 23 pieces in place"),
            ("Reviewed by", "Health and safety lead, every month"),
            ("Escalation options", "Estates review"),
            ("Escalation options", "Purchasing changes"),
            ("Escalation options", "Environmental action at provider level"),
            ("What keeps it consistent", "Unannounced walkthroughs"),
            ("What audits check", "Environmental logs: what stood outside its bay"),
            ("What audits check", "Observation records: the same result on every shift"),
            ("What audits check", "Staff briefings: those on shift had it"),
            ("What audits check", "Repeat near miss patterns"),
            ("Evidence sources named", "Environmental audits: "),
            ("Evidence sources named", "Care records: "),
            ("Evidence sources named", "Feedback: "),
            ("Evidence sources named", "Staff practice: "),
            ("Decided by", "Provider governance board"),
        ),
        id="equipment",
    ),
]


@pytest.mark.parametrize(("path", "signs", "triggers", "plan"), WATCHED)
def test_the_plan_is_there_whole(
    read: Read,
    path: str,
    signs: tuple[str, ...],
    triggers: tuple[str, ...],
    plan: Fields,
) -> None:
    visit = read(path)
    rows = visit.table("Warning signs and triggers")
    what, seen, answered = rows[0]
    for kind, texts in (("Sign", signs), ("Trigger", triggers)):
        assert sum(row[what].startswith(f"{kind}: ") for row in rows) == len(texts)
        for text in texts:
            row = next(row for row in rows if row[what].startswith(f"{kind}: {text}"))
            assert re.match("(Seen|Hit|Not seen|Not hit)", row[seen]), text
            assert row[answered], text
    said = visit.terms("What the plan says")
    for term, expected in plan:
        assert expected in said[term], term


def test_each_trigger_that_was_hit_was_answered(read: Read) -> None:
    rows = read(MEDICINES).table("Warning signs and triggers")
    what, seen, answered = rows[0]
    hit = [row for row in rows if row[seen].startswith("Hit")]
    assert len(hit) == 2
    assert all(re.search(r"Escalated \d+ \w+ 2026: ", row[answered]) for row in hit)
    assert all(re.search("Answered .* closed ", row[answered]) for row in hit), hit[0][what]
    told = [read(MEDICINES).step("Escalated", n).evidence for n in range(3)]
    assert any("Five rounds signed off by a senior" in one["Answer"] for one in told)


# --- What a reader wants to know within a minute -------------------------------------------------


def test_what_stopped_it_is_called_luck(read: Read) -> None:
    visit = read(MEDICINES)
    assert "The review judges that luck stopped it." in visit.text
    assert "Mode: chance" in visit.facts["What stopped it"]
    assert "Accidental: luck" in visit.facts["What stopped it"]
    assert "Accidental: luck" in visit.step("Reviewed").evidence["Prevention verdict"]


def test_the_facts_come_first(read: Read) -> None:
    facts = read(MEDICINES).facts
    assert "Closed A decision closes it" in read(MEDICINES).text
    assert facts["Worst credible harm"].startswith("Moderate physical harm.")
    assert facts["How close it came"].startswith("8 minutes. No control was left before harm.")
    assert facts["Could it happen again?"].startswith("Yes, likelihood 4 of 5.")
    assert facts["The lesson"] == "A timed medicine must not depend on who is on shift"
    assert facts["The person was told"] == "Yes, 3 March 2026"
    assert facts["Risk that remains"].startswith("The box is a safeguard and no barrier")


def test_what_to_ask_to_see_has_log_locator_role_and_place(read: Read) -> None:
    rows = read(MEDICINES).table("What this page says, at its source")
    held, what, floor = rows[0]
    assert (held, what) == ("Where it is held, and whom to ask", "What to ask for")
    by_log = {row[held]: row for row in rows}
    report = by_log["Medicines incident tracker Ask: Medicines lead"]
    assert report[what].startswith("Entry 2026-031")
    assert report[floor].endswith("on the screen in the medicines room")
    for log in (
        "Medicines assurance log",
        "MAR charts",
        "Service risk profile",
        "Staff communication log",
        "Feedback log",
        "Medicines governance minutes",
    ):
        assert any(row[held].startswith(f"{log} Ask: ") for row in rows), log
    assert all(row[column] for row in rows for column in row)


def test_the_follow_up_audit_is_by_another_role_than_the_owner(read: Read) -> None:
    step = read(MEDICINES).step("Follow-up audit")
    assert step.when.startswith("4 April 2026, unannounced · Quality lead, who does not own")
    assert "12 of 12" in step.evidence["Criteria met"]


def test_what_staff_and_people_said_is_a_step_of_its_own(read: Read) -> None:
    said = read(MEDICINES).step("Staff and people asked").text
    assert "Staff: interviews" in said
    assert "People who use the service" in said


def test_the_decision_closes_it_and_says_what_was_asked(read: Read) -> None:
    last = read(MEDICINES).step("Decision", 1)
    assert last.when.startswith("16 June 2026 · Medicines governance group")
    assert "Assured: close." in last.text
    assert last.evidence["Asked"].startswith("Seven earlier ones were closed one by one.")


def test_a_gap_on_a_finished_trail_is_in_words(read: Read) -> None:
    visit = read(MEDICINES)
    assert "Gap. 1 of 18 not recorded as told." in visit.step("Staff briefed").text
    missing = visit.section("cc-missing").inner_text()
    assert "Staff not recorded as told of the change: 1 of 18." in missing
    assert "Nothing is recorded of families being asked." in missing
    shared = visit.step("Shared with other services").text
    first = visit.table("What each service did with it")[0]
    assert first["Does it matter there?"].startswith("Yes. ")
    assert "Looked at only after a near miss of our own in June" in shared


def test_an_overdue_review_is_a_gap_in_words_with_its_owner(read: Read) -> None:
    visit = read("near-misses/nm-20260924-w3mk/index.html")
    gap = "Gap. No review of this near miss is recorded. Overdue since 28 September 2026."
    assert gap in visit.section("cc-missing").inner_text()
    assert "Owed by: Unit manager" in visit.section("cc-missing").inner_text()
    assert gap in visit.step("Reviewed").text
    assert "nobody has judged" in visit.text


def test_every_near_miss_has_a_trail_that_the_register_leads_to(visit: Visit) -> None:
    visit.open("near-misses/index.html")
    more = visit.main.get_by_role("button", name="Show")
    while more.is_visible():
        more.click()
    found: list[str] = visit.main.locator("tbody th a").evaluate_all("all => all.map(a => a.href)")
    recorded = sorted(path.stem for path in (RECORDS / "near-misses").rglob("*.yml"))
    base = f"{visit.site.as_uri()}/near-misses"
    assert sorted(found) == [f"{base}/{name}/index.html" for name in recorded]
    for name in recorded:
        page = (visit.site / "near-misses" / name / "index.html").read_text(encoding="utf-8")
        assert 'class="cc cc-page-trail"' in page, name
        assert '<h2 id="cc-missing">' in page, name


# --- Who acted when, and what is folded ----------------------------------------------------------


def test_the_picture_is_of_the_steps_and_has_a_table_beside_it(visit: Visit) -> None:
    visit.open(MEDICINES)
    picture = visit.page.get_by_role("img", name="Who acted and when")
    expect(picture).to_be_visible()
    visit.page.get_by_text("Show this picture as a table").click()
    rows = {row["Who"]: row["What, and on which day"] for row in visit.table("Who did what")}
    assert "10 Follow-up audit (4 April 2026)" in rows["Quality lead"]
    visit.main.get_by_role("link", name="10 Follow-up audit").click()
    expect(visit.page.locator("#cc-step-10")).to_be_in_viewport()
    expect(visit.page.locator("#cc-step-10 h3")).to_have_text("Follow-up audit")


def test_what_is_folded_opens_by_itself_all_at_once_and_by_a_link(visit: Visit) -> None:
    visit.open(MEDICINES)
    hidden = visit.main.get_by_text("The handover note does not carry timed medicines")
    expect(hidden).to_be_hidden()
    visit.step("Reviewed").place.locator("summary").click()
    expect(hidden).to_be_visible()

    visit.open(MEDICINES)
    folds = visit.main.locator("details")
    button = visit.page.get_by_role("button", name="Open all details")
    button.click()
    assert folds.evaluate_all("all => all.every(one => one.open)")
    visit.page.get_by_role("button", name="Fold all details").click()
    assert not folds.evaluate_all("all => all.some(one => one.open)")
    visit.main.get_by_role("link", name="history", exact=True).click()
    expect(visit.main.get_by_text("What was recorded, by day")).to_be_attached()
    assert visit.page.locator("#cc-history").evaluate("one => one.open")


def test_nothing_stands_on_top_of_another_in_the_heading_of_a_step(read: Read) -> None:
    over = (
        read(MEDICINES)
        .main.locator("ol.tl > li")
        .evaluate_all(
            """all => all.filter(one => {
            const fold = one.querySelector(".ev > details > summary");
            if (!fold) return false;
            const range = document.createRange();
            range.selectNodeContents(one.querySelector("h3"));
            const a = range.getBoundingClientRect(), b = fold.getBoundingClientRect();
            return a.right > b.left && a.bottom > b.top && a.top < b.bottom;
        }).length"""
        )
    )
    assert over == 0
