"""The valuation in a browser: for everyone, and levers that show their effect at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from acquisitions.demo.plans import write_plans
from acquisitions.models import Deal
from groupe.kernel.periods import last_completed_month
from tests.acquisitions.plan.house import Room
from tests.browser import axe_violations
from tests.journeys.conftest import Visit, visit  # noqa: F401 - a fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def told(transactional_db: None) -> Room:
    made = Room()
    Deal.objects.filter(pk=made.deal.pk).update(stage="valuation", people=120)
    write_plans([Deal.objects.get(pk=made.deal.pk)], last_completed_month())
    return made


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_pages_are_for_everyone(visit: Visit, told: Room, width: int, scheme: str) -> None:  # noqa: F811
    paths = [f"{told.pages}/{part}" for part in ("", "levers/", "terms/", "accounts/")]
    found = {}
    for path, page in visit.tour(told.lead, paths, width=width, color_scheme=scheme, bypass_csp=True):
        page.wait_for_load_state("networkidle")
        problems = axe_violations(page)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            problems.append(("too wide", width))
        if problems:
            found[path] = problems

    assert found == {}


def test_a_lever_shows_its_effect_and_is_saved(visit: Visit, told: Room) -> None:  # noqa: F811
    page: Page = visit.as_(told.lead, f"{told.pages}/levers/", language="en")
    before = page.locator("#effects").inner_text()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_label("Points of occupancy (pts)").fill("3")
        page.get_by_label("Points of occupancy (pts)").press("Tab")
    expect(page.locator("#effects")).not_to_have_text(before)
    page.get_by_role("button", name="Save as the next version").click()
    expect(page.get_by_role("link", name="Version 3")).to_be_visible()
