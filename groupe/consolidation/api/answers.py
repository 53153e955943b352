"""Figures as the API writes them: strings with two decimals for money, six for all else (semantics, rule 30)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any, Final

from rest_framework import serializers

from establishments.catalogue import Indicator, catalogue
from groupe.consolidation.selectors import Bridge, Child, Figure, Freshness, Series
from groupe.consolidation.selectors.eliminations import Party
from groupe.kernel.numbers import round_half_up
from groupe.kernel.periods import Window, is_complete

DIGITS: Final = 6
MONEY_DIGITS: Final = 2


def decimal(code: str, value: Fraction | None) -> str | None:
    """Half away from zero."""
    return None if value is None else f"{round_half_up(value, decimals_of(code)):f}"


def money(value: Fraction | None) -> str | None:
    return None if value is None else f"{round_half_up(value, MONEY_DIGITS):f}"


def exact(value: Fraction | None) -> str | None:
    """All of its decimals: the sides of figures have a few at most."""
    if value is None:
        return None
    digits = 0
    while 10**digits % value.denominator:
        digits += 1
    return f"{round_half_up(value, digits):f}"


def decimals_of(code: str) -> int:
    item = catalogue().code(code)
    return MONEY_DIGITS if item.unit == "EUR" and not isinstance(item, Indicator) else DIGITS


# A figure before and after elimination; None where it has no such thing.
Beside = Callable[[Series], Sequence[tuple[Figure, Figure] | None]]


def figure_rows(found: Iterable[Series], window: Window, beside: Beside) -> Iterator[dict[str, Any]]:
    """A row per code and last month of each window; calendar quarters and years where completed."""
    for each in found:
        before: Sequence[Figure | None] = each.compare or [None] * len(each.figures)
        for figure, compared, both in zip(each.figures, before, beside(each), strict=True):
            if is_complete(window, figure.period):
                yield {**_row(figure, compared), **({"eliminations": eliminated(*both)} if both else {})}


def eliminated(before: Figure, after: Figure) -> dict[str, str | None]:
    """What is taken out, between both; of a rate, by how much it differs."""
    taken = None if before.value is None or after.value is None else before.value - after.value
    return {
        "before": decimal(before.code, before.value),
        "eliminated": decimal(before.code, taken),
        "after": decimal(after.code, after.value),
    }


def _row(figure: Figure, compared: Figure | None) -> dict[str, Any]:
    return {
        "code": figure.code,
        "period": str(figure.period),
        "value": decimal(figure.code, figure.value),
        "numerator": decimal(figure.code, figure.numerator),
        "denominator": decimal(figure.code, figure.denominator),
        "coverage": {
            "expected": figure.coverage.expected,
            "reported": figure.coverage.reported,
            "validated": figure.coverage.validated,
        },
        "compare": None if compared is None else _compare(figure, compared.value),
    }


def _compare(figure: Figure, before: Fraction | None) -> dict[str, str | None]:
    delta = None if figure.value is None or before is None else figure.value - before
    return {"value": decimal(figure.code, before), "delta": decimal(figure.code, delta)}


def child_rows(found: Iterable[Child]) -> list[dict[str, Any]]:
    return [
        {
            "scope": child.scope,
            "label": child.label,
            "values": {code: decimal(code, figure.value) for code, figure in child.figures.items()},
        }
        for child in found
    ]


def bridge_row(found: Bridge) -> dict[str, Any]:
    """Amounts in the measure's decimals, growths as fractions with six."""

    def amount(name: str) -> str | None:
        return decimal(found.measure, getattr(found, name))

    def growth(value: Fraction | None) -> str | None:
        return None if value is None else f"{round_half_up(value, DIGITS):f}"

    return {
        "scope": found.scope,
        "measure": found.measure,
        "from": str(found.first),
        "to": str(found.last),
        **{name: amount(name) for name in ("previous", "entries", "exits", "method", "organic", "current")},
        "growth_published": growth(found.growth_published),
        "growth_like_for_like": growth(found.growth_like_for_like),
        "organic_detail": {name: amount(name) for name in ("not_reported", "capacity", "volume", "price")},
    }


