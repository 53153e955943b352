"""Three ways from pools to sites. Nothing is rounded here: amounts are fractions of a cent.

A pool's weights say who receives what it costs: sites by their code, other pools as `pool:<code>`. They are keys of any
size; what counts is their part in the whole. Whole numbers are quicker than fractions, and as exact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, TypeAlias

Costs: TypeAlias = Mapping[str, int]
Weight: TypeAlias = int | Fraction
Weights: TypeAlias = Mapping[str, Mapping[str, Weight]]
PREFIX: Final = "pool:"


class ShareError(Exception):
    """What cannot be shared: `code` is `zero_key` or `unreached`, `pools` are to blame."""

    def __init__(self, code: str, pools: Sequence[str]) -> None:
        super().__init__(f"{code}: {', '.join(pools)}")
        self.code, self.pools = code, tuple(pools)


@dataclass
class Shared:
    """Cents as fractions: `gross` is what a pool had to pass on, `lines` go from pool to site, `between` to a pool."""

    gross: dict[str, Fraction] = field(default_factory=dict)
    lines: dict[tuple[str, str], Fraction] = field(default_factory=dict)
    between: dict[tuple[str, str], Fraction] = field(default_factory=dict)


def direct(costs: Costs, weights: Weights) -> Shared:
    """To the sites alone, as if no pool served another."""
    return step_down(costs, {pool: _of_sites(keys) for pool, keys in weights.items()}, sorted(costs))


def step_down(costs: Costs, weights: Weights, order: Sequence[str]) -> Shared:
    """Pool after pool in this order; those that gave no longer receive."""
    shared, received = Shared(), defaultdict[str, Fraction](Fraction)
    for place, pool in enumerate(order):
        later = {PREFIX + each for each in order[place + 1 :]}
        keys = {to: key for to, key in weights.get(pool, {}).items() if not to.startswith(PREFIX) or to in later}
        shared.gross[pool] = costs[pool] + received[pool]
        for to, amount in _spread(pool, shared.gross[pool], keys).items():
            if to.startswith(PREFIX):
                received[to.removeprefix(PREFIX)] += amount
                shared.between[pool, to.removeprefix(PREFIX)] = amount
            else:
                shared.lines[pool, to] = amount
    return shared


def step_order(weights: Weights) -> list[str]:
    """Who gives the largest part to other pools comes first; then by code."""
    return sorted(weights, key=lambda pool: (-_given(weights[pool]), pool))


def reciprocal(costs: Costs, weights: Weights) -> Shared:
    """Pools serve each other: X = C + T'X, solved exactly. Refused where what a pool costs never reaches a site."""
    pools = sorted(costs)
    kept = {pool: _kept(pool, costs[pool], weights.get(pool, {}), pools) for pool in pools}
    if stuck := _stuck(kept):
        raise ShareError("unreached", stuck)
    shared = Shared(gross=_solved(pools, costs, kept))
    for pool in pools:
        for to, amount in _spread(pool, shared.gross[pool], kept[pool]).items():
            if to.startswith(PREFIX):
                shared.between[pool, to.removeprefix(PREFIX)] = amount
            else:
                shared.lines[pool, to] = amount
    return shared


def _of_sites(keys: Mapping[str, Weight]) -> dict[str, Weight]:
    return {to: key for to, key in keys.items() if not to.startswith(PREFIX)}


def _given(keys: Mapping[str, Weight]) -> Fraction:
    """The part that goes to other pools."""
    whole = sum(keys.values())
    return Fraction(sum(key for to, key in keys.items() if to.startswith(PREFIX)), whole) if whole else Fraction(0)


def _spread(pool: str, amount: Fraction, keys: Mapping[str, Weight]) -> dict[str, Fraction]:
    whole = sum(keys.values())
    if not whole:
        if amount:
            raise ShareError("zero_key", [pool])  # what others passed on would be lost
        return {}
    each = amount / whole
    return {to: each * key for to, key in keys.items() if key}


def _kept(pool: str, cost: int, keys: Mapping[str, Weight], pools: Sequence[str]) -> dict[str, Weight]:
    """Who receives something of the pool; nothing goes to itself."""
    others = {PREFIX + each for each in pools} - {PREFIX + pool}
    kept = {to: key for to, key in keys.items() if key and (not to.startswith(PREFIX) or to in others)}
    if not kept and cost:
        raise ShareError("zero_key", [pool])
    return kept


def _stuck(kept: Weights) -> list[str]:
    """Pools from which no path leads to a site; one that gives to nobody has nothing to give."""
    reached = {pool for pool, to in kept.items() if not to or any(not each.startswith(PREFIX) for each in to)}
    while grown := {
        pool for pool, to in kept.items() if pool not in reached and any(each[len(PREFIX) :] in reached for each in to)
    }:
        reached |= grown
    return sorted(kept.keys() - reached)


def _solved(pools: Sequence[str], costs: Costs, kept: Weights) -> dict[str, Fraction]:
    """Gauss and Jordan on fractions: some dozen unknowns, and a cent may not be lost (docs/adr/0011)."""
    size, wholes = len(pools), {pool: sum(keys.values()) for pool, keys in kept.items()}

    def part(giver: str, receiver: str) -> Fraction:
        key = kept[giver].get(PREFIX + receiver, 0)
        return Fraction(key) / wholes[giver] if key else Fraction(0)

    rows = [
        [Fraction(int(row == column)) - part(pools[column], pools[row]) for column in range(size)]
        + [Fraction(costs[pools[row]])]
        for row in range(size)
    ]
    for at in range(size):
        pivot = next(row for row in range(at, size) if rows[row][at])
        rows[at], rows[pivot] = rows[pivot], rows[at]
        rows[at] = [value / rows[at][at] for value in rows[at]]
        for row in range(size):
            if row != at and (factor := rows[row][at]):
                rows[row] = [value - factor * by for value, by in zip(rows[row], rows[at], strict=True)]
    return {pool: rows[row][-1] for row, pool in enumerate(pools)}
