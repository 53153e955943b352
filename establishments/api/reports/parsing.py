"""Bodies of the reports API: exact decimals in, faults by field out."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from establishments.models import Establishment
from establishments.vectors import NA, Value, ValueRefused, exact_value, measure_of
from groupe.kernel.errors import DomainError
from groupe.kernel.periods import Month

LONGEST_COMMENT: Final = 2000
YEARS: Final = (1900, 2200)
_DECIMAL: Final = re.compile(r"[+-]?\d{1,30}(\.\d{1,30})?", re.ASCII)


@dataclass(frozen=True)
class Body:
    """`values` not yet read, as they depend on the kind of the establishment."""

    values: Mapping[str, Any]
    comment: str | None


def month_of(text: object) -> Month | None:
    try:
        month = Month.parse(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return month if month and YEARS[0] <= month.year <= YEARS[1] else None


def read_body(data: object, *, also: frozenset[str] = frozenset()) -> Body:
    """`{"values": {...}, "comment": ""}`, both optional; DomainError 400 names what is not understood."""
    if not isinstance(data, Mapping):
        raise invalid({"non_field_errors": [_("An object is expected.")]})
    faults: dict[str, list[str]] = {
        str(name): [_("Unknown field.")] for name in data.keys() - {"values", "comment"} - also
    }
    values, comment = data.get("values", {}), data.get("comment")
    if not isinstance(values, Mapping):
        faults["values"] = [_("An object of values by measure is expected.")]
    if comment is not None and not (isinstance(comment, str) and len(comment) <= LONGEST_COMMENT):
        faults["comment"] = [_("At most %(most)s characters.") % {"most": LONGEST_COMMENT}]
    if faults:
        raise invalid(faults)
    return Body(values, comment)


def read_values(establishment: Establishment, values: Mapping[str, Any]) -> dict[str, Value | None]:
    """Numbers as decimals, "na" and null; DomainError 400 with every fault by measure."""
    read: dict[str, Value | None] = {}
    faults: dict[str, list[str]] = {}
    for code, given in values.items():
        try:
            measure = measure_of(establishment.kind, code)
            value = _value(code, given)
            read[code] = exact_value(measure, value) if isinstance(value, Decimal) else value
        except ValueRefused as refused:
            faults[code] = [refused.message]
    if faults:
        raise DomainError("invalid_value", _("Some values cannot be kept."), fields=faults)
    return read


def read_reason(data: object) -> str:
    reason = data.get("reason", "") if isinstance(data, Mapping) else ""
    if not isinstance(reason, str):
        raise invalid({"reason": [_("A text is expected.")]})
    return reason


def invalid(fields: Mapping[str, object]) -> DomainError:
    return DomainError("invalid", _("Some fields are not valid."), fields=fields)


def _value(code: str, given: object) -> Value | None:
    """A JSON float counts for what it was written as."""
    if given is None:
        return None
    if isinstance(given, str):
        if given.strip().lower() == NA:
            return NA
        if _DECIMAL.fullmatch(given.strip()):
            return Decimal(given.strip())
    elif isinstance(given, int) and not isinstance(given, bool):
        return Decimal(given)
    elif isinstance(given, float) and math.isfinite(given):
        return Decimal(repr(given))
    raise ValueRefused(code, _("A number, a decimal text such as “1700.5”, “na” or null is expected."))