def party(end: Party, *, sites: bool) -> dict[str, Any]:
    """An end of a flow; single establishments for those alone who read them."""
    return {"entity": end.entity, "name": end.entity_name, "establishment": (end.site or None) if sites else None}


def stamp(now: Freshness, known_at: dt.datetime | None = None) -> dict[str, Any]:
    """Which state of the figures answered: the generation grows with each fold; the instant asked for, else theirs."""
    as_of = known_at or now.folded_at
    return {"generation": now.generation, "as_of": as_of.isoformat() if as_of else None}


class CoverageSerializer(serializers.Serializer[Any]):
    """Site-months of the kinds that have the figure."""

    expected = serializers.IntegerField()
    reported = serializers.IntegerField()
    validated = serializers.IntegerField()


class Amount(serializers.DecimalField):
    def __init__(self) -> None:
        super().__init__(max_digits=None, decimal_places=DIGITS, allow_null=True)


class PartySerializer(serializers.Serializer[Any]):
    """An entity, and one of its establishments where the flow names it."""

    entity = serializers.CharField()
    name = serializers.CharField()
    establishment = serializers.CharField(allow_null=True)


class Eliminated(serializers.Serializer[Any]):
    """Of sums of euros and of the rates that are read after elimination, on the current perimeter."""

    before = Amount()
    eliminated = Amount()
    after = Amount()


class _Compare(serializers.Serializer[Any]):
    value = Amount()
    delta = Amount()


class _Figure(serializers.Serializer[Any]):
    code = serializers.CharField()
    period = serializers.RegexField(r"^\d{4}-\d{2}$")
    value = Amount()
    numerator = Amount()
    denominator = Amount()
    coverage = CoverageSerializer()
    compare = _Compare(allow_null=True)
    eliminations = Eliminated(required=False)


class StampedSerializer(serializers.Serializer[Any]):
    """Which state of the figures answered."""

    scope = serializers.CharField()
    window = serializers.CharField()
    generation = serializers.IntegerField()
    as_of = serializers.DateTimeField(allow_null=True)


class FiguresSerializer(StampedSerializer):
    """The schema of `/consolidation/`."""

    perimeter = serializers.CharField()
    view = serializers.CharField()
    results = _Figure(many=True)


class _OrganicDetail(serializers.Serializer[Any]):
    """What organic is made of; volume and price are null where nothing delivered compares."""

    not_reported = Amount()
    capacity = Amount()
    volume = Amount()
    price = Amount()


class BridgeSerializer(serializers.Serializer[Any]):
    """The schema of `/consolidation/bridge/`: previous + entries + exits + method + organic = current."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """`from` is a keyword of Python: it cannot be declared."""
        return {**super().get_fields(), "from": serializers.CharField(), "to": serializers.CharField()}

    scope = serializers.CharField()
    measure = serializers.CharField()
    previous = Amount()
    entries = Amount()
    exits = Amount()
    method = Amount()
    organic = Amount()
    current = Amount()
    growth_published = Amount()
    growth_like_for_like = Amount()
    organic_detail = _OrganicDetail()
    view = serializers.CharField()
    generation = serializers.IntegerField()
    as_of = serializers.DateTimeField(allow_null=True)


class LabelledSerializer(serializers.Serializer[Any]):
    """With a `label`, which is an attribute of every serializer: it cannot be declared."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {**super().get_fields(), "label": serializers.CharField()}


class _Child(LabelledSerializer):
    scope = serializers.CharField()
    values = serializers.DictField(child=Amount())


class ChildrenSerializer(StampedSerializer):
    """The schema of `/consolidation/children/`."""

    by = serializers.CharField()
    period = serializers.CharField()
    results = _Child(many=True)
    eliminations = serializers.DictField(
        child=Eliminated(),
        help_text="Of the whole scope, by code: what parts bill each other is eliminated here alone.",
    )


class ScopeSerializer(serializers.Serializer[Any]):
    """A scope that the token may ask for."""

    code = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.CharField()
