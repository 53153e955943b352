"""How much of an entity's figures counts in the legal view, day by day (semantics, rule 23; domain, section 5.1)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from functools import cache
from typing import Any

from establishments.enums import Method
from establishments.models import ConsolidationTerm, Holding
from groupe.consolidation.source.reading import Reading
from groupe.kernel.ranges import contains

WHOLE = Fraction(1)
# (what it counts for, method, fraction): an entity above it (`entity:552100554`), or all other scopes ("").
Counted = tuple[str, str, Fraction]


class Holdings:
    """Methods and holdings of all entities, read once."""

    def __init__(self, reading: Reading) -> None:
        self.terms = _grouped(reading.rows(ConsolidationTerm), "entity_id")
        self.owners = _grouped(reading.rows(Holding, "owner"), "owned_id")
        self.counted = cache(self._counted)

    def days(self, entity: int) -> set[int]:
        """The ordinals on which something of it changes: its method, or a holding in it or above it."""
        rows = [*self.terms[entity], *(row for each in self._above(entity) for row in self.owners[each])]
        return {day.toordinal() for row in rows for day in (row.valid.lower, row.valid.upper) if day}

    def interest(self, entity: int, day: dt.date, above: str = "") -> Fraction:
        """What the group holds of it on a day, or what the entity `above` does (by scope), whatever the method."""
        held = self._interests(entity, day)
        if above:
            return next((share for share, code in held.values() if f"entity:{code}" == above), WHOLE)
        roots = [share for owner, (share, _code) in held.items() if not self._held(owner, day)]
        return sum(roots, Fraction(0)) if roots else WHOLE

    def method(self, entity: int, day: dt.date) -> str:
        """How it is consolidated on a day."""
        terms = self.terms[entity]
        found = next((row.method for row in terms if contains(row.valid, day)), Method.NONE if terms else Method.FULL)
        return str(found)

    def _above(self, entity: int) -> set[int]:
        found = {entity}
        while more := {row.owner_id for each in found for row in self.owners[each]} - found:
            found |= more
        return found

    def _counted(self, entity: int, day: dt.date) -> tuple[Counted, ...]:
        """Nothing is said of an entity that is consolidated whole and has nobody above it.

        An entity of which no method was ever told counts whole.
        """
        method = self.method(entity, day)
        above = self._interests(entity, day)
        roots = {owner: held for owner, (held, _code) in above.items() if not self._held(owner, day)}
        interest = sum(roots.values(), Fraction(0)) if roots else WHOLE
        found = [(f"entity:{code}", method, _fraction(method, held)) for held, code in above.values()]
        if method != Method.FULL:
            found.append(("", method, _fraction(method, interest)))
        return tuple(sorted(found))

    def _interests(self, entity: int, day: dt.date) -> dict[int, tuple[Fraction, str]]:
        """By owner, direct or not: the sum over chains of the product of holdings, and the owner's code."""
        found: dict[int, tuple[Fraction, str]] = {}
        waiting = [(row, WHOLE, frozenset({entity})) for row in self._held(entity, day)]
        while waiting:
            row, held, path = waiting.pop()
            share = held * Fraction(row.capital) / 100
            known = found.get(row.owner_id, (Fraction(0), row.owner.code))
            found[row.owner_id] = known[0] + share, known[1]
            chain = path | {row.owner_id}
            waiting += [(more, share, chain) for more in self._held(row.owner_id, day) if more.owner_id not in chain]
        return found

    def _held(self, entity: int, day: dt.date) -> list[Any]:
        return [row for row in self.owners[entity] if contains(row.valid, day)]


def _fraction(method: str, interest: Fraction) -> Fraction:
    if method == Method.FULL:
        return WHOLE
    return interest if method == Method.PROPORTIONAL else Fraction(0)


def _grouped(rows: Iterable[Any], name: str) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[getattr(row, name)].append(row)
    return grouped
