"""From structure and reports to the engine's arrays: a bounded number of queries for any number of establishments."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np
from django.db.models import Min

from establishments.catalogue import Catalogue, catalogue
from establishments.enums import EntryReason, Scenario, Status
from establishments.models import (
    Attachment,
    Capacity,
    Establishment,
    Funding,
    Report,
    Stay,
    Territory,
)
from establishments.models.reporting import MISSING
from groupe.consolidation.engine.inputs import Inputs
from groupe.consolidation.engine.structure import Entry, Ints, Piece, Run, Site
from groupe.consolidation.scopes import scope_numbers
from groupe.kernel.numbers import to_units
from groupe.kernel.periods import Month, last_completed_month
from groupe.kernel.ranges import contains

HISTORY = 72
NEVER = Month.parse("9999-12")
FAR = dt.date(9999, 12, 31).toordinal()
LEVELS = {Status.SUBMITTED: 1, Status.DRAFT: 1}


def first_month() -> Month | None:
    """The month of the group's first counting report: nothing is expected before (rule 17)."""
    found = Report.objects.filter(scenario=Scenario.ACTUAL, counting__isnull=False).aggregate(first=Min("month"))[
        "first"
    ]
    return Month.of(found) if found else None


def first_figure() -> Month:
    """The first month that can hold a figure; beyond every month where nothing was reported yet."""
    return first_month() or NEVER


def newest_month() -> Month:
    """The last completed month, or a later one that is already reported."""
    latest = Report.objects.filter(scenario=Scenario.ACTUAL, counting__isnull=False).order_by("-month").first()
    return max(last_completed_month(), Month.of(latest.month)) if latest else last_completed_month()


def read_sites(ids: Iterable[int] | None = None) -> dict[str, list[Site]]:
    """The establishments that ever were in the group, by kind; those of `ids` where given."""
    return _Structure(ids).by_kind()


class _Structure:
    """All dated rows of some establishments, read once."""

    def __init__(self, ids: Iterable[int] | None) -> None:
        chosen = {} if ids is None else {"establishment__in": list(ids)}
        self.stays = _grouped(Stay.objects.filter(**chosen).order_by("establishment", "valid"))
        self.attachments = _grouped(Attachment.objects.filter(**chosen).select_related("entity"))
        self.fundings = _grouped(Funding.objects.filter(**chosen).select_related("funder"))
        self.capacities = _grouped(Capacity.objects.filter(**chosen).order_by("establishment", "measure", "valid"))
        self.paths = territory_paths()
        self.establishments = list(
            Establishment.objects.filter(pk__in=self.stays).only("pk", "kind", "department").order_by("pk")
        )
        self.catalogue = catalogue()

    def by_kind(self) -> dict[str, list[Site]]:
        pieces = {each.pk: self._pieces(each) for each in self.establishments if each.kind}
        codes = {code for runs in pieces.values() for _first, _last, scopes in runs for code in scopes}
        numbers = scope_numbers(codes)
        sites: dict[str, list[Site]] = defaultdict(list)
        for each in self.establishments:
            if each.kind not in self.catalogue.kinds:
                continue
            runs = tuple(Run(a, b, tuple(sorted(numbers[c] for c in scopes))) for a, b, scopes in pieces[each.pk])
            sites[each.kind].append(Site(each.pk, each.kind, runs, self._entries(each), self._authorised(each)))
        return dict(sites)

    def _pieces(self, establishment: Establishment) -> list[tuple[int, int, frozenset[str]]]:
        sector = self.catalogue.kinds[establishment.kind].sector
        base = {"group", f"sector:{sector}", f"kind:{establishment.kind}"}
        if establishment.department:
            base.add(f"department:{establishment.department}")
        pieces: list[tuple[int, int, frozenset[str]]] = []
        for stay in self.stays[establishment.pk]:
            for first, last in self._cuts(establishment.pk, stay):
                scopes = frozenset(base | self._scopes_on(establishment.pk, dt.date.fromordinal(first)))
                if pieces and pieces[-1][1] == first - 1 and pieces[-1][2] == scopes:
                    pieces[-1] = (pieces[-1][0], last, scopes)
                else:
                    pieces.append((first, last, scopes))
        return pieces

    def _cuts(self, pk: int, stay: Stay) -> Iterator[tuple[int, int]]:
        begin, end = _ordinals(stay.valid)
        starts = {begin}
        for row in (*self.attachments.get(pk, ()), *self.fundings.get(pk, ())):
            first, last = _ordinals(row.valid)
            starts |= {day for day in (first, last + 1) if begin < day <= end}
        ordered = [*sorted(starts), end + 1]
        return ((first, following - 1) for first, following in pairwise(ordered))

    def _scopes_on(self, pk: int, day: dt.date) -> set[str]:
        scopes: set[str] = set()
        for row in self.attachments.get(pk, ()):
            if contains(row.valid, day):
                scopes.add(f"entity:{row.entity.code}")
                scopes |= {f"territory:{code}" for code in self.paths[row.territory_id]}
        return scopes | {f"funder:{f.funder.code}" for f in self.fundings.get(pk, ()) if contains(f.valid, day)}

    def _entries(self, establishment: Establishment) -> tuple[Entry, ...]:
        return tuple(
            Entry(*_ordinals(stay.valid), opening_record(stay, self.catalogue)) for stay in self.stays[establishment.pk]
        )

    def _authorised(self, establishment: Establishment) -> Mapping[str, tuple[Piece, ...]]:
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


