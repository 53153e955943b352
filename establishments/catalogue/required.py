"""Which measures a month must have (semantics, rule 4): R always, C where the establishment has that activity."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from establishments.catalogue.items import Measure
from establishments.catalogue.loader import Catalogue

Values = Mapping[str, Decimal | Literal["na"]]


def required_measures(
    catalogue: Catalogue, kind: str, capacities: Mapping[str, int], values: Values
) -> tuple[Measure, ...]:
    """In the order of the form; dated capacities (`capacities`, by measure) need no typing."""
    return tuple(
        measure
        for measure in catalogue.measures_of(kind)
        if measure.entered and measure.code not in capacities and _is_required(measure, kind, capacities, values)
    )


def _is_required(measure: Measure, kind: str, capacities: Mapping[str, int], values: Values) -> bool:
    level = measure.required_for(kind)
    return level == "R" or (level == "C" and _has_activity(measure.capacity, capacities, values))


def _has_activity(capacity: str | None, capacities: Mapping[str, int], values: Values) -> bool:
    if capacity is None:
        return False
    typed = values.get(capacity, Decimal(0))
    return capacities.get(capacity, 0) > 0 or (typed != "na" and typed > 0)
