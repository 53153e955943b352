"""Shares to the cent: the worked examples, and what holds whatever the keys."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupe.kernel.shares import split

THOUSANDTHS = st.integers(0, 10**7).map(lambda key: Fraction(key, 1_000))
KEYS = st.lists(THOUSANDTHS, min_size=1, max_size=12)


def test_staff_shares_a_cost() -> None:
    keys = [Fraction(key) for key in ("12.5", "7.3", "4.2", "9.1", "0")]
    assert split(1_000_000, keys) == [377_644, 220_544, 126_888, 274_924, 0]  # G8


def test_equal_keys_and_negative_amounts() -> None:
    assert split(10_000, [1, 1, 1], ["S1", "S2", "S3"]) == [3_334, 3_333, 3_333]  # G8b
    assert split(-5, [1, 1]) == [-3, -2]  # G8c


def test_ties_go_to_the_larger_key_then_to_the_name() -> None:
    assert split(2, [1, 3]) == [0, 2]  # both remainders are a half
    assert split(1, [1, 1], ["B", "A"]) == [0, 1]


def test_days_of_the_month_are_a_key() -> None:
    keys = [Fraction(10), Fraction(20 * 15, 31), Fraction("12.4")]
    assert split(930_000, keys) == [289_924, 280_571, 359_505]  # G8d


def test_without_a_key_nothing_is_shared() -> None:
    with pytest.raises(ValueError, match="no key"):
        split(100, [0, 0])
    with pytest.raises(ValueError, match="negative"):
        split(100, [1, -1])


@given(st.integers(-(10**12), 10**12), KEYS)
def test_shares_add_up_and_stay_within_a_unit(total: int, keys: list[Fraction]) -> None:
    if not sum(keys):
        return
    shares = split(total, keys)
    assert sum(shares) == total
    for share, key in zip(shares, keys, strict=True):
        exact = total * Fraction(key) / sum(keys)
        assert abs(share - exact) < 1
        assert key or not share
