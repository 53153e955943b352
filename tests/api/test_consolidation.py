"""`GET /api/v1/consolidation/`: what is asked is answered, exactly, to whom it may be."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from establishments.catalogue import catalogue
from establishments.enums import Role
from groupe.kernel.periods import today
from tests.cast import api_of, person
from tests.consolidation.world import World

pytestmark = pytest.mark.django_db
URL = "/api/v1/consolidation/"


def ask(client: Client, query: str, status: int = 200, url: str = URL) -> Any:
    answer = client.get(f"{url}?{query}")
    assert answer.status_code == status, answer.content
    return answer.json()


@pytest.fixture
def client(figures: World) -> Client:
    return api_of(person(Role.CONTROLLER), "read")


def test_one_month_of_the_group(client: Client) -> None:
    body = ask(client, "scope=group&indicators=AC01&measures=PR_G1&from=2025-01&to=2025-01")
    assert {"scope": "group", "perimeter": "current", "view": "operational", "window": "month"}.items() <= body.items()
    assert body["generation"] > 0
    assert body["as_of"]
    rate, income = body["results"]
    assert rate == {
        "code": "AC01",
        "period": "2025-01",
        "value": "72.500000",  # 2900 / 4000
        "numerator": "2900.000000",
        "denominator": "4000.000000",
        "coverage": {"expected": 3, "reported": 3, "validated": 1},
        "compare": None,
    }
    assert (income["value"], income["denominator"]) == ("1500.11", None)


def test_the_year_before_stands_beside(client: Client) -> None:
    body = ask(client, "indicators=AC01&from=2025-01&to=2025-01&compare=previous_year")
    # 2000 / 3000 a year ago
    assert body["results"][0]["compare"] == {"value": "66.666667", "delta": "5.833333"}


def test_a_total_without_any_report_is_null(client: Client) -> None:
    row = ask(client, "scope=establishment:B&measures=PR_G1&from=2025-02&to=2025-02")["results"][0]
    assert (row["value"], row["coverage"]["expected"], row["coverage"]["reported"]) == (None, 1, 0)


def test_quarters_and_years_are_completed_ones(client: Client) -> None:
    rows = ask(client, "measures=PR_G1&from=2025-01&to=2025-03&window=quarter")["results"]
    assert [(row["period"], row["value"]) for row in rows] == [("2025-03", "3500.33")]
    assert ask(client, "measures=PR_G1&from=2025-02&to=2025-02&window=quarter")["results"] == []
    assert ask(client, "measures=PR_G1&from=2025-01&to=2025-03&window=year")["results"] == []


def test_year_to_date_adds_up(client: Client) -> None:
    rows = ask(client, "measures=PR_G1&from=2025-02&to=2025-03&window=ytd")["results"]
    assert [row["value"] for row in rows] == ["2500.22", "3500.33"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "indicators"),
        ("indicators=NOPE", "indicators"),
        ("indicators=PR_G1", "indicators"),
        ("measures=AC01", "measures"),
        ("indicators=AC01&from=2025-13", "from"),
        ("indicators=AC01&to=yesterday", "to"),
        ("indicators=AC01&from=2025-02&to=2025-01", "to"),
        ("indicators=AC01&from=1990-01&to=2025-01", "from"),
        ("indicators=AC01&window=week", "window"),
        ("indicators=AC01&compare=nothing", "compare"),
        ("indicators=AC01&perimeter=floating", "perimeter"),
        ("indicators=AC01&view=tax", "view"),
        ("indicators=AC01&known_at=2999-01-01", "known_at"),
    ],
)
def test_what_is_not_understood_is_named(client: Client, query: str, field: str) -> None:
    body = ask(client, query, status=400)
    assert set(body) == {"code", "message", "fields"}
    assert field in body["fields"]


@pytest.mark.parametrize("scope", ["group", "territory:NORD", "establishment:C", "sector:elderly", "planet:mars"])
def test_a_scope_outside_the_mandate_is_404(figures: World, scope: str) -> None:
    client = api_of(person(Role.TERRITORY, "territory:SUD"))
    ask(client, f"scope={scope}&indicators=AC01", status=404)
    assert ask(client, "scope=territory:SUD&indicators=AC01&from=2025-01&to=2025-01")["results"][0]["value"]


def test_a_funder_reads_validated_reports_alone(figures: World) -> None:
    for code in "AC":
        figures.fund(code, "ARS1", "2023-01-01")
    figures.fold()
    client = api_of(person(Role.FUNDER, "funder:ARS1"))
    row = ask(client, "scope=funder:ARS1&measures=PR_G1&from=2025-03&to=2025-03")["results"][0]
    assert row["value"] == "0.01"


def test_a_figure_of_another_theme_is_404(figures: World) -> None:
    client = api_of(person(Role.QUALITY))
    ask(client, "measures=PR_G1", status=404)
    ask(client, "indicators=QL02")


@pytest.mark.parametrize("role", [Role.ASSISTANT, Role.ADMIN])
def test_who_reads_no_figures_is_refused(figures: World, role: Role) -> None:
    client = api_of(person(role))
    for url in (URL, f"{URL}children/", "/api/v1/scopes/"):
        ask(client, "indicators=AC01&by=sector", status=403, url=url)


def test_children_hold_only_what_lies_in_the_scope(client: Client) -> None:
    body = ask(client, "scope=group&by=territory&indicators=AC01&measures=PR_G1&period=2025-01", url=f"{URL}children/")
    assert body["results"] == [
        {"scope": "territory:NORD", "label": "NORD", "values": {"AC01": "30.000000", "PR_G1": "0.01"}},
        {"scope": "territory:SUD", "label": "SUD", "values": {"AC01": "86.666667", "PR_G1": "1500.10"}},
    ]
    inner = ask(client, "scope=kind:ehpad&by=establishment&measures=PR_G1&period=2025-01", url=f"{URL}children/")
    assert [row["scope"] for row in inner["results"]] == ["establishment:A", "establishment:B"]


def test_children_need_a_breakdown(client: Client) -> None:
    assert "by" in ask(client, "indicators=AC01", status=400, url=f"{URL}children/")["fields"]
    assert "by" in ask(client, "indicators=AC01&by=shoe", status=400, url=f"{URL}children/")["fields"]


def test_the_acquisitions_team_reads_no_single_site(figures: World) -> None:
    client = api_of(person(Role.ACQUISITIONS))
    ask(client, "by=establishment&indicators=AC01", status=403, url=f"{URL}children/")
    ask(client, "scope=establishment:A&indicators=AC01", status=404)


def test_scopes_are_those_of_the_mandate(figures: World) -> None:
    codes = [
        row["code"]
        for row in ask(api_of(person(Role.TERRITORY, "territory:SUD")), "", url="/api/v1/scopes/")["results"]
    ]
    assert codes == ["establishment:A", "establishment:B", "territory:SUD"]


@pytest.mark.parametrize("name", ["measures", "indicators"])
def test_the_catalogue_is_paged_to_its_end(client: Client, name: str) -> None:
    source = catalogue()
    expected = source.indicators if name == "indicators" else {**source.measures, **source.derived}
    address, codes = f"/api/v1/{name}/?limit=100", []
    while address:
        page = client.get(address).json()
        codes += [row["code"] for row in page["results"]]
        address = page["next"]
    assert sorted(codes) == sorted(expected)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "measure"),
        ("measure=NOPE", "measure"),
        ("measure=J_OUV", "measure"),
        ("measure=PR_G1&from=2025-13", "from"),
        ("measure=PR_G1&from=2025-02&to=2025-01", "to"),
    ],
)
def test_a_bridge_that_is_not_understood_is_named(client: Client, query: str, field: str) -> None:
    assert field in ask(client, query, status=400, url=f"{URL}bridge/")["fields"]


def test_bridge_sums_and_prints_as_agreed(client: Client) -> None:
    body = ask(client, "scope=group&measure=PR_G1&from=2025-01&to=2025-03", url=f"{URL}bridge/")
    blocks = [Decimal(body[name]) for name in ("previous", "entries", "exits", "method", "organic")]
    assert sum(blocks) == Decimal(body["current"])
    assert body["method"] == "0.00"
    assert set(body["organic_detail"]) == {"not_reported", "capacity", "volume", "price"}


def test_constant_perimeter_leaves_out_what_has_no_last_year(client: Client) -> None:
    """B has no report of January 2024."""
    query = "scope=group&measures=PR_G1&from=2025-01&to=2025-01&compare=previous_year"
    assert ask(client, query)["results"][0]["value"] == "1500.11"
    body = ask(client, f"{query}&perimeter=constant")
    assert body["perimeter"] == "constant"
    (row,) = body["results"]
    assert (row["value"], row["compare"]) == ("1000.11", {"value": "1000.11", "delta": "0.00"})


def test_as_known_at_an_instant(client: Client) -> None:
    before = ask(client, "measures=PR_G1&from=2025-01&to=2025-01&known_at=2025-06-30")
    assert before["as_of"] == "2025-06-30T23:59:59.999999+02:00"
    assert [(row["value"], row["coverage"]["expected"]) for row in before["results"]] == [(None, 0)]
    moment = timezone.now().isoformat()  # its plus sign is not escaped
    now = ask(client, f"measures=PR_G1&from=2025-01&to=2025-01&known_at={moment}")
    assert now["results"] == ask(client, "measures=PR_G1&from=2025-01&to=2025-01")["results"]
    assert ask(client, f"measures=PR_G1&by=sector&period=2025-01&known_at={today()}", url=f"{URL}children/")["results"]
    assert ask(client, f"measure=PR_G1&from=2025-01&to=2025-01&known_at={moment}", url=f"{URL}bridge/")["current"]


@pytest.mark.parametrize("known_at", ["nonsense", "2025-13-01", "2025", "20250101", "2999-01-01", "2025-01-01T25:00"])
def test_an_instant_that_is_none_or_to_come_is_refused(client: Client, known_at: str) -> None:
    for url in (URL, f"{URL}children/", f"{URL}bridge/"):
        body = ask(client, f"measures=PR_G1&by=sector&measure=PR_G1&known_at={known_at}", 400, url=url)
        assert list(body["fields"]) == ["known_at"]
