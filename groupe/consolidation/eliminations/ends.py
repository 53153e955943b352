"""On which days of a month an end of a flow lies in a scope, and with which fraction it counts there."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal

from establishments.enums import Method
from establishments.models import Attachment, Establishment, LegalEntity
from groupe.consolidation.eliminations.pairs import End
from groupe.consolidation.source import Reading, read_days
from groupe.consolidation.source.holdings import WHOLE, Holdings
from groupe.consolidation.source.structure import Days
from groupe.kernel.periods import Month

View = Literal["operational", "legal"]
# Days of a month as bits, the first one lowest.
Bits = int


@dataclass(frozen=True)
class Inside:
    """Days on which an end lies in a scope and counts with one fraction; `interest` where it counts by equity."""

    days: Bits
    fraction: Fraction
    interest: Fraction | None = None


class Ends:
    """The establishments that flows name, or that belong to the entities that flows name."""

    def __init__(self, ends: Iterable[End], reading: Reading) -> None:
        ends = set(ends)
        self._reading = reading
        entities = {end.entity for end in ends}
        rows = [row for row in reading.rows(Attachment) if row.entity_id in entities] if ends else []
        ids = {row.establishment_id for row in rows} | {end.site for end in ends if end.site is not None}
        self.days = read_days(ids, reading) if ids else {}
        self.entities = dict(LegalEntity.objects.filter(pk__in=entities).values_list("pk", "code"))
        self.numbers = {code: pk for pk, code in self.entities.items()}
        self._by_entity: dict[str, list[tuple[int, Days]]] = defaultdict(list)
        for pk, (_kind, pieces) in self.days.items():
            for piece in pieces:
                for code in piece.scopes:
                    if code.startswith("entity:"):
                        self._by_entity[code].append((pk, piece))

    @cached_property
    def holdings(self) -> Holdings:
        return Holdings(self._reading)

    @cached_property
    def sites(self) -> dict[str, int]:
        return dict(Establishment.objects.filter(pk__in=self.days).values_list("code", "pk"))

    def kinds(self, end: End) -> frozenset[str]:
        if end.site is not None:
            return frozenset({self.days[end.site][0]}) if end.site in self.days else frozenset()
        return frozenset(self.days[pk][0] for pk, _piece in self._by_entity[f"entity:{self.entities[end.entity]}"])

    def inside(self, end: End, month: Month, scopes: Sequence[str], view: View) -> list[Inside]:
        """All of the end's establishments lie in all of the scopes on these days."""
        first, last = month.first.toordinal(), month.last.toordinal()
        present = absent = 0
        found: dict[tuple[Fraction, Fraction | None], Bits] = defaultdict(int)
        for pk, piece in self._pieces(end):
            bits = _bits(piece, first, last)
            if not bits:
                continue
            present |= bits
            counted = self._counted(pk, piece, scopes, view)
            if counted is None:
                absent |= bits
            else:
                for days, fraction, interest in self._by_equity(counted, piece, bits, first):
                    found[fraction, interest] |= days
        return [Inside(days & ~absent, *key) for key, days in found.items() if days & ~absent]

    def _pieces(self, end: End) -> Sequence[tuple[int, Days]]:
        if end.site is None:
            return self._by_entity[f"entity:{self.entities[end.entity]}"]
        return [(end.site, piece) for piece in self.days[end.site][1]] if end.site in self.days else []

    def _counted(self, pk: int, piece: Days, scopes: Sequence[str], view: View) -> tuple[Fraction, str, str] | None:
        """(fraction, method, above whom) in the last of the scopes; None outside of one."""
        least = WHOLE, str(Method.FULL), ""
        for scope in scopes:
            counted = self._counted_in(pk, piece, scope, view)
            if counted is None:
                return None
            least = min(least, counted, key=lambda each: each[0])
        return least

    def _counted_in(self, pk: int, piece: Days, scope: str, view: View) -> tuple[Fraction, str, str] | None:
        name, _colon, code = scope.partition(":")
        lies = scope in piece.scopes if name != "establishment" else self.sites.get(code) == pk
        if view == "operational" or (lies and name == "entity"):
            return (WHOLE, str(Method.FULL), "") if lies else None
        base = scope if name == "entity" else ""
        for above, method, fraction in piece.counted:
            if above == base and (lies or base):
                return fraction, method, above
        return (WHOLE, str(Method.FULL), "") if lies else None

    def _by_equity(
        self, counted: tuple[Fraction, str, str], piece: Days, bits: Bits, first: int
    ) -> Iterator[tuple[Bits, Fraction, Fraction | None]]:
        """Under the equity method a holding may change without the fraction, which stays 0."""
        fraction, method, above = counted
        if method != Method.EQUITY:
            yield bits, fraction, None
            return
        entity = next(code for code in piece.scopes if code.startswith("entity:")).partition(":")[2]
        number = self.numbers.get(entity)
        for day in days_of(bits):
            held = self.holdings.interest(number, dt.date.fromordinal(first + day), above) if number else None
            yield 1 << day, fraction, held


def days_of(bits: Bits) -> list[int]:
    """Their places from the first of the month on, in order."""
    return [day for day in range(bits.bit_length()) if bits >> day & 1]


def _bits(piece: Days, first: int, last: int) -> Bits:
    begin, end = max(piece.first, first), min(piece.last, last)
    return ((1 << (end - begin + 1)) - 1) << (begin - first) if begin <= end else 0
