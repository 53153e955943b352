"""Report values as people type them, as decimals, and as integers in arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext as _

from establishments.catalogue import Measure, catalogue
from establishments.packing import MISSING, NOT_APPLICABLE
from groupe.kernel.errors import DomainError
from groupe.kernel.numbers import from_units, parse_number, to_units

NA: Literal["na"] = "na"
Value = Decimal | Literal["na"]
Values = Mapping[str, Value]
TOO_LARGE = Decimal(10) ** 15
_NOT_APPLICABLE_WORDS = frozenset({"na", "n/a", "n.a.", "so", "s.o.", "s/o", "sans objet", "non applicable"})


class ValueRefused(DomainError):
    """A value that cannot be kept: the message says what is accepted."""

    def __init__(self, measure: str, message: str) -> None:
        super().__init__("invalid_value", message, fields={measure: message})
        self.measure = measure


def measure_of(kind: str, code: str) -> Measure:
    """The measure, where this kind's form has it and people may type it."""
    measure = _on_form(kind, code)
    if not measure.entered:
        raise ValueRefused(code, _("%(code)s comes from the budget: it is not typed.") % {"code": code})
    return measure


def _on_form(kind: str, code: str) -> Measure:
    measure = catalogue().measures.get(code)
    if measure is None or kind not in measure.kinds:
        raise ValueRefused(code, _("%(code)s is not a measure of this kind of establishment.") % {"code": code})
    return measure


def parse_value(measure: Measure, text: str) -> Value | None:
    """What was typed: a number, "na" (not applicable), or None (unknown). Bounds are not checked here."""
    cleaned = text.strip()
    if not cleaned:
        return None
    if cleaned.lower() in _NOT_APPLICABLE_WORDS:
        return NA
    try:
        value = parse_number(cleaned)
    except ValueError:
        message = _("“%(text)s” is not a number: type for example 1 234,5, or “so” where it does not apply.")
        raise ValueRefused(measure.code, message % {"text": cleaned[:40]}) from None
    return exact_value(measure, value)


def exact_value(measure: Measure, value: Decimal) -> Decimal:
    """With the decimals of the measure's smallest unit; ValueRefused where it has more."""
    check_decimals(measure, value)
    return value.quantize(Decimal(1).scaleb(-measure.scale))


def check_decimals(measure: Measure, value: Decimal) -> None:
    """The smallest unit, and what an integer of 64 bits holds (semantics, rule 9)."""
    if not value.is_finite() or abs(value) >= TOO_LARGE:
        raise ValueRefused(measure.code, _("This number is far too large."))
    try:
        to_units(value, measure.scale)
    except ValueError:
        message = _("A whole number is expected.") if measure.scale == 0 else _("Two decimals at most.")
        raise ValueRefused(measure.code, message) from None


def check_bounds(measure: Measure, value: Value | None) -> None:
    """E03: the technical bounds of the measure, for one site-month."""
    if value is None or value == NA or measure.minimum <= value <= measure.maximum:
        return
    message = _("Between %(min)s and %(max)s expected.")
    raise ValueRefused(measure.code, message % {"min": f"{measure.minimum:f}", "max": f"{measure.maximum:f}"})


def encode(kind: str, values: Values) -> tuple[list[int], list[int]]:
    """(common, sector): integers in the smallest unit by position; ValueRefused names the measure."""
    source = catalogue()
    sector = source.kinds[kind].sector
    arrays = {file: [MISSING] * source.width(file) for file in ("common", sector)}
    for code, value in values.items():
        measure = _on_form(kind, code)
        if value == NA:
            arrays[measure.file][measure.position] = NOT_APPLICABLE
        else:
            check_decimals(measure, value)
            arrays[measure.file][measure.position] = to_units(value, measure.scale)
    return arrays["common"], arrays[sector]


def decode(kind: str, common: Sequence[int], sector: Sequence[int]) -> dict[str, Value]:
    """The values of a version by code; missing ones are left out."""
    values: dict[str, Value] = {}
    for measure in catalogue().measures_of(kind):
        array = common if measure.file == "common" else sector
        units = array[measure.position] if measure.position < len(array) else MISSING
        if units == NOT_APPLICABLE:
            values[measure.code] = NA
        elif units != MISSING:
            values[measure.code] = from_units(units, measure.scale)
    return values


def as_text(values: Values) -> dict[str, str]:
    """For JSON: decimals with a point, or "na"."""
    return {code: str(value) if value == NA else f"{value:f}" for code, value in values.items()}


def from_text(texts: Mapping[str, str]) -> dict[str, Value]:
    return {code: NA if text == NA else Decimal(text) for code, text in texts.items()}
