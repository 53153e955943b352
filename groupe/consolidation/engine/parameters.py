"""Derived flows that use dated parameters (emission factors)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from establishments.catalogue.formula import Bin, Call, Expr, Num, Ref
from groupe.consolidation.engine.structure import Ints
from groupe.consolidation.engine.terms import constant
from groupe.kernel.numbers import round_half_up

if TYPE_CHECKING:
    from groupe.consolidation.engine.inputs import Inputs


def computed_flow(inputs: Inputs, code: str) -> tuple[Ints, Ints]:
    """(value in 0.01, state) of a sum of measures times parameters; a month without its parameter is lacking."""
    from groupe.consolidation.engine.inputs import BLANK, LACKING, PRESENT

    derived = inputs.catalogue.derived[code]
    terms = _terms(derived.expr)
    shape = inputs.level.shape
    lacking, some = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    value = np.zeros(shape, dtype=np.int64)
    exact = np.zeros(shape, dtype=object)
    exact[:] = Fraction(0)
    for measure, parameter, factor in terms:
        amount, state, _level = inputs.measure(measure)
        unit = Fraction(1, 10 ** inputs.catalogue.measures[measure].scale)
        factors = [_factor(inputs, parameter, column) for column in range(inputs.columns)]
        known = np.array([each is not None for each in factors])
        lacking |= (state == LACKING) | ~known
        some |= state != BLANK
        worth = np.array([(each or Fraction(0)) * factor * unit for each in factors], dtype=object)
        exact = exact + amount.astype(object) * worth
    for place in zip(*np.nonzero(value == 0), strict=True):
        value[place] = int(round_half_up(exact[place], 2).scaleb(2))
    return value, np.where(lacking | ~some, LACKING, PRESENT)


def _factor(inputs: Inputs, parameter: str, column: int) -> Fraction | None:
    return inputs.parameters[parameter][column] if parameter else Fraction(1)


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
