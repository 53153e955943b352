"""A catalogue that contradicts itself is refused: unknown names, cycles, sums of unlike units, shared positions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error

from establishments.catalogue import catalogue as current
from establishments.catalogue.formula import Bin, Call, Expr, Neg, Ref, codes_of, parameters_of
from establishments.catalogue.loader import Catalogue


def problems(catalogue: Catalogue) -> list[str]:
    """Every contradiction, each naming the entry; empty for a sound catalogue."""
    return [
        *_positions(catalogue),
        *_names(catalogue),
        *_units(catalogue),
        *(f"{m.code}: on no kind's form" for m in catalogue.measures.values() if not m.kinds),
        *_activities(catalogue),
        *_eliminations(catalogue),
    ]


def check_catalogue(**_: Any) -> list[CheckMessage]:
    """For `manage.py check`, and whatever starts the product."""
    return [Error(problem, id="establishments.E001") for problem in problems(current())]


def _positions(catalogue: Catalogue) -> Iterator[str]:
    taken: dict[tuple[str, int], str] = {}
    for measure in catalogue.measures.values():
        place = measure.file, measure.position
        if place in taken:
            yield f"{measure.code}: position {measure.position} of {measure.file} belongs to {taken[place]}"
        taken[place] = measure.code
        if measure.capacity and measure.capacity not in catalogue.measures:
            yield f"{measure.code}: unknown capacity {measure.capacity}"
        if measure.minimum > measure.maximum:
            yield f"{measure.code}: min above max"


def _activities(catalogue: Catalogue) -> Iterator[str]:
    """What a kind delivers is a flow that adds up over establishments, and is on its form."""
    for kind in catalogue.kinds.values():
        for code in kind.activity:
            item = catalogue.measures.get(code) or catalogue.derived.get(code)
            if item is None or kind.code not in item.kinds or item.time != "SUM":
                yield f"{kind.code}: activity {code} is not a flow on its form"


def _eliminations(catalogue: Catalogue) -> Iterator[str]:
    """Each account takes amounts of money out of flows that are entered."""
    for elimination in catalogue.eliminations.values():
        for code in sorted(elimination.measures):
            item = catalogue.measures.get(code)
            if item is None or item.unit != "EUR" or (item.time, item.sites) != ("SUM", "SUM"):
                yield f"{elimination.code}: {code} is no amount that adds up"
        unknown = elimination.from_kind.keys() - catalogue.kinds.keys()
        yield from (f"{elimination.code}: unknown kind {kind}" for kind in sorted(unknown))
    for code in sorted(catalogue.after):
        if code not in catalogue.indicators or catalogue.indicators[code].windowed:
            yield f"{code}: no indicator that is shown after elimination"


def _formulas(catalogue: Catalogue) -> Iterator[tuple[str, Expr]]:
    for derived in catalogue.derived.values():
        yield derived.code, derived.expr
    for indicator in catalogue.indicators.values():
        yield indicator.code, indicator.num
        if indicator.den:
            yield indicator.code, indicator.den


def _names(catalogue: Catalogue) -> Iterator[str]:
    known = catalogue.measures.keys() | catalogue.derived.keys()
    for code, expr in _formulas(catalogue):
        yield from (f"{code}: unknown measure {name}" for name in sorted(codes_of(expr) - known))
        unknown = parameters_of(expr) - catalogue.parameters.keys()
        yield from (f"{code}: unknown parameter {name}" for name in sorted(unknown))


def _units(catalogue: Catalogue) -> Iterator[str]:
    for code, expr in _formulas(catalogue):
        try:
            unit_of(expr, catalogue)
        except ValueError as error:
            yield f"{code}: {error}"


def unit_of(expr: Expr, catalogue: Catalogue) -> str | None:
    """The unit of a formula, or None where a product makes a new one; ValueError on a sum of unlike units."""
    match expr:
        case Ref(code="JM"):
            return "day"
        case Ref(code=code):
            return catalogue.code(code).unit
        case Call(name="LAST" | "PREV" | "OPENING", args=(arg,)):
            return unit_of(arg, catalogue)
        case Neg(operand=operand):
            return unit_of(operand, catalogue)
        case Bin(op="+" | "-", left=left, right=right):
            one, two = unit_of(left, catalogue), unit_of(right, catalogue)
            if one and two and one != two:
                raise ValueError(f"adds {one} and {two}")
            return one or two
        case Bin(op="*" | "/", left=left, right=right):
            factors = (left, right)
            units = [unit for unit in (unit_of(each, catalogue) for each in factors) if unit]
            converted = any(isinstance(each, Call) for each in factors)
            return units[0] if len(units) == 1 and not converted else None
    return None
