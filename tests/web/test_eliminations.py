"""The page of eliminations, the flows that the controller declares, and what pages of figures say of it."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from establishments.enums import Role
from establishments.models import Flow
from tests.cast import client_of, person
from tests.consolidation.eliminations.group import PERIOD, declare, golden
from tests.consolidation.world import World

pytestmark = pytest.mark.django_db
MONTH = f"period={PERIOD}&window=month"


@pytest.fixture
def client(world: World) -> Client:
    golden(world)
    return client_of(person(Role.CONTROLLER))


@pytest.fixture
def world() -> World:
    return World()


def text(client: Client, address: str, status: int = 200) -> str:
    client.cookies["language"] = "en"
    answer = client.get(address)
    assert answer.status_code == status, address
    return unescape(answer.content.decode()).replace("\u00a0", " ")


def test_pairs_and_lines_of_the_result(client: Client) -> None:
    page = text(client, f"/eliminations/?{MONTH}&view=legal")
    assert "900,000.00 €" in page
    assert "Group share" in page
    assert "424" in page
    assert "Minority interests" in page
    assert b"900000" in client.get(f"/eliminations/?{MONTH}&format=csv").content


def test_differences_come_first_and_are_settled(world: World, client: Client) -> None:
    declare(world, "R", "A", "100.00", account="other", by="seller")
    assert "cannot be closed" in text(client, f"/eliminations/?{MONTH}")
    flows = text(client, f"/eliminations/flows/?period={PERIOD}&seller=R&buyer=A&account=other")
    flow = Flow.objects.get(account="other")
    assert f"/eliminations/flows/{flow.pk}/" in flows
    entered = {
        "month": PERIOD, "declared_by": "buyer", "account": "other", "seller": flow.seller_id, "buyer": flow.buyer_id,
        "amount": "99.50",
    }  # fmt: skip
    assert client.post("/eliminations/flows/new/", entered | {"month": "1999-01"}).status_code == 422
    assert client.post(f"/eliminations/flows/{flow.pk}/", {"amount": "99.00"}).status_code == 302
    flow.refresh_from_db()
    assert str(flow.amount) == "99.00"
    assert "corrected" in text(client, f"/eliminations/flows/{flow.pk}/")
    assert client.post(f"/eliminations/flows/{flow.pk}/withdraw/").status_code == 302
    assert "cannot be closed" not in text(client, f"/eliminations/?{MONTH}")


def test_figures_say_before_and_after(client: Client) -> None:
    page = text(client, f"/indicators/PR/?{MONTH}")
    assert "Before elimination" in page
    assert "3,300,000.00 €" in page
    assert "Before elimination" not in text(client, f"/indicators/PR/?{MONTH}&scope=sector:elderly")
    assert "Before elimination" in text(client, f"/indicators/FI16/explain/?{MONTH}")


def test_a_breakdown_shows_what_is_eliminated_inside_its_parts(client: Client) -> None:
    table = client.get(f"/indicators/PR/?{MONTH}&by=territory&format=csv").content.decode("utf-8-sig").splitlines()
    assert [cell.strip('"') for cell in table[1].split(";")][1:4] == ["41400", "-3300", "38100"]
    assert "eliminated (k€)" in text(client, f"/indicators/PR/?{MONTH}&by=territory")
    assert "eliminated (k€)" not in text(client, f"/indicators/PR/?{MONTH}&by=establishment")
    assert "eliminated (k€)" in text(client, f"/scopes/group/?{MONTH}&by=territory")


def test_the_page_asks_a_bounded_number_of_queries(
    world: World, client: Client, django_assert_max_num_queries: object
) -> None:
    text(client, f"/eliminations/?{MONTH}")
    with django_assert_max_num_queries(60):  # type: ignore[operator]
        text(client, f"/eliminations/?{MONTH}")


def test_others_do_not_declare(client: Client) -> None:
    executive = client_of(person(Role.EXECUTIVE))
    assert text(executive, f"/eliminations/?{MONTH}")
    assert executive.get("/eliminations/flows/").status_code == 403
    assert client_of(person(Role.DIRECTOR, "entity:A")).get("/eliminations/?scope=group").status_code == 404
