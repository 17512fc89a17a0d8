"""Charts: lines, phases, what is left out; the figures of whole series are in tests/data/spc."""

from math import isclose, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closecall.spc.chart import ChartKind, chart
from closecall.spc.limits import signal_line

COUNTS = [6.0, 4, 7, 5, 3, 8, 6, 5, 4, 7, 6, 5]


@pytest.mark.parametrize("kind", ChartKind)
def test_nothing_is_an_empty_chart(kind: ChartKind) -> None:
    drawn = chart(kind, [], sizes=[])
    assert not drawn.plotted
    assert not drawn.lines
    assert not drawn.phases


@pytest.mark.parametrize("kind", ChartKind)
def test_one_point_has_a_centre(kind: ChartKind) -> None:
    drawn = chart(kind, [4.0], sizes=[2.0])
    (line,) = drawn.lines
    assert line.centre is not None
    assert isclose(line.centre, drawn.plotted[0] or 0)
    assert drawn.outside == (False,)


@pytest.mark.parametrize("kind", ChartKind)
def test_missing_points_alone_have_no_lines(kind: ChartKind) -> None:
    drawn = chart(kind, [None, None], sizes=[3.0, None])
    assert [line.centre for line in drawn.lines] == [None, None]
    assert drawn.phases[0].runs.useful == 0


@pytest.mark.parametrize("kind", [ChartKind.COUNTS, ChartKind.RATES, ChartKind.DAYS_BETWEEN])
def test_zeros_lie_on_all_their_lines(kind: ChartKind) -> None:
    drawn = chart(kind, [0.0] * 6, sizes=[10.0] * 6)
    assert {(line.centre, line.lower, line.upper) for line in drawn.lines} == {(0, 0, 0)}
    assert not any(drawn.outside)


def test_rates_without_events_cannot_vary_more_than_chance() -> None:
    drawn = chart(ChartKind.RATES_PRIME, [0.0] * 6, sizes=[10.0] * 6)
    assert {line.upper for line in drawn.lines} == {None}


def test_rates_need_sizes() -> None:
    with pytest.raises(ValueError, match="size"):
        chart(ChartKind.RATES, [1.0, 2.0])
    with pytest.raises(ValueError, match="size"):
        chart(ChartKind.RATES_PRIME, [1.0, 2.0], sizes=[1.0])


def test_times_must_be_above_zero() -> None:
    with pytest.raises(ValueError, match="above zero"):
        chart(ChartKind.TIMES_BETWEEN, [3.0, 0.0])


def test_a_point_without_a_size_has_no_limits_and_sets_none() -> None:
    whole = chart(ChartKind.RATES, [4.0, 6.0, 5.0], sizes=[10.0, 12.0, 11.0])
    holed = chart(ChartKind.RATES, [4.0, 6.0, 99.0, 5.0], sizes=[10.0, 12.0, 0.0, 11.0])
    assert holed.plotted[2] is None
    assert holed.lines[2].upper is None
    assert holed.lines[2].centre == whole.lines[0].centre
    assert holed.lines[3] == whole.lines[2]
    assert not holed.outside[2]


def test_a_point_that_is_left_out_is_still_drawn() -> None:
    drawn = chart(ChartKind.COUNTS, [*COUNTS, 40.0], excluded=[12])
    assert drawn.lines[0].centre == sum(COUNTS) / 12
    assert drawn.plotted[12] == 40
    assert drawn.outside[12]
    assert drawn.phases[0].runs.points == 12


def test_frozen_lines_go_on() -> None:
    drawn = chart(ChartKind.COUNTS, [*COUNTS, 0.0, 17.0], freeze=12)
    assert {line.centre for line in drawn.lines} == {sum(COUNTS) / 12}
    assert drawn.outside == (*[False] * 13, True)
    assert drawn.phases[0].runs.points == 14


def test_phases_have_lines_of_their_own() -> None:
    drawn = chart(ChartKind.COUNTS, [*COUNTS, 1.0, 2.0, 3.0], starts=[12, 12, 0, 15])
    assert [(phase.start, phase.end) for phase in drawn.phases] == [(0, 12), (12, 15)]
    assert drawn.lines[12].centre == 2
    assert all(phase.own_lines for phase in drawn.phases)


def test_a_short_phase_carries_the_lines_of_the_one_before() -> None:
    drawn = chart(ChartKind.COUNTS, [*COUNTS, 1.0, 2.0, 3.0], starts=[12], own_from=12)
    assert drawn.lines[12] == drawn.lines[0]
    assert [phase.own_lines for phase in drawn.phases] == [True, False]
    assert drawn.phases[1].setting == 12
    assert drawn.phases[1].runs.useful == 3


def test_a_carried_signal_line_is_that_of_the_phase_before() -> None:
    days = [6.0, 2, 11, 4, 8, 3, 0, 9, 5, 7, 12, 3, 90, 80]
    drawn = chart(ChartKind.DAYS_BETWEEN, days, starts=[12], own_from=12)
    assert drawn.phases[1].signal_line == drawn.phases[0].signal_line == signal_line(days[:12])
    own = chart(ChartKind.DAYS_BETWEEN, days, starts=[12])
    assert own.phases[1].signal_line == signal_line(days[12:])


def test_sizes_carry_too() -> None:
    drawn = chart(
        ChartKind.RATES, [*COUNTS, 5.0], sizes=[10.0] * 12 + [40.0], starts=[12], own_from=12
    )
    centre = sum(COUNTS) / 120
    assert drawn.lines[12].centre == centre
    assert isclose(drawn.lines[12].upper or 0, centre + 3 * sqrt(centre / 40))


@pytest.mark.parametrize("mean", [0.01, 0.5, 3, 14, 250, 1e7])
def test_the_signal_line_is_the_least_day_that_chance_does_not_explain(mean: float) -> None:
    line = signal_line([mean])
    assert line is not None
    stays = mean / (mean + 1)
    assert stays**line <= 0.00135 * (1 + 1e-6)
    assert stays ** (line - 1) > 0.00135 * (1 - 1e-6)


def test_the_signal_line_of_nothing() -> None:
    assert signal_line([]) is None
    assert signal_line([0, 0]) == 1


@given(
    st.lists(st.integers(0, 50), min_size=2, max_size=40),
    st.sampled_from([ChartKind.RUN, ChartKind.INDIVIDUALS]),
    st.integers(-1000, 1000),
)
def test_shifted_data_shift_the_lines(values: list[int], kind: ChartKind, shift: int) -> None:
    here, there = chart(kind, values), chart(kind, [value + shift for value in values])
    for one, other in zip(here.lines, there.lines, strict=True):
        for a, b in ((one.centre, other.centre), (one.lower, other.lower)):
            assert (a is None) == (b is None)
            if a is not None and b is not None:
                assert isclose(a + shift, b, rel_tol=1e-9, abs_tol=1e-9)
