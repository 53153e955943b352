"""Exact amounts of months as whole cents that add up to the rounded year."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from acquisitions.valuation.kinds import YEAR
from groupe.kernel.numbers import round_half_up


def cents(value: Fraction) -> int:
    """Rounded half away from zero."""
    return int(round_half_up(value, 0))


def cut_years(amounts: Sequence[Fraction]) -> list[int]:
    """Each run of twelve months apart."""
    return [share for at in range(0, len(amounts), YEAR) for share in cut(amounts[at : at + YEAR])]


def cut(amounts: Sequence[Fraction]) -> list[int]:
    """The rounded sum, by largest remainder; amounts of both signs, as a month of credit notes has.

    Ties: the larger amount, then the earlier one.

    >>> cut([Fraction(10, 3), Fraction(10, 3), Fraction(10, 3)])
    [4, 3, 3]
    >>> cut([Fraction(-1, 2), Fraction(0), Fraction(1)])
    [0, 0, 1]
    """
    whole = cents(sum(amounts, Fraction(0)))
    mirrored = whole < 0
    exact = [-amount for amount in amounts] if mirrored else list(amounts)
    shares = [amount.numerator // amount.denominator for amount in exact]
    ranked = sorted(range(len(exact)), key=lambda at: (shares[at] - exact[at], -exact[at], at))
    for at in ranked[: abs(whole) - sum(shares)]:
        shares[at] += 1
    return [-share for share in shares] if mirrored else shares
