"""At any instant of a random history, figures as known then are those that were stored then."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from establishments.models import Link
from groupe.consolidation.engine.plan import current_plan
from groupe.consolidation.models import Rollup, Scope
from groupe.consolidation.selectors.compared import compared_sums
from groupe.consolidation.selectors.extracts import extract_of
from groupe.consolidation.selectors.past import Past
from groupe.consolidation.selectors.vectors import TODAY, Today
from groupe.consolidation.services import fold_all
from groupe.kernel.periods import Month
from tests.consolidation.known.clock import clock, paris
from tests.consolidation.test_equality import KINDS, _capacity
from tests.consolidation.world import World

pytestmark = pytest.mark.django_db
FIRST, LAST = Month.parse("2023-10"), Month.parse("2026-02")
BEGIN = paris("2024-03-05")
months = st.integers(-3, 14).map(lambda offset: Month.parse("2024-04") + offset)
days = st.dates(dt.date(2024, 1, 1), dt.date(2025, 6, 30))
sites = st.sampled_from(["A", "B", "C", "D"])
territories = st.sampled_from(["T1", "T2", "T3"])
moves = st.one_of(
    st.tuples(st.just("report"), sites, months, st.integers(0, 50), st.sets(st.integers(0, 6)), st.booleans()),
    st.tuples(st.just("report"), sites, months, st.integers(0, 50), st.sets(st.integers(0, 2)), st.booleans()),
    st.tuples(st.just("status"), sites, months, st.sampled_from(["validated", "frozen", "return", "reopen"])),
    st.tuples(st.just("budget"), sites, months, st.integers(0, 50)),
    st.tuples(st.just("transfer"), sites, days, st.sampled_from(["X", "Y"]), territories),
    st.tuples(st.just("capacity"), sites, days, st.integers(0, 99)),
    st.tuples(st.just("fund"), sites, days),
    st.tuples(st.just("leave"), sites, days),
    st.tuples(st.just("link"), st.sampled_from(["AD", "DA"]), days, st.sampled_from(["0.4", "1"])),
    st.tuples(st.just("place"), territories, st.sampled_from([None, "T1", "T2"])),
)
# What is told, and how many days after what was told before.
histories = st.lists(st.tuples(moves, st.sampled_from([0, 1, 9, 40])), min_size=4, max_size=18)


class Story:
    """Tells a world what happened, by the names of `moves`; what makes no sense there is left out."""

    def __init__(self, world: World) -> None:
        self.world = world

    def report(self, site: str, month: Month, number: int, left_out: set[int], validated: bool) -> None:
        values = enumerate(KINDS[self.world.get(site).kind].items())
        chosen = {code: value + number for rank, (code, value) in values if rank not in left_out}
        self.world.report(site, str(month), chosen, status="validated" if validated else "submitted")

    def status(self, site: str, month: Month, status: str) -> None:
        reports = self.world.get(site).reports.filter(month=month.first, scenario="actual")
        if reports.filter(counting__isnull=False).exists():
            after = status if status in {"validated", "frozen"} else "draft"
            self.world.move(site, str(month), after, counts=status != "return")

    def budget(self, site: str, month: Month, number: int) -> None:
        self.world.report(site, str(month), {"BUD_CH": number, "BUD_PR": 9}, status="validated", scenario="budget")

    def transfer(self, site: str, day: dt.date, entity: str, territory: str) -> None:
        row = self.world.get(site).attachments.filter(valid__contains=day).first()
        if row and row.valid_from != day and row.valid_to is None:
            self.world.transfer(site, str(day), entity=entity, territory=territory)

    def capacity(self, site: str, day: dt.date, places: int) -> None:
        if not self.world.get(site).capacities.filter(valid__endswith__isnull=False, valid__contains=day).exists():
            _capacity(self.world, site, day, places)

    def fund(self, site: str, day: dt.date) -> None:
        if not self.world.get(site).fundings.exists():
            self.world.fund(site, "ARS", str(day))

    def leave(self, site: str, day: dt.date) -> None:
        self.world.leave(site, str(max(day, dt.date(2024, 3, 1))))

    def link(self, sites: str, day: dt.date, weight: str) -> None:
        old, new = map(self.world.get, sites)
        if not Link.objects.exists():
            Link.objects.create(old=old, new=new, date=day, weight=weight)
            for code in sites:
                self.world.changed(code, str(day.replace(year=day.year - 1, day=1)))

    def place(self, territory: str, parent: str | None) -> None:
        if parent != territory and not self.world.territory(territory).children.exists():
            self.world.place(territory, parent)


def read(figures: Today) -> tuple[dict[Any, bytes], list[Any], list[Any]]:
    """Every sum and cell of the group that holds something."""
    numbers = dict(Scope.objects.values_list("code", "pk"))
    files = set(Rollup.objects.values_list("file", flat=True))
    sums = {
        (number, month.index, file): np.trim_zeros(vector, "b").tobytes()
        for number, by_month in figures.rollup_sums(numbers.values(), FIRST, LAST, files).items()
        for month, vectors in by_month.items()
        for file, vector in vectors.items()
        if vector.any()
    }
    extract = extract_of(code.code for code in current_plan().codes)
    cells = [
        *figures.cells_in(numbers.get("group"), FIRST, LAST, extract),
        *figures.cells_in(numbers.get("territory:T1"), FIRST, LAST, extract, validated_only=True),
        *figures.establishment_cells("A", FIRST, LAST, extract),
    ]
    compared = [
        (str(month), file, vector.tolist())
        for scope, validated in (("establishment:A", False), ("territory:T1", True))
        for month, vectors in compared_sums(
            scope, FIRST, LAST, files, validated_only=validated, known_at=figures
        ).items()
        for file, vector in vectors.items()
        if vector.any()
    ]
    return sums, sorted(compared), sorted((*row[:3], bytes(row[3]), bytes(row[4]), sorted(row[5])) for row in cells)


@settings(
    max_examples=15, phases=[Phase.explicit, Phase.generate], deadline=None, suppress_health_check=list(HealthCheck)
)
@given(history=histories)
def test_figures_are_known_as_they_were_stored(history: list[tuple[tuple[Any, ...], int]]) -> None:
    with transaction.atomic():
        at, then = BEGIN, []
        with clock(at):
            world = World()
            story = Story(world)
            for code in ("T2", "T3"):
                world.territory(code)
            for code, kind in zip("ABCD", [*KINDS, "ehpad"], strict=True):
                world.site(code, kind, entry="2024-01-10", opening={"EFF_PERM": "20"}, reason="purchase")
            fold_all()
        for (name, *details), wait in history:
            at += dt.timedelta(days=wait, seconds=1)
            with clock(at):
                getattr(story, name)(*details)
                fold_all()
                then.append((at, read(TODAY)))
        for at, figures in then:
            assert read(Past(at)) == figures, at
        transaction.set_rollback(True)
