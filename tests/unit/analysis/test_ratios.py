"""Section 5: near misses to incidents, in words."""

from math import inf

from closecall.analysis.ratios import RatioCode, judge_ratio, judge_ratio_change


def test_stated() -> None:
    found = judge_ratio(14, 6)
    assert (found.code, found.words) == (RatioCode.STATED, "14 to 6")


def test_no_incidents() -> None:
    found = judge_ratio(9, 0)
    assert found.code is RatioCode.NO_INCIDENTS
    assert found.words == "9 to 0; at least 2.5 to 1"
    assert found.ratio == inf
    assert found.limits.upper == inf


def test_too_few() -> None:
    assert judge_ratio(3, 1).code is RatioCode.TOO_FEW
    assert judge_ratio(0, 0).ratio is None


def test_two_periods() -> None:
    found = judge_ratio_change(judge_ratio(6, 9), judge_ratio(21, 4, counted=("a", "b")))
    assert (found.code, found.words) == (RatioCode.CHANGED, "Changed: 6 to 9, then 21 to 4")
    assert found.counted == ("a", "b")
    assert judge_ratio_change(judge_ratio(4, 1), judge_ratio(3, 3)).code is (
        RatioCode.NO_CHANGE_SHOWN
    )
    assert judge_ratio_change(judge_ratio(4, 0), judge_ratio(3, 3)).code is RatioCode.TOO_FEW
