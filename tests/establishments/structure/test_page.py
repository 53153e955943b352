"""The page of an establishment."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from establishments.enums import Role
from establishments.models import Capacity
from establishments.selectors.structure.timeline import timeline_of
from groupe.accounts.models import User
from groupe.kernel.ranges import inclusive
from tests.cast import client_of, person
from tests.consolidation.world import World


@pytest.fixture
def client(group: World, controller: User) -> Client:
    return client_of(controller)


def page(client: Client, code: str = "A") -> str:
    answer = client.get(f"/establishments/{code}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_answers_first(client: Client, group: World) -> None:
    group.fund("A", "ARS Test", "2024-01-01")
    shown = page(client)
    for said in ("Les Églantines", "EHPAD", "Association Une", "Saint-Étienne", "73282932000074", "ARS Test", ">80<"):
        assert said in shown


def test_the_timeline_tells_everything_dated_newest_first(client: Client, group: World) -> None:
    group.transfer("A", "2025-03-17", territory="south")
    group.capacity("A", "CAP_HP", 84, "2025-05-01")
    group.leave("A", "2025-09-30")
    shown = page(client)
    order = [shown.index(day) for day in ("2025-09-30", "2025-05-01", "2025-03-17", "2024-01-01")]
    assert order == sorted(order)
    assert "north → south" in shown
    assert "80 → 84" in shown


@pytest.mark.parametrize("code", ["GONE", "SOON", "R1", "C"])
def test_every_standing_has_its_page(client: Client, code: str) -> None:
    page(client, code)


@pytest.mark.parametrize(
    ("role", "scope", "status"),
    [
        (Role.DIRECTOR, "establishment:A", 200),
        (Role.DIRECTOR, "establishment:B", 404),
        (Role.TERRITORY, "territory:north", 200),
        (Role.TERRITORY, "territory:south", 404),
        (Role.EXECUTIVE, "group", 200),
        (Role.FUNDER, "funder:F9", 404),
        (Role.ADMIN, "group", 404),
        ("", "", 404),
    ],
)
def test_strangers_find_nothing(group: World, role: str, scope: str, status: int) -> None:
    assert client_of(person(role, scope)).get("/establishments/A/").status_code == status


def test_queries_are_bounded(
    client: Client, group: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(10):
        group.fund("A", f"F{number}", "2024-01-01")
        group.capacity("A", "CAP_HP", 80 + number, f"2025-{number + 1:02d}-10")
    with django_assert_max_num_queries(27):
        page(client)


def test_an_authorisation_that_ends_is_told(group: World) -> None:
    row = Capacity.objects.get(establishment__code="A", measure="CAP_HP")
    row.valid = inclusive(row.valid_from, dt.date(2025, 5, 31))
    row.save()
    facts = timeline_of(group.get("A"), names=False)
    assert [(fact.on, fact.text[-2:]) for fact in facts if fact.title == "Dernier jour de l’autorisation"] == [
        (dt.date(2025, 5, 31), "80")
    ]
