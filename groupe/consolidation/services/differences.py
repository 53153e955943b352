"""What differs between figures as stored and as recomputed, in words that people can follow up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from establishments.models import Establishment
from groupe.consolidation.engine.compare import Comparison
from groupe.consolidation.engine.structure import Ints
from groupe.consolidation.layout import current_layout
from groupe.consolidation.models import Scope, Slot
from groupe.consolidation.services.replace import Stored
from groupe.consolidation.store import StoredCell, unpack
from groupe.consolidation.sums import base_file
from groupe.kernel.periods import Month

SHOWN = 8
FACTS = ("first_day", "last_day", "level", "version", "file", "scopes")
Row = TypeVar("Row", StoredCell, Comparison)


@dataclass(frozen=True)
class Difference:
    """`where` is an establishment, or for a roll-up a scope: by number until it is named, then by code."""

    what: str
    where: str
    month: int
    figures: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.what} {self.where} {Month(self.month)} {' '.join(self.figures)}".strip()

    def kept(self) -> dict[str, Any]:
        """As a run keeps it."""
        return asdict(self) | {"month": str(Month(self.month))}


class Names:
    """Codes of figures, establishments and scopes, read when they are needed."""

    @cached_property
    def _slots(self) -> Mapping[tuple[str, int], str]:
        rows = Slot.objects.exclude(code__startswith="e:").values_list("file", "position", "code")
        return {(file, position): code for file, position, code in rows}

    def figures(self, file: str, one: Ints, other: Ints) -> tuple[str, ...]:
        """Codes of the figures whose parts differ; "coverage" for the counts of what is expected."""
        places = np.flatnonzero(one != other).tolist()
        codes = dict.fromkeys(self._slots.get((base_file(file), place), "coverage") for place in places)
        return tuple(codes)[:SHOWN]

    def of_cell(self, one: StoredCell | None, other: StoredCell | None) -> tuple[str, ...]:
        if one is None or other is None:
            return ("missing" if one is None else "superfluous",)
        facts = [name for name in FACTS if getattr(one, name) != getattr(other, name)]
        widths = current_layout().widths
        for file, packed, recomputed in (
            ("common", one.common, other.common),
            (other.file, one.sector, other.sector),
        ):
            width = widths[file]
            facts += self.figures(file, unpack(packed, width), unpack(recomputed, width))
        return tuple(dict.fromkeys(facts))[:SHOWN]

    def named(self, found: Sequence[Difference]) -> list[Difference]:
        sites = dict(Establishment.objects.values_list("pk", "code")) if found else {}
        scopes = dict(Scope.objects.values_list("pk", "code")) if found else {}
        return [
            replace(each, where=(scopes if each.what == "rollup" else sites).get(int(each.where), each.where))
            for each in found
        ]


def between(stored: Stored, fresh: Stored, names: Names) -> list[Difference]:
    """Of the same establishments and months."""
    found = [
        Difference("cell", str(key[0]), key[1], names.of_cell(one, other))
        for key, one, other in _unlike(stored.cells, fresh.cells)
    ]
    return found + [
        Difference("comparison", str(key[0]), key[1], ())
        for key, _one, _other in _unlike(stored.comparisons, fresh.comparisons)
    ]


def _unlike(
    stored: Mapping[tuple[int, int, int], Row], fresh: Mapping[tuple[int, int, int], Row]
) -> list[tuple[tuple[int, int, int], Row | None, Row | None]]:
    keys = sorted(stored.keys() | fresh.keys())
    return [(key, stored.get(key), fresh.get(key)) for key in keys if stored.get(key) != fresh.get(key)]
