"""Which measures are capacities: what an authorisation gives, dated."""

from __future__ import annotations

from functools import lru_cache

from establishments.catalogue import Measure, catalogue

UNITS = frozenset({"place", "flat", "bed", "measure"})


@lru_cache(maxsize=64)
def capacity_measures(kind: str) -> tuple[Measure, ...]:
    """The capacities of a kind, its own size first; nothing for a kind that the catalogue does not know."""
    source = catalogue()
    if kind not in source.kinds:
        return ()
    main = source.kinds[kind].capacity
    found = [m for m in source.measures_of(kind) if m.unit in UNITS and m.time == "LAST" and m.capacity is None]
    return tuple(sorted(found, key=lambda measure: (measure.code != main, measure.file == "common")))


def capacity_codes() -> list[str]:
    """The capacities of all kinds, in order."""
    return sorted({measure.code for kind in catalogue().kinds for measure in capacity_measures(kind)})
