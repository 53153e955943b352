"""An offer written and submitted in a browser, on a phone and by keyboard, readable by everyone."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from acquisitions.services.clocks import authorisation_save
from acquisitions.services.competitors import Rival, competitor_save
from acquisitions.services.offers import offer_save
from groupe.kernel.periods import today
from tests.acquisitions.offer.written import deal_with_offer
from tests.acquisitions.team import Team
from tests.browser import axe_violations
from tests.journeys.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_clocks_and_an_offer(visit: Visit) -> None:
    team = Team()
    hearing = timezone.now() + dt.timedelta(days=30)
    deal = deal_with_offer(team, deadline_at=hearing - dt.timedelta(days=20), hearing_at=hearing)
    entry = (hearing + dt.timedelta(days=30)).date().isoformat()
    offer_save(deal=deal, values={"entry_on": entry, "outlook": ""}, author=team.lead)
    competitor_save(deal=deal, rival=Rival("A", jobs=100))
    authorisation_save(deal=deal, authority="ARS", received_on=today())
    room = f"/acquisitions/deals/{deal.code}/"
    paths = [
        f"{room}clocks/",
        f"{room}offer/",
        f"{room}offer/commitments/",
        f"{room}offer/others/",
        "/acquisitions/calendar/",
    ]
    found = {}
    for path, page in visit.tour(team.lead, paths, width=390, color_scheme="dark", bypass_csp=True):
        problems = axe_violations(page)
        if page.evaluate("document.documentElement.scrollWidth") > 390:
            problems.append(("too wide", 390))
        if problems:
            found[path] = problems
    assert found == {}
    for _path, page in visit.tour(team.lead, [f"{room}offer/employment/"]):
        page.get_by_label("Perspectives d’emploi").fill("Deux recrutements")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/offer/guarantees/")
        page.goto(page.url.replace("guarantees/", ""))
        page.get_by_role("button", name="Arrêter l’offre").click()
        page.get_by_role("dialog").get_by_role("button", name="Arrêter l’offre").click()
        expect(page.get_by_role("link", name="Version 1 (PDF)")).to_be_visible()
