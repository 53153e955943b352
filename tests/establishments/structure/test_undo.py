"""Taking back an entry, a method, a holding."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client

from establishments.models import (
    Attachment,
    Capacity,
    Change,
    ConsolidationTerm,
    Establishment,
    Flow,
    Funding,
    Holding,
    Link,
    Report,
    Stay,
)
from establishments.services.structure import (
    Arrival,
    entry_undo,
    establishment_enter,
    holding_set,
    holding_undo,
    term_set,
    term_undo,
)
from groupe.accounts.models import User
from groupe.kernel.periods import last_completed_month
from groupe.kernel.ranges import inclusive
from tests.cast import client_of
from tests.consolidation.world import World
from tests.establishments.structure.refusals import refuses

DAY = dt.date
ENTRY = DAY(2025, 3, 17)


@pytest.fixture
def entered(group: World) -> Establishment:
    """From the register, where 70 places were authorised already."""
    site = group.get("R1")
    Capacity.objects.create(establishment=site, measure="CAP_HP", value=70, valid=inclusive(DAY(2020, 1, 1), None))
    arrival = Arrival(
        entity=group.entity("E1"), territory=group.territory("south"), entry=ENTRY, reason="court_sale", people=62,
        capacities={"CAP_HP": 80}, method="full",
    )  # fmt: skip
    establishment_enter(establishment=site, kind="ehpad", arrival=arrival)
    group.fund("R1", "ARS", "2025-03-17")
    return site


def test_an_entry_is_taken_back_with_all_that_came_with_it(group: World, entered: Establishment) -> None:
    group.report("A", "2025-01", {"PR_G1": 1})
    assert group.figure("group", "PR_G1", "2025-03").coverage.expected == 4
    Change.objects.all().delete()
    entry_undo(establishment=entered)
    for model in (Stay, Attachment, Funding):
        assert not model.objects.filter(establishment=entered).exists()
    places = Capacity.objects.get(establishment=entered)
    assert (places.value, places.valid_from, places.valid_to) == (70, DAY(2020, 1, 1), None)
    assert list(Change.objects.values_list("establishment", "first")) == [(entered.pk, DAY(2025, 3, 1))]
    assert group.figure("group", "PR_G1", "2025-03").coverage.expected == 3


def test_it_may_enter_again(group: World, entered: Establishment) -> None:
    entry_undo(establishment=entered)
    arrival = Arrival(entity=group.entity("E1"), territory=group.territory("north"), entry=ENTRY, reason="purchase")
    assert establishment_enter(establishment=entered, kind="ehpad", arrival=arrival).entry_reason == "purchase"


def test_what_was_told_since_then_stays(group: World, entered: Establishment) -> None:
    flow = Flow.objects.create(
        month=DAY(2025, 5, 1), seller=group.entity("E1"), buyer=group.entity("E2"), buyer_establishment=entered,
        account="rent", amount=1,
    )  # fmt: skip
    with refuses("establishment"):
        entry_undo(establishment=entered)
    flow.delete()
    link = Link.objects.create(old=group.get("A"), new=entered, weight=1, date=ENTRY)
    with refuses("establishment"):
        entry_undo(establishment=entered)
    link.delete()
    group.report("R1", "2025-04", {"PR_G1": 1})
    with refuses("establishment", "avril"):
        entry_undo(establishment=entered)


def test_an_empty_draft_and_the_time_before_are_not_in_the_way(group: World, entered: Establishment) -> None:
    Report.objects.create(establishment=entered, month=DAY(2025, 4, 1))
    group.report("R1", "2025-04", {"PR_G1": 1}, scenario="pre_acquisition")
    entry_undo(establishment=entered)


def test_an_exit_is_undone_first(group: World) -> None:
    with refuses("establishment", "30"):
        entry_undo(establishment=group.get("GONE"))
    with refuses("establishment"):
        entry_undo(establishment=group.get("R1"))


def test_a_method_is_taken_back(group: World) -> None:
    entity = group.entity("E1")
    term_set(entity=entity, method="full", since=DAY(2020, 1, 1))
    term_set(entity=entity, method="equity", since=ENTRY)
    Change.objects.all().delete()
    term_undo(entity=entity)
    row = ConsolidationTerm.objects.get()
    assert (row.method, row.valid_from, row.valid_to) == ("full", DAY(2020, 1, 1), None)
    assert ("A", DAY(2024, 3, 1)) in Change.objects.values_list("establishment__code", "first")
    with refuses("method", entity.name):
        term_undo(entity=entity)
    assert ConsolidationTerm.objects.exists()


def test_an_entity_without_sites_may_lose_its_only_method(group: World) -> None:
    entity = group.entity("NEW")
    term_set(entity=entity, method="full", since=ENTRY)
    term_undo(entity=entity)
    with refuses("method"):
        term_undo(entity=entity)


def test_a_holding_is_taken_back_step_by_step(group: World) -> None:
    owner, owned = group.entity("E1"), group.entity("E2")
    for share, since in ((60, DAY(2024, 1, 1)), (80, DAY(2025, 1, 1)), (0, DAY(2025, 7, 1))):
        holding_set(owner=owner, owned=owned, votes=Decimal(share), capital=Decimal(share), since=since)
    for expected in ([(60, DAY(2024, 12, 31)), (80, None)], [(60, None)], []):
        holding_undo(owner=owner, owned=owned)
        assert [(row.capital, row.valid_to) for row in Holding.objects.order_by("valid")] == expected
    with refuses("owner"):
        holding_undo(owner=owner, owned=owned)


def test_what_another_holds_since_cannot_be_taken_back_over(group: World) -> None:
    owned = group.entity("E2")
    for owner, share, since in (("E1", 60, DAY(2024, 1, 1)), ("E1", 0, ENTRY), ("H", 60, ENTRY)):
        part = Decimal(share)
        holding_set(owner=group.entity(owner), owned=owned, votes=part, capital=part, since=since)
    with refuses("votes", "100"):
        holding_undo(owner=group.entity("E1"), owned=owned)


@pytest.fixture
def client(group: World, controller: User) -> Client:
    return client_of(controller)


def test_the_pages_offer_it(client: Client, group: World, entered: Establishment) -> None:
    assert "undo-entry" in client.get("/establishments/R1/").content.decode()
    group.report("A", str(last_completed_month()), {"PR_G1": 1})
    assert "undo-entry" not in client.get("/establishments/A/").content.decode()
    client.post("/establishments/R1/undo/entry/")
    assert not Stay.objects.filter(establishment=entered).exists()


def test_the_page_of_an_entity_offers_what_can_be_taken_back(client: Client, group: World) -> None:
    entity, share = group.entity("E1"), Decimal(40)
    term_set(entity=entity, method="full", since=DAY(2020, 1, 1))
    holding_set(owner=group.entity("H"), owned=entity, votes=share, capital=share, since=ENTRY)
    page = client.get("/structure/entities/E1/").content.decode()
    assert "/undo/holding/H/" in page
    assert "/undo/method/" not in page
    term_set(entity=entity, method="equity", since=ENTRY)
    assert "/undo/method/" in client.get("/structure/entities/E1/").content.decode()
    client.post("/structure/entities/E1/undo/method/")
    client.post("/structure/entities/E1/undo/holding/H/")
    assert ConsolidationTerm.objects.get().method == "full"
    assert not Holding.objects.exists()
