"""Numbers as people type them, and integers in the smallest unit."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?: \d{3})*(?:[.,]\d+)?")
_PLAIN = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)")


def parse_number(text: str) -> Decimal:
    """`1 234,5`, `1234.5`, `1\u202f234,50` and `-3` as a Decimal; ValueError on anything else.

    A point or a comma is the decimal mark; groups are set apart by spaces only, three digits each, so that
    neither `1,234.5` nor `1.234,5` is guessed at.
    """
    cleaned = _SPACES.sub(" ", text.replace("\u2212", "-").strip())
    cleaned = re.sub(r"^([+-]) ", r"\1", cleaned)
    if not (_GROUPED.fullmatch(cleaned) or _PLAIN.fullmatch(cleaned)):
        raise ValueError(text)
    try:
        return Decimal(cleaned.replace(" ", "").replace(",", "."))
    except InvalidOperation as error:
        raise ValueError(text) from error


def to_units(value: Decimal | int, scale: int) -> int:
    """The value in units of 10**-scale; ValueError where it has more decimals."""
    scaled = Decimal(value).scaleb(scale)
    if scaled != scaled.to_integral_value():
        raise ValueError(value)
    return int(scaled)


def from_units(units: int, scale: int) -> Decimal:
    """The exact value of an integer in units of 10**-scale, with `scale` decimals."""
    return Decimal(units).scaleb(-scale)


def round_half_up(value: Fraction | int, digits: int) -> Decimal:
    """An exact fraction rounded half away from zero to `digits` decimals (semantics, rules 16 and 30).

    >>> round_half_up(Fraction(-5, 2), 0)
    Decimal('-3')
    """
    scaled, whole = value.numerator * 10**digits, value.denominator
    units = (abs(scaled) * 2 + whole) // (2 * whole)
    return Decimal(-units if scaled < 0 else units).scaleb(-digits)
