"""Months that add up to the year (G11), whoever comes and goes."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from shared_services.sharing import ShareError, charge, direct, twelfths

KEYS = {"S1": Fraction(5), "S2": Fraction(3), "S3": Fraction(4)}


def year(costs: list[int], keys: list[dict[str, Fraction]]) -> list[dict[str, int]]:
    """What each site is charged, month by month."""
    exact, charged, found = [], {}, []
    for cost, key in zip(costs, keys, strict=True):
        exact.append(direct({"P": cost}, {"P": key}).lines)
        month = charge(exact, charged)
        for line, cents in month.items():
            charged[line] = charged.get(line, 0) + cents
        found.append({site: cents for (_pool, site), cents in month.items()})
    return found


def test_a_year_in_twelfths() -> None:
    months = year(twelfths(100_000), [KEYS] * 12)
    assert months[0] == {"S1": 3472, "S2": 2083, "S3": 2778}
    assert months[1] == {"S1": 3472, "S2": 2084, "S3": 2777}
    assert months[2] == {"S1": 3473, "S2": 2083, "S3": 2778}
    assert months[11] == {"S1": 3473, "S2": 2083, "S3": 2778}
    assert {site: sum(month[site] for month in months) for site in KEYS} == {"S1": 41667, "S2": 25000, "S3": 33333}


def test_a_site_that_left_is_not_charged_again() -> None:
    months = year([8_333, 8_333, 8_334], [KEYS, KEYS, {"S1": Fraction(5), "S3": Fraction(4)}])
    assert "S2" not in months[2]
    assert sum(months[2].values()) == 8_334


@given(
    st.lists(
        st.tuples(st.integers(-(10**5), 10**7), st.lists(st.integers(0, 9), min_size=4, max_size=4)),
        min_size=1,
        max_size=12,
    )
)
def test_each_month_adds_up_and_nobody_without_key_pays(months: list[tuple[int, list[int]]]) -> None:
    costs = [cost for cost, _keys in months]
    keys = [dict(zip("ABCD", map(Fraction, key), strict=True)) for _cost, key in months]
    try:
        charged = year(costs, keys)
    except ShareError:
        return
    for cost, key, month in zip(costs, keys, charged, strict=True):
        assert sum(month.values()) == cost
        assert all(key[site] for site in month) or not cost
