"""Sizes within which establishments of one kind compare (`bands.toml`)."""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from establishments.catalogue import catalogue


@dataclass(frozen=True, order=True)
class Band:
    """From `low` to below `high` of the measure; `high` is open where it is None."""

    number: int
    low: int
    high: int | None
    measure: str


@dataclass(frozen=True)
class Sizes:
    """How the establishments of a kind are sized."""

    measure: str
    bounds: tuple[int, ...]

    def band(self, size: Fraction) -> Band:
        number = bisect_right(self.bounds, size)
        low = self.bounds[number - 1] if number else 0
        return Band(number, low, self.bounds[number] if number < len(self.bounds) else None, self.measure)


def sizes_of(kind: str) -> Sizes:
    """The rule that names the kind, else the first; KeyError for a kind that the catalogue does not have."""
    rules = _rules()
    sizes = next((sizes for kinds, sizes in rules if kind in kinds), rules[0][1])
    own = catalogue().kinds[kind].capacity
    return Sizes(own, sizes.bounds) if sizes.measure == "capacity" else sizes


@lru_cache(maxsize=1)
def _rules() -> tuple[tuple[frozenset[str], Sizes], ...]:
    document = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return tuple(
        (frozenset(row["kinds"]), Sizes(row["measure"], tuple(int(bound) for bound in row["bounds"])))
        for row in document["rule"]
    )
