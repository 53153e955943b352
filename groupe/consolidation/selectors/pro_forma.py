"""As if what entered had always been there: actual and the seller's days before the entry, never mixed (rule 27)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain, pairwise

import numpy as np

from establishments.enums import Scenario
from establishments.models import Establishment, Report
from groupe.consolidation.engine.cells import compute
from groupe.consolidation.engine.plan import MeasurePlan, current_plan
from groupe.consolidation.engine.structure import YEAR, Entry, Run, Site
from groupe.consolidation.layout import current_layout
from groupe.consolidation.scopes import scope_number
from groupe.consolidation.selectors.bridge import Bridge, bridge, bridged_plan
from groupe.consolidation.selectors.vectors import TODAY, Today
from groupe.consolidation.source import Reading, read_inputs, read_sites
from groupe.kernel.periods import Month

NEVER = Entry(0, 0, {})


@dataclass(frozen=True)
class SellerPart:
    """What the seller of an establishment told of its days before the entry, this year and last year."""

    code: str
    name: str
    entry: dt.date
    current: Fraction
    previous: Fraction


@dataclass(frozen=True)
class ProForma:
    """A measure over some months as if all that is there now had been there before.

    `base` is last year without what left: previous and exits of the bridge.
    """

    scope: str
    measure: str
    first: Month
    last: Month
    actual: Fraction
    base: Fraction
    parts: list[SellerPart]

    @property
    def seller(self) -> Fraction:
        return sum((part.current for part in self.parts), Fraction(0))

    @property
    def seller_before(self) -> Fraction:
        return sum((part.previous for part in self.parts), Fraction(0))

    @property
    def current(self) -> Fraction:
        return self.actual + self.seller

    @property
    def previous(self) -> Fraction:
        return self.base + self.seller_before

    @property
    def growth(self) -> Fraction | None:
        return (self.current - self.previous) / self.previous if self.previous else None


def pro_forma(
    *,
    scope: str,
    measure: str,
    first: Month,
    last: Month,
    validated_only: bool = False,
    known_at: Today = TODAY,
    found: Bridge | None = None,
) -> ProForma:
    """`found` is the bridge of the same months, where it is known already."""
    plan = bridged_plan(measure)
    moved = found or bridge(
        scope=scope, measure=measure, first=first, last=last, validated_only=validated_only, known_at=known_at
    )
    begin = last if plan.time == "LAST" else first
    parts = _parts(scope, plan, begin, last, known_at.reading, least=2 if validated_only else 1)
    return ProForma(scope, measure, first, last, moved.current, moved.previous + moved.exits, parts)


def _parts(
    scope: str, plan: MeasurePlan, first: Month, last: Month, reading: Reading, *, least: int
) -> list[SellerPart]:
    """Of establishments with a report of a seller at all; what counted of it is read as figures are."""
    known = Report.objects.filter(
        scenario=Scenario.PRE_ACQUISITION,
        month__range=((first - YEAR).first, last.first),
        establishment__kind__in=plan.kinds,
    )
    ids = set(known.order_by().values_list("establishment", flat=True).distinct())
    sites = read_sites(ids, reading) if ids else {}
    named = Establishment.objects.in_bulk(list(ids))
    single = scope.partition(":")[2] if scope.startswith("establishment:") else None
    number = scope_number("group" if single else scope)
    parts = []
    for kind, members in sites.items():
        before = [
            (site, entry)
            for member in members
            if single in {None, named[member.pk].code}
            for site, entry in _before(member, number, last)
        ]
        for (site, entry), (now, then) in zip(
            before, _told(kind, before, plan, first, last, least, reading), strict=True
        ):
            place = named[site.pk]
            if now or then:
                day = dt.date.fromordinal(entry.first)
                unit = plan.side.unit
                parts.append(SellerPart(place.code, place.name, day, now * unit, then * unit))
    return sorted(parts, key=lambda part: (-abs(part.current) - abs(part.previous), part.code))


def _before(site: Site, number: int | None, last: Month) -> Iterator[tuple[Site, Entry]]:
    """An establishment over the days before each entry by `last`, in the scopes that it entered."""
    for earlier, entry in pairwise(chain([NEVER], site.entries)):
        scopes = next((run.scopes for run in site.runs if run.first == entry.first), ())
        if number in scopes and entry.first <= last.last.toordinal():
            yield replace(site, runs=(Run(earlier.last + 1, entry.first - 1, scopes),), entries=()), entry


def _told(
    kind: str,
    before: Sequence[tuple[Site, Entry]],
    plan: MeasurePlan,
    first: Month,
    last: Month,
    least: int,
    reading: Reading,
) -> Iterator[tuple[int, int]]:
    """(this year's, last year's) of each; last year counts while the same month now is not past the exit."""
    if not before:
        return
    layout = current_layout()
    alone = replace(current_plan(), measures={plan.code: plan}, indicators={})
    taken = [site for site, _entry in before]
    inputs = read_inputs(kind, taken, first - YEAR, last, Scenario.PRE_ACQUISITION, reading)
    computed = compute(inputs, alone, layout.positions, layout.widths, first - YEAR, last)
    block = computed.common if plan.file == "common" else computed.sector
    months = inputs.start.index + computed.rows.column
    values = np.where(computed.level >= least, block[:, layout.positions[plan.code, "v"]], 0)
    for rank, (_site, entry) in enumerate(before):
        mine = computed.rows.site == rank
        gone = Month.of(dt.date.fromordinal(entry.last)).index
        now = mine & (months >= first.index) & (months <= last.index)
        then = mine & (months <= min(last.index, gone) - YEAR)
        yield int(values[now].sum()), int(values[then].sum())
