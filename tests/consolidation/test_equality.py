"""Folding in any order equals a rebuild, which equals the reports."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from groupe.consolidation.models import Cell, Rollup
from groupe.consolidation.services import check, fold_all, rebuild
from groupe.kernel.periods import Month
from tests.consolidation.world import World

pytestmark = pytest.mark.django_db
KINDS = {
    "ehpad": {"J_HP": 2000, "CAP_HP": 80, "GIR1": 5, "CH_G1": 100, "ACC_FIN": 70, "FRNG": 500, "ETP_REEL": 40},
    "ime": {"J_INT": 400, "JO_INT": 20, "CAP_INT": 20, "PR_G1": 1234, "EFF_PERM": 20, "REC_PERM": 1, "DEP_PERM": 2},
    "sad": {"HA_REA": 90, "HA_PLAN": 100, "TRESO": 10, "CH_G2": 7, "EFF_FIN": 12},
}
START = Month.parse("2024-01")
months = st.integers(0, 17).map(lambda offset: START + offset)
days = st.dates(dt.date(2024, 1, 1), dt.date(2025, 6, 30))
sites = st.sampled_from(["A", "B", "C"])
moves = st.one_of(
    st.tuples(st.just("report"), sites, months, st.integers(0, 50), st.sets(st.integers(0, 6)), st.booleans()),
    st.tuples(st.just("transfer"), sites, days, st.sampled_from(["X", "Y"]), st.sampled_from(["T1", "T2"])),
    st.tuples(st.just("capacity"), sites, days, st.integers(0, 99)),
    st.tuples(st.just("leave"), sites, days),
    st.tuples(st.just("fold")),
)


def stored() -> list[Any]:
    return [
        *Cell.objects.order_by("pk").values_list("establishment", "month", "segment", "scopes", "common", "sector"),
        *Rollup.objects.order_by("pk").values_list("scope", "month", "file", "vals"),
    ]


def play(world: World, history: list[tuple[Any, ...]]) -> None:
    for name, *details in history:
        if name == "fold":
            fold_all()
        elif name == "report":
            site, month, number, left_out, validated = details
            values = KINDS[world.get(site).kind]
            chosen = {code: value + number for rank, (code, value) in enumerate(values.items()) if rank not in left_out}
            world.report(site, str(month), chosen, status="validated" if validated else "submitted")
        elif name == "transfer":
            site, day, entity, territory = details
            row = world.get(site).attachments.filter(valid__contains=day).first()
            if row and row.valid_from != day and row.valid_to is None:
                world.transfer(site, str(day), entity=entity, territory=territory)
        elif name == "capacity":
            site, day, places = details
            if not world.get(site).capacities.filter(valid__endswith__isnull=False, valid__contains=day).exists():
                _capacity(world, site, day, places)
        elif name == "leave":
            site, day = details
            world.leave(site, str(max(day, dt.date(2024, 3, 1))))


def _capacity(world: World, site: str, day: dt.date, places: int) -> None:
    measure = {"ehpad": "CAP_HP", "ime": "CAP_INT", "sad": "CAP_FIN"}[world.get(site).kind]
    row = world.get(site).capacities.filter(measure=measure, valid__contains=day).first()
    later = world.get(site).capacities.filter(measure=measure, valid__startswith__gt=day).exists()
    if not later and (row is None or row.valid_from != day):
        world.capacity(site, measure, places, str(day))


@settings(
    max_examples=12, phases=[Phase.explicit, Phase.generate], deadline=None, suppress_health_check=list(HealthCheck)
)
@given(history=st.lists(moves, min_size=5, max_size=25))
def test_any_history_folds_to_what_a_rebuild_gives(history: list[tuple[Any, ...]]) -> None:
    with transaction.atomic():
        world = World()
        for code, kind in zip("ABC", KINDS, strict=True):
            world.site(code, kind, entry="2024-02-10", opening={"EFF_PERM": "20"}, reason="purchase")
        play(world, history)
        fold_all()
        folded = [row for row in stored() if any(bytes(row[-1]))]
        assert not check()
        rebuild()
        assert [row for row in stored() if any(bytes(row[-1]))] == folded
        transaction.set_rollback(True)


def test_windows_of_a_month_reported_again_compare_over_their_whole_year(world: World) -> None:
    """Twelve months that each compare with the one a year before: two years of presence, however late the change."""
    world.site("S", "ehpad", entry="2023-01-01")
    costs = {"CH_G1": 200_000, "CH_G2": 90_000, "CH_G3": 10_000, "C_68": 5_000}
    for number, month in enumerate(Month.parse("2023-01").to(Month.parse("2025-06"))):
        world.report("S", str(month), costs | {"TRESO": 300_000 + number})
    world.fold()
    world.report("S", "2025-03", costs | {"TRESO": 310_000}, status="validated")
    world.fold()
    assert not check()
