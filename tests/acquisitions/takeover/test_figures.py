"""A takeover in the figures: the bridge's entries are the new sites, the seller's months stay apart."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
import time_machine

from acquisitions.services.takeover import history as history_module
from acquisitions.services.takeover.history import shared_history
from establishments.access import access_of
from establishments.enums import Scenario
from establishments.models import Report
from establishments.selectors.owed import owed
from groupe.consolidation.selectors.bridge import bridge
from groupe.consolidation.selectors.pro_forma import pro_forma
from groupe.kernel.periods import Month
from tests.acquisitions.takeover.bench import Bench, Told

MARCH = Month.parse("2026-03")


def test_the_entries_block_is_those_sites(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, clock: time_machine.Coordinates
) -> None:
    """The seller told 300,000 for March and the year before: in pro forma for its days alone, never in actual."""
    rows = [Told("2025-03", products="300000"), Told("2026-03", products="160000", staff="90000.01")]
    monkeypatch.setattr(history_module, "seller_months", lambda deal: [*rows, Told("2026-04", products="1")])
    bench.done()
    clock.move_to("2026-04-20T10:00:00+02:00")
    for code, products in (("OLD", 500_000), ("REG", 90_000), ("PARC", 60_000)):
        bench.world.report(code, "2026-03", {"PR_G1": products})
    bench.world.report("OLD", "2025-03", {"PR_G1": 480_000})
    bench.world.fold()
    found = bridge(scope="group", measure="PR_G1", first=MARCH, last=MARCH)
    assert (found.previous, found.entries, found.organic, found.current) == (480_000, 150_000, 20_000, 650_000)
    as_if = pro_forma(scope="group", measure="PR_G1", first=MARCH, last=MARCH)
    assert (as_if.seller, as_if.seller_before) == (160_000, 300_000)
    assert {part.code: part.current for part in as_if.parts} == {"REG": 96_000, "PARC": 64_000}, "by places, 60 and 40"
    assert pro_forma(scope="group", measure="CH", first=MARCH, last=MARCH).seller == Fraction("90000.01")
    told = Report.objects.filter(scenario=Scenario.PRE_ACQUISITION)
    assert set(told.values_list("month", flat=True)) == {dt.date(2025, 3, 1), dt.date(2026, 3, 1)}


def test_the_first_report_is_due_on_the_35th_day(bench: Bench, clock: time_machine.Coordinates) -> None:
    bench.done()
    clock.move_to("2026-04-20T10:00:00+02:00")
    found = {row.establishment.code: row.due for row in owed(access_of(bench.team.worker)) if row.month == MARCH}
    assert found["REG"] == found["PARC"] == dt.date(2026, 4, 21)


def test_cents_are_shared_without_loss(bench: Bench) -> None:
    """Days and places go to the kinds that report them; shares add up to the seller's month."""
    told = {"energy": "0.03", "depreciation": "10", "other": "1.01", "days": "2800", "places": "100"}
    rows = [Told("2026-02", products="100.01", **told)]
    found = shared_history(rows, [bench.left, bench.right])
    february = Month.parse("2026-02")
    left, right = found[bench.left.pk][february], found[bench.right.pk][february]
    assert str(left["PR_G1"]) == "60.01"
    assert str(right["PR_G1"]) == "40.00"
    assert {code: left[code] + right[code] for code in ("C_ENER", "CH_G1", "C_68")} == {
        "C_ENER": Fraction("0.03"), "CH_G1": Fraction("1.04"), "C_68": 10
    }  # fmt: skip
    assert (left["J_HP"], right["J_LOG"], left["CAP_HP"], right["LOG"]) == (1680, 1120, 60, 40)
