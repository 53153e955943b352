"""The structure: entities by who holds them, territories, funders."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from establishments.enums import Role
from establishments.models import ConsolidationTerm, Funder, Holding, LegalEntity, Territory
from establishments.services.structure import holding_set, term_set
from groupe.accounts.models import User
from tests.cast import client_of, person
from tests.consolidation.world import World

DAY = dt.date(2024, 1, 1)


@pytest.fixture
def client(group: World, controller: User) -> Client:
    term_set(entity=group.entity("E1"), method="full", since=DAY)
    share = Decimal("66.666667")
    holding_set(owner=group.entity("E1"), owned=group.entity("E2"), votes=share, capital=share, since=DAY)
    return client_of(controller)


def page(client: Client, path: str = "/structure/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_entities_stand_below_who_holds_them(client: Client) -> None:
    shown = page(client)
    assert 'data-depth="1"><a href="/structure/entities/E2/"' in shown
    assert "66,666667" in shown


def test_territories_count_their_sites_and_those_below(client: Client, group: World) -> None:
    shown = page(client)
    france = shown[shown.index("?territory=france") :]
    assert '<td class="num">3</td>' in france[: france.index("</tr>")]


def test_entities_that_hold_each_other_are_all_shown(client: Client, group: World) -> None:
    ten = Decimal(10)
    holding_set(owner=group.entity("E2"), owned=group.entity("E1"), votes=ten, capital=ten, since=DAY)
    shown = page(client)
    assert "/structure/entities/E1/" in shown
    assert "/structure/entities/E2/" in shown


def test_a_territory_director_sees_their_part(client: Client, group: World) -> None:
    group.fund("A", "ARS-A", "2024-01-01")
    group.fund("B", "ARS-B", "2024-01-01")
    shown = page(client_of(person(Role.DIRECTOR, "establishment:B")))
    assert "/structure/entities/E2/" in shown
    assert "/structure/entities/E1/" not in shown
    assert "ARS-B" in shown
    assert "ARS-A" not in shown
    assert "north" not in shown
    assert client_of(person()).get("/structure/").status_code == 403


def test_an_entity_is_seen_through_its_sites(client: Client) -> None:
    page(client, "/structure/entities/E2/")
    director = client_of(person(Role.DIRECTOR, "establishment:B"))
    page(director, "/structure/entities/E2/")
    assert director.get("/structure/entities/E1/").status_code == 404
    assert client.get("/structure/entities/none/").status_code == 404


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("new/entity/", {"code": "SAS", "name": "SAS"}),
        ("entities/E1/edit/", {"name": "Renamed"}),
        ("entities/E1/method/", {"since": "2025-01-01", "method": "equity"}),
        ("entities/E2/holding/", {"owner": "E1", "since": "2025-01-01", "capital": "33,3", "votes": "50"}),
        ("new/territory/", {"code": "west", "name": "West", "parent": "france"}),
        ("territories/north/", {"name": "Nord", "parent": ""}),
        ("new/funder/", {"code": "caf", "name": "Caf", "kind": "caf"}),
    ],
)
def test_every_form_shows_refuses_and_saves(client: Client, path: str, data: dict[str, str]) -> None:
    assert client.get(f"/structure/{path}").status_code == 200
    assert client.post(f"/structure/{path}", {}).status_code == 422
    assert client.post(f"/structure/{path}", {**data, "preview": "1"}).status_code == 200
    assert client.post(f"/structure/{path}", data).status_code == 302
    reader = client_of(person(Role.EXECUTIVE))
    assert reader.get(f"/structure/{path}").status_code == 403


def test_what_was_saved(client: Client, group: World) -> None:
    client.post("/structure/entities/E1/edit/", {"name": "Renamed", "siren": "732 829 320"})
    client.post("/structure/entities/E2/holding/", {"owner": "E1", "since": "2025-01-01", "capital": "0", "votes": "0"})
    client.post("/structure/territories/north/", {"name": "Nord", "parent": ""})
    Funder.objects.create(code="f", name="F", kind="ars")
    client.post("/structure/funders/f/", {"name": "Funder", "kind": "caf"})
    assert LegalEntity.objects.get(code="E1").siren == "732829320"
    assert Holding.objects.get().valid_to == dt.date(2024, 12, 31)
    assert Territory.objects.get(code="north").parent is None
    assert Funder.objects.get().kind == "caf"
    assert ConsolidationTerm.objects.count() == 1


@pytest.mark.parametrize("path", ["entities/none/edit/", "territories/none/", "funders/none/"])
def test_what_does_not_exist_is_404(client: Client, path: str) -> None:
    assert client.get(f"/structure/{path}").status_code == 404


def test_queries_are_bounded(
    client: Client, group: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        group.site(f"X{number}", "ehpad", territory=f"T{number}", entity=f"EX{number}")
    with django_assert_max_num_queries(16):
        page(client)
