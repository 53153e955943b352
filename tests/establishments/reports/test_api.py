"""A site's month by API, as the contract says it."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from establishments.models import Report
from tests.cast import api_of
from tests.establishments.reports.conftest import Cast, required

URL = "/api/v1/reports/A/2026-10/"
JSON = "application/json"


def put(client: Client, values: dict[str, Any], **more: Any) -> HttpResponse:
    return client.put(URL, json.dumps({"values": values}), JSON, **more)


def complete() -> dict[str, Any]:
    return dict.fromkeys(required(), 0)


def test_a_month_is_created_then_merged(cast: Cast) -> None:
    api = api_of(cast.director)
    first = put(api, {"CH_G1": 1234.5, "CH_G2": "na"})
    assert first.status_code == 201
    assert first.json()["status"] == "draft"
    assert first.json()["version"] == 0
    assert {"errors", "warnings"} <= first.json().keys()
    second = put(api, {"CH_G1": None, "CH_G3": "12.30"})
    assert second.status_code == 200
    assert second.json()["values"] == {"CH_G2": "na", "CH_G3": "12.30"}


def test_what_is_read_is_what_was_written(cast: Cast) -> None:
    api = api_of(cast.director)
    written = put(api, {"CH_G1": 0.1, "J_OUV": 30}).json()
    read = api.get(URL).json()
    assert read["values"] == written["values"] == {"CH_G1": "0.10", "J_OUV": "30"}


@pytest.mark.parametrize(
    "value", [True, [1], {"a": 1}, "1,5", "douze", "NaN", "Infinity", "1e5", "", 0.001, 10**20, 1e300]
)
def test_what_is_no_value_is_refused_by_measure(cast: Cast, value: object) -> None:
    answer = put(api_of(cast.director), {"CH_G1": value, "CH_G2": 5})
    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == ["CH_G1"]
    assert not Report.objects.exists()


def test_unknown_measures_and_fields_are_refused(cast: Cast) -> None:
    api = api_of(cast.director)
    assert put(api, {"GIR1": 5}).json()["fields"].keys() == {"GIR1"}
    answer = api.put(URL, json.dumps({"valeurs": {}}), JSON)
    assert answer.status_code == 400
    assert "valeurs" in answer.json()["fields"]


def test_the_whole_life_of_a_report(cast: Cast) -> None:
    director, territory, controller = api_of(cast.director), api_of(cast.territory), api_of(cast.controller)
    put(director, complete())
    assert director.post(f"{URL}submit/").json()["status"] == "submitted"
    assert territory.post(f"{URL}validate/", content_type=JSON).json()["status"] == "validated"
    assert controller.post(f"{URL}freeze/", content_type=JSON).json()["status"] == "frozen"
    reopened = controller.post(f"{URL}reopen/", json.dumps({"reason": "facture tardive"}), JSON)
    assert reopened.json()["status"] == "draft"
    put(director, {"CH_G1": 10})
    assert director.post(f"{URL}submit/").json()["status"] == "corrected"
    history = controller.get(f"{URL}history/").json()
    assert [row["version"] for row in history["versions"]] == [1, 2]
    assert history["versions"][1]["changes"] == {"CH_G1": {"before": "0.00", "after": "10.00"}}
    assert history["versions"][1]["reason"] == "facture tardive"
    assert [row["move"] for row in history["moves"]] == ["submit", "validate", "freeze", "reopen", "submit"]


def test_broken_rules_are_told_by_measure(cast: Cast) -> None:
    api = api_of(cast.director)
    put(api, {**complete(), "J_OUV": 32, "CH_G2": None})
    answer = api.post(f"{URL}submit/")
    assert answer.status_code == 422
    assert answer.json()["code"] == "rules_broken"
    assert {"CH_G2", "J_OUV"} <= answer.json()["fields"].keys()


@pytest.mark.parametrize("move", ["validate", "return", "freeze", "reopen"])
def test_a_draft_offers_no_such_move(cast: Cast, move: str) -> None:
    cast.drafted()
    client = api_of(cast.controller if move in {"freeze", "reopen"} else cast.territory)
    assert client.post(f"{URL}{move}/", json.dumps({"reason": "x"}), JSON).status_code == 409


def test_what_is_submitted_takes_no_more_values(cast: Cast) -> None:
    cast.submitted()
    assert put(api_of(cast.director), {"CH_G1": 5}).status_code == 409


def test_a_return_needs_a_reason_and_reaches_the_history(cast: Cast) -> None:
    cast.submitted()
    api = api_of(cast.territory)
    assert api.post(f"{URL}return/", content_type=JSON).status_code == 400
    answer = api.post(f"{URL}return/", json.dumps({"reason": "à revoir"}), JSON)
    assert answer.json()["status"] == "draft"
    assert api.get(f"{URL}history/").json()["moves"][-1]["reason"] == "à revoir"


def test_a_stale_etag_is_refused_and_writes_nothing(cast: Cast) -> None:
    api = api_of(cast.director)
    tag = put(api, {"CH_G1": 1})["ETag"]
    assert put(api, {"CH_G1": 2}, headers={"if-match": tag}).status_code == 200
    assert put(api, {"CH_G1": 3}, headers={"if-match": tag}).status_code == 412
    assert api.get(URL).json()["values"]["CH_G1"] == "2.00"
    assert api.get(URL)["ETag"] != tag


def test_one_key_writes_once(cast: Cast) -> None:
    api = api_of(cast.director)
    first = put(api, {"CH_G1": 1}, headers={"idempotency-key": "k1"})
    again = put(api, {"CH_G1": 1}, headers={"idempotency-key": "k1"})
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert Report.objects.get().revision == 1


@pytest.mark.parametrize(
    ("name", "read", "write", "submit"),
    [
        ("director", 200, 200, 200),
        ("assistant", 200, 200, 403),
        ("territory", 200, 403, 403),
        ("controller", 200, 403, 403),
        ("executive", 200, 403, 403),
        ("auditor", 200, 403, 403),
        ("funder", 403, 403, 403),
        ("neighbour", 404, 404, 404),
        ("elsewhere", 404, 404, 404),
        ("nobody", 404, 404, 404),
    ],
)
def test_who_may_what(cast: Cast, name: str, read: int, write: int, submit: int) -> None:
    cast.drafted()
    api = api_of(getattr(cast, name))
    assert api.get(URL).status_code == read
    assert put(api, {"CH_G1": 1}).status_code == write
    assert api.post(f"{URL}submit/").status_code == submit


@pytest.mark.parametrize(
    ("status", "move", "allowed"),
    [
        ("submitted", "validate", {"territory"}),
        ("submitted", "return", {"territory"}),
        ("validated", "return", {"territory", "controller"}),
        ("validated", "freeze", {"controller"}),
        ("frozen", "reopen", {"controller"}),
    ],
)
@pytest.mark.parametrize("name", ["director", "territory", "controller", "executive", "elsewhere"])
def test_who_may_make_each_move(cast: Cast, status: str, move: str, allowed: set[str], name: str) -> None:
    getattr(cast, status)()
    answer = api_of(getattr(cast, name)).post(f"{URL}{move}/", json.dumps({"reason": "motif"}), JSON)
    assert answer.status_code == (200 if name in allowed else 404 if name == "elsewhere" else 403)


def test_history_is_not_for_assistants(cast: Cast) -> None:
    cast.submitted()
    assert api_of(cast.assistant).get(f"{URL}history/").status_code == 403


@pytest.mark.parametrize("period", ["2026-13", "0001-01", "9999-12", "octobre"])
def test_what_is_no_month_is_not_found(cast: Cast, period: str) -> None:
    assert api_of(cast.director).get(f"/api/v1/reports/A/{period}/").status_code == 404


def test_months_outside_the_group_are_refused(cast: Cast) -> None:
    answer = api_of(cast.director).put("/api/v1/reports/A/2026-08/", json.dumps({"values": {}}), JSON)
    assert (answer.status_code, answer.json()["code"]) == (422, "outside_perimeter")


def test_a_month_without_report_is_not_found(cast: Cast) -> None:
    assert api_of(cast.director).get(URL).status_code == 404


def test_the_list_is_filtered_and_scoped(cast: Cast) -> None:
    cast.submitted()
    cast.drafted("B")
    everything = api_of(cast.controller).get("/api/v1/reports/").json()["results"]
    assert [(row["establishment"], row["status"]) for row in everything] == [("A", "submitted"), ("B", "draft")]
    api = api_of(cast.director)
    assert [row["establishment"] for row in api.get("/api/v1/reports/").json()["results"]] == ["A"]
    assert api.get("/api/v1/reports/?establishment=B").status_code == 404
    assert api.get("/api/v1/reports/?status=draft").json()["results"] == []
    assert api.get("/api/v1/reports/?from=2026-11").json()["results"] == []
    assert api.get("/api/v1/reports/?from=soon&status=x").json()["fields"].keys() == {"from", "status"}


def test_decimals_are_exact(cast: Cast) -> None:
    api = api_of(cast.director)
    body = '{"values": {"CH_G1": 12345678.90, "CH_G2": "-0.07"}}'
    assert api.put(URL, body, JSON).json()["values"] == {"CH_G1": "12345678.90", "CH_G2": "-0.07"}
    assert Decimal(Report.objects.get().draft["CH_G1"]) == Decimal("12345678.90")
