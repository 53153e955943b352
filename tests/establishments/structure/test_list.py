"""The list: members as the group stood on a day."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from establishments.enums import Role
from groupe.accounts.models import User
from tests.cast import client_of, person
from tests.consolidation.world import World

LINK = re.compile(r'href="/establishments/([\w-]+)/"')


def codes(client: Client, query: str = "") -> list[str]:
    answer = client.get(f"/establishments/{query}")
    assert answer.status_code == 200
    return LINK.findall(answer.content.decode())


@pytest.fixture
def client(group: World, controller: User) -> Client:
    return client_of(controller)


def test_members_of_today_by_default(client: Client) -> None:
    assert codes(client) == ["B", "C", "A"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?on=2024-06-30", {"A", "B", "C", "GONE"}),
        ("?on=2024-07-01", {"A", "B", "C"}),
        ("?on=2023-12-31", {"C", "GONE"}),
        ("?status=left", {"GONE"}),
        ("?status=upcoming", {"SOON"}),
        ("?status=upcoming&on=2023-01-01", {"A", "B", "C", "SOON"}),
        ("?status=register", {"R1"}),
        ("?status=any", {"A", "B", "C", "GONE", "SOON"}),
        ("?sector=elderly", {"A", "B"}),
        ("?kind=ime", {"C"}),
        ("?territory=south", {"B", "C"}),
        ("?territory=france", {"A", "B", "C"}),
        ("?entity=E1", {"A", "C"}),
        ("?entity=E1&kind=ehpad", {"A"}),
        ("?search=eglantines", {"A"}),
        ("?search=ETIENNE les", {"A"}),
        ("?search=73282932", {"A"}),
        ("?search=lac 01078&status=register", {"R1"}),
        ("?search=lac&status=register", {"R1"}),
        ("?search=0107&status=register", {"R1"}),
        ("?search=nothing", set()),
    ],
)
def test_each_filter_keeps_what_it_says(client: Client, query: str, found: set[str]) -> None:
    assert set(codes(client, query)) == found


def test_a_transfer_shows_from_its_day(client: Client, group: World) -> None:
    group.transfer("A", "2025-03-17", territory="south")
    assert set(codes(client, "?territory=south&on=2025-03-16")) == {"B", "C"}
    assert set(codes(client, "?territory=south&on=2025-03-17")) == {"A", "B", "C"}


def test_sorting_by_places_puts_the_unknown_last(client: Client, group: World) -> None:
    group.site("D", "ehpad")
    assert codes(client, "?sort=-places") == ["A", "B", "C", "D"]


@pytest.mark.parametrize("query", ["?on=yesterday", "?on=0001-01-01", "?sector=banking", "?entity=none"])
def test_what_is_no_value_is_told_and_changes_nothing(client: Client, query: str) -> None:
    answer = client.get(f"/establishments/{query}")
    assert answer.status_code == 200
    assert "notice" in answer.content.decode()
    assert set(codes(client, query)) == {"A", "B", "C"}


def test_files_hold_what_the_filters_keep(client: Client) -> None:
    answer = client.get("/establishments/?kind=ehpad&format=csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert lines[2].startswith("Les Églantines;EHPAD;80;dans le groupe;Association Une;north;Saint-Étienne;69")
    assert client.get("/establishments/?format=xlsx").content[:2] == b"PK"


def test_a_territory_director_sees_their_own(group: World) -> None:
    director = client_of(person(Role.TERRITORY, "territory:south"))
    assert set(codes(director)) == {"B", "C"}
    assert set(codes(director, "?territory=north")) == {"B", "C"}
    options = director.get("/establishments/").content.decode()
    assert "north" not in options


def test_a_stranger_is_refused(group: World, db: None) -> None:
    assert client_of(person()).get("/establishments/").status_code == 403


def test_an_administrator_of_users_is_refused(group: World) -> None:
    assert client_of(person(Role.ADMIN)).get("/establishments/").status_code == 403


def test_queries_do_not_grow_with_rows(
    client: Client, group: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        group.site(f"X{number}", "ehpad", territory="south", entity=f"EX{number}")
    with django_assert_max_num_queries(14):
        assert len(codes(client)) == 23