def territory_paths() -> dict[int, tuple[str, ...]]:
    """The codes of a territory and of those above it, by primary key."""
    rows = {pk: (code, parent) for pk, code, parent in Territory.objects.values_list("pk", "code", "parent")}
    paths: dict[int, tuple[str, ...]] = {}
    for pk in rows:
        path: list[str] = []
        node: int | None = pk
        while node is not None and rows[node][0] not in path:
            code, node = rows[node]
            path.append(code)
        paths[pk] = tuple(path)
    return paths


def _grouped(rows: Any) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.establishment_id].append(row)
    return grouped


def _ordinals(valid: Any) -> tuple[int, int]:
    first = valid.lower.toordinal() if valid.lower else 1
    return first, valid.upper.toordinal() - 1 if valid.upper else FAR


def read_inputs(kind: str, sites: Sequence[Site], first: Month, last: Month, scenario: str = Scenario.ACTUAL) -> Inputs:
    """The reports of these sites from `first` (and the history that windows and slow stocks need) to `last`."""
    source = catalogue()
    start = first - HISTORY
    columns = last.index - start.index + 1
    sector = source.kinds[kind].sector
    common = np.full((len(sites), columns, source.width("common")), MISSING, dtype=np.int64)
    own = np.full((len(sites), columns, source.width(sector)), MISSING, dtype=np.int64)
    level, version = np.zeros((2, len(sites), columns), dtype=np.int64)
    rank = {site.pk: number for number, site in enumerate(sites)}
    for pk, month, status, number, common_values, sector_values in _versions(list(rank), start, last, scenario):
        at = rank[pk], Month.of(month).index - start.index
        common[at][: len(common_values)] = common_values
        own[at][: len(sector_values)] = sector_values
        level[at], version[at] = LEVELS.get(status, 2), number
    return Inputs(
        kind=kind,
        catalogue=source,
        sites=sites,
        start=start,
        common=common,
        sector=own,
        level=level,
        version=version,
        filled=_budget(rank, start, last, columns) if scenario == Scenario.ACTUAL else {},
        parameters=_parameters(source, start, columns),
        expected_from=first_figure(),
    )


def _versions(ids: list[int], start: Month, last: Month, scenario: str) -> Iterator[tuple[Any, ...]]:
    rows = Report.objects.filter(
        establishment__in=ids, month__range=(start.first, last.first), scenario=scenario, counting__isnull=False
    ).order_by()
    return rows.values_list(
        "establishment", "month", "status", "counting", "counting__common", "counting__sector"
    ).iterator(chunk_size=2000)


def _budget(rank: Mapping[int, int], start: Month, last: Month, columns: int) -> dict[str, Ints]:
    """`BUD_CH` and `BUD_PR`, from the scenario of the budget (rule 27)."""
    source = catalogue()
    places = {code: measure.position for code, measure in source.measures.items() if not measure.entered}
    filled = {code: np.full((len(rank), columns), MISSING, dtype=np.int64) for code in places}
    for pk, month, _status, _number, values, _sector in _versions(list(rank), start, last, Scenario.BUDGET):
        for code, position in places.items():
            if position < len(values):
                filled[code][rank[pk], Month.of(month).index - start.index] = values[position]
    return filled


def _parameters(source: Catalogue, start: Month, columns: int) -> dict[str, list[Any]]:
    months = [start + column for column in range(columns)]
    return {name: [source.parameter(name, month.first) for month in months] for name in source.parameters}
