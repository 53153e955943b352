"""A whole shared by keys, to the last unit."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def split(total: int, keys: Sequence[Fraction | int], names: Sequence[str] | None = None) -> list[int]:
    """`total` units (cents) shared in proportion to `keys`, by largest remainder (domain.md, section 6).

    Each share is cut to the unit below, and the units that remain go to the largest remainders; ties: the larger key,
    then the name, then the place. A zero key never receives a unit; a negative total mirrors the positive one. The
    shares add up to the total. Raises ValueError where a key is negative, or where no key is above zero: an equal
    split would be an invention.

    >>> split(10_000, [1, 1, 1])
    [3334, 3333, 3333]
    """
    if any(key < 0 for key in keys):
        raise ValueError("a key is negative")
    whole = sum((Fraction(key) for key in keys), Fraction(0))
    if not whole:
        raise ValueError("no key is above zero")
    if total < 0:
        return [-share for share in split(-total, keys, names)]
    exact = [total * Fraction(key) / whole for key in keys]
    shares = [int(share) for share in exact]
    called = names or [""] * len(keys)
    ranked = sorted(range(len(keys)), key=lambda at: (shares[at] - exact[at], -keys[at], called[at], at))
    for at in ranked[: total - sum(shares)]:
        shares[at] += 1
    return shares
