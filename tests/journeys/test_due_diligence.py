"""A file is studied on a phone: asked for, a document attached and reviewed, a finding caps the score; for everyone."""

from __future__ import annotations

import datetime as dt

import pytest

from acquisitions.models import Deal
from acquisitions.selectors.scores import grid_now
from acquisitions.services.diligence import question_ask
from acquisitions.services.documents import document_add
from acquisitions.services.findings import Found, finding_add
from acquisitions.services.requests import request_ask
from acquisitions.services.scoring import Mark, deal_score
from groupe.kernel.periods import today
from tests.acquisitions.team import PDF, Team
from tests.browser import axe_violations
from tests.journeys.conftest import Visit

PARTS = ("", "requests/", "requests/missing/", "questions/", "findings/", "findings/1/", "score/", "score/new/")


@pytest.fixture
def deal(transactional_db: None) -> tuple[Team, Deal]:
    team = Team()
    made, day = team.deal(), today() - dt.timedelta(days=3)
    request_ask(deal=made, text="Comptes", items=["accounts", "cpom"], asked_on=day, due_on=day, author=team.lead)
    question_ask(deal=made, text="Le bail ?", author=team.lead)
    document_add(deal=made, kind="visit_report", title="Visite", name="v.pdf", content=PDF, author=team.lead)
    finding_add(deal=made, found=Found("property", "Désenfumage", "red", safety=True), author=team.lead)
    marks = {code: Mark(weight, "bien") for code, weight in grid_now().weights.items()}
    deal_score(deal=made, marks=marks, author=team.lead)
    return team, made


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_due_diligence_is_for_everyone(visit: Visit, deal: tuple[Team, Deal], width: int, scheme: str) -> None:
    team, made = deal
    base = f"/acquisitions/deals/{made.code}/"
    document = made.documents.get()
    paths = [f"{base}diligence/{part}" for part in PARTS]
    paths += [f"{base}documents/", f"{base}documents/new/", f"{base}documents/{document.pk}/", "/acquisitions/grid/"]
    found = {}
    for path, page in visit.tour(team.lead, paths, width=width, color_scheme=scheme, bypass_csp=True):
        problems = axe_violations(page)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            problems.append(("too wide", width))
        if problems:
            found[path] = problems
    assert found == {}


def test_a_document_is_attached_and_reviewed_on_a_phone(visit: Visit, deal: tuple[Team, Deal]) -> None:
    team, made = deal
    page = visit.as_(team.lead, f"/acquisitions/deals/{made.code}/documents/new/?kind=errd", width=390, tolerated="422")
    bad = {"name": "comptes.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90"}
    good = {"name": "comptes.pdf", "mimeType": "application/pdf", "buffer": PDF + b"%"}
    page.get_by_label("Pièces jointes").set_input_files([bad])  # type: ignore[list-item]
    page.get_by_role("button", name="Ajouter").click()
    page.get_by_text("Le contenu de ce fichier n’est pas").wait_for()
    page.get_by_label("Pièces jointes").set_input_files([good])  # type: ignore[list-item]
    page.get_by_role("button", name="Ajouter").click()
    page.get_by_role("link", name="comptes.pdf").wait_for()
    page.get_by_role("link", name="Audit", exact=True).click()
    page.get_by_role("button", name="Examiné ERRD").click()
    page.get_by_text("ERRD ou comptes administratifs sur trois ans : examiné.").wait_for()
    assert made.checklist.get(code="accounts").state == "reviewed"
