"""A file in one piece: described, judged, taken over by two people, its first report, and the bridge that it makes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from acquisitions.enums import MemberLevel
from acquisitions.models import Deal
from acquisitions.services.documents import document_add
from acquisitions.services.gates import check_make
from acquisitions.services.rooms import deal_open, member_name
from establishments.catalogue import catalogue
from establishments.enums import Role
from establishments.models import Establishment, Mandate
from establishments.services.reporting import report_save_draft
from groupe.accounts.models import User
from groupe.kernel.periods import Month, last_completed_month
from tests.acquisitions.team import PDF
from tests.cast import person
from tests.consolidation.world import World
from tests.journeys.conftest import Visit
from tests.workers import forget_tasks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KIND = "property"


@pytest.fixture
def month() -> Month:
    return last_completed_month()


@pytest.fixture
def world(transactional_db: None, month: Month) -> Iterator[World]:
    forget_tasks()
    world = World()
    world.site("OLD", KIND)
    world.entity("E1").terms.create(method="full", valid="[2020-01-01,)")
    for each, income in ((month - 12, 480_000), (month, 500_000)):
        world.report("OLD", str(each), {"PR_G1": income, "PR_G2": 0, "PR_G3": 0})
    world.fold()
    yield world
    forget_tasks()


def test_from_a_file_to_the_bridge(visit: Visit, world: World, month: Month) -> None:
    lead, boss = person(Role.ACQUISITIONS), person(Role.EXECUTIVE)
    entry = month.first + dt.timedelta(days=16)
    deal = judged(lead, boss)
    page = visit.as_(lead, f"/acquisitions/deals/{deal.code}/sites/new/")
    page.locator("[name=name]").fill("Maison des Aulnes")
    page.locator("[name=kind]").select_option(KIND)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("rowheader", name="Maison des Aulnes")).to_be_visible()
    prepared(page, deal, entry)

    page = visit.as_(boss, f"/acquisitions/deals/{deal.code}/takeover/")
    page.get_by_role("button", name="Confirmer la reprise").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Confirmer la reprise").click()
    expect(page.get_by_role("link", name="AULNES")).to_be_visible()
    page.goto(f"{visit.base}/acquisitions/deals/{deal.code}/integration/")
    expect(page.get_by_text("Ouvrir les comptes bancaires").first).to_be_visible()

    reported(visit, month)
    world.fold()
    page.goto(f"{visit.base}/bridge/?measure=PR_G1&window=month&period={month}&block=entries")
    expect(page.get_by_role("link", name="Maison des Aulnes").first).to_be_visible()
    expect(page.get_by_text("150\u202f000").first).to_be_visible()


def judged(lead: User, boss: User) -> Deal:
    """A file after its hearing: what the gates on the way ask for was told before."""
    day = dt.date(2026, 1, 5)
    deal = deal_open(route="court_sale", name="Les Aulnes", author=lead, signed_on=day)
    member_name(deal=deal, user=boss, level=MemberLevel.READER, signed_on=day, author=lead)
    Deal.objects.filter(pk=deal.pk).update(stage="hearing")
    check_make(deal=deal, stage="hearing", item="hearing_held", note="", author=lead)
    document_add(deal=deal, kind="judgment", title="Jugement", name="j.pdf", content=PDF, author=lead)
    return deal


def prepared(page: Page, deal: Deal, entry: dt.date) -> None:
    """Twice nothing: name and kind are those of the file."""
    page.get_by_role("link", name="Reprise", exact=True).click()
    page.get_by_role("link", name="Préparer la reprise").click()
    page.locator("[name=judgment_on]").fill(str(entry - dt.timedelta(days=5)))
    page.locator("[name=entry_on]").fill(str(entry))
    page.locator("[name=decision]").fill("Plan de cession arrêté")
    page.locator("[name=entity]").select_option("E1")
    page.locator("[name$=-code]").fill("AULNES")
    page.locator("[name$=-territory]").select_option("T1")
    page.locator("[name$=-director]").fill("directrice@example.org")
    page.locator("[name$=-director_name]").fill("Une Directrice")
    expect(page.locator("#preview")).to_contain_text("1 site entre dans le groupe")
    page.get_by_role("button", name="Garder").click()
    expect(page.get_by_role("heading", name="Ce qui sera ouvert")).to_be_visible()


def reported(visit: Visit, month: Month) -> None:
    """By the director whom the takeover invited, once the month is over."""
    director = Mandate.objects.get(role=Role.DIRECTOR).user
    User.objects.filter(pk=director.pk).update(is_active=True)
    director.refresh_from_db()
    site = Establishment.objects.get(code="AULNES")
    asked = [m.code for m in catalogue().measures_of(KIND) if m.entered and m.required_for(KIND) == "R"]
    values: dict[str, Any] = dict.fromkeys(asked, Decimal(0)) | {"PR_G1": Decimal(150_000), "P_7": Decimal(150_000)}
    report_save_draft(establishment=site, month=month, values=values, author=director)
    page = visit.as_(director, f"/reports/AULNES/{month}/")
    page.get_by_role("button", name="Vérifier et transmettre").click()
    expect(page.locator(".head .tag")).to_have_text("Transmis")
