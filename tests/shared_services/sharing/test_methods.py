"""Direct, step-down, reciprocal: the worked example (G9), refusals, and what holds whatever the pools."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from shared_services.sharing import ShareError, charge, direct, reciprocal, step_down, step_order

COSTS = {"IT": 12_000_000, "HR": 8_000_000}
WEIGHTS = {
    "IT": {"pool:HR": Fraction(10), "A": Fraction(50), "B": Fraction(40)},
    "HR": {"pool:IT": Fraction(20), "A": Fraction(30), "B": Fraction(50)},
}


def by_site(lines: dict[tuple[str, str], int]) -> dict[str, int]:
    return {site: sum(cents for (_pool, to), cents in lines.items() if to == site) for site in ("A", "B")}


def test_direct_leaves_out_the_other_pools() -> None:
    shared = direct(COSTS, WEIGHTS)
    assert by_site(charge([shared.lines])) == {"A": 9_666_667, "B": 10_333_333}
    assert not shared.between


def test_step_down_passes_on_what_was_received() -> None:
    shared = step_down(COSTS, WEIGHTS, ["IT", "HR"])
    assert shared.gross == {"IT": 12_000_000, "HR": 9_200_000}
    assert by_site(charge([shared.lines])) == {"A": 9_450_000, "B": 10_550_000}


def test_who_gives_most_to_other_pools_comes_first() -> None:
    assert step_order(WEIGHTS) == ["HR", "IT"]


def test_reciprocal_solves_both_ways() -> None:
    shared = reciprocal(COSTS, WEIGHTS)
    assert {pool: round(gross) for pool, gross in shared.gross.items()} == {"IT": 13_877_551, "HR": 9_387_755}
    assert by_site(charge([shared.lines])) == {"A": 9_755_102, "B": 10_244_898}


def test_a_pool_that_never_reaches_a_site_is_named() -> None:
    weights = {**WEIGHTS, "QA": {"pool:TR": Fraction(1)}, "TR": {"pool:QA": Fraction(1)}}
    with pytest.raises(ShareError) as refused:
        reciprocal({**COSTS, "QA": 100, "TR": 0}, weights)
    assert (refused.value.code, refused.value.pools) == ("unreached", ("QA", "TR"))


@pytest.mark.parametrize("method", [direct, reciprocal, lambda costs, weights: step_down(costs, weights, ["HR"])])
def test_without_a_key_a_cost_is_refused_and_named(method) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ShareError) as refused:
        method({"HR": 100}, {"HR": {"A": Fraction(0)}})
    assert (refused.value.code, refused.value.pools) == ("zero_key", ("HR",))


@pytest.mark.parametrize("method", [reciprocal, lambda costs, weights: step_down(costs, weights, ["IT", "HR"])])
def test_what_a_pool_without_cost_or_key_receives_is_not_lost(method) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ShareError) as refused:
        method({"IT": 100, "HR": 0}, {"IT": {"pool:HR": Fraction(1), "A": Fraction(1)}})
    assert (refused.value.code, refused.value.pools) == ("zero_key", ("HR",))


@st.composite
def pools(draw: st.DrawFn) -> tuple[dict[str, int], dict[str, dict[str, Fraction]]]:
    codes = ["P1", "P2", "P3", "P4"][: draw(st.integers(1, 4))]
    receivers = [f"pool:{code}" for code in codes] + ["A", "B", "C"]
    keys = st.integers(0, 30).map(lambda key: Fraction(key, 4))
    weights = {code: {to: draw(keys) for to in receivers if to != f"pool:{code}"} for code in codes}
    return {code: draw(st.integers(-(10**6), 10**8)) for code in codes}, weights


@given(pools(), st.sampled_from(["direct", "step", "reciprocal"]))
def test_any_pools_and_keys_add_up_and_nobody_without_key_pays(
    drawn: tuple[dict[str, int], dict[str, dict[str, Fraction]]], method: str
) -> None:
    costs, weights = drawn
    try:
        if method == "step":
            shared = step_down(costs, weights, step_order(weights))
        else:
            shared = (direct if method == "direct" else reciprocal)(costs, weights)
    except ShareError:
        reject()
    lines = charge([shared.lines])
    assert sum(lines.values()) == sum(costs.values())
    assert all(weights[pool][site] for pool, site in lines)
    for pool, gross in shared.gross.items():
        out = sum(each for (by, _to), each in [*shared.lines.items(), *shared.between.items()] if by == pool)
        assert out == gross
