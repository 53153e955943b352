"""Entities, methods, holdings; territories; funders."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from establishments.models import Change, ConsolidationTerm, Establishment, Holding, LegalEntity, Territory
from establishments.services.structure import (
    Identity,
    entity_save,
    establishment_edit,
    funder_save,
    funding_add,
    funding_end,
    holding_set,
    term_set,
    territory_save,
)
from tests.consolidation.world import World
from tests.establishments.structure.refusals import refuses

DAY = dt.date
SINCE = DAY(2025, 1, 1)


def held(world: World, owner: str, owned: str, percent: int, since: dt.date = SINCE) -> Holding | None:
    share = Decimal(percent)
    return holding_set(owner=world.entity(owner), owned=world.entity(owned), votes=share, capital=share, since=since)


def test_an_entity_is_created_and_changed(group: World) -> None:
    entity = entity_save(code="732829320", name="Holding", siren="732829320")
    entity_save(entity=entity, code="ignored", name="Holding SAS", siren="732829320", legal_form="SAS")
    assert LegalEntity.objects.get(code="732829320").name == "Holding SAS"


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("code", {"code": "E1"}),
        ("siren", {"siren": "732829321"}),
        ("finess", {"finess": "1"}),
        ("closed_on", {"created_on": DAY(2025, 1, 2), "closed_on": DAY(2025, 1, 1)}),
    ],
)
def test_a_wrong_entity_is_refused(group: World, field: str, changed: dict[str, object]) -> None:
    given: dict[str, object] = {"code": "new", "name": "New", **changed}
    with refuses(field):
        entity_save(**given)  # type: ignore[arg-type]


def test_a_method_holds_until_the_next(group: World) -> None:
    term_set(entity=group.entity("E1"), method="full", since=DAY(2020, 1, 1))
    Change.objects.all().delete()
    term_set(entity=group.entity("E1"), method="equity", since=DAY(2025, 3, 17))
    rows = ConsolidationTerm.objects.filter(entity__code="E1").order_by("valid")
    assert [(row.method, row.valid_from, row.valid_to) for row in rows] == [
        ("full", DAY(2020, 1, 1), DAY(2025, 3, 16)),
        ("equity", DAY(2025, 3, 17), None),
    ]
    assert set(Change.objects.values_list("establishment__code", "first")) == {
        ("A", DAY(2024, 3, 1)),
        ("C", DAY(2024, 3, 1)),
        ("GONE", DAY(2024, 3, 1)),
        ("SOON", DAY(2024, 3, 1)),
    }


def test_a_holding_tells_the_figures_of_subsidiaries_too(group: World) -> None:
    held(group, "E1", "E2", 60)
    Change.objects.all().delete()
    held(group, "H", "E1", 80, DAY(2025, 3, 17))
    assert set(Change.objects.values_list("establishment__code", flat=True)) >= {"A", "B", "C"}


def test_nothing_held_ends_the_holding(group: World) -> None:
    held(group, "E1", "E2", 60)
    assert held(group, "E1", "E2", 0, DAY(2025, 7, 1)) is None
    assert Holding.objects.get().valid_to == DAY(2025, 6, 30)


def test_together_no_more_than_the_whole(group: World) -> None:
    held(group, "E1", "E2", 60)
    with refuses("votes"):
        held(group, "H", "E2", 41)
    held(group, "H", "E2", 40)
    held(group, "E1", "E2", 50, DAY(2026, 1, 1))
    held(group, "H", "E2", 50, DAY(2026, 1, 1))
    with refuses("votes"):
        held(group, "E3", "E2", 5, DAY(2024, 1, 1))


@pytest.mark.parametrize(
    ("field", "owner", "percent"), [("owner", "E2", 10), ("votes", "E1", 101), ("votes", "E1", -1)]
)
def test_a_wrong_holding_is_refused(group: World, field: str, owner: str, percent: int) -> None:
    with refuses(field):
        held(group, owner, "E2", percent)


def test_a_territory_moves_with_its_past(group: World) -> None:
    group.report("A", "2025-03", {"PR_G1": 100})
    assert group.value("territory:france", "PR_G1", "2025-03") == 100
    north = Territory.objects.get(code="north")
    territory_save(territory=north, code="north", name="Nord", parent=None)
    assert group.value("territory:france", "PR_G1", "2025-03") is None
    assert group.value("territory:north", "PR_G1", "2025-03") == 100


@pytest.mark.parametrize("below", ["france", "north", "leaf"])
def test_no_territory_lies_below_itself(group: World, below: str) -> None:
    group.territory("leaf", "north")
    france = Territory.objects.get(code="france")
    with refuses("parent"):
        territory_save(territory=france, code="france", name="F", parent=Territory.objects.get(code=below))


def test_a_new_territory_needs_a_free_code(group: World) -> None:
    with refuses("code"):
        territory_save(code="north", name="Again")
    assert territory_save(code="west", name="West", parent=group.territory("france")).pk


def test_a_funder_funds_from_to(group: World) -> None:
    funder = funder_save(code="ars", name="ARS", kind="ars")
    site = group.get("A")
    funding = funding_add(establishment=site, funder=funder, since=DAY(2025, 3, 17))
    with refuses("funder", "17"):
        funding_add(establishment=site, funder=funder, since=DAY(2025, 6, 1))
    with refuses("last"):
        funding_end(funding=funding, last=DAY(2025, 3, 16))
    funding_end(funding=funding, last=DAY(2025, 5, 31))
    with refuses("last"):
        funding_end(funding=funding, last=DAY(2025, 6, 30))
    assert funding_add(establishment=site, funder=funder, since=DAY(2025, 6, 1)).valid_to is None
    with refuses("until"):
        funding_add(establishment=site, funder=funder, since=DAY(2024, 2, 1), until=DAY(2024, 1, 1))


def test_the_figures_of_another_department_follow_the_commune(group: World) -> None:
    group.report("A", "2025-03", {"PR_G1": 100})
    assert group.value("department:69", "PR_G1", "2025-03") == 100
    establishment_edit(establishment=group.get("A"), identity=Identity(name="A", kind="ehpad", commune="42218"))
    assert group.value("department:69", "PR_G1", "2025-03") is None
    assert group.value("department:42", "PR_G1", "2025-03") == 100


def test_the_kind_stays_once_there_are_reports(group: World) -> None:
    establishment_edit(establishment=group.get("C"), identity=Identity(name="C", kind="itep"))
    assert Establishment.objects.get(code="C").kind == "itep"
    group.report("C", "2025-03", {"PR_G1": 1})
    with refuses("kind"):
        establishment_edit(establishment=group.get("C"), identity=Identity(name="C", kind="ime"))
