"""Reported values as integers in the smallest unit, checked by measure; versions as arrays of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from establishments.catalogue import Catalogue, Measure, catalogue
from establishments.imports.group.cells import Refused, number_of
from establishments.imports.group.context import Load
from establishments.imports.group.parsing import Parsed, Row
from establishments.imports.group.problems import listing
from establishments.models import Establishment
from establishments.packing import MISSING, NOT_APPLICABLE
from groupe.kernel.numbers import to_units

Units = Mapping[str, int]


@dataclass
class Form:
    """The measures that a kind of establishment reports, or has a budget for."""

    measures: Mapping[str, Measure]
    typed: frozenset[str]

    @classmethod
    def of(cls, kind: str, source: Catalogue, *, budget: bool) -> Form:
        measures = {measure.code: measure for measure in source.measures_of(kind)}
        return cls(measures, frozenset(code for code, measure in measures.items() if measure.entered or budget))


class Reader:
    """Checks the measure and the value of each row against the form of its establishment's kind."""

    def __init__(self, load: Load, parsed: Parsed, *, budget: bool = False) -> None:
        self.load, self.parsed, self.budget = load, parsed, budget
        self.source = catalogue()
        self.forms: dict[str, Form] = {}

    def form(self, kind: str) -> Form:
        if kind not in self.forms:
            self.forms[kind] = Form.of(kind, self.source, budget=self.budget)
        return self.forms[kind]

    def units(self, site: Establishment, row: Row) -> int | None:
        """MISSING where unknown; None where the row is refused."""
        try:
            return _units(self._measure(site, row["measure"]), row["value"])
        except Refused as refused:
            column = "value" if row["measure"] in self.form(site.kind).typed else "measure"
            self.load.problem(self.parsed, row, column, refused.message, refused.accepted)
            return None

    def _measure(self, site: Establishment, code: str) -> Measure:
        form = self.form(site.kind)
        if code in form.typed:
            return form.measures[code]
        message = _("%(code)s is not a measure of this kind of establishment.")
        if code in form.measures:
            message = _("%(code)s comes from the budget: it is not typed.")
        raise Refused(message % {"code": code}, listing(sorted(form.typed)))


def _units(measure: Measure, text: str | None) -> int:
    if text is None:
        return MISSING
    if text == "na":
        return NOT_APPLICABLE
    number = number_of(text)
    if number is None:
        raise Refused(_("“%(value)s” is not a number with a point.") % {"value": text[:40]}, _bounds(measure))
    try:
        units = to_units(number, measure.scale)
    except ValueError:
        message = _("A whole number is expected.") if measure.scale == 0 else _("Two decimals at most.")
        raise Refused(message, _bounds(measure)) from None
    if not measure.minimum <= number <= measure.maximum:
        message = _("%(code)s: %(value)s is out of its technical bounds (E03).")
        raise Refused(message % {"code": measure.code, "value": text}, _bounds(measure))
    return units


def _bounds(measure: Measure) -> str:
    bounds = {"low": f"{measure.minimum:f}", "high": f"{measure.maximum:f}"}
    return _("%(low)s – %(high)s, na or empty") % bounds


def packed(kind: str, values: Units) -> tuple[list[int], list[int]]:
    """(common, sector) arrays of a version."""
    source = catalogue()
    sector = source.kinds[kind].sector
    arrays = {file: [MISSING] * source.width(file) for file in ("common", sector)}
    for code, units in values.items():
        measure = source.measures[code]
        arrays[measure.file][measure.position] = units
    return arrays["common"], arrays[sector]


def unpacked(kind: str, common: list[int], sector: list[int]) -> dict[str, int]:
    """What a version holds, missing values left out."""
    found = {}
    for measure in catalogue().measures_of(kind):
        array = common if measure.file == "common" else sector
        if measure.position < len(array) and array[measure.position] != MISSING:
            found[measure.code] = array[measure.position]
    return found


def merged(before: Units, told: Units) -> dict[str, int]:
    """A later version changes only the measures that it names; one named without a value is unknown again."""
    return {code: units for code, units in {**before, **told}.items() if units != MISSING}


def shown(measure: str, units: int | None) -> str:
    if units is None or units == MISSING:
        return "–"
    if units == NOT_APPLICABLE:
        return "na"
    scale: Any = catalogue().measures[measure].scale
    return f"{units / 10**scale:.{scale}f}" if scale else str(units)
