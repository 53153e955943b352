"""The dated structure as sites: their days in the group, cut wherever a scope changes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from establishments.catalogue import Catalogue, catalogue
from establishments.enums import EntryReason
from establishments.models import Attachment, Capacity, Funding, Link, Stay
from establishments.residual import residual_spans
from groupe.consolidation.engine.links import anniversary
from groupe.consolidation.engine.structure import Counted as InLegalView
from groupe.consolidation.engine.structure import Entry, Piece, Residual, Run, Site, SiteLink
from groupe.consolidation.scopes import above_code, legal_code
from groupe.consolidation.source.holdings import WHOLE, Counted, Holdings
from groupe.consolidation.source.reading import NOW, Reading
from groupe.kernel.numbers import to_units
from groupe.kernel.ranges import contains

FAR = dt.date(9999, 12, 31).toordinal()


def read_sites(ids: Iterable[int] | None = None, reading: Reading = NOW) -> dict[str, list[Site]]:
    """The establishments that ever were in the group, by kind; those of `ids` where given."""
    return _Structure(ids, reading).by_kind()


def read_days(ids: Iterable[int], reading: Reading = NOW) -> dict[int, tuple[str, list[Days]]]:
    """The kind of each establishment, and its days in the group."""
    return _Structure(ids, reading).days()


@dataclass(frozen=True)
class Days:
    """Consecutive days in the same scopes, by code, that count alike in the legal view."""

    first: int
    last: int
    scopes: frozenset[str]
    counted: tuple[Counted, ...]

    def goes_on(self, following: Days) -> bool:
        same = self.scopes == following.scopes and self.counted == following.counted
        return same and self.last == following.first - 1

    @property
    def legal(self) -> list[tuple[str, str, Fraction, tuple[str, str, str]]]:
        """(base, method, fraction, its scopes: with the fraction, taken out, whole), by code."""
        found = []
        for base, method, fraction in self.counted:
            for scope in [base] if base else sorted(each for each in self.scopes if not each.startswith("entity:")):
                taken = "" if base else legal_code(scope, Fraction(-1))
                beside = legal_code(scope, fraction), taken, legal_code(scope, WHOLE)
                found.append((above_code(scope) if base else scope, method, fraction, beside))
        return found

    @property
    def codes(self) -> set[str]:
        return {*self.scopes, *(code for base, _m, _f, beside in self.legal for code in (base, *beside) if code)}

    def run(self, numbers: Mapping[str, int]) -> Run:
        legal = (
            InLegalView(numbers[base], method, fraction, *(numbers[code] if code else 0 for code in beside))
            for base, method, fraction, beside in self.legal
        )
        return Run(self.first, self.last, tuple(sorted(numbers[code] for code in self.scopes)), tuple(legal))


class _Structure:
    """All dated rows of some establishments, read once."""

    def __init__(self, ids: Iterable[int] | None, reading: Reading) -> None:
        chosen = {} if ids is None else {"establishment__in": list(ids)}
        self.stays = _grouped(reading.rows(Stay, **chosen))
        self.attachments = _grouped(reading.rows(Attachment, "entity", **chosen))
        self.fundings = _grouped(reading.rows(Funding, "funder", **chosen))
        self.capacities = _grouped(reading.rows(Capacity, **chosen))
        self.paths = territory_paths(reading)
        self.links = families(reading)
        self.holdings = Holdings(reading)
        self.establishments = list(reading.establishments(self.stays))
        self.catalogue = catalogue()
        self.reading = reading

    def days(self) -> dict[int, tuple[str, list[Days]]]:
        known = [each for each in self.establishments if each.kind in self.catalogue.kinds]
        return {each.pk: (each.kind, self._pieces(each)) for each in known}

    def by_kind(self) -> dict[str, list[Site]]:
        pieces = {each.pk: self._pieces(each) for each in self.establishments if each.kind}
        codes = {code for runs in pieces.values() for piece in runs for code in piece.codes}
        numbers = self.reading.scope_numbers(codes)
        sites: dict[str, list[Site]] = defaultdict(list)
        for each in self.establishments:
            if each.kind not in self.catalogue.kinds:
                continue
            runs = tuple(piece.run(numbers) for piece in pieces[each.pk])
            authorised, links = self._authorised(each), self.links.get(each.pk, ())
            after = self._residual(each, runs)
            sites[each.kind].append(Site(each.pk, each.kind, runs, self._entries(each), authorised, links, after))
        return dict(sites)

    def _pieces(self, establishment: Any) -> list[Days]:
        sector = self.catalogue.kinds[establishment.kind].sector
        base = {"group", f"sector:{sector}", f"kind:{establishment.kind}"}
        if establishment.department:
            base.add(f"department:{establishment.department}")
        pieces: list[Days] = []
        kept = self._link_days(establishment.pk)
        for stay in self.stays[establishment.pk]:
            for first, last in self._cuts(establishment.pk, stay):
                day = dt.date.fromordinal(first)
                piece = Days(
                    first,
                    last,
                    frozenset(base | self._scopes_on(establishment.pk, day)),
                    self._counted(establishment.pk, day),
                )
                before = pieces[-1] if pieces else None
                if before and before.goes_on(piece) and first not in kept:
                    pieces[-1] = replace(before, last=last)
                else:
                    pieces.append(piece)
        return pieces

    def _counted(self, pk: int, day: dt.date) -> tuple[Counted, ...]:
        held = next((row for row in self.attachments.get(pk, ()) if contains(row.valid, day)), None)
        return self.holdings.counted(held.entity_id, day) if held else ()

    def _cuts(self, pk: int, stay: Stay) -> Iterator[tuple[int, int]]:
        begin, end = _ordinals(stay.valid)
        starts = {begin}
        for row in (*self.attachments.get(pk, ()), *self.fundings.get(pk, ())):
            first, last = _ordinals(row.valid)
            starts |= {day for day in (first, last + 1) if begin < day <= end}
        entities = {row.entity_id for row in self.attachments.get(pk, ())}
        changes = self._link_days(pk).union(*(self.holdings.days(entity) for entity in entities))
        starts |= {day for day in changes if begin < day <= end}
        ordered = [*sorted(starts), end + 1]
        return ((first, following - 1) for first, following in pairwise(ordered))

    def _link_days(self, pk: int) -> set[int]:
        """Where rows are cut for mergers and splits: on the day, and for who gives a past away a year before."""
        mine = [link for link in self.links.get(pk, ()) if pk in {link.old, link.new}]
        return {link.date for link in mine} | {anniversary(link.date) for link in mine if link.old == pk}

    def _scopes_on(self, pk: int, day: dt.date) -> set[str]:
        scopes: set[str] = set()
        for row in self.attachments.get(pk, ()):
            if contains(row.valid, day):
                scopes.add(f"entity:{row.entity.code}")
                scopes |= {f"territory:{code}" for code in self.paths[row.territory_id]}
        return scopes | {f"funder:{f.funder.code}" for f in self.fundings.get(pk, ()) if contains(f.valid, day)}

    def _entries(self, establishment: Any) -> tuple[Entry, ...]:
        return tuple(
            Entry(*_ordinals(stay.valid), opening_record(stay, self.catalogue)) for stay in self.stays[establishment.pk]
        )

    def _residual(self, establishment: Any, runs: Sequence[Run]) -> tuple[Residual, ...]:
        """The months after each closure, in the scopes of the last day."""
        return tuple(
            Residual(rank, first.index, last.index)
            for closed, first, last in residual_spans(self.stays[establishment.pk])
            for rank, run in enumerate(runs)
            if run.first <= closed.toordinal() <= run.last
        )

    def _authorised(self, establishment: Any) -> Mapping[str, tuple[Piece, ...]]:
        pieces: dict[str, list[Piece]] = defaultdict(list)
        for row in self.capacities.get(establishment.pk, ()):
            pieces[row.measure].append(Piece(*_ordinals(row.valid), row.value))
        return {code: tuple(rows) for code, rows in pieces.items()}


def opening_record(stay: Stay, source: Catalogue) -> dict[str, int]:
    """Stocks on the morning of the entry; founded establishments start from 0 (rule 3).

    The workbook gives a headcount only: it stands for the permanent staff where these were not told.
    """
    record = {
        code: to_units(Decimal(text), source.measures[code].scale)
        for code, text in stay.opening.items()
        if code in source.measures
    }
    if stay.entry_reason == EntryReason.FOUNDED:
        record = {"ACC_FIN": 0, "EFF_FIN": 0, "EFF_PERM": 0} | record
    if "EFF_FIN" in record:
        record.setdefault("EFF_PERM", record["EFF_FIN"])
    return record


def territory_paths(reading: Reading = NOW) -> dict[int, tuple[str, ...]]:
    """The codes of a territory and of those above it, by primary key."""
    rows = {pk: (code, parent) for pk, code, parent in reading.territories()}
    paths: dict[int, tuple[str, ...]] = {}
    for pk in rows:
        path: list[str] = []
        node: int | None = pk
        while node is not None and rows[node][0] not in path:
            code, node = rows[node]
            path.append(code)
        paths[pk] = tuple(path)
    return paths


def _grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    """By establishment, in the order of their days."""
    grouped: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.establishment_id].append(row)
    for mine in grouped.values():
        mine.sort(key=lambda row: row.valid.lower or dt.date.min)
    return grouped


def _ordinals(valid: Any) -> tuple[int, int]:
    first = valid.lower.toordinal() if valid.lower else 1
    return first, valid.upper.toordinal() - 1 if valid.upper else FAR


def families(reading: Reading) -> dict[int, tuple[SiteLink, ...]]:
    """The links of all that an establishment is linked to, directly or not, in order.

    Establishments of different sectors have too little in common to compare: their links are left out.
    """
    rows = [(row.date.toordinal(), row.old_id, row.new_id, Fraction(row.weight)) for row in reading.rows(Link)]
    known = reading.establishments({pk for _date, old, new, _weight in rows for pk in (old, new)}) if rows else ()
    kinds = {each.pk: each.kind for each in known}
    sectors = {pk: catalogue().kinds[kind].sector for pk, kind in kinds.items() if kind in catalogue().kinds}
    links = [SiteLink(*row) for row in sorted(rows) if sectors.get(row[1], 1) == sectors.get(row[2], 2)]
    family: dict[int, int] = {}
    for link in links:
        one, other = family.setdefault(link.old, link.old), family.setdefault(link.new, link.new)
        family |= {pk: one for pk, root in family.items() if root == other}
    return {pk: tuple(link for link in links if family[link.old] == root) for pk, root in family.items()}
