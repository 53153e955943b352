"""A month typed at a site changes the group's figures under the eyes of an executive, without reloading."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from establishments.catalogue import catalogue
from establishments.enums import Role
from establishments.services.reporting import report_save_draft
from groupe.kernel.periods import last_completed_month
from tests.cast import person
from tests.consolidation.world import World
from tests.journeys.conftest import Visit
from tests.workers import forget_tasks, running_worker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EVERY = ("J_OUV", "CH_G1", "CH_G2", "CH_G3", "PR_G1", "PR_G2", "PR_G3")


def test_the_executive_sees_the_figure_change_in_place(transactional_db: None, visit: Visit) -> None:
    forget_tasks()
    director, month, world = person(Role.DIRECTOR, "establishment:home"), last_completed_month(), World()
    for code in ("home", "other"):
        world.site(code, "property", entry=str((month - 1).first), territory="north")
    money = dict.fromkeys(EVERY, 0) | {"PR_G1": 500_000, "CH_G1": 300_000}
    world.report("other", str(month), money)
    world.fold()
    asked = [m.code for m in catalogue().measures_of("property") if m.entered and m.required_for("property") == "R"]
    zeros = {code: Decimal(0) for code in asked} | {"P_7": Decimal(100_000)}
    report_save_draft(establishment=world.get("home"), month=month, values=zeros, author=director)

    executive = visit.as_(person(Role.EXECUTIVE), f"/?window=month&period={month}")
    result = executive.locator(".kpis .card", has_text="Résultat").locator(".v")
    expect(result).to_contain_text("200")
    executive.evaluate("window.untouched = true")
    with running_worker():
        entry = visit.as_(director, f"/reports/home/{month}/")
        entry.locator("#PR_G1").fill("100 000")
        entry.get_by_role("button", name="Vérifier et transmettre").click()
        expect(entry.locator(".toast.success")).to_contain_text("Rapport transmis")
        expect(result).to_contain_text("300")
    assert executive.evaluate("window.untouched"), "the page was not loaded again"
