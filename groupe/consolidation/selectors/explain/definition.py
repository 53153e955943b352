"""What a figure is: its formula as the catalogue writes it, what that expands to, and since when it holds."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from establishments.catalogue import Derived, Indicator, Measure, catalogue
from establishments.catalogue.formula import Expr, codes_of, parameters_of
from establishments.models import Threshold
from groupe.consolidation.engine.plan import current_plan, written

Item = Indicator | Measure | Derived


@dataclass(frozen=True)
class Usual:
    """The usual range of an indicator on a day; `since` where the group has set it, else the catalogue's."""

    low: Decimal | None
    high: Decimal | None
    since: dt.date | None
    until: dt.date | None


@dataclass(frozen=True)
class InForce:
    """A dated parameter: its value on the day, and the day that it holds from."""

    code: str
    label: str
    value: Fraction
    since: dt.date


@dataclass(frozen=True)
class Definition:
    """`catalogue` is the fingerprint of every formula, `own` that of this code with all that it is made of.

    `derived` are the computed measures that the formula names, and those that they name in turn; `operands` the
    entered ones that remain.
    """

    item: Item
    catalogue: str
    own: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    derived: tuple[Derived, ...]
    operands: tuple[Measure, ...]
    parameters: tuple[InForce, ...]
    usual: Usual | None

    @property
    def factor(self) -> int:
        return self.item.factor if isinstance(self.item, Indicator) else 1

    @property
    def numerator(self) -> str:
        """As the catalogue writes it; an entered measure is its own."""
        if isinstance(self.item, Indicator):
            return self.item.numerator
        return self.item.formula if isinstance(self.item, Derived) else self.item.code

    @property
    def denominator(self) -> str | None:
        return self.item.denominator if isinstance(self.item, Indicator) else None


def definition_of(code: str, day: dt.date) -> Definition:
    """The definition in force on a day; KeyError for a code that the catalogue does not have."""
    source, plan = catalogue(), current_plan()
    item = source.code(code)
    derived = tuple(_expanded(item))
    operands = tuple(_operands(item, derived))
    parts = [plan.code(each.code) for each in (item, *derived, *operands) if each.code in plan.measures or each is item]
    dated = [item, *operands] if isinstance(item, Measure) else list(operands)
    since = [each.valid_from for each in dated if isinstance(each, Measure) and each.valid_from]
    until = [each.valid_to for each in dated if isinstance(each, Measure) and each.valid_to]
    return Definition(
        item=item,
        catalogue=plan.fingerprint,
        own=hashlib.sha256("\n".join(map(written, parts)).encode()).hexdigest(),
        valid_from=max(since, default=None),
        valid_to=min(until, default=None),
        derived=derived,
        operands=operands,
        parameters=tuple(_parameters(item, derived, day)),
        usual=_usual(item, day) if isinstance(item, Indicator) else None,
    )


def _formulas(item: Item) -> list[Expr]:
    if isinstance(item, Indicator):
        return [item.num, *([item.den] if item.den else [])]
    return [item.expr] if isinstance(item, Derived) else []


def _named(item: Item) -> list[str]:
    """The codes that a formula names, those of the numerator first."""
    return [code for formula in _formulas(item) for code in sorted(codes_of(formula))]


def _expanded(item: Item) -> Iterator[Derived]:
    seen: set[str] = set()
    waiting = _named(item)
    while waiting:
        code = waiting.pop(0)
        if code in catalogue().derived and code not in seen:
            seen.add(code)
            yield catalogue().derived[code]
            waiting += _named(catalogue().derived[code])


def _operands(item: Item, derived: Iterable[Derived]) -> Iterator[Measure]:
    if isinstance(item, Measure):
        yield item
        return
    codes = [code for each in (item, *derived) for code in _named(each)]
    for code in dict.fromkeys(codes):
        if code in catalogue().measures:
            yield catalogue().measures[code]


def _parameters(item: Item, derived: Iterable[Derived], day: dt.date) -> Iterator[InForce]:
    formulas = [formula for each in (item, *derived) for formula in _formulas(each)]
    for code in sorted({name for formula in formulas for name in parameters_of(formula)}):
        parameter = catalogue().parameters[code]
        known = [(since, value) for since, value in parameter.values if since <= day]
        if known:
            yield InForce(code, parameter.label, known[-1][1], known[-1][0])


def _usual(item: Indicator, day: dt.date) -> Usual:
    row = Threshold.objects.on(day).filter(indicator=item.code).first()
    if row is None:
        return Usual(item.low, item.high, None, None)
    return Usual(row.low, row.high, row.valid_from, row.valid_to)
