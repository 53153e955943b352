"""An explanation as the API writes it: both sides with all their decimals, so that parts add up to the last one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from django.utils.translation import gettext as _

from establishments.catalogue import Indicator, catalogue
from groupe.consolidation.api.answers import decimal, exact
from groupe.consolidation.selectors import Figure
from groupe.consolidation.selectors.explain import (
    Behind,
    Definition,
    Explanation,
    Inside,
    MonthBelow,
    Origin,
    Part,
    Usual,
    ValueBehind,
    by_method,
    inside_of,
    summed,
)

MOST_NAMED: Final = 1000


def head(found: Explanation) -> dict[str, Any]:
    """The figure and its definition."""
    figure, item = found.figure, found.definition.item
    return {
        "scope": found.scope,
        "code": figure.code,
        "label": item.label,
        "unit": item.unit,
        "period": str(figure.period),
        "window": found.window,
        "view": found.view,
        "months": [{"month": str(month), "days": month.days} for month in found.first.to(found.last)],
        "value": decimal(figure.code, figure.value),
        "exact": str(figure.value) if figure.value is not None else None,
        "numerator": exact(figure.numerator),
        "denominator": exact(figure.denominator),
        "previous": _previous(found.previous),
        "unknown": found.unknown,
        "formula": _formula(found),
        "definition": _definition(found.definition),
        "coverage": {
            "expected": figure.coverage.expected,
            "reported": figure.coverage.reported,
            "validated": figure.coverage.validated,
        },
        "kinds": _by_kind(found.parts),
        "methods": _by_method(found),
        "count": len(found.parts),
    }


def _previous(figure: Figure | None) -> dict[str, str | None] | None:
    if figure is None:
        return None
    return {
        "value": decimal(figure.code, figure.value),
        "numerator": exact(figure.numerator),
        "denominator": exact(figure.denominator),
    }


def _formula(found: Explanation) -> dict[str, Any]:
    definition = found.definition
    item = definition.item
    over_days = _("days of the months with a report") if found.over_days else None
    return {
        "numerator": definition.numerator,
        "denominator": definition.denominator or over_days,
        "factor": definition.factor,
        "days": isinstance(item, Indicator) and item.days,
        "windowed": isinstance(item, Indicator) and item.windowed,
        "over_time": None if isinstance(item, Indicator) else item.time,
        "help": getattr(item, "help", ""),
        "source": getattr(item, "source", ""),
        "derived": [
            {"code": each.code, "label": each.label, "unit": each.unit, "formula": each.formula}
            for each in definition.derived
        ],
        "measures": [
            {"code": each.code, "label": each.label, "unit": each.unit, "over_time": each.time, "carry": each.carry}
            for each in definition.operands
        ],
    }


def _definition(definition: Definition) -> dict[str, Any]:
    return {
        "catalogue": definition.catalogue,
        "fingerprint": definition.own,
        "valid_from": _text(definition.valid_from),
        "valid_to": _text(definition.valid_to),
        "usual": _usual(definition.usual),
        "parameters": [
            {"code": each.code, "label": each.label, "value": exact(each.value), "since": str(each.since)}
            for each in definition.parameters
        ],
    }


def _usual(usual: Usual | None) -> dict[str, str | None] | None:
    if usual is None:
        return None
    return {
        "low": _text(usual.low),
        "high": _text(usual.high),
        "valid_from": _text(usual.since),
        "valid_to": _text(usual.until),
    }


def _by_kind(parts: Sequence[Part]) -> list[dict[str, Any]]:
    """The sums of each kind, in the order of the catalogue."""
    kinds: dict[str, list[Part]] = defaultdict(list)
    for part in parts:
        kinds[part.kind].append(part)
    rows = []
    for kind in (kind for kind in catalogue().kinds if kind in kinds):
        total = summed(kinds[kind])
        rows.append(
            {
                "kind": kind,
                "label": catalogue().kinds[kind].label,
                "establishments": total.sites,
                "parts": total.parts,
                "numerator": exact(total.numerator),
                "denominator": exact(total.denominator),
            }
        )
    return rows


def _by_method(found: Explanation) -> list[dict[str, Any]]:
    """The sums by consolidation method and exact interest; nothing in the operational view."""
    return [
        {
            "method": each.method,
            "fraction": str(each.fraction),
            "establishments": each.total.sites,
            "parts": each.total.parts,
            "numerator": exact(each.total.numerator),
            "denominator": exact(each.total.denominator),
        }
        for each in (by_method(found.parts) if found.view == "legal" else [])
    ]


def perimeter(found: Explanation, *, named: bool) -> dict[str, Any]:
    """Who lay in the scope, and what is missing; by name where the reader may see sites."""
    inside = inside_of(found)
    who = {
        "mode": "constant" if found.previous else "current",
        "from": str(found.first.first),
        "to": str(found.last.last),
        "count": len(inside),
        "establishments": [_inside(each) for each in inside[:MOST_NAMED]] if named else None,
    }
    missing = [_missing(part) for part in found.missing[:MOST_NAMED]] if named else None
    return {"perimeter": who, "missing": missing, "missing_count": len(found.missing)}


def _inside(each: Inside) -> dict[str, Any]:
    return {
        "establishment": each.code,
        "name": each.name,
        "kind": each.kind,
        "days": each.days,
        "first_day": str(each.first),
        "last_day": str(each.last),
        "inside_at_end": each.stays,
        "concerned": each.concerned,
    }


def _missing(part: Part) -> dict[str, Any]:
    return {
        "establishment": part.code,
        "name": part.name,
        "month": str(part.month),
        "reason": "incomplete" if part.level else "not_reported",
    }


def part(each: Behind, *, people: bool) -> dict[str, Any]:
    """One part, with the version behind it; `people`: with its author and what they wrote."""
    own = each.part
    return {
        "establishment": own.code,
        "name": own.name,
        "kind": own.kind,
        "month": str(own.month),
        "segment": own.segment,
        "first_day": str(own.first),
        "last_day": str(own.last),
        "days": own.days,
        "owned_days": each.owned,
        "numerator": exact(own.numerator),
        "denominator": exact(own.denominator),
        "fraction": str(own.fraction),
        "method": own.method or None,
        "previous": None
        if own.before is None
        else {"numerator": exact(own.before[0]), "denominator": exact(own.before[1])},
        "counted": own.heard,
        "values": [_value(value) for value in each.values],
        **_origin(each.origin, people=people),
        "months": [_month(row, origin, people=people) for row, origin in each.months],
    }


def _month(row: MonthBelow, origin: Origin | None, *, people: bool) -> dict[str, Any]:
    return {
        "month": str(row.month),
        "days": row.days,
        "flow": exact(row.flow),
        "previous": exact(row.before),
        **_origin(origin, people=people),
    }


def _origin(origin: Origin | None, *, people: bool) -> dict[str, Any]:
    known = people and origin is not None
    return {
        "version": origin.version if origin else None,
        "status": origin.status if origin else None,
        "reopened": origin.reopened if origin else False,
        "recorded_at": origin.recorded_at.isoformat() if origin else None,
        "author": origin.author if known and origin else None,
        "comment": origin.comment if known and origin else "",
        "reason": origin.reason if known and origin else "",
    }


def _value(value: ValueBehind) -> dict[str, Any]:
    amount = value.value
    return {
        "code": value.code,
        "label": value.label,
        "unit": value.unit,
        "value": "na" if amount is None else exact(Fraction(amount)),
        "source": value.source,
        "month": _text(value.month),
        "since": _text(value.since),
    }


def _text(value: object) -> str | None:
    return f"{value:f}" if isinstance(value, Decimal) else None if value is None else str(value)
