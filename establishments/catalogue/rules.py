"""The rules of a monthly report, over what was typed (semantics, rules 3, 4 and 31)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Literal

from establishments.catalogue.formula import Bin, Call, Compare, Condition, Expr, Logic, Neg, Num, Ref, codes_of
from establishments.catalogue.items import Rule
from establishments.catalogue.loader import Catalogue

Values = Mapping[str, Decimal | Literal["na"]]


@dataclass(frozen=True)
class Month:
    """What a rule may ask of the site-month besides its values.

    `places` gives place-days by capacity, from dated authorisations; `previous` the values of the month before,
    None where they are not known; in the month of entry `PREV` is 0 and `taken` the people taken over.
    """

    days: int
    places: Mapping[str, int] = field(default_factory=dict)
    previous: Values | None = None
    entry: bool = False
    taken: Decimal | None = None


@dataclass(frozen=True)
class Broken:
    """A rule that does not hold, and the measures that it is about."""

    code: str
    level: Literal["E", "W"]
    message: str
    measures: tuple[str, ...]


class _Waits(Exception):
    """An operand is missing: the rule waits."""


def broken_rules(catalogue: Catalogue, kind: str, values: Values, month: Month) -> list[Broken]:
    """The rules of this kind that what was typed breaks."""
    return [
        Broken(rule.code, rule.level, rule.message, _subjects(rule, catalogue))
        for rule in rules_of(catalogue, kind)
        if holds(rule.condition, catalogue, values, month) is False
    ]


@cache
def rules_of(catalogue: Catalogue, kind: str) -> tuple[Rule, ...]:
    """The rules all of whose measures are on the kind's form."""
    return tuple(rule for rule in catalogue.rules.values() if kind in catalogue.kinds_with(_named(rule, catalogue)))


def holds(condition: Condition, catalogue: Catalogue, values: Values, month: Month) -> bool | None:
    """None where a missing operand makes the rule wait."""
    try:
        return _Reader(catalogue, values, month).truth(condition)
    except _Waits:
        return None


def month_value(expr: Expr, catalogue: Catalogue, values: Values, month: Month) -> Fraction | None:
    """What a formula says of this month alone; None where an operand is missing or a divisor is 0."""
    try:
        return _Reader(catalogue, values, month).value(expr)
    except _Waits:
        return None


def _named(rule: Rule, catalogue: Catalogue) -> frozenset[str]:
    return frozenset(code for code in codes_of(rule.condition) if code != "ACC_TAKEN")


def _subjects(rule: Rule, catalogue: Catalogue) -> tuple[str, ...]:
    return tuple(code for code in sorted(_named(rule, catalogue)) if code in catalogue.measures)


class _Reader:
    def __init__(self, catalogue: Catalogue, values: Values, month: Month) -> None:
        self.catalogue, self.values, self.month = catalogue, values, month

    def truth(self, condition: Condition) -> bool:
        if isinstance(condition, Compare):
            one, two = self.value(condition.left), self.value(condition.right)
            return {
                "<": one < two, "<=": one <= two, ">": one > two, ">=": one >= two, "==": one == two, "!=": one != two,
            }[condition.op]  # fmt: skip
        return self._logic(condition)

    def _logic(self, condition: Logic) -> bool:
        if condition.op == "not":
            return not self.truth(condition.parts[0])
        decisive = condition.op == "or"
        waits = False
        for part in condition.parts:
            try:
                if self.truth(part) is decisive:
                    return decisive
            except _Waits:
                waits = True
        if waits:
            raise _Waits
        return not decisive

    def value(self, expr: Expr) -> Fraction:
        match expr:
            case Num(value=value):
                return value
            case Ref(code=code):
                return self._code(code)
            case Neg(operand=operand):
                return -self.value(operand)
            case Bin(op=op, left=left, right=right):
                return self._operation(op, self.value(left), self.value(right))
            case Call(name="LAST", args=(stock,)):
                return self.value(stock)
            case Call(name="OPENING" | "PARAM"):
                raise _Waits
            case Call(name=name, args=args):
                return self._call(name, [arg.code for arg in args if isinstance(arg, Ref)])
        raise _Waits

    def _operation(self, op: str, one: Fraction, two: Fraction) -> Fraction:
        if op == "/":
            if not two:
                raise _Waits
            return one / two
        return {"+": one + two, "-": one - two, "*": one * two}[op]

    def _code(self, code: str) -> Fraction:
        if code == "JM":
            return Fraction(self.month.days)
        if code == "ACC_TAKEN":
            return self._taken()
        if code in self.catalogue.derived:
            return self.value(self.catalogue.derived[code].expr)
        typed = self.values.get(code)
        if typed == "na":
            return Fraction(0)
        if typed is None:
            return self._blank(code)
        return Fraction(typed)

    def _taken(self) -> Fraction:
        if not self.month.entry:
            return Fraction(0)
        if self.month.taken is None:
            raise _Waits
        return Fraction(self.month.taken)

    def _blank(self, code: str) -> Fraction:
        """A blank C counts 0 while its capacity is not used; what the group added on its own (source D) counts 0."""
        measure = self.catalogue.measures[code]
        if measure.source == "D" or (measure.required == "C" and not self._used(measure.capacity)):
            return Fraction(0)
        raise _Waits

    def _used(self, capacity: str | None) -> bool:
        return bool(capacity) and bool(self._places(capacity or ""))

    def _places(self, capacity: str) -> int | None:
        if capacity in self.month.places:
            return self.month.places[capacity]
        typed = self.values.get(capacity)
        return None if typed is None or typed == "na" else int(typed) * self.month.days

    def _call(self, name: str, codes: list[str]) -> Fraction:
        if name == "PREV":
            return self._previous(codes[0])
        places = self._places(codes[0])
        if places is None:
            if self.catalogue.measures[codes[0]].required == "C":
                return Fraction(0)
            raise _Waits
        if name == "OPEN":
            count = self._code(codes[1]) if places else Fraction(0)
            return count * places / self.month.days if self.month.days else Fraction(0)
        return Fraction(places)

    def _previous(self, code: str) -> Fraction:
        if self.month.entry:
            return Fraction(0)
        typed = None if self.month.previous is None else self.month.previous.get(code)
        if typed is None or typed == "na":
            raise _Waits
        return Fraction(typed)
