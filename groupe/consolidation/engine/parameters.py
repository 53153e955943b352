"""Derived flows that use dated parameters (emission factors)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from establishments.catalogue.formula import Bin, Call, Expr, Num, Ref
from groupe.consolidation.engine.structure import Flags, Ints, half_up
from groupe.consolidation.engine.terms import constant

if TYPE_CHECKING:
    from groupe.consolidation.engine.inputs import Inputs

Factors = Sequence[Fraction | None]


def computed_flow(inputs: Inputs, code: str) -> tuple[Ints, Ints]:
    """(value in 0.01, state) of a sum of measures times parameters; a month without its parameter is lacking."""
    from groupe.consolidation.engine.inputs import BLANK, LACKING, PRESENT

    derived = inputs.catalogue.derived[code]
    shape = inputs.level.shape
    lacking, some = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    amounts, factors, scales = [], [], []
    for measure, parameter, factor in _terms(derived.expr):
        amount, state, _level = inputs.measure(measure)
        known = _factors(inputs, parameter)
        lacking |= (state == LACKING) | np.array([each is None for each in known])
        some |= state != BLANK
        amounts.append(amount)
        factors.append(known)
        scales.append(factor * 100 / 10 ** inputs.catalogue.measures[measure].scale)
    value = np.zeros(shape, dtype=np.int64)
    used = np.logical_or.reduce(some, axis=0)
    for months, each in _alike(factors, used):
        worths = [(one or Fraction(0)) * scale for one, scale in zip(each, scales, strict=True)]
        value[:, months] = _rounded([amount[:, months] for amount in amounts], worths)
    return value, np.where(lacking | ~some, LACKING, PRESENT)


def _alike(factors: Sequence[Factors], used: Flags) -> Iterable[tuple[list[int], tuple[Fraction | None, ...]]]:
    """The months in use that have the same parameters, and these; a parameter holds for years."""
    months: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for column, each in enumerate(zip(*factors, strict=True)):
        if used[column]:
            months[tuple(map(id, each))].append(column)
    return ((columns, tuple(each[columns[0]] for each in factors)) for columns in months.values())


def _rounded(amounts: Sequence[Ints], worths: Sequence[Fraction]) -> Ints:
    """The sum of amounts times exact worths, rounded half-up once (rule 9); refused beyond 64 bits."""
    below = math.lcm(*(worth.denominator for worth in worths))
    above = [int(worth * below) for worth in worths]
    largest = sum(int(np.abs(each).max(initial=0)) * abs(factor) for each, factor in zip(amounts, above, strict=True))
    if 2 * largest + below >= 2**63:
        raise ArithmeticError("computed flow")
    return half_up(sum((each * factor for each, factor in zip(amounts, above, strict=True)), amounts[0] * 0), below)


def _factors(inputs: Inputs, parameter: str) -> Factors:
    """By month."""
    return inputs.parameters[parameter] if parameter else [Fraction(1)] * inputs.columns


def _terms(expression: Expr) -> list[tuple[str, str, Fraction]]:
    """(measure, parameter or "", factor) of each term."""
    match expression:
        case Bin(op="+", left=left, right=right):
            return _terms(left) + _terms(right)
        case Bin(op="*", left=left, right=right):
            return _term(left, right)
        case Ref(code=code):
            return [(code, "", Fraction(1))]
    raise ValueError(f"not a sum of measures times parameters: {expression}")


def _term(left: Expr, right: Expr) -> list[tuple[str, str, Fraction]]:
    for one, other in ((left, right), (right, left)):
        if isinstance(other, Call) and other.name == "PARAM" and isinstance(other.args[0], Ref):
            return [(code, other.args[0].code, factor) for code, _none, factor in _terms(one)]
        if isinstance(other, Num):
            return [(code, name, factor * constant(other)) for code, name, factor in _terms(one)]
    raise ValueError("a parameter multiplies one measure")
