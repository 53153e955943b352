"""After a closure the finance section stays open for two years, and nothing is owed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import HttpResponse

from establishments.access import access_of
from establishments.enums import Role
from establishments.models import Report
from establishments.selectors.collection import collection
from establishments.selectors.owed import owed, waiting_count
from groupe.accounts.models import User
from tests.cast import api_of, client_of, person
from tests.establishments.reports.conftest import OCTOBER, Cast

CLOSED, SOLD = "C", "S"


@pytest.fixture
def director(cast: Cast) -> User:
    """Of a site that closed at the end of August; another one was sold."""
    for code, left in ((CLOSED, "closed"), (SOLD, "sold")):
        cast.world.site(code, "property", entry="2025-01-01", exit="2026-08-31", territory="north", left=left)
    return person(Role.DIRECTOR, f"establishment:{CLOSED}")


def put(user: User, values: dict[str, Any], period: str = "2026-10", site: str = CLOSED) -> HttpResponse:
    address = f"/api/v1/reports/{site}/{period}/"
    return api_of(user).put(address, json.dumps({"values": values}), "application/json")


def test_costs_are_entered_submitted_validated_and_frozen(cast: Cast, director: User) -> None:
    assert put(director, {"CH_G1": 12_000}).status_code == 201
    moves = ((director, "submit"), (cast.territory, "validate"), (cast.controller, "freeze"))
    for user, move in moves:
        answer = api_of(user).post(f"/api/v1/reports/{CLOSED}/2026-10/{move}/", "{}", "application/json")
        assert answer.status_code == 200, answer.content
    assert Report.objects.get().status == "frozen"
    assert cast.world.value("group", "CH_G1", "2026-10") == 12_000


def test_other_measures_and_months_are_refused(cast: Cast, director: User) -> None:
    answer = put(director, {"CH_G1": 1, "ETP_REEL": 2})
    assert answer.status_code == 422
    assert answer.json()["fields"] == {"ETP_REEL": "Après une fermeture, seule la rubrique Finances reste ouverte."}
    assert put(director, {"CH_G1": 1}, period="2024-12").status_code == 422, "before the entry"
    seller = person(Role.DIRECTOR, f"establishment:{SOLD}")
    assert put(seller, {"CH_G1": 1}, site=SOLD).status_code == 422
    assert not Report.objects.exists()


def test_many_at_once(cast: Cast, director: User) -> None:
    rows = [{"establishment": CLOSED, "period": f"2026-{month:02}", "values": {"CH_G1": 5}} for month in (9, 10)]
    rows[1]["values"]["ETP_REEL"] = 1
    send = {"reports": rows, "submit": True}
    answer = api_of(director).post("/api/v1/reports/bulk/", json.dumps(send), "application/json")
    assert answer.status_code == 422
    assert answer.json()["fields"].keys() == {"1"}
    assert answer.json()["fields"]["1"].keys() == {"ETP_REEL"}
    del rows[1]["values"]["ETP_REEL"]
    answer = api_of(director).post("/api/v1/reports/bulk/", json.dumps(send), "application/json")
    assert answer.status_code == 200


def test_nothing_is_owed(cast: Cast, director: User) -> None:
    expected = collection("group", OCTOBER).expected
    assert all(row.month.index <= 2026 * 12 + 7 for row in owed(access_of(director)))
    waiting = waiting_count(access_of(director))
    put(director, {"CH_G1": 1})
    (mine,) = [row for row in owed(access_of(director)) if row.residual]
    assert (mine.status, mine.task, mine.late) == ("draft", "", False)
    assert waiting_count(access_of(director)) == waiting
    api_of(director).post(f"/api/v1/reports/{CLOSED}/2026-10/submit/", "{}", "application/json")
    (theirs,) = [row for row in owed(access_of(cast.territory)) if row.residual]
    assert (theirs.task, theirs.month) == ("validate", OCTOBER)
    assert collection("group", OCTOBER).expected == expected
    page = client_of(cast.territory).get("/reports/").content.decode()
    assert "Coûts résiduels après fermeture" in page


def test_the_page_of_the_site_leads_to_a_form_of_finances(director: User) -> None:
    client = client_of(director)
    site = client.get(f"/establishments/{CLOSED}/").content.decode()
    assert "Coûts résiduels après fermeture" in site
    assert f"/reports/{CLOSED}/2026-10/" in site
    form = client.get(f"/reports/{CLOSED}/2026-10/").content.decode()
    assert "31 août 2026" in form.replace("\u00a0", " ")
    assert 'name="CH_G1"' in form
    assert 'name="ETP_REEL"' not in form
    assert "À transmettre avant" not in form
    kept = client.post(
        f"/reports/{CLOSED}/2026-10/", {"CH_G1": "12 000", "revision": "0", "action": "submit", "comment": ""}
    )
    assert kept.status_code == 302
    assert Report.objects.get().status == "submitted"
