"""`GET /api/v1/establishments/`: as the contract says."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from establishments.enums import Role
from groupe.accounts.models import User
from tests.cast import api_of, person
from tests.consolidation.world import World

URL = "/api/v1/establishments/"


@pytest.fixture
def api(group: World, controller: User) -> Client:
    return api_of(controller)


def codes(api: Client, query: str = "") -> list[str]:
    answer = api.get(URL + query)
    assert answer.status_code == 200, answer.content
    return [row["code"] for row in answer.json()["results"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["A", "B", "C"]),
        ("?sector=elderly", ["A", "B"]),
        ("?kind=ime", ["C"]),
        ("?territory=france", ["A", "B", "C"]),
        ("?territory=south&kind=ehpad", ["B"]),
        ("?entity=E2", ["B"]),
        ("?on=2024-06-30", ["A", "B", "C", "GONE"]),
        ("?on=2022-01-01", ["GONE"]),
    ],
)
def test_members_on_the_day_by_code(api: Client, query: str, found: list[str]) -> None:
    assert codes(api, query) == found


def test_a_row_tells_where_it_stood_on_the_day(api: Client, group: World) -> None:
    group.transfer("A", "2025-03-17", entity="E2", territory="south")
    group.capacity("A", "CAP_HP", 84, "2025-03-01")
    before = api.get(f"{URL}A/?on=2025-02-28").json()
    after = api.get(f"{URL}A/?on=2025-03-17").json()
    assert (before["entity"], before["territory"], before["places"]) == ("E1", "north", 80)
    assert (after["entity"], after["territory"], after["places"]) == ("E2", "south", 84)
    assert after["sector"] == "elderly"
    assert after["department"] == "69"
    assert after["entry_date"] == "2024-01-01"
    assert after["exit_date"] is None


def test_the_exit_date_is_the_last_day_inside(api: Client) -> None:
    row = api.get(f"{URL}GONE/").json()
    assert (row["status"], row["exit_date"], row["exit_reason"]) == ("left", "2024-06-30", "sold")


@pytest.mark.parametrize(
    ("field", "value"),
    [("on", "yesterday"), ("on", "2025-02-30"), ("on", "0001-01-01"), ("sector", "banking"), ("kind", "x"),
     ("territory", "nowhere"), ("entity", "E9"), ("status", "lost"), ("search", "a\0"), ("limit", "0")],
)  # fmt: skip
def test_a_bad_value_is_400_naming_its_field(api: Client, field: str, value: str) -> None:
    answer = api.get(URL, {field: value})
    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == [field]


def test_a_bad_day_of_one_establishment_is_400(api: Client) -> None:
    answer = api.get(f"{URL}A/?on=tomorrow")
    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == ["on"]


def test_pages_follow_the_code(api: Client) -> None:
    first = api.get(f"{URL}?limit=2").json()
    assert [row["code"] for row in first["results"]] == ["A", "B"]
    second = api.get(first["next"]).json()
    assert ([row["code"] for row in second["results"]], second["next"]) == (["C"], None)


def test_no_token_is_401(client: Client, group: World) -> None:
    assert client.get(URL).status_code == 401


def test_a_director_sees_their_own_alone(group: World) -> None:
    api = api_of(person(Role.DIRECTOR, "establishment:B"))
    assert codes(api) == ["B"]
    assert api.get(f"{URL}B/").status_code == 200
    assert api.get(f"{URL}A/").status_code == 404
    assert api.get(f"{URL}R1/").status_code == 404
    assert api.get(f"{URL}?entity=E1").status_code == 400


def test_a_stranger_is_403(group: World) -> None:
    api = api_of(person())
    assert api.get(URL).status_code == 403
    assert api.get(f"{URL}A/").status_code == 404


def test_queries_do_not_grow_with_rows(
    api: Client, group: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        group.site(f"X{number}", "ehpad", territory="south", entity=f"EX{number}")
    with django_assert_max_num_queries(8):
        assert len(codes(api)) == 23
