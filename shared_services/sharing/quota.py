"""The opposable head-office quota (CASF R314-87 to R314-94, domain.md section 6): pro rata to gross operating costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from groupe.kernel.numbers import round_half_up
from groupe.kernel.shares import split


@dataclass(frozen=True)
class Quota:
    """Cents by establishment, and the percentage of gross costs that they are."""

    cents: Mapping[str, int]
    percentage: Fraction


def by_category(total: int, bases: Mapping[str, int]) -> dict[str, int]:
    """The head-office cost of each category of activities, pro rata to gross costs for want of better evidence."""
    names = sorted(bases)
    return dict(zip(names, split(total, [bases[name] for name in names], names), strict=True))


def quotas(bases: Mapping[str, int], *, total: int | None = None, percentage: Fraction | None = None) -> Quota:
    """Pro rata to the gross costs (cents) of a whole, or a single percentage of each; one of both is given."""
    if (total is None) == (percentage is None):
        raise ValueError("either a total or a percentage")
    names = sorted(bases)
    if total is not None:
        cents = split(total, [bases[name] for name in names], names)
        return Quota(dict(zip(names, cents, strict=True)), Fraction(total, sum(bases.values())))
    rate = percentage or Fraction(0)
    return Quota({name: int(round_half_up(bases[name] * rate, 0)) for name in names}, rate)
