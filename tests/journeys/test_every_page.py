"""Every page of a group at work: usable by everyone, silent in the console, no wider than its screen."""

from __future__ import annotations

from decimal import Decimal

import pytest

from acquisitions.gazette.reading import read_content
from acquisitions.models import GazetteReading, Lead
from acquisitions.services.gazette import gazette_load
from acquisitions.services.leads import lead_key
from establishments.enums import Role
from establishments.models import Flow
from groupe.consolidation.services.closing import close_period
from groupe.kernel.periods import Month, last_completed_month, today
from groupe.kernel.ranges import inclusive
from groupe.kernel.recording import saving
from shared_services.enums import Driver, Party
from shared_services.models import Agreement, AllocationRun, Department, DepartmentMonth, Loan, LoanBalance, Saving
from shared_services.services.computing import run_compute
from shared_services.services.pools import key_set
from tests.acquisitions.watch.records import export, record, siren
from tests.browser import axe_violations
from tests.cast import person
from tests.consolidation.world import World
from tests.journeys.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CLOSED = last_completed_month() - 1
PAGES = {
    Role.CONTROLLER: [
        "/",
        "/?by=establishment&window=month",
        "/scopes/sector:elderly/",
        "/scopes/establishment:A/",
        f"/scopes/group/?by=establishment&known_at={today()}",
        f"/indicators/RH01/?known_at={today()}",
        "/indicators/RH01/",
        "/indicators/RH01/explain/",
        "/scopes/establishment:A/benchmark/",
        "/scopes/group/benchmark/?code=RH01",
        "/indicators/PR_G1/explain/?scope=establishment:A",
        "/bridge/?detail=organic",
        "/eliminations/?view=legal",
        "/eliminations/flows/",
        "/eliminations/flows/new/",
        "/catalogue/",
        "/catalogue/AC01/",
        "/establishments/",
        "/establishments/A/",
        "/structure/",
        "/register/",
        "/imports/",
        "/consolidation/runs/",
        "/reports/",
        "/closes/",
        f"/closes/{CLOSED}/",
        f"/closes/{CLOSED}/?tab=effects",
        f"/closes/{CLOSED}/?tab=sites",
        f"/closes/{CLOSED + 1}/checklist/",
        "/acquisitions/",
        "/acquisitions/list/",
        "/acquisitions/funnel/",
        "/acquisitions/map/",
        "/acquisitions/deals/new/",
        "/acquisitions/grid/",
        "/acquisitions/grid/edit/",
        "/acquisitions/calendar/",
        "/acquisitions/calendar/feed/",
        "/acquisitions/watch/",
        "/acquisitions/watch/?score=0",
        "/acquisitions/watch/99/",
        "/acquisitions/watch/99/open/",
        "/acquisitions/watch/new/",
        "/acquisitions/watch/import/",
        "/shared-services/",
        "/shared-services/departments/hr/",
        "/shared-services/departments/hr/key/",
        "/shared-services/departments/hr/keys/",
        "/shared-services/departments/hr/costs/",
        "/shared-services/departments/hr/charges/",
        "/shared-services/departments/hr/units/",
        "/shared-services/runs/",
        "/shared-services/runs/new/",
        "/shared-services/runs/1/",
        "/shared-services/runs/1/keys/hr/",
        "/shared-services/pay/",
        "/shared-services/quotas/",
        "/shared-services/quotas/new/",
        f"/shared-services/runs/simulation/?month={last_completed_month()}&method=direct&key-hr=place_days",
        "/shared-services/agreements/",
        "/shared-services/agreements/new/",
        "/shared-services/agreements/1/",
        "/shared-services/agreements/alerts/",
        "/shared-services/agreements/loans/",
        "/shared-services/agreements/loans/1/",
        "/shared-services/savings/",
        "/shared-services/savings/new/",
        "/shared-services/savings/1/",
        "/account/tokens/",
        "/nowhere/",
    ],
    Role.ADMIN: ["/people/", "/admin/"],
}


