"""What holds of a near miss once its reviews are heard."""

import pytest

from closecall.model.near_miss import Judgement
from closecall.model.settled import HARM_LEVELS, harm_rank
from tests.support import CHAIN, NM, REPORTED, RV, Chain

LATER = "rv-20260307-b2mk"
TWO = CHAIN.copy(RV, LATER, ("2026-03-04", "2026-03-07"))


def settled(chain: Chain) -> Judgement:
    """What holds."""
    return chain.trail().settled


def test_without_a_review_the_report_holds() -> None:
    trail = REPORTED.trail()
    assert trail.settled == trail.near_miss.said
    assert trail.settled.mechanism == ""


def test_where_both_speak_the_review_decides() -> None:
    chain = CHAIN.put(RV, "harm_potential: {worst: Fatal, reason: A choking fit}")
    harm = settled(chain).harm_potential
    assert harm
    assert harm.worst == "Fatal"
    assert [p.mode for p in settled(CHAIN).prevented_by] == ["chance"]


def test_where_the_review_is_silent_the_report_holds() -> None:
    harm = settled(CHAIN).harm_potential
    assert harm
    assert harm.worst == "Moderate physical harm"
    assert settled(CHAIN).detection_method == "someone saw it"


def test_the_latest_review_that_says_something_decides() -> None:
    chain = TWO.edit(LATER, "mechanism: tc-medicine-timing", "mechanism: handover-gap")
    assert settled(chain).mechanism == "handover-gap"
    assert settled(chain.drop(LATER, "mechanism")).mechanism == "tc-medicine-timing"


def test_the_report_keeps_what_it_said() -> None:
    chain = CHAIN.put(RV, "detection_method: planned check")
    trail = chain.trail()
    assert trail.settled.detection_method == "planned check"
    assert trail.near_miss.said.detection_method == "someone saw it"


def test_a_review_may_say_that_nothing_had_to_be_told() -> None:
    assert settled(CHAIN).none_apply == "No harm resulted; below every threshold"


@pytest.mark.parametrize(("worst", "rank"), [(w, n) for n, w in enumerate(HARM_LEVELS)])
def test_harms_have_an_order(worst: str, rank: int) -> None:
    assert harm_rank(worst) == rank


@pytest.mark.parametrize("worst", ["", "unknown", "Moderate"])
def test_what_is_not_known_has_no_rank(worst: str) -> None:
    assert harm_rank(worst) is None


def test_a_near_miss_is_of_the_day_on_which_it_occurred() -> None:
    near_miss = REPORTED.put(NM, "occurred: 2026-03-02 23:50").trail().near_miss
    assert str(near_miss.event_day) == "2026-03-02"
    assert str(REPORTED.trail().near_miss.event_day) == "2026-03-03"
