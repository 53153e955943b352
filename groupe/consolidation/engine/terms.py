"""Formulas as sums of terms: what a side of an indicator adds up, and in which unit.

Every formula of the catalogue is linear in *atoms*: reported flows and stocks, day-built products and opening
records. Constants are multiplied out, so that a side is an integer over `10**scale * divisor` (semantics, rule 9).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal

from establishments.catalogue import Catalogue
from establishments.catalogue.formula import Bin, Call, Expr, Neg, Num, Ref

AtomKind = Literal["flow", "stock", "per_day", "days", "open", "opening", "owned"]


@dataclass(frozen=True)
class Atom:
    """What a term counts: `code` (and, for openings, their `count`)."""

    kind: AtomKind
    code: str
    count: str = ""


@dataclass(frozen=True)
class Side:
    """sum(factor x atom) / (divisor x 10**scale)."""

    terms: tuple[tuple[Atom, int], ...]
    scale: int
    divisor: int

    @cached_property
    def unit(self) -> Fraction:
        """What one stored unit is worth."""
        return Fraction(1, 10**self.scale * self.divisor)

    def only(self, *, stocks: bool) -> tuple[tuple[Atom, int], ...]:
        """The terms taken at the end of the window, or those added over its months."""
        return tuple((atom, factor) for atom, factor in self.terms if (atom.kind == "stock") == stocks)


def side_of(expression: Expr, catalogue: Catalogue, *, scale: int | None = None) -> Side:
    """The side of a formula; `scale` asks for a unit of 10**-scale exactly (a derived measure)."""
    linear = _linear(expression, catalogue, last=False)
    own = max((_atom_scale(atom, catalogue) for atom in linear), default=0)
    wanted = own if scale is None else scale
    scaled = {atom: factor * Fraction(10) ** (wanted - _atom_scale(atom, catalogue)) for atom, factor in linear.items()}
    divisor = math.lcm(*(factor.denominator for factor in scaled.values())) if scaled else 1
    terms = tuple((atom, int(factor * divisor)) for atom, factor in scaled.items() if factor)
    return Side(terms, wanted, divisor)


def _atom_scale(atom: Atom, catalogue: Catalogue) -> int:
    if atom.kind == "open":
        return 2
    if atom.kind in {"days", "owned"}:
        return 0
    item = catalogue.measures.get(atom.code) or catalogue.derived[atom.code]
    return item.scale


def needs_parameter(expression: Expr) -> bool:
    """Whether a formula uses a dated parameter: it is then rounded once, in the cell."""
    match expression:
        case Call(name="PARAM"):
            return True
        case Call(args=args):
            return any(needs_parameter(arg) for arg in args)
        case Bin(left=left, right=right):
            return needs_parameter(left) or needs_parameter(right)
        case Neg(operand=operand):
            return needs_parameter(operand)
    return False


def _linear(expression: Expr, catalogue: Catalogue, *, last: bool) -> dict[Atom, Fraction]:
    match expression:
        case Ref(code=code):
            return _reference(code, catalogue, last=last)
        case Call(name=name, args=args):
            return _call(name, args, catalogue)
        case Neg(operand=operand):
            return {atom: -factor for atom, factor in _linear(operand, catalogue, last=last).items()}
        case Bin(op="+" | "-" as op, left=left, right=right):
            sign = 1 if op == "+" else -1
            total = dict(_linear(left, catalogue, last=last))
            for atom, factor in _linear(right, catalogue, last=last).items():
                total[atom] = total.get(atom, Fraction(0)) + sign * factor
            return total
        case Bin(op="*", left=left, right=right):
            return _product(left, right, catalogue, last=last)
        case Bin(op="/", left=left, right=right):
            divisor = constant(right)
            return {atom: factor / divisor for atom, factor in _linear(left, catalogue, last=last).items()}
    raise ValueError(f"not a sum of terms: {expression}")


def _reference(code: str, catalogue: Catalogue, *, last: bool) -> dict[Atom, Fraction]:
    if code == "JM":
        return {Atom("owned", "JM"): Fraction(1)}
    if code in catalogue.derived:
        derived = catalogue.derived[code]
        if needs_parameter(derived.expr):
            return {Atom("flow", code): Fraction(1)}
        return _linear(derived.expr, catalogue, last=last or derived.time == "LAST")
    stock = last or catalogue.measures[code].time == "LAST"
    return {Atom("stock" if stock else "flow", code): Fraction(1)}


def _call(name: str, args: tuple[Expr, ...], catalogue: Catalogue) -> dict[Atom, Fraction]:
    if name == "LAST":
        return _linear(args[0], catalogue, last=True)
    codes = [arg.code for arg in args if isinstance(arg, Ref)]
    kinds: Mapping[str, AtomKind] = {"DAYS": "days", "OPEN": "open", "OPENING": "opening"}
    if name not in kinds:
        raise ValueError(f"{name} cannot be added up over establishments")
    return {Atom(kinds[name], *codes): Fraction(1)}


def _product(left: Expr, right: Expr, catalogue: Catalogue, *, last: bool) -> dict[Atom, Fraction]:
    for factor, other in ((left, right), (right, left)):
        if isinstance(factor, Ref) and factor.code == "JM":
            return {_per_day(atom): times for atom, times in _linear(other, catalogue, last=False).items()}
        if _is_constant(factor):
            times = constant(factor)
            return {atom: each * times for atom, each in _linear(other, catalogue, last=last).items()}
    raise ValueError("a product of two measures cannot be added up over establishments")


def _per_day(atom: Atom) -> Atom:
    return Atom("per_day", atom.code)


def _is_constant(expression: Expr) -> bool:
    match expression:
        case Num():
            return True
        case Neg(operand=operand):
            return _is_constant(operand)
        case Bin(left=left, right=right):
            return _is_constant(left) and _is_constant(right)
    return False


def constant(expression: Expr) -> Fraction:
    """The value of an expression without any name."""
    match expression:
        case Num(value=value):
            return Fraction(value)
        case Neg(operand=operand):
            return -constant(operand)
        case Bin(op=op, left=left, right=right):
            one, two = constant(left), constant(right)
            return {"+": one + two, "-": one - two, "*": one * two}[op] if op != "/" else one / two
    raise ValueError(f"not a constant: {expression}")
