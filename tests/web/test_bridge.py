"""The bridge as pages: the same numbers as the API, the establishments behind a block, and who may see them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client

from establishments.enums import Role
from groupe.kernel.periods import last_completed_month
from tests.cast import api_of, client_of, person
from tests.consolidation.world import World

pytestmark = pytest.mark.django_db
Budget = Callable[..., Any]
LAST = last_completed_month()


@pytest.fixture
def moved(db: None) -> World:
    """OLD and STAYS were there last year, NEW came two months ago, OLD left a month ago."""
    world = World()
    world.site("STAYS", entry="2020-01-01", territory="SUD")
    world.site("OLD", entry="2020-01-01", exit=str((LAST - 1).last), territory="SUD")
    world.site("NEW", entry=str((LAST - 1).first), reason="court_sale", territory="NORD")
    for month in (LAST - 13).to(LAST):
        old = month <= LAST - 12
        world.report("STAYS", str(month), {"PR_G1": 100_000 if old else 104_000, "PR_G2": 0, "PR_G3": 0, "J_REA": 100})
        if month < LAST:
            world.report("OLD", str(month), {"PR_G1": 50_000, "PR_G2": 0, "PR_G3": 0, "J_REA": 50})
        if month >= LAST - 1:
            world.report("NEW", str(month), {"PR_G1": 80_000, "PR_G2": 0, "PR_G3": 0, "J_REA": 70})
    world.fold()
    return world


def text(client: Client, address: str, status: int = 200) -> str:
    client.cookies["language"] = "en"
    answer = client.get(address)
    assert answer.status_code == status, answer.content
    return unescape(answer.content.decode()).replace("\u00a0", " ")


def bars(page: str) -> list[tuple[str, float]]:
    """The steps of the waterfall as drawn."""
    for script in re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', page, re.DOTALL):
        rows = json.loads(script).get("data", {}).get("values", [])
        if rows and "total" in rows[0]:
            return [(row["name"], row["value"]) for row in rows]
    raise AssertionError(page)


def test_the_page_draws_what_the_api_says(moved: World) -> None:
    user = person(Role.EXECUTIVE)
    found = api_of(user).get(f"/api/v1/consolidation/bridge/?measure=PR&from={LAST}&to={LAST}").json()
    drawn = [value for _name, value in bars(text(client_of(user), "/bridge/?window=month"))]
    names = ("previous", "entries", "exits", "organic", "current")
    assert drawn == [float(Decimal(found[name])) / 1000 for name in names] == [150, 80, -50, 4, 184]
    home = bars(text(client_of(user), "/?window=month"))
    assert [value for _name, value in home] == drawn


def test_one_sentence_says_what_changed_most(moved: World) -> None:
    page = text(client_of(person(Role.EXECUTIVE)), "/?window=month")
    assert "+34.0 k€ in a year, mostly from entries (+80.0 k€): above all NEW (court sale, " in page
    organic = text(
        client_of(person(Role.TERRITORY, "territory:SUD")), "/bridge/?scope=establishment:STAYS&window=month"
    )
    assert "mostly from establishments alike in both years (+4 k€" in organic.replace("+4,000 €", "+4 k€")


def test_both_growths_stand_beside_each_other(moved: World) -> None:
    page = text(client_of(person(Role.EXECUTIVE)), "/bridge/?window=month")
    assert re.search(r"Current perimeter</dt><dd>\+22.7\s?%", page)
    assert re.search(r"Constant perimeter</dt><dd>\+4.0\s?%", page)


@pytest.mark.parametrize(("block", "site"), [("entries", "NEW"), ("exits", "OLD"), ("organic", "STAYS")])
def test_a_block_opens_its_establishments(moved: World, block: str, site: str) -> None:
    page = text(client_of(person(Role.EXECUTIVE)), f"/bridge/?window=month&block={block}")
    listed = set(re.findall(r"/scopes/establishment:(\w+)/", page.split('id="sites-table"')[1]))
    assert listed == {site}


def test_measures_are_picked_by_group_and_organic_opens_in_detail(moved: World) -> None:
    client = client_of(person(Role.EXECUTIVE))
    page = text(client, "/bridge/?window=month")
    picker = page.split('id="id_measure"')[1].split("</select>")[0]
    assert re.findall('<optgroup label="([^"]+)">', picker)[:1] == ["Amounts"]
    assert '<option value="PR" selected>' in picker
    detail = re.findall(r'href="([^"]+)"[^>]*>Organic in detail', page)[0]
    assert ("Organic", 4.0) not in bars(text(client, detail))


def test_a_list_is_searched_and_exported(moved: World) -> None:
    client = client_of(person(Role.EXECUTIVE))
    assert "Nothing falls into this block" in text(client, "/bridge/?window=month&block=entries&q=nobody")
    answer = client.get("/bridge/?window=month&block=exits&format=csv")
    assert answer["Content-Type"].startswith("text/csv")
    assert "OLD" in answer.content.decode()


def test_the_acquisitions_team_reads_blocks_without_sites(moved: World) -> None:
    client = client_of(person(Role.ACQUISITIONS))
    page = text(client, "/bridge/?window=month")
    assert "mostly from entries (+80.0 k€)" in page
    assert "NEW" not in page
    text(client, "/bridge/?window=month&block=entries", status=403)


@pytest.mark.parametrize("address", ["scope=group", "scope=territory:NORD", "scope=nothing", "measure=NOPE"])
def test_what_one_may_not_see_does_not_exist(moved: World, address: str) -> None:
    text(client_of(person(Role.TERRITORY, "territory:SUD")), f"/bridge/?{address}", status=404)


@pytest.mark.parametrize("query", ["block=shoe", "measure=ETP_REEL", "window=week"])
def test_what_is_not_offered_is_told(moved: World, query: str) -> None:
    text(client_of(person(Role.EXECUTIVE)), f"/bridge/?{query}", status=400)


@pytest.mark.parametrize("window", ["month", "quarter", "ytd", "r12", "year"])
@pytest.mark.parametrize("measure", ["PR", "J_REA", "TRESO"])
def test_every_window_and_measure_is_shown(moved: World, window: str, measure: str) -> None:
    text(client_of(person(Role.EXECUTIVE)), f"/bridge/?window={window}&measure={measure}&detail=organic")


def test_queries_do_not_grow_with_the_sites(moved: World, django_assert_max_num_queries: Budget) -> None:
    client = client_of(person(Role.EXECUTIVE))
    text(client, "/bridge/?window=r12")
    with django_assert_max_num_queries(30) as few:
        text(client, "/bridge/?window=r12")
    for number in range(5):
        moved.site(f"N{number}", "ehpad", entry=str((LAST - 1).first), territory="NORD")
        moved.report(f"N{number}", str(LAST), {"PR_G1": 10})
    moved.fold()
    with django_assert_max_num_queries(len(few)):
        text(client, "/bridge/?window=r12")


def test_pro_forma_stands_apart_and_says_so(moved: World) -> None:
    client = client_of(person(Role.EXECUTIVE))
    assert "Pro forma" not in text(client, "/bridge/?window=month")
    income = {"PR_G1": 70_000, "PR_G2": 0, "PR_G3": 0}
    moved.report("NEW", str(LAST - 12), income, scenario="pre_acquisition")
    moved.fold()
    page = text(client, "/bridge/?window=month")
    box = page.split('id="pro-forma"')[1].split("</section>")[0]
    assert "Pro forma (not published)" in box
    assert re.findall(r"<dd>([^<]*)", box)[:6] == [
        "184,000 €", "0 €", "184,000 €", "100,000 €", "+70,000 €", "170,000 €",
    ]  # fmt: skip
    assert [value for _name, value in bars(page)] == [150, 80, -50, 4, 184], "actual figures know nothing of it"
    found = api_of(person(Role.CONTROLLER)).get(
        f"/api/v1/consolidation/pro-forma/?measure=PR&from={LAST}&to={LAST}"
    ).json()  # fmt: skip
    assert found["published"] is False
    assert found["current"] == {"actual": "184000.00", "seller": "0.00", "pro_forma": "184000.00"}
    assert found["previous"] == {"base": "100000.00", "seller": "70000.00", "pro_forma": "170000.00"}
    assert "NEW" not in text(client_of(person(Role.ACQUISITIONS)), "/bridge/?window=month")


def test_both_perimeters_stand_on_the_pages(moved: World) -> None:
    """STAYS alone is alike: 100 became 104; what entered has no base."""
    client = client_of(person(Role.EXECUTIVE))
    for address in ("/?window=month", "/indicators/PR/?window=month"):
        assert "constant perimeter +4.0 %" in text(client, address)
        constant = text(client, f"{address}&perimeter=constant")
        assert "current perimeter 184 k€" in constant
        assert '<option value="constant" selected' in constant
    assert "<span>constant perimeter" not in text(client, "/scopes/territory:NORD/?window=month")
    text(client, "/?perimeter=elsewhere", status=400)
