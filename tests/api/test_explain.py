"""`GET /api/v1/consolidation/explain/`: from a figure down to the versions that it was made of."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from establishments.enums import Role
from establishments.models import ReportVersion
from tests.api.test_consolidation import ask
from tests.cast import api_of, person
from tests.consolidation.world import World

pytestmark = pytest.mark.django_db
URL = "/api/v1/consolidation/explain/"
JANUARY = "period=2025-01"


def explained(client: Client, query: str, status: int = 200) -> Any:
    return ask(client, query, status, URL)


@pytest.fixture
def client(figures: World) -> Client:
    return api_of(person(Role.CONTROLLER), "read")


def test_a_rate_down_to_its_versions(client: Client) -> None:
    body = explained(client, f"code=AC01&{JANUARY}")
    assert {
        "scope": "group", "code": "AC01", "period": "2025-01", "window": "month", "value": "72.500000",
        "exact": "145/2", "numerator": "2900", "denominator": "4000", "unknown": None,
        "months": [{"month": "2025-01", "days": 31}], "detail": "site", "count": 3, "next": None,
        "eliminations": [], "missing": [], "missing_count": 0,
        "coverage": {"expected": 3, "reported": 3, "validated": 1},
    }.items() <= body.items()  # fmt: skip
    assert (body["formula"]["numerator"], body["formula"]["factor"]) == ("J_REA", 100)
    assert len(body["definition"]["catalogue"]) == 64
    first, _second, third = body["parts"]
    assert {
        "establishment": "A", "name": "A", "month": "2025-01", "days": 31, "owned_days": 31, "numerator": "1700",
        "denominator": "2000", "version": 1, "status": "submitted", "author": None, "counted": True, "months": [],
    }.items() <= first.items()  # fmt: skip
    assert [(v["code"], v["value"], v["source"]) for v in first["values"]] == [
        ("J_REA", "1700", "reported"),
        ("J_FINC", "2000", "reported"),
    ]
    assert third["status"] == "validated"
    assert [row["kind"] for row in body["kinds"]] == ["ime", "ehpad"]


def test_the_perimeter_of_the_date(client: Client, figures: World) -> None:
    figures.leave("B", "2025-02-10")
    figures.fold()
    body = explained(client, "code=AC01&scope=territory:SUD&period=2025-02&window=ytd")
    assert (body["perimeter"]["from"], body["perimeter"]["to"]) == ("2025-01-01", "2025-02-28")
    assert [
        (row["establishment"], row["days"], row["last_day"], row["inside_at_end"], row["concerned"])
        for row in body["perimeter"]["establishments"]
    ] == [("A", 59, "2025-02-28", True, True), ("B", 41, "2025-02-10", False, True)]


def test_what_is_missing_is_named(client: Client, figures: World) -> None:
    figures.report("A", "2025-02", {"J_REA": 5})
    figures.fold()
    body = explained(client, "code=AC01&scope=kind:ehpad&period=2025-02")
    assert body["missing"] == [
        {"establishment": "A", "name": "A", "month": "2025-02", "reason": "incomplete"},
        {"establishment": "B", "name": "B", "month": "2025-02", "reason": "not_reported"},
    ]
    assert (body["value"], body["unknown"]) == (None, "nothing_reported")


def test_parts_of_a_month_cut_by_a_transfer_add_up_to_the_cent(client: Client, figures: World) -> None:
    figures.report("A", "2025-03", {"PR_G1": "100000.00"})
    figures.transfer("A", "2025-03-17", territory="NORD")
    figures.fold()
    body = explained(client, "code=PR_G1&scope=territory:NORD&period=2025-03")
    part = next(part for part in body["parts"] if part["establishment"] == "A")
    assert (part["first_day"], part["days"], part["owned_days"]) == ("2025-03-17", 15, 31)
    assert (part["numerator"], part["values"][0]["value"], part["segment"]) == ("48387.1", "100000", 1)
    assert sum(Decimal(part["numerator"]) for part in body["parts"]) == Decimal(body["numerator"])


def test_a_long_list_is_paged_to_its_end(client: Client) -> None:
    address, parts, named = f"{URL}?code=PR_G1&period=2025-03&window=ytd&limit=2", [], []
    while address:
        page = client.get(address).json()
        parts += page["parts"]
        named.append(page["missing"] is not None)
        address = page["next"]
        assert (page["count"], page["missing_count"]) == (7, 2)
    assert [(part["establishment"], part["month"]) for part in parts] == [
        *[("A", f"2025-0{month}") for month in (1, 2, 3)],
        ("B", "2025-01"),
        *[("C", f"2025-0{month}") for month in (1, 2, 3)],
    ]
    assert named == [True, False, False, False]


def test_author_words_and_reasons(client: Client, figures: World) -> None:
    director = person(Role.DIRECTOR, "establishment:B", email="b@example.org")
    report = figures.get("B").reports.get(month="2025-01-01")
    report.counting = ReportVersion.objects.create(
        report=report, version=2, common=report.counting.common, sector=report.counting.sector, author=director,
        comment="Recounted", reason="Beds", submitted=True,
    )  # fmt: skip
    report.save()
    figures.changed("B", "2025-01-01")
    figures.fold()
    part = explained(client, f"scope=establishment:B&code=PR_G1&{JANUARY}")["parts"][0]
    said = {"version": 2, "author": "b@example.org", "comment": "Recounted", "reason": "Beds"}
    assert said.items() <= part.items()


def test_a_carried_stock_says_from_when(client: Client, figures: World) -> None:
    zero = {"CH_G1": 0, "CH_G2": 310, "CH_G3": 0, "C_68": 0}
    figures.report("B", "2025-01", {**zero, "FRNG": 20})
    figures.report("B", "2025-02", {**zero, "CH_G2": 280})
    figures.fold()
    body = explained(client, "scope=establishment:B&code=FI10&period=2025-02&window=ytd")
    assert body["value"] == "2.000000"  # 20 x 59 days / 590
    (part,) = body["parts"]
    (stock,) = part["values"]
    assert (stock["value"], stock["source"], stock["month"]) == ("20", "carried", "2025-01")
    assert [(row["month"], row["days"], row["flow"]) for row in part["months"]] == [
        ("2025-01", 31, "310"),
        ("2025-02", 28, "280"),
    ]


def test_the_constant_perimeter_stands_beside_last_year(client: Client) -> None:
    body = explained(client, f"code=PR_G1&{JANUARY}&perimeter=constant")
    assert (body["perimeter"]["mode"], body["numerator"], body["previous"]["numerator"]) == (
        "constant",
        "1000.11",
        "1000.11",
    )
    assert [(part["establishment"], part["previous"]["numerator"]) for part in body["parts"]] == [
        ("A", "1000.1"),
        ("C", "0.01"),
    ]


def test_what_is_never_added_says_so(client: Client, figures: World) -> None:
    for code in "AB":
        figures.report(code, "2025-02", {"J_OUV": 20, "ETP_REEL": "10.5"})
    figures.fold()
    assert explained(client, "code=J_OUV&period=2025-02")["unknown"] == "never_added"
    mean = explained(client, "code=ETP_REEL&period=2025-02")
    assert (mean["value"], mean["numerator"], mean["denominator"]) == ("21.000000", "588", "28")
    assert [part["denominator"] for part in mean["parts"]] == [None, None]
    alone = explained(client, "scope=establishment:A&code=ETP_REEL&period=2025-02")
    assert alone["parts"][0]["denominator"] == "28"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "code"),
        ("code=NOPE", "code"),
        ("code=AC01&period=2025-13", "period"),
        ("code=AC01&window=week", "window"),
        ("code=AC01&perimeter=legal", "perimeter"),
        ("code=AC01&detail=room", "detail"),
        ("code=AC01&limit=0", "limit"),
        ("code=AC01&after=x", "after"),
        ("code=AC01&known_at=2125-01-01", "known_at"),
        ("code=AC01&view=constant", "view"),
    ],
)
def test_what_is_not_understood_is_named(client: Client, query: str, field: str) -> None:
    assert field in explained(client, query, 400)["fields"]


def test_the_acquisitions_team_reads_kinds_alone(figures: World) -> None:
    client = api_of(person(Role.ACQUISITIONS))
    body = explained(client, f"code=PR_G1&{JANUARY}")
    assert (body["detail"], body["parts"], body["missing"]) == ("kind", [], None)
    assert body["perimeter"]["establishments"] is None
    assert [(row["kind"], row["establishments"], row["numerator"]) for row in body["kinds"]] == [
        ("ime", 1, "0.01"),
        ("ehpad", 2, "1500.1"),
    ]
    explained(client, f"code=PR_G1&{JANUARY}&detail=site", 403)
    explained(client, f"code=PR_G1&{JANUARY}&scope=establishment:A", 404)


def test_one_site_of_a_wider_reader_opens_no_other(figures: World) -> None:
    """The director of A who is also in the acquisitions team reads A by site, the group by kind."""
    user = person(Role.ACQUISITIONS, email="both@example.org")
    user.mandates.create(role=Role.DIRECTOR, scope="establishment:A", valid=user.mandates.get().valid)
    client = api_of(user)
    assert explained(client, f"code=PR_G1&{JANUARY}")["detail"] == "kind"
    assert explained(client, f"code=PR_G1&{JANUARY}&scope=establishment:A")["detail"] == "site"


def test_a_funder_reads_validated_reports_without_people(figures: World) -> None:
    for code in "AC":
        figures.fund(code, "ARS1", "2023-01-01")
    figures.fold()
    body = explained(api_of(person(Role.FUNDER, "funder:ARS1")), "scope=funder:ARS1&code=PR_G1&period=2025-03")
    assert [(part["establishment"], part["author"], part["comment"]) for part in body["parts"]] == [("C", None, "")]
    assert body["numerator"] == "0.01"


def test_what_is_not_for_the_reader_does_not_exist(figures: World) -> None:
    explained(api_of(person(Role.QUALITY)), "code=PR_G1", 404)
    explained(api_of(person(Role.TERRITORY, "territory:SUD")), "code=PR_G1&scope=territory:NORD", 404)
    explained(api_of(person(Role.ASSISTANT)), "code=PR_G1", 403)