@pytest.fixture
def group(transactional_db: None) -> World:
    world, last = World(), last_completed_month()
    for code, kind, commune in (("A", "ehpad", "69123"), ("B", "ime", "13001"), ("C", "mecs", "59350")):
        world.site(code, kind, territory=f"T{code}", commune=commune, capacities={"CAP_FIN": 60})
        for month in (last - 2).to(last):
            figures = {"J_REA": 1700, "J_FINC": 1800, "PR_G1": 90_000, "ETP_REEL": 40, "ABS_MO": 60}
            world.report(code, str(month), figures)
    close_period(author=None, month=CLOSED, confirm_late=True)
    with saving():
        world.report("A", str(CLOSED), {**figures, "PR_G1": 80_000, "PR_G2": 0, "PR_G3": 0})
    world.fold()
    department = Department.objects.create(code="hr", name="HR")
    DepartmentMonth.objects.create(department=department, month=last.first, budget=9_000, actual=8_700)
    key_set(department=department, driver=Driver.FIXED, since=last.first, weights={"A": Decimal(2), "B": Decimal(1)})
    run = AllocationRun.objects.create(pk=1, month=last.first, version=1)
    run_compute(run.pk)
    _parties(world, last)
    _watched()
    return world


def _parties(world: World, last: Month) -> None:
    """An agreement that one person signs for both sides, billed without evidence, and a loan."""
    one, other, since = world.entity("E1"), world.entity("E2"), inclusive(last.first, None)
    signing = {f"{side}_{name}": "A. Martin" for side in Party for name in ("signatory", "function")}
    Agreement.objects.create(
        pk=1, provider=one, beneficiary=other, kind="service", subject="HR", basis="cost", valid=since,
        state="signed", signed_on=last.first, **signing,
    )  # fmt: skip
    Flow.objects.create(month=last.first, seller=one, buyer=other, account="service", amount=100)
    loan = Loan.objects.create(pk=1, lender=one, borrower=other, kind="loan", principal=9000, rate=2, since=last.first)
    LoanBalance.objects.create(loan=loan, month=last.first, amount=9000)
    Saving.objects.create(
        pk=1, department=Department.objects.get(code="hr"), establishment=world.get("A"), year=last.year, unit="u",
        baseline_first=(last - 24).first, baseline_cost=9000, baseline_volume=90, index_name="i", index_base=100,
        index_now=102, volume=95, own_cost=100, state="measured", site_signed_by=person("", email="a@example.org"),
        head_signed_by=person("", email="b@example.org"),
    )  # fmt: skip


def _watched() -> None:
    """A lead with an amended notice, one that fits nothing, and a day that could not be read."""
    Lead.objects.create(pk=99, key=lead_key(siren(1), "", ""), origin="gazette", siren=siren(1), name="?")
    records = (
        record(1), record(2, of=2, name="BOULANGERIE"), record(3, kind="rectificatif", previous=("2026-02-04", 1)),
    )  # fmt: skip
    gazette_load(found=read_content("week.json", export(*records)).found)
    GazetteReading.objects.create(day="2026-02-05", remark="503")


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
@pytest.mark.parametrize("role", PAGES)
def test_a_page_is_for_everyone(visit: Visit, group: World, role: Role, width: int, scheme: str) -> None:
    user = person(role)
    found = {}
    options = {"width": width, "color_scheme": scheme, "bypass_csp": True, "tolerated": "404"}
    for path, page in visit.tour(user, PAGES[role], **options):
        problems = axe_violations(page)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            problems.append(("too wide", width))
        if problems:
            found[path] = problems
    assert found == {}


@pytest.mark.parametrize("role", PAGES)
def test_no_page_breaks_its_own_policy(visit: Visit, group: World, role: Role) -> None:
    user = person(role)
    for _path, page in visit.tour(user, PAGES[role], tolerated="404"):
        page.wait_for_load_state("networkidle")
