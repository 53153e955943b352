"""Many site-months in one call: all or nothing, faults by index and measure, few queries."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

from establishments.models import Change, Report, ReportVersion
from tests.cast import api_of, person
from tests.establishments.reports.conftest import Cast, required

URL = "/api/v1/reports/bulk/"


def send(client: Client, rows: list[dict[str, Any]], *, submit: bool = True, query: str = "") -> HttpResponse:
    return client.post(URL + query, json.dumps({"reports": rows, "submit": submit}), "application/json")


def row(site: str, period: str, **values: object) -> dict[str, Any]:
    return {"establishment": site, "period": period, "values": {**dict.fromkeys(required(), 0), **values}}


def test_several_months_are_written_and_submitted(cast: Cast) -> None:
    answer = send(api_of(cast.director), [row("A", "2026-09", CH_G1=5), row("A", "2026-10", CH_G1="7.5")])
    assert answer.status_code == 200
    assert (answer.json()["created"], answer.json()["updated"]) == (2, 0)
    assert [each["status"] for each in answer.json()["reports"]] == ["submitted", "submitted"]
    read = api_of(cast.director).get("/api/v1/reports/A/2026-10/").json()
    assert (read["version"], read["values"]["CH_G1"]) == (1, "7.50")
    assert Change.objects.filter(first="2026-10-01", last="2026-10-01").exists()


def test_one_fault_and_nothing_is_written(cast: Cast) -> None:
    answer = send(api_of(cast.director), [row("A", "2026-09"), row("A", "2026-10", CH_G2=None, J_OUV=32)])
    assert answer.status_code == 422
    assert answer.json()["fields"].keys() == {"1"}
    assert {"CH_G2", "J_OUV"} <= answer.json()["fields"]["1"].keys()
    assert not Report.objects.exists()


def test_a_dry_run_tells_and_writes_nothing(cast: Cast) -> None:
    answer = send(api_of(cast.director), [row("A", "2026-10")], query="?dry_run=true")
    assert answer.json()["dry_run"] is True
    assert answer.json()["created"] == 1
    assert not Report.objects.exists()


def test_drafts_keep_their_errors(cast: Cast) -> None:
    answer = send(api_of(cast.assistant), [row("A", "2026-10", CH_G2=None)], submit=False)
    assert answer.status_code == 200
    assert [each["code"] for each in answer.json()["reports"][0]["errors"]] == ["E00"]
    assert Report.objects.get().status == "draft"


def test_an_assistant_submits_nothing(cast: Cast) -> None:
    assert send(api_of(cast.assistant), [row("A", "2026-10")]).status_code == 403


def test_the_month_before_may_come_in_the_same_call(cast: Cast) -> None:
    people = {"ACC_FIN": 10, "ACC_ENT": 10, "ACC_SOR": 0}
    rows = [row("A", "2026-10", **people), row("A", "2026-09", **people)]
    answer = send(api_of(cast.director), rows)
    assert answer.json()["fields"].keys() == {"0"}
    assert answer.json()["fields"]["0"]["ACC_FIN"][0]["code"] == "E04"


def test_values_are_refused_by_index_and_measure(cast: Cast) -> None:
    answer = send(api_of(cast.director), [row("A", "2026-09"), row("A", "2026-10", CH_G1=True, NOWHERE=1)])
    assert answer.status_code == 400
    assert answer.json()["fields"]["1"].keys() == {"CH_G1", "NOWHERE"}


def test_strangers_sites_do_not_exist(cast: Cast) -> None:
    answer = send(api_of(cast.director), [row("A", "2026-10"), row("B", "2026-10")])
    assert answer.status_code == 404
    assert answer.json()["fields"].keys() == {"1"}
    assert not Report.objects.exists()


def test_who_only_reads_is_refused(cast: Cast) -> None:
    assert send(api_of(cast.executive), [row("A", "2026-10")]).status_code == 403
    both = person("director", "establishment:A", email="both@example.org")
    both.mandates.create(role="auditor", scope="group", valid=both.mandates.get().valid)
    answer = send(api_of(both), [row("A", "2026-10"), row("B", "2026-10")])
    assert (answer.status_code, list(answer.json()["fields"])) == (403, ["1"])


def test_what_is_no_draft_is_a_conflict(cast: Cast) -> None:
    cast.submitted()
    answer = send(api_of(cast.director), [row("A", "2026-09"), row("A", "2026-10")])
    assert (answer.status_code, list(answer.json()["fields"])) == (409, ["1"])
    assert Report.objects.count() == 1


def test_months_are_given_once_inside_the_group_and_once_over(cast: Cast) -> None:
    api = api_of(cast.director)
    assert send(api, [row("A", "2026-10"), row("A", "2026-10")]).json()["code"] == "repeated"
    assert send(api, [row("A", "2026-08")]).json()["code"] == "outside_perimeter"
    assert send(api, [row("A", "2026-11")]).json()["code"] == "month_not_over"


def test_odd_bodies_are_bad_requests(cast: Cast) -> None:
    api = api_of(cast.director)
    october = row("A", "2026-10")
    numbered = {"establishment": "A", "period": 5}
    nameless = {"period": "2026-10"}
    lists = [{}, 5, [], [5], [nameless], [numbered]]
    for body in [{}, [], {"reports": [october], "submit": 1}, *({"reports": each} for each in lists)]:
        answer = api.post(URL, json.dumps(body), "application/json")
        assert answer.status_code == 400, body


def test_few_queries_whatever_the_number(cast: Cast, django_assert_max_num_queries: Any) -> None:
    sites = [cast.world.site(f"S{number}", "property", entry="2024-01-01") for number in range(40)]
    writer = person("director", "territory:T1", email="writer@example.org")
    rows = [row(site.code, f"2026-{month:02}") for site in sites for month in range(4, 11)]
    api = api_of(writer)
    with django_assert_max_num_queries(30):
        assert send(api, rows).status_code == 200
    assert ReportVersion.objects.count() == 280


def test_bulk_equals_one_by_one(cast: Cast) -> None:
    send(api_of(cast.director), [row("A", "2026-10", CH_G1="7.5", CH_G2="na")])
    api = api_of(cast.neighbour)
    api.put(
        "/api/v1/reports/B/2026-10/",
        json.dumps({"values": row("B", "2026-10", CH_G1="7.5", CH_G2="na")["values"]}),
        "application/json",
    )
    api.post("/api/v1/reports/B/2026-10/submit/")
    mine, theirs = Report.objects.get(establishment=cast.a), Report.objects.get(establishment=cast.b)
    assert (mine.status, mine.last_version, mine.draft) == (theirs.status, theirs.last_version, theirs.draft)
    assert mine.counting is not None
    assert theirs.counting is not None
    assert (mine.counting.common, mine.counting.sector) == (theirs.counting.common, theirs.counting.sector)
