"""From fractions to cents, so that months add up to the year: what is charged is the growth of a rounded sum."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias

Amount: TypeAlias = int | Fraction
Lines: TypeAlias = Mapping[tuple[str, str], Amount]


def twelfths(total: int) -> list[int]:
    """A year's cents by month: the sum since January is cut to the cent, and December makes it whole."""
    upto = [abs(total) * month // 12 for month in range(13)]
    sign = 1 if total >= 0 else -1
    return [sign * (later - sooner) for sooner, later in pairwise(upto)]


def charge(
    months: Sequence[Lines], charged: Mapping[tuple[str, str], int] | None = None, *, unit: int = 1
) -> dict[tuple[str, str], int]:
    """Cents of the last of `months`, which begin in January; `charged` is what the months before were charged.

    Amounts are cents, or whole numbers of which `unit` make a cent.

    The exact sums since January are cut to the cent by largest remainder, first over pools, so that they add up to
    what all of them cost, then over the sites of each; the month gets what is not charged yet (domain.md, section 6).
    Who has no key in the month keeps what was charged. What is charged adds up to the month's cost.
    """
    known, sums = dict(charged or {}), _summed(months)
    total = sum(sums.values())
    if total % unit:
        raise ValueError("the costs of the pools are not whole cents")
    lines: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for line in sorted(sums):
        lines[line[0]].append(line)
    whole = [sum(sums[line] for line in mine) for mine in lines.values()]
    now: dict[tuple[str, str], int] = {}
    for mine, cents in zip(lines.values(), rounded(int(total // unit), whole, list(lines), unit=unit), strict=True):
        now |= _of_pool(mine, cents, sums, months[-1], known, unit)
    changes = {line: now.get(line, 0) - known.get(line, 0) for line in now.keys() | known.keys()}
    return {line: cents for line, cents in sorted(changes.items()) if cents}


def rounded(total: int, exact: Sequence[Amount], names: Sequence[str], *, unit: int = 1) -> list[int]:
    """Whole numbers of units that add up to `total`: cut towards zero, what is left goes to the largest remainders.

    Ties: the larger amount, then the name. What is exactly zero stays zero, unless nothing else is there.
    """
    cut = [_cut(each, unit) for each in exact]
    left = total - sum(cut)
    step = 1 if left > 0 else -1
    ranked = sorted(
        (at for at in range(len(exact)) if exact[at]) if any(exact) else range(len(exact)),
        key=lambda at: (-step * (exact[at] - cut[at] * unit), -_size(exact[at]), names[at]),
    )
    for place in range(abs(left)):
        cut[ranked[place % len(ranked)]] += step
    return cut


def _size(amount: Amount) -> Amount:
    return amount if amount >= 0 else -amount


def _cut(amount: Amount, unit: int) -> int:
    """Towards zero."""
    whole = int(_size(amount) // unit)
    return whole if amount >= 0 else -whole


def _summed(months: Sequence[Lines]) -> dict[tuple[str, str], Amount]:
    sums: dict[tuple[str, str], Amount] = defaultdict(int)
    for lines in months:
        for line, amount in lines.items():
            sums[line] += amount
    return dict(sums)


def _of_pool(
    mine: Sequence[tuple[str, str]],
    cents: int,
    sums: Lines,
    month: Lines,
    known: Mapping[tuple[str, str], int],
    unit: int,
) -> dict[tuple[str, str], int]:
    """What the lines of a pool come to since January."""
    active = [line for line in mine if month.get(line)] or list(mine)
    kept = {line: known.get(line, 0) for line in mine if not month.get(line)} if len(active) < len(mine) else {}
    rest = cents - sum(kept.values())
    shares = rounded(rest, [sums[line] for line in active], [to for _pool, to in active], unit=unit)
    return kept | dict(zip(active, shares, strict=True))
