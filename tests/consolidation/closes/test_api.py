"""Closes over the API: who closes, what is refused, what is told of what changed since."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from establishments.enums import Role, Status
from groupe.consolidation.models import Close
from groupe.consolidation.services.closing import close_period
from groupe.kernel.recording import saving
from tests.cast import api_of, person
from tests.consolidation.closes.conftest import MARCH
from tests.consolidation.world import World

CLOSES, PERIOD = "/api/v1/closes/", "/api/v1/closes/2025-03/"


@pytest.fixture
def client(group: World) -> Client:
    return api_of(person(Role.CONTROLLER))


def send(client: Client, **body: Any) -> Any:
    return client.post(CLOSES, json.dumps(body), content_type="application/json")


def test_late_sites_have_to_be_confirmed(client: Client) -> None:
    refused = send(client, period="2025-03")
    assert (refused.status_code, refused.json()["code"]) == (422, "late_sites")
    assert refused.json()["fields"] == {"late": ["C"]}
    made = send(client, period="2025-03", confirm_late=True)
    assert made.status_code == 201
    assert made.json() | {"period": "2025-03", "version": 1, "late": ["C"], "frozen_now": ["A"]} == made.json()
    assert made.json()["fingerprint"] == Close.objects.get().fingerprint
    again = send(client, period="2025-03", confirm_late=True)
    assert (again.status_code, list(again.json()["fields"])) == (400, ["reason"])


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({}, 400, "period"),
        ({"period": "March"}, 400, "period"),
        ({"period": 3}, 400, "period"),
        ({"period": "2025-03", "confirm_late": "yes"}, 400, "confirm_late"),
        ({"period": "2025-03", "reason": 1}, 400, "reason"),
        ({"period": "2025-03", "force": True}, 400, "force"),
        ({"period": "2099-01", "confirm_late": True}, 409, None),
    ],
)
def test_refusals(client: Client, body: dict[str, Any], status: int, field: str | None) -> None:
    answer = send(client, **body)
    assert answer.status_code == status
    assert field is None or field in answer.json()["fields"]
    assert not Close.objects.exists()


def test_the_same_call_twice_closes_once(client: Client) -> None:
    body = json.dumps({"period": "2025-03", "confirm_late": True})
    headers = {"Idempotency-Key": "march"}
    first, second = (client.post(CLOSES, body, content_type="application/json", headers=headers) for _ in range(2))
    assert first.json() == second.json()
    assert Close.objects.count() == 1


def test_what_changed_since_is_told_to_the_cent(group: World, client: Client) -> None:
    close_period(author=None, month=MARCH, confirm_late=True)
    assert client.get(PERIOD).json()["restatements"] == {"reports": [], "structure": [], "figures": []}
    with saving():
        group.report("A", "2025-03", {"PR_G1": "1000.10", "PR_G2": 0, "PR_G3": 0}, status=Status.CORRECTED)
    group.fold()
    (listed,) = client.get(CLOSES).json()["results"]
    assert listed["restated"] is True
    found = client.get(PERIOD).json()
    assert [version["version"] for version in found["versions"]] == [1]
    (report,) = found["restatements"]["reports"]
    assert (report["establishment"], report["before"], report["after"]) == ("A", 1, 2)
    figures = {(each["scope"], each["code"], each["window"]): each for each in found["restatements"]["figures"]}
    income = figures["territory:T1", "PR", "month"]
    assert income["now"] == "1000.10"
    assert {scope for scope, _code, _window in figures} >= {"group", "territory:T1", "kind:ehpad"}
    assert "territory:T2" not in {scope for scope, _code, _window in figures}


def test_a_reader_of_a_part_sees_that_part(group: World, client: Client) -> None:
    close_period(author=None, month=MARCH, confirm_late=True)
    with saving():
        group.report("A", "2025-03", {"PR_G1": 1}, status=Status.CORRECTED)
        group.report("B", "2025-03", {"PR_G1": 2, "PR_G2": 0, "PR_G3": 0})
    group.fold()
    auditor = api_of(person(Role.AUDITOR, "territory:T2"))
    (listed,) = auditor.get(CLOSES).json()["results"]
    assert (listed["late"], listed["submitted"], listed["frozen_now"]) == (["C"], ["B"], [])
    found = auditor.get(PERIOD).json()["restatements"]
    assert [each["establishment"] for each in found["reports"]] == ["B"]
    assert {each["scope"] for each in found["figures"]} == {"territory:T2"}
    assert send(auditor, period="2025-03").status_code == 403


@pytest.mark.parametrize("path", ["/api/v1/closes/2025-02/", "/api/v1/closes/x/", f"{PERIOD}?version=2"])
def test_what_was_not_closed_is_unknown(client: Client, path: str) -> None:
    close_period(author=None, month=MARCH, confirm_late=True)
    assert client.get(path).status_code == 404


def test_as_many_queries_whatever_changed(
    group: World, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    close_period(author=None, month=MARCH, confirm_late=True)
    with saving():
        for code in ("A", "B", "C"):
            group.report(code, "2025-03", {"PR_G1": 7})
            group.capacity(code, "CAP_FIN", 50, "2025-02-01")
    group.fold()
    with django_assert_max_num_queries(60):
        assert len(client.get(PERIOD).json()["restatements"]["reports"]) == 3
    with django_assert_max_num_queries(20):
        client.get(CLOSES)
