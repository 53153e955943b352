"""What the figures typed so far give: the headline indicators of the site's month, before anything is submitted."""

from __future__ import annotations

from establishments.catalogue import Indicator, catalogue
from establishments.catalogue.formula import parameters_of
from establishments.catalogue.rules import month_value
from establishments.catalogue.units import unit_label
from establishments.services.findings import SiteMonth
from establishments.vectors import Values
from groupe.kernel.web.formats import quantity


def computed(surroundings: SiteMonth, values: Values) -> list[tuple[str, str]]:
    """(label, printed value); indicators of several months are left to the dashboards."""
    return [
        (indicator.label, _printed(indicator, surroundings, values))
        for indicator in catalogue().indicators.values()
        if surroundings.kind in indicator.kinds and indicator.headline and _of_one_month(indicator)
    ]


def _of_one_month(indicator: Indicator) -> bool:
    sides = [side for side in (indicator.num, indicator.den) if side]
    return not indicator.windowed and not indicator.days and not any(parameters_of(side) for side in sides)


def _printed(indicator: Indicator, surroundings: SiteMonth, values: Values) -> str:
    """Divided at the very end, as the consolidation does (semantics, rule 16)."""
    source, month = catalogue(), surroundings.rules
    value = month_value(indicator.num, source, values, month)
    if indicator.den is not None:
        below = month_value(indicator.den, source, values, month)
        value = value / below if value is not None and below else None
    scaled = None if value is None else value * indicator.factor
    return quantity(scaled, unit_label(indicator.unit), indicator.digits)
