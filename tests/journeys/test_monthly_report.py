"""A director enters a month with a mistake, is told, corrects, submits; the territory director validates."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from establishments.catalogue import catalogue
from establishments.enums import Role, Status
from establishments.models import Report
from establishments.services.reporting import report_save_draft
from groupe.accounts.models import User
from groupe.kernel.periods import last_completed_month
from tests.browser import axe_violations
from tests.cast import PASSWORD, person
from tests.consolidation.world import World
from tests.journeys.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SITE = "residence"


@pytest.fixture
def director(transactional_db: None) -> User:
    return person(Role.DIRECTOR, f"establishment:{SITE}")


@pytest.fixture
def month(director: User) -> str:
    """All but three fields of the last month were typed before."""
    world, month = World(), last_completed_month()
    site = world.site(SITE, "property", entry=str((month - 1).first), territory="north")
    asked = [m.code for m in catalogue().measures_of("property") if m.entered and m.required_for("property") == "R"]
    known = {code: Decimal(0) for code in asked if code not in {"J_OUV", "CH_G1", "CH_G2"}}
    report_save_draft(establishment=site, month=month, values=known, author=director)
    return str(month)


def test_from_a_mistake_to_a_validated_month(visit: Visit, director: User, month: str) -> None:
    page = visit.open_page("/accounts/login/")
    page.get_by_label("Adresse e-mail").fill(director.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Rapports mensuels").click()
    page.get_by_role("link", name="Continuer").first.click()
    _mistake_then_correction(page)
    page.get_by_role("button", name="Vérifier et transmettre").click()
    expect(page.locator(".toast.success")).to_contain_text("Rapport transmis")
    expect(page.locator(".head .tag")).to_have_text("Transmis")
    report = Report.objects.get()
    assert report.status == Status.SUBMITTED

    page = visit.as_(person(Role.TERRITORY, "territory:north"), "/reports/")
    page.get_by_role("link", name="Vérifier et valider").click()
    page.get_by_role("button", name="Valider").click()
    page.get_by_role("dialog").get_by_role("button", name="Valider").click()
    expect(page.locator(".toast.success")).to_contain_text("rapport validé")
    report.refresh_from_db()
    assert report.status == Status.VALIDATED


def _mistake_then_correction(page: Page) -> None:
    days = page.get_by_label("Jours d’ouverture")
    days.fill("42")
    days.press("Enter")
    expect(page.locator("#J_OUV-m")).to_contain_text("Les jours d’ouverture dépassent les jours du mois.")
    expect(days).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#state")).to_contain_text("Jours d’ouverture")
    first = page.locator("#CH_G1")
    first.fill("mille")
    first.press("Tab")
    expect(page.locator("#CH_G1-m")).to_contain_text("n’est pas un nombre")
    expect(page.locator("#saved")).to_contain_text("Tout n’est pas enregistré")
    days.fill("28")
    first.fill("1 234,5")
    page.locator("#CH_G2").fill("0")
    page.locator("#CH_G2").press("Tab")
    expect(page.locator("#J_OUV-m")).to_be_empty()
    expect(first).to_have_value("1\u202f234,50")
    expect(page.locator("#saved")).to_contain_text("Enregistré à")
    expect(page.locator("#state")).to_contain_text("Tout ce qui est demandé est rempli.")


def test_what_one_tab_typed_is_not_lost_to_another(visit: Visit, director: User, month: str) -> None:
    one = visit.as_(director, f"/reports/{SITE}/{month}/", tolerated="412")
    other = visit.as_(director, f"/reports/{SITE}/{month}/")
    other.locator("#CH_G1").fill("50")
    other.locator("#CH_G1").press("Tab")
    expect(other.locator("#CH_G1")).to_have_value("50")
    expect(other.locator("#saved")).to_contain_text("Enregistré à")
    one.locator("#CH_G1").fill("99")
    one.locator("#CH_G1").press("Tab")
    expect(one.locator(".toast.error")).to_contain_text("Votre saisie est toujours là")
    one.get_by_role("button", name="Enregistrer").click()
    expect(one.locator("main")).to_contain_text("vous avez saisi 99, le rapport dit 50")
    expect(one.locator("#CH_G1")).to_have_value("99")
    one.get_by_role("button", name="Enregistrer").click()
    expect(one.locator(".toast.success")).to_contain_text("Enregistré en version 1")
    assert Report.objects.get().draft["CH_G1"] == "99.00"


def test_keys_lead_from_field_to_field(visit: Visit, director: User, month: str) -> None:
    page = visit.as_(director, f"/reports/{SITE}/{month}/")
    page.locator("#J_OUV").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#J_OUV")).not_to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#J_OUV")).to_be_focused()


def test_works_without_script(visit: Visit, director: User, month: str) -> None:
    page = visit.as_(director, f"/reports/{SITE}/{month}/", java_script_enabled=False)
    page.locator("#CH_G1").fill("12,5")
    page.get_by_role("button", name="Enregistrer").click()
    assert Report.objects.get().draft["CH_G1"] == "12.50"


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_everyone_can_use_them(visit: Visit, director: User, month: str, width: int, scheme: str) -> None:
    paths = ("/reports/", f"/reports/{SITE}/{month}/?tried=1", f"/reports/{SITE}/{month}/history/")
    for path, page in visit.tour(director, paths, width=width, color_scheme=scheme, bypass_csp=True):
        assert axe_violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    reader = person(Role.AUDITOR, email=f"auditor{width}{scheme}@example.org")
    page = visit.as_(reader, f"/reports/{SITE}/{month}/", width=width, color_scheme=scheme, bypass_csp=True)
    assert axe_violations(page) == []
