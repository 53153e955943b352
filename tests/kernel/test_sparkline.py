"""Curves without axes."""

import pytest

from groupe.kernel.web.sparkline import HEIGHT, sparkline


@pytest.mark.parametrize("values", [[], [1], [None, 1, None], [None]])
def test_no_curve_through_less_than_two_figures(values: list[float | None]) -> None:
    assert sparkline(values) is None


def test_unknown_months_leave_a_gap() -> None:
    drawn = sparkline([1, 2, None, 3, 1])
    assert drawn is not None
    assert drawn.line.count("M") == 2
    assert (drawn.first, drawn.last) == (1, 1)


def test_flat_curve_runs_through_the_middle() -> None:
    drawn = sparkline([5, 5, 5])
    assert drawn is not None
    assert drawn.line.startswith(f"M0 {HEIGHT // 2}C")


def test_never_overshoots() -> None:
    drawn = sparkline([0, 10, 10, 0, 3])
    assert drawn is not None
    ys = [float(pair) for segment in drawn.line.split("C")[1:] for pair in segment.split()[1::2]]
    assert min(ys) >= 3
    assert max(ys) <= HEIGHT - 3
