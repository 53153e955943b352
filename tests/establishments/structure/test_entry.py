"""Entering the group: from the register by one form, newly opened, or back again."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from establishments.models import Attachment, Capacity, Change, ConsolidationTerm, Establishment, Stay
from establishments.services.structure import (
    Arrival,
    Identity,
    establishment_close,
    establishment_enter,
    establishment_open,
)
from tests.consolidation.world import World
from tests.establishments.structure.refusals import refuses

DAY = dt.date
ENTRY = DAY(2025, 3, 17)


@pytest.fixture
def arrival(group: World) -> Arrival:
    return Arrival(
        entity=group.entity("E1"),
        territory=group.territory("south"),
        entry=ENTRY,
        reason="court_sale",
        headcount=58,
        people=62,
        capacities={"CAP_HP": 80, "CAP_FIN": 86},
        method="full",
    )


def enter(world: World, arrival: Arrival, code: str = "R1", kind: str = "ehpad") -> Stay:
    return establishment_enter(establishment=world.get(code), kind=kind, arrival=arrival)


def test_from_the_register_with_its_opening_record(group: World, arrival: Arrival) -> None:
    Change.objects.all().delete()
    stay = enter(group, arrival)
    assert (stay.valid_from, stay.valid_to, stay.entry_reason) == (ENTRY, None, "court_sale")
    assert stay.opening == {"ACC_FIN": "62", "EFF_FIN": "58"}
    place = Attachment.objects.get(establishment=stay.establishment)
    assert (place.entity.code, place.territory.code, place.valid_from) == ("E1", "south", ENTRY)
    held = Capacity.objects.filter(establishment=stay.establishment).values_list("measure", "value", "valid")
    assert {(measure, value, valid.lower) for measure, value, valid in held} == {
        ("CAP_HP", 80, ENTRY),
        ("CAP_FIN", 86, ENTRY),
    }
    assert set(Change.objects.values_list("establishment__code", "first")) >= {("R1", DAY(2025, 3, 1))}


def test_its_reports_count_from_then_on(group: World, arrival: Arrival) -> None:
    enter(group, arrival)
    group.report("R1", "2025-03", {"ACC_FIN": 60, "ACC_ENT": 2, "ACC_SOR": 4})
    assert group.value("establishment:R1", "ACCJ", "2025-03") == 915


def test_what_the_register_knows_of_its_capacities_is_kept(group: World, arrival: Arrival) -> None:
    group.capacity("R1", "CAP_HP", 80, "2010-01-01")
    group.capacity("R1", "CAP_FIN", 90, "2010-01-01")
    enter(group, arrival)
    assert Capacity.objects.filter(establishment=group.get("R1")).count() == 3


def test_an_entity_new_to_the_group_gets_its_method(group: World, arrival: Arrival) -> None:
    enter(group, replace(arrival, method="proportional"))
    term = ConsolidationTerm.objects.get(entity__code="E1")
    assert (term.method, term.valid_from) == ("proportional", ENTRY)


def test_back_after_a_time_outside(group: World, arrival: Arrival) -> None:
    establishment_close(establishment=group.get("A"), last=DAY(2024, 12, 31), reason="sold")
    enter(group, arrival, "A")
    assert Stay.objects.filter(establishment=group.get("A")).count() == 2


def test_a_new_establishment(group: World, arrival: Arrival) -> None:
    identity = Identity(name="Crèche du Port", kind="creche_psu", commune="69123", city="Lyon")
    opened = replace(arrival, reason="founded", headcount=None, people=None, capacities={"PL_AGR": 30})
    site = establishment_open(code="creche-port", identity=identity, arrival=opened)
    site.refresh_from_db()
    assert (site.department, site.kind, site.stays.get().opening) == ("69", "creche_psu", {})


@pytest.mark.parametrize(
    ("field", "code", "changed"),
    [
        ("code", "A", {}),
        ("code", "with space", {}),
        ("name", "new", {"name": " "}),
        ("kind", "new", {"kind": "casino"}),
        ("commune", "new", {"commune": "Lyon"}),
        ("postcode", "new", {"postcode": "69"}),
        ("siret", "new", {"siret": "73282932000075"}),
        ("finess", "new", {"finess": "010780196"}),
        ("finess", "new", {"finess": "010780195"}),
    ],
)
def test_a_wrong_identity_is_refused(
    group: World, arrival: Arrival, field: str, code: str, changed: dict[str, Any]
) -> None:
    identity = replace(Identity(name="New", kind="ehpad"), **changed)
    with refuses(field):
        establishment_open(code=code, identity=identity, arrival=arrival)
    assert not Establishment.objects.filter(code="new").exists()


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("entry", {"entry": DAY(1, 1, 1)}),
        ("reason", {"reason": "won at cards"}),
        ("headcount", {"headcount": -1}),
        ("people", {"people": 10**9}),
        ("people", {"reason": "founded", "headcount": None}),
        ("CAP_HP", {"capacities": {"CAP_HP": -1}}),
        ("measure", {"capacities": {"PL_AGR": 1}}),
        ("method", {"method": ""}),
    ],
)
def test_a_wrong_arrival_is_refused(group: World, arrival: Arrival, field: str, changed: dict[str, Any]) -> None:
    with refuses(field):
        enter(group, replace(arrival, **changed))
    assert not Stay.objects.filter(establishment=group.get("R1")).exists()


def test_a_member_does_not_enter_again(group: World, arrival: Arrival) -> None:
    with refuses("entry"):
        enter(group, arrival, "A")


def test_the_days_of_an_earlier_stay_are_taken(group: World, arrival: Arrival) -> None:
    with refuses("entry"):
        enter(group, replace(arrival, entry=DAY(2024, 6, 30)), "GONE", "sad")


def test_what_closed_before_does_not_enter(group: World, arrival: Arrival) -> None:
    Establishment.objects.filter(code="R1").update(closed_on=DAY(2025, 1, 1))
    with refuses("entry"):
        enter(group, arrival)


def test_the_kind_stays_once_there_are_reports(group: World, arrival: Arrival) -> None:
    group.report("GONE", "2024-05", {"HA_REA": 1})
    with refuses("kind"):
        enter(group, arrival, "GONE", "ehpad")
