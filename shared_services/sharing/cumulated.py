"""From fractions to cents, so that months add up to the year: what is charged is the growth of a rounded sum."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias

Lines: TypeAlias = Mapping[tuple[str, str], Fraction]


def twelfths(total: int) -> list[int]:
    """A year's cents by month: the sum since January is cut to the cent, and December makes it whole."""
    upto = [abs(total) * month // 12 for month in range(13)]
    sign = 1 if total >= 0 else -1
    return [sign * (later - sooner) for sooner, later in pairwise(upto)]


def charge(months: Sequence[Lines], charged: Mapping[tuple[str, str], int] | None = None) -> dict[tuple[str, str], int]:
    """Cents of the last of `months`, which begin in January; `charged` is what the months before were charged.

    The exact sums since January are cut to the cent by largest remainder, first over pools, so that they add up to
    what all of them cost, then over the sites of each; the month gets what is not charged yet (domain.md, section 6).
    Who has no key in the month keeps what was charged. What is charged adds up to the month's cost.
    """
    known, sums = dict(charged or {}), _summed(months)
    total = sum(sums.values(), Fraction(0))
    if total.denominator != 1:
        raise ValueError("the costs of the pools are not whole cents")
    by_pool: dict[str, Fraction] = defaultdict(Fraction)
    for (pool, _site), amount in sums.items():
        by_pool[pool] += amount
    pools = sorted(by_pool)
    now: dict[tuple[str, str], int] = {}
    for pool, cents in zip(pools, rounded(int(total), [by_pool[pool] for pool in pools], pools), strict=True):
        now |= _of_pool(pool, cents, sums, months[-1], known)
    changes = {line: now.get(line, 0) - known.get(line, 0) for line in now.keys() | known.keys()}
    return {line: cents for line, cents in sorted(changes.items()) if cents}


def rounded(total: int, exact: Sequence[Fraction], names: Sequence[str]) -> list[int]:
    """Whole numbers that add up to `total`: cut towards zero, what is left goes to the largest remainders.

    Ties: the larger amount, then the name. What is exactly zero stays zero, unless nothing else is there.
    """
    cut = [int(each) for each in exact]
    left = total - sum(cut)
    step = 1 if left > 0 else -1
    ranked = sorted(
        (at for at in range(len(exact)) if exact[at]) if any(exact) else range(len(exact)),
        key=lambda at: (-step * (exact[at] - cut[at]), -abs(exact[at]), names[at]),
    )
    for place in range(abs(left)):
        cut[ranked[place % len(ranked)]] += step
    return cut


def _summed(months: Sequence[Lines]) -> dict[tuple[str, str], Fraction]:
    sums: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for lines in months:
        for line, amount in lines.items():
            sums[line] += amount
    return dict(sums)


def _of_pool(
    pool: str, cents: int, sums: Lines, month: Lines, known: Mapping[tuple[str, str], int]
) -> dict[tuple[str, str], int]:
    mine = [line for line in sums if line[0] == pool]
    active = sorted(line for line in mine if month.get(line)) or sorted(mine)
    kept = {line: known.get(line, 0) for line in mine if line not in set(active)}
    rest = cents - sum(kept.values())
    return kept | dict(
        zip(active, rounded(rest, [sums[line] for line in active], [to for _, to in active]), strict=True)
    )
