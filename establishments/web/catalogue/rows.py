"""The catalogue as rows of a table, and what is told of one item."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from establishments.catalogue import Derived, Indicator, Measure, catalogue
from establishments.catalogue.units import unit_label
from establishments.selectors.thresholds import Item
from groupe.kernel.web import formats
from groupe.kernel.web.tables import Column

TYPES: dict[str, StrOrPromise] = {
    "measure": gettext_lazy("Measure"),
    "derived": gettext_lazy("Derived measure"),
    "indicator": gettext_lazy("Indicator"),
}
THEMES: dict[str, StrOrPromise] = {
    "activity": gettext_lazy("Activity"),
    "workforce": gettext_lazy("Workforce"),
    "quality": gettext_lazy("Quality"),
    "finance": gettext_lazy("Finance"),
    "property": gettext_lazy("Property and environment"),
    "pooled": gettext_lazy("Pooled departments"),
}
REQUIRED: dict[str, StrOrPromise] = {
    "R": gettext_lazy("always"),
    "O": gettext_lazy("never"),
    "C": gettext_lazy("where the activity exists"),
}
OVER_TIME: dict[str, StrOrPromise] = {
    "SUM": gettext_lazy("added up"),
    "LAST": gettext_lazy("last value"),
    "AVG": gettext_lazy("mean of the months"),
    "NONE": gettext_lazy("never added"),
}
_CODE = re.compile(r"[A-Z][A-Z0-9_]*")


@dataclass(frozen=True)
class Row:
    code: str
    label: str
    type: str
    theme: str
    unit: str
    formula: str
    usual: str
    sectors: frozenset[str]
    needle: str


COLUMNS = (
    Column("code", gettext_lazy("Code"), order=("code",), href=lambda row: reverse("catalogue:item", args=[row.code])),
    Column("label", gettext_lazy("Name"), order=("label",), wrap=True),
    Column("type", gettext_lazy("Type"), value=lambda row: str(TYPES[row.type]), order=("type",)),
    Column("theme", gettext_lazy("Theme"), value=lambda row: str(THEMES.get(row.theme, row.theme)), order=("theme",)),
    Column("unit", gettext_lazy("Unit"), order=("unit",)),
    Column("formula", gettext_lazy("Formula"), wrap=True),
    Column("usual", gettext_lazy("Usual")),
)


def type_of(item: Item) -> str:
    return {Measure: "measure", Derived: "derived", Indicator: "indicator"}[type(item)]


def formula_of(item: Item) -> str:
    """As the catalogue writes it; nothing for what is entered."""
    if isinstance(item, Derived):
        return item.formula
    if isinstance(item, Measure):
        return ""
    factor = f"{item.factor} × " if item.factor != 1 else ""
    return f"{factor}({item.numerator}) / ({item.denominator})" if item.denominator else f"{factor}({item.numerator})"


def usual_range(item: Item) -> str:
    """`≥ 95 %`, `≤ 11,4 %`, `80 à 87 %`, or nothing."""
    if not isinstance(item, Indicator) or (item.low is None and item.high is None):
        return ""
    unit = unit_label(item.unit)
    if item.low is not None and item.high is not None:
        words = _("%(low)s to %(high)s") % {"low": formats.number(item.low), "high": formats.number(item.high)}
        return formats.with_unit(words, unit)
    if item.low is not None:
        return "≥ " + formats.with_unit(formats.number(item.low), unit)
    return "≤ " + formats.with_unit(formats.number(item.high), unit)


def rows(items: Mapping[str, Item]) -> list[Row]:
    return [_row(item) for item in items.values()]


def _row(item: Item) -> Row:
    kinds = catalogue().kinds
    return Row(
        code=item.code,
        label=item.label,
        type=type_of(item),
        theme=item.theme,
        unit=unit_label(item.unit),
        formula=formula_of(item),
        usual=usual_range(item),
        sectors=frozenset(kinds[kind].sector for kind in item.kinds),
        needle=folded(f"{item.code} {item.fr} {item.en}"),
    )


def folded(text: str) -> str:
    """Without accents or capitals, for a search."""
    return "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))


def matching(found: Iterable[Row], *, search: str, type_: str, theme: str, sector: str) -> list[Row]:
    words = folded(search).split()
    return [
        row
        for row in found
        if all(word in row.needle for word in words)
        and type_ in {"", row.type}
        and theme in {"", row.theme}
        and (not sector or sector in row.sectors)
    ]


def linked_codes(formula: str) -> list[tuple[str, str]]:
    """The formula in pieces: (text, address of the item that it names, or nothing)."""
    source = catalogue()
    known = source.measures.keys() | source.derived.keys() | source.indicators.keys()
    pieces, at = [], 0
    for match in _CODE.finditer(formula):
        if match[0] in known:
            pieces += [(formula[at : match.start()], ""), (match[0], reverse("catalogue:item", args=[match[0]]))]
            at = match.end()
    return [(text, href) for text, href in [*pieces, (formula[at:], "")] if text]
