"""Plans of the demo group: each deal as far as its stage."""

from __future__ import annotations

from acquisitions.demo.plans import write_plans
from acquisitions.models import Deal
from acquisitions.selectors.plans import accounts_of, thesis_of, valued, version_of
from groupe.kernel.periods import Month
from tests.acquisitions.plan.house import Room

LAST = Month.parse("2026-10")


def at(room: Room, stage: str) -> Deal:
    """The deal, in this stage."""
    Deal.objects.filter(pk=room.deal.pk).update(stage=stage, people=120)
    write_plans([Deal.objects.get(pk=room.deal.pk)], LAST)
    return Deal.objects.get(pk=room.deal.pk)


def test_a_deal_is_told_as_far_as_its_stage(room: Room) -> None:
    assert accounts_of(at(room, "nda")) == []
    found = at(room, "diligence")
    assert (len(accounts_of(found)), version_of(found)) == (24, None)
    found = at(room, "valuation")
    row = version_of(found)
    assert row is not None and (row.number, row.thesis) == (2, False)


def test_an_offer_has_its_thesis_and_recovers(room: Room) -> None:
    found = at(room, "offer")
    thesis = thesis_of(found)
    assert thesis is not None and len(thesis.months) == 24
    figures = valued(thesis.row).figures
    assert figures is not None
    results = [case.outcome.run_rate for case in figures.cases.values()]
    assert figures.current.result < 0 < results[1] < results[2]
    assert results[0] < results[1]
    assert (found.people, found.people_taken) == (120, 98)
