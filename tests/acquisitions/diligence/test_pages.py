"""Pages and API of the due diligence: what they show, who may write, and how many queries they cost."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from acquisitions.models import ChecklistItem, Deal, Finding
from acquisitions.selectors.scores import grid_now
from acquisitions.services.diligence import question_answer, question_ask
from acquisitions.services.findings import Found, finding_add
from acquisitions.services.requests import request_ask
from acquisitions.services.scoring import Mark, deal_score
from groupe.kernel.periods import today
from tests.acquisitions.team import Team
from tests.cast import api_of, client_of

DAY = dt.timedelta(days=1)
JSON: dict[str, Any] = {"content_type": "application/json"}


@pytest.fixture
def deal(team: Team) -> Deal:
    """With a late request, an open question, a red flag about safety and a score."""
    made = team.deal()
    request_ask(
        deal=made, text="Vos comptes", items=["accounts", "cpom"], asked_on=today() - 9 * DAY, due_on=today() - DAY,
        author=team.lead,
    )  # fmt: skip
    question = question_ask(deal=made, text="=Bail renouvelé ?", author=team.lead)
    question_answer(deal=made, question=question, text="Oui", given_by="administrateur", author=team.worker)
    question_ask(deal=made, text="Et le CPOM ?", author=team.lead)
    effect = Decimal("-150000")
    found = Found("property", "Désenfumage", "red", safety=True, price_effect=effect, to_integrate=True)
    finding_add(deal=made, found=found, author=team.lead)
    marks = {code: Mark(weight, "bien") for code, weight in grid_now().weights.items()}
    deal_score(deal=made, marks=marks, author=team.lead)
    return made


def test_pages_show_where_the_diligence_stands(team: Team, deal: Deal) -> None:
    client, base = client_of(team.boss), f"/acquisitions/deals/{deal.code}/diligence/"
    for path, words in {
        "": ["Avis de la commission de sécurité", "demande n", "Réputation"],
        "requests/": ["Vos comptes", "en retard"],
        "requests/missing/": ["ERRD", "CPOM"],
        "questions/": ["Et le CPOM", "administrateur"],
        "findings/": ["Désenfumage", "alerte rouge"],
        "findings/1/": ["Désenfumage"],
        "score/": ["plafonné à 40", "100"],
    }.items():
        page = client.get(base + path)
        assert page.status_code == 200, path
        text = page.content.decode()
        assert [word for word in words if word not in text] == [], path
        assert "/new/" not in text and "/edit/" not in text, path  # a reader is offered nothing to write


def test_pages_cost_a_bounded_number_of_queries(team: Team, deal: Deal, django_assert_max_num_queries: Any) -> None:
    client, base = client_of(team.lead), f"/acquisitions/deals/{deal.code}/diligence/"
    for path in ("", "requests/", "questions/", "findings/", "score/"):
        client.get(base + path)
        with django_assert_max_num_queries(32):
            client.get(base + path)


def test_the_missing_list_is_sent_as_a_pdf_or_a_spreadsheet(team: Team, deal: Deal) -> None:
    client, path = client_of(team.boss), f"/acquisitions/deals/{deal.code}/diligence/requests/missing/"
    pdf = client.get(f"{path}?format=pdf")
    assert pdf["Content-Disposition"].startswith("attachment")
    text = PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text()
    assert "CPOM" in text and "Désenfumage" not in text
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"{path}?format=xlsx").content))
    assert len(book.get_sheet_by_index(0).to_python()) == 3


def test_exports_hold_the_log_and_the_checklist(team: Team, deal: Deal) -> None:
    client, base = client_of(team.boss), f"/acquisitions/deals/{deal.code}/diligence/"
    log = client.get(f"{base}questions/?format=csv").content.decode("utf-8-sig")
    assert "'=Bail renouvelé ?" in log and "administrateur" in log
    assert client.get(f"{base}?format=xlsx").status_code == 200


def test_forms_write_through_the_services(team: Team, deal: Deal) -> None:
    client, base = client_of(team.worker), f"/acquisitions/deals/{deal.code}/diligence/"
    told = {"state": "reviewed", "owner": team.boss.pk, "note": "lu"}
    assert client.post(f"{base}items/press/", told).status_code == 302
    assert ChecklistItem.objects.get(code="press").owner == team.boss
    assert client.post(f"{base}items/unions/review/").status_code == 302
    assert client.post(f"{base}items/nothing/review/").status_code == 404
    told = {"text": "x", "asked_on": today(), "due_on": today(), "items_legal": ["leases"]}
    assert client.post(f"{base}requests/new/", told).status_code == 302
    told = {"received": ["leases"], "answered_on": today(), "answer": ""}
    assert client.post(f"{base}requests/2/answer/", told).status_code == 302
    assert client.post(f"{base}requests/1/remind/", {"due_on": ""}).status_code == 302
    assert client.post(f"{base}questions/new/", {"text": "Et ?", "stream": "legal"}).status_code == 302
    assert client.post(f"{base}questions/3/answer/", {"text": "Oui", "given_by": "AJ"}).status_code == 302
    told = {"title": "Toit", "stream": "property", "gravity": "major", "price_effect": "-1 500,50"}
    assert client.post(f"{base}findings/new/", told).status_code == 302
    assert Finding.objects.get(number=2).price_effect == Decimal("-1500.50")
    assert client.post(f"{base}findings/2/edit/", told | {"to_integrate": "on"}).status_code == 302
    assert client.post(f"{base}findings/2/resolve/", {"outcome": "priced", "resolution": "oui"}).status_code == 302
    assert client.post(f"{base}findings/2/reopen/").status_code == 302
    marks = dict.fromkeys(grid_now().weights, "0") | {f"{code}_word": "mal" for code in grid_now().weights}
    assert client.post(f"{base}score/new/", marks | {"grid": "1"}).status_code == 302
    assert client.post(f"{base}score/new/", marks | {"grid": "1", "people": "99"}).status_code == 422
    assert deal.scores.count() == 2


def test_the_grid_is_changed_by_who_approves(team: Team) -> None:
    weights = {code: str(weight) for code, weight in grid_now().weights.items()}
    given = weights | {"territory": "10", "people": "25", "reason": "leçon", "version": "1"}
    assert client_of(team.lead).post("/acquisitions/grid/edit/", given).status_code == 403
    boss = client_of(team.boss)
    assert boss.post("/acquisitions/grid/edit/", given | {"people": "26"}).status_code == 422
    assert boss.post("/acquisitions/grid/edit/", given).status_code == 302
    page = client_of(team.jobs).get("/acquisitions/grid/").content.decode()
    assert "leçon" in page and "/grid/edit/" not in page


def test_the_api_tells_and_writes_all_of_it(team: Team, deal: Deal) -> None:
    api, base = api_of(team.lead), f"/api/v1/acquisitions/deals/{deal.code}/"
    assert {row["code"]: row["state"] for row in api.get(f"{base}checklist/").json()}["cpom"] == "requested"
    told = {"state": "not_applicable", "note": "aucun", "owner": team.boss.email}
    assert api.put(f"{base}checklist/cpom/", told, **JSON).json()["owner"] == team.boss.email
    assert api.put(f"{base}checklist/press/", {"owner": team.stranger.email}, **JSON).status_code == 422
    assert api.put(f"{base}checklist/debts/", {}, **JSON).status_code == 404
    assert [row["item"] for row in api.get(f"{base}requests/missing/").json()] == ["accounts"]
    asked = api.post(f"{base}requests/", {"text": "x", "items": ["leases"], "due_on": str(today())}, **JSON)
    assert (asked.status_code, asked.json()["number"]) == (201, 2)
    answered = api.post(f"{base}requests/2/answer/", {"received": ["leases"]}, **JSON).json()
    assert answered["answered_on"] == str(today())
    assert api.post(f"{base}requests/2/remind/", {}, **JSON).status_code == 409
    assert len(api.get(f"{base}requests/").json()["results"]) == 2
    assert api.post(f"{base}questions/", {"text": "Et ?"}, **JSON).json()["number"] == 3
    answers = api.post(f"{base}questions/3/answers/", {"text": "Oui", "given_by": "AJ"}, **JSON).json()["answers"]
    assert answers[0]["author"] == team.lead.email
    given = {"stream": "tax", "title": "TVA", "gravity": "minor", "price_effect": "-10.50"}
    assert api.post(f"{base}findings/", given, **JSON).json()["price_effect"] == "-10.50"
    assert api.put(f"{base}findings/2/", given | {"gravity": "info"}, **JSON).json()["gravity"] == "info"
    score = api.get(f"{base}score/").json()
    assert (score["total"], score["raw"], score["capped"]) == (40, 100, True) and "F1" in score["reason"]
    assert api.post(f"{base}findings/1/resolve/", {"outcome": "removed", "resolution": "ok"}, **JSON).status_code == 200
    marks = {code: {"mark": 1, "word": "w"} for code in grid_now().weights}
    scored = api.post(f"{base}score/", {"marks": marks, "grid": 1}, **JSON)
    assert (scored.status_code, scored.json()["total"], scored.json()["capped"]) == (201, 7, False)
    assert api.post(f"{base}findings/1/reopen/").json()["outcome"] == ""
    assert api_of(team.boss).get("/api/v1/acquisitions/grid/").json()[0]["version"] == 1


def test_readers_write_nothing_and_strangers_find_nothing(team: Team, deal: Deal) -> None:
    base = f"/api/v1/acquisitions/deals/{deal.code}/"
    reader = api_of(team.boss)
    for path in ("requests/", "questions/", "findings/", "score/"):
        assert reader.post(base + path, {}, **JSON).status_code == 403, path
        assert reader.get(base + path).status_code == 200, path
        for stranger in (team.stranger, team.other_boss, team.jobs):
            assert client_of(stranger).get(f"/acquisitions/deals/{deal.code}/diligence/{path}").status_code == 404
    for stranger in (team.stranger, team.other_boss, team.jobs):
        api = api_of(stranger)
        found = [api.get(f"{base}{path}").status_code for path in ("checklist/", "documents/", "findings/1/", "score/")]
        assert found == [404] * 4
