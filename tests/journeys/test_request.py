"""A director asks on a phone, the department resolves in time, the director rates; the report is told."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from shared_services.models import ServiceRequest
from tests.browser import axe_violations
from tests.consolidation.world import World
from tests.journeys.conftest import Visit
from tests.shared_services.desk.office import Office

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office(transactional_db: None) -> Office:
    return Office(World())


def test_asked_resolved_and_rated(visit: Visit, office: Office) -> None:
    page = visit.as_(office.director, "/shared-services/catalogue/", width=390)
    page.get_by_role("link", name="Demander").first.click()
    page.get_by_label("Objet").fill("Écran en panne")
    page.locator("input[type=file]").set_input_files(
        {"name": "photo.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n"}
    )
    page.get_by_role("button", name="Demander").click()
    expect(page.get_by_role("heading", name="Écran en panne")).to_be_visible()
    expect(page.get_by_role("link", name="photo.png")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe_violations(page) == []

    desk = visit.as_(office.head, "/shared-services/requests/board/")
    card = desk.locator('section[data-state="new"] .card')
    assert axe_violations(desk) == []
    card.focus()
    desk.keyboard.press("Alt+ArrowRight")
    expect(desk.locator('section[data-state="in_progress"] .card')).to_have_count(1)
    desk.locator('section[data-state="in_progress"] .card h3 a').click()
    desk.get_by_label("Réponse", exact=True).fill("Un autre écran arrive demain.")
    desk.get_by_role("button", name="Résoudre").click()
    expect(desk.get_by_text("dans le délai")).to_be_visible()

    page.reload()
    expect(page.get_by_text("Un autre écran arrive demain.")).to_be_visible()
    page.get_by_label("5", exact=True).check()
    page.get_by_label("Un mot").fill("Rapide.")
    page.get_by_role("button", name="Noter").click()
    expect(page.get_by_text("Rapide.")).to_be_visible()
    made = ServiceRequest.objects.get()
    assert (made.state, made.rating, made.in_time, made.files.count()) == ("closed", 5, True, 1)
