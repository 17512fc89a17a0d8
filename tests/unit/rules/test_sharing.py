"""G28 and G29: other services say whether it bears on them; reporter and person are told."""

from datetime import date

from closecall.model.fields import RecordId
from closecall.pages.book import make_book
from tests.support import (
    CC,
    CHAIN,
    CLOSED,
    CT,
    GD,
    NM,
    RK,
    RV,
    SMALL,
    SMALL_RV,
    Chain,
    Told,
    the,
    told,
)

# --- G28 ---------------------------------------------------------------------------------------

OTHER = (
    "kind: service\nname: Oakfield House\nservice_type: care home without nursing\n"
    "domains: [medicines]\nmanager_role: registered-manager\n"
    "control_families: [handover-prompts]\n"
)
SHARE = (
    f"kind: learning_share\non: 2026-03-20\nnear_miss: {NM}\nmessage: Look at the note\n"
    "relevance: [{service: oakfield-house, relevant: no, reason: Nobody has a set time there}]\n"
)


def two_homes(chain: Chain) -> Chain:
    """The same with a second home that stands on the same sort of control."""
    chain = chain.add("oakfield-house", OTHER)
    chain = chain.drop("df-medicines", "service").drop("rr-medicines", "service")
    survey, activity = "pe-20250924-w2nk", "ac-rosewood-bed-days-2025q3"
    moved = ("service: rosewood-house", "service: oakfield-house")
    return chain.copy(survey, "pe-20250925-k4rn", moved).copy(activity, "ac-oakfield", moved)


def test_each_service_of_the_family_says_whether_it_bears_on_it() -> None:
    evidence = two_homes(CHAIN).judge()
    assert told(evidence) == [Told("G28", "warning", CC, "control")]
    finding = the(evidence, "G28")
    assert "Oakfield House" in finding.message
    assert (finding.owner, finding.due) == ("registered-manager", date(2026, 3, 23))
    assert told(two_homes(CHAIN).add("ls-20260320-h4tn", SHARE).judge()) == []


def test_a_close_before_they_have_answered() -> None:
    assert told(two_homes(CLOSED).judge()) == [Told("G28", "error", GD, "decision")]
    assert told(two_homes(CLOSED).add("ls-20260320-h4tn", SHARE).judge()) == []


def test_a_service_without_such_a_control_is_not_asked() -> None:
    chain = two_homes(CHAIN).put("oakfield-house", "control_families: [water-safety]")
    assert told(chain.judge()) == []


def test_where_related_services_are_named_those_are_meant() -> None:
    chain = two_homes(CHAIN).copy("oakfield-house", "beech-house", ("Oakfield", "Beech"))
    moved = ("service: rosewood-house", "service: beech-house")
    chain = chain.copy("pe-20250924-w2nk", "pe-20250926-k4rn", moved)
    related = chain.put("rosewood-house", "related_services: oakfield-house")
    assert "Beech House, Oakfield House" in the(chain.judge(), "G28").message
    assert "Beech House" not in the(related.judge(), "G28").message


# --- G29 ---------------------------------------------------------------------------------------

KNOWN = CHAIN.put(RK, "recorded: 2026-03-05 12:00")


def test_the_reporter_hears_what_came_of_it() -> None:
    silent = KNOWN.drop(RV, "feedback_to_reporter")
    waiting = silent.judge(as_at="2026-03-18")
    assert told(waiting) == []
    owed = next(o for o in waiting.owed[RecordId(NM)] if o.rule == "G29")
    assert (owed.due, owed.owner, owed.step) == (date(2026, 3, 18), "medicines-lead", "told")
    evidence = silent.judge(as_at="2026-03-19")
    assert told(evidence) == [Told("G29", "warning", RV, "feedback_to_reporter")]
    assert told(KNOWN.judge(as_at="2026-03-19")) == []


def test_who_gave_no_name_cannot_be_told() -> None:
    reason = (
        "reported_openly: {anonymous: I am concerned that colleagues may find out what I have said}"
    )
    chain = CHAIN.drop(RV, "feedback_to_reporter").put(NM, reason)
    assert told(chain.judge()) == []


def test_where_a_person_was_involved_it_says_whether_they_were_told() -> None:
    chain = CHAIN.put(RV, "person_affected: {relation: one}")
    evidence = chain.judge()
    assert told(evidence) == [Told("G29", "warning", RV, "person_affected")]
    assert the(evidence, "G29").owner == "medicines-lead"
    assert told(CHAIN.put(RV, "person_affected: {relation: one, informed: no}").judge()) == []
    assert told(CHAIN.put(RV, "person_affected: {relation: none yet}").judge()) == []


def test_a_close_over_either() -> None:
    for chain in (
        CLOSED.drop(RV, "feedback_to_reporter"),
        CLOSED.put(RV, "person_affected: {relation: several}"),
    ):
        assert told(chain.judge()) == [Told("G29", "error", GD, "decision")]


def test_a_small_thing_is_told_back_too() -> None:
    chain = SMALL.drop(SMALL_RV, "feedback_to_reporter")
    assert told(chain.judge()) == [Told("G29", "warning", SMALL_RV, "feedback_to_reporter")]


POLICY = """\
kind: policy
valid_from: 2025-01-01
thresholds: [{name: repeat-days, value: 90, unit: days, reason: As long as a rota runs}]
control_families:
  - family: handover-prompts
    services: [rosewood-house, beech-house]
    reason: One manager answers for both
"""
ANSWERS = f"""\
kind: learning_share
on: 2026-03-20
near_miss: {NM}
family: handover-prompts
message: Look at the note
relevance: [{{service: oakfield-house, relevant: no, reason: Nobody has a set time there}}]
"""


def pages(chain: Chain) -> dict[str, str]:
    return {page.path: str(page.body) for page in make_book(chain.judge()).pages}


def asked(chain: Chain) -> tuple[bool, ...]:
    """Whether the second home and the third are missed: by G28, on the trail, with the lesson."""
    found = [f.message for f in chain.judge().findings if f.rule == "G28"]
    book = pages(chain)
    texts = (
        " ".join(found),
        book[f"near-misses/{NM}/index.html"].partition("No answer is recorded of")[2][:200],
        next(text for path, text in book.items() if "ls-20260320-h4tn" in path).partition(
            "No answer is recorded of"
        )[2][:200],
    )
    return tuple(name in text for text in texts for name in ("Oakfield House", "Beech House"))


def test_the_rule_and_the_pages_ask_the_services_that_the_policy_names() -> None:
    chain = two_homes(CHAIN).copy("oakfield-house", "beech-house", ("Oakfield", "Beech"))
    chain = chain.put("rosewood-house", "related_services: oakfield-house")
    chain = chain.add("ls-20260320-h4tn", ANSWERS)
    assert asked(chain) == (False,) * 6
    # The policy goes before what a service says of itself.
    assert asked(chain.add("main", POLICY)) == (False, True) * 3
    silent = chain.edit("ls-20260320-h4tn", "service: oakfield-house", "service: rosewood-house")
    assert asked(silent) == (True, False) * 3


def test_a_service_that_a_control_of_the_family_names_is_asked() -> None:
    chain = two_homes(CHAIN).drop("oakfield-house", "control_families")
    assert told(chain.judge()) == []
    named = chain.copy(CT, "ct-prompts-oakfield", ("rosewood-house", "oakfield-house"))
    assert "Oakfield House" in the(named.judge(), "G28").message
