"""Three ways from pools to sites. Nothing is rounded here: amounts are fractions of a cent.

A pool's weights say who receives what it costs: sites by their code, other pools as `pool:<code>`. They are keys of any
size; what counts is their part in the whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, TypeAlias

Costs: TypeAlias = Mapping[str, int]
Weights: TypeAlias = Mapping[str, Mapping[str, Fraction]]
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
    parts = {pool: _parts(pool, costs[pool], weights.get(pool, {}), pools) for pool in pools}
    if stuck := _stuck(parts):
        raise ShareError("unreached", stuck)
    shared = Shared(gross=_solved(pools, costs, parts))
    if keyless := [pool for pool in pools if shared.gross[pool] and not parts[pool]]:
        raise ShareError("zero_key", keyless)  # what others passed on would be lost
    for pool in pools:
        for to, part in parts[pool].items():
            if to.startswith(PREFIX):
                shared.between[pool, to.removeprefix(PREFIX)] = shared.gross[pool] * part
            else:
                shared.lines[pool, to] = shared.gross[pool] * part
    return shared


def _of_sites(keys: Mapping[str, Fraction]) -> dict[str, Fraction]:
    return {to: key for to, key in keys.items() if not to.startswith(PREFIX)}


def _given(keys: Mapping[str, Fraction]) -> Fraction:
    """The part that goes to other pools."""
    whole = sum(keys.values(), Fraction(0))
    return sum((key for to, key in keys.items() if to.startswith(PREFIX)), Fraction(0)) / whole if whole else whole


def _spread(pool: str, amount: Fraction, keys: Mapping[str, Fraction]) -> dict[str, Fraction]:
    whole = sum(keys.values(), Fraction(0))
    if not whole:
        if amount:
            raise ShareError("zero_key", [pool])
        return {}
    return {to: amount * key / whole for to, key in keys.items() if key}


def _parts(pool: str, cost: int, keys: Mapping[str, Fraction], pools: Sequence[str]) -> dict[str, Fraction]:
    """What part of the pool goes where; nothing to itself."""
    others = {PREFIX + each for each in pools} - {PREFIX + pool}
    kept = {to: key for to, key in keys.items() if key and (not to.startswith(PREFIX) or to in others)}
    whole = sum(kept.values(), Fraction(0))
    if not whole and cost:
        raise ShareError("zero_key", [pool])
    return {to: key / whole for to, key in kept.items()}


def _stuck(parts: Mapping[str, Mapping[str, Fraction]]) -> list[str]:
    """Pools from which no path leads to a site; one that gives to nobody has nothing to give."""
    reached = {pool for pool, to in parts.items() if not to or any(not each.startswith(PREFIX) for each in to)}
    while grown := {
        pool for pool, to in parts.items() if pool not in reached and any(each[len(PREFIX) :] in reached for each in to)
    }:
        reached |= grown
    return sorted(parts.keys() - reached)


def _solved(pools: Sequence[str], costs: Costs, parts: Mapping[str, Mapping[str, Fraction]]) -> dict[str, Fraction]:
    """Gauss and Jordan on fractions: some dozen unknowns, and a cent may not be lost (docs/adr/0011)."""
    size = len(pools)
    rows = [
        [
            Fraction(int(row == column)) - parts[pools[column]].get(PREFIX + pools[row], Fraction(0))
            for column in range(size)
        ]
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
