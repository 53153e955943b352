"""One month of a pooled department in one piece: asked, resolved in time, shared, approved, invoiced, eliminated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from establishments.enums import Role
from establishments.models import Flow, Report
from establishments.selectors.reports import current_values
from groupe.kernel.periods import Month, last_completed_month
from shared_services.enums import Driver, VatKind
from shared_services.models import Invoice, ServiceRequest
from shared_services.services.departments import department_month_set
from shared_services.services.invoices import vat_set
from shared_services.services.pools import key_set
from tests.cast import person
from tests.consolidation.world import World
from tests.journeys.conftest import Visit
from tests.shared_services.desk.office import Office, clock
from tests.shared_services.pools import SINCE
from tests.workers import forget_tasks, running_worker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
COST = Decimal("1000.00")


@pytest.fixture
def month() -> Month:
    return last_completed_month()


@pytest.fixture
def office(transactional_db: None, month: Month) -> Iterator[Office]:
    """IT reports and bills from entity P; sites A and B are of E1. Shared by requests, 1,000.00 in the month."""
    forget_tasks()
    world = World()
    office = Office(world)
    world.transfer("IT1", "2021-01-01", entity="P")
    key_set(department=office.it, driver=Driver.TICKETS, since=SINCE)
    department_month_set(department=office.it, month=month, actual=COST)
    vat_set(
        department=office.it, member=world.entity("E1"), kind=VatKind.EXEMPT, since=SINCE, decided_on=SINCE,
        evidence="opinion", author=None,
    )  # fmt: skip
    world.report("A", str(month), {"PR_G1": 9000, "CH_G3": 1000})
    world.report("B", str(month), {"PR_G1": 5000, "CH_G3": 0})
    world.fold()
    yield office
    forget_tasks()


def test_from_the_request_to_the_consolidation(visit: Visit, office: Office, month: Month) -> None:
    asked = dt.datetime.combine(month.first.replace(day=14), dt.time(10))
    with clock(str(asked)):
        page = visit.as_(office.director, "/shared-services/catalogue/", width=390)
        page.get_by_role("link", name="Demander").first.click()
        page.get_by_label("Objet").fill("Écran en panne")
        page.get_by_role("button", name="Demander").click()
        expect(page.get_by_role("heading", name="Écran en panne")).to_be_visible()
    with clock(str(asked + dt.timedelta(hours=1))):
        resolved(visit, office)
        page.reload()
        page.get_by_label("5", exact=True).check()
        page.get_by_role("button", name="Noter").click()
        expect(page.get_by_text("5/5")).to_be_visible()
    told_by_itself(visit, office, month)

    controller, executive = person(Role.CONTROLLER), person(Role.EXECUTIVE)
    with running_worker():
        shared(visit.as_(controller, "/shared-services/runs/"))
        approved(visit.as_(executive, "/shared-services/runs/"))
        invoiced(visit.as_(controller, "/shared-services/runs/"))
    assert [(flow.buyer_establishment_id, flow.amount) for flow in Flow.objects.all()] == [(office.site.pk, COST)]

    group = visit.as_(executive, f"/eliminations/?period={month}&window=month")
    expect(group.locator("td", has_text="1 000,00 €").first).to_be_visible()
    group.goto(f"{group.url.split('/eliminations')[0]}/indicators/CH_G3/?period={month}&window=month")
    eliminated = group.get_by_text("Après élimination")
    expect(eliminated).to_be_visible()
    group.goto(f"{group.url.split('?')[0]}?period={month}&window=month&scope=entity:E1")
    expect(group.get_by_role("heading").first).to_be_visible()
    expect(eliminated).to_have_count(0)

    page.goto(f"{page.url.split('/shared-services')[0]}/shared-services/pay/")
    expect(page.locator("td", has_text="1 000,00 €").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def resolved(visit: Visit, office: Office) -> None:
    desk = visit.as_(office.head, "/shared-services/requests/board/")
    desk.locator('section[data-state="new"] .card h3 a').click()
    desk.get_by_role("button", name="Commencer").click()
    desk.get_by_label("Réponse", exact=True).fill("Un autre écran arrive.")
    desk.get_by_role("button", name="Résoudre").click()
    expect(desk.get_by_text("dans le délai")).to_be_visible()


def told_by_itself(visit: Visit, office: Office, month: Month) -> None:
    """What the requests of the month come to, in the draft of the department's report."""
    assert ServiceRequest.objects.get().state == "closed"
    desk = visit.as_(office.head, "/shared-services/departments/it/")
    desk.get_by_role("button", name="Reporter dans le compte rendu").click()
    expect(desk.locator(".toast.success")).to_be_visible()
    values = current_values(Report.objects.get(establishment=office.desk_site, month=month.first))
    assert (values["TK_REC"], values["TK_SLA"]) == (1, 1)


def shared(page: Page) -> None:
    page.get_by_role("link", name="Répartir un mois").click()
    page.get_by_label("Méthode").select_option("step_down")
    page.get_by_role("button", name="Répartir").click()
    page.locator("tbody th a, tbody td a").first.click()
    expect(page.get_by_text("quelqu’un d’autre l’approuve")).to_be_visible()
    expect(page.get_by_role("button", name="Approuver")).to_have_count(0)


def approved(page: Page) -> None:
    page.locator("tbody th a, tbody td a").first.click()
    page.get_by_role("button", name="Approuver").click()
    expect(page.locator(".toast.success")).to_be_visible()


def invoiced(page: Page) -> None:
    page.locator("tbody th a, tbody td a").first.click()
    page.get_by_role("button", name="Facturer").click()
    expect(page.locator(".toast.success")).to_be_visible()
    invoice = Invoice.objects.get()
    page.get_by_role("link", name=invoice.reference).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    assert (invoice.seller.code, invoice.buyer.code, invoice.net) == ("P", "E1", COST)
