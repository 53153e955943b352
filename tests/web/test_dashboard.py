"""The dashboard: what it shows, to whom, and at what cost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from establishments.enums import Role
from groupe.kernel.periods import last_completed_month, today
from tests.cast import client_of, person
from tests.consolidation.world import World
from tests.web.conftest import report

pytestmark = pytest.mark.django_db
Budget = Callable[..., Any]


def text(client: Client, address: str, status: int = 200) -> str:
    client.cookies["language"] = "en"
    answer = client.get(address)
    assert answer.status_code == status, answer.content
    return answer.content.decode()


def test_an_executive_reads_the_group(group: World) -> None:
    page = text(client_of(person(Role.EXECUTIVE)), "/?window=month")
    assert "300" in page  # k€ of three sites
    assert "sector:elderly" in page


def test_a_scope_holds_its_own_sites_alone(group: World) -> None:
    client = client_of(person(Role.EXECUTIVE))
    page = text(client, "/scopes/sector:elderly/?window=month&by=establishment")
    assert "/scopes/establishment:A1/" in page
    assert "/scopes/establishment:B1/" not in page


def test_the_pickers_lead_to_the_page_of_the_scope(group: World) -> None:
    answer = client_of(person(Role.EXECUTIVE)).get("/scopes/?scope=kind:ime&window=r12&compare=&code=")
    assert answer.status_code == 302
    assert answer["Location"] == "/scopes/kind:ime/?window=r12"


def test_a_territory_director_starts_at_home(group: World) -> None:
    page = text(client_of(person(Role.TERRITORY, "territory:SUD")), "/?window=month&by=establishment")
    assert "/scopes/establishment:A2/" in page
    assert "B1" not in page


@pytest.mark.parametrize("scope", ["group", "territory:NORD", "establishment:B1", "kind:ime", "nothing", "x:y"])
def test_what_lies_outside_the_mandate_does_not_exist(group: World, scope: str) -> None:
    client = client_of(person(Role.TERRITORY, "territory:SUD"))
    text(client, f"/scopes/{scope}/", status=404)
    text(client, f"/indicators/RH01/?scope={scope}", status=404)


def test_a_quality_officer_reads_quality_alone(group: World) -> None:
    client = client_of(person(Role.QUALITY))
    assert "QL02" in text(client, "/")
    text(client, "/indicators/PR/", status=404)


def test_the_acquisitions_team_reads_no_single_site(group: World) -> None:
    client = client_of(person(Role.ACQUISITIONS))
    assert "establishment:A1" not in text(client, "/")
    text(client, "/?by=establishment", status=400)


def test_someone_without_any_mandate_is_told_what_to_do(group: World) -> None:
    assert "mandate" in text(client_of(person()), "/")


@pytest.mark.parametrize(
    "query", ["period=2019-99", "period=1990-01", "period=2099-01", "window=week", "compare=x", "by=shoe"]
)
def test_a_choice_that_is_not_offered_is_told(group: World, query: str) -> None:
    text(client_of(person(Role.EXECUTIVE)), f"/?{query}", status=400)


@pytest.mark.parametrize("window", ["month", "quarter", "ytd", "r12", "year"])
@pytest.mark.parametrize("compare", ["previous_year", "budget"])
def test_every_window_and_comparison_is_shown(group: World, window: str, compare: str) -> None:
    client = client_of(person(Role.EXECUTIVE))
    text(client, f"/?window={window}&compare={compare}")
    text(client, f"/indicators/AC01/?window={window}&compare={compare}&scope=establishment:A1")


def test_one_report_that_is_awaited_is_singular(group: World) -> None:
    group.get("A1").reports.filter(month=last_completed_month().first).update(status="draft", counting=None)
    client = client_of(person(Role.EXECUTIVE))
    assert ">1 attendu<" in client.get("/").content.decode()


def test_the_breakdown_is_a_file_too(group: World) -> None:
    answer = client_of(person(Role.EXECUTIVE)).get("/?by=establishment&format=csv")
    assert answer["Content-Type"].startswith("text/csv")
    assert b"A1" in b"".join(answer) if answer.streaming else b"A1" in answer.content


def test_the_month_at_first_is_one_that_most_have_reported(group: World) -> None:
    last = last_completed_month()
    for code in ("A1", "B1"):
        group.get(code).reports.filter(month=last.first).update(status="draft", counting=None)
        group.changed(code, str(last.first))
    group.fold()
    page = text(client_of(person(Role.EXECUTIVE)), "/")
    assert f'<option value="{last - 1}" selected' in page


def test_without_any_figure_the_page_says_so(db: None) -> None:
    assert "No figures yet" in text(client_of(person(Role.EXECUTIVE)), "/")


def test_queries_do_not_grow_with_the_sites(group: World, django_assert_max_num_queries: Budget) -> None:
    client = client_of(person(Role.EXECUTIVE))
    text(client, "/")
    with django_assert_max_num_queries(40):
        text(client, "/")
    for number in range(6):
        group.site(f"N{number}", "mecs", territory="NORD")
        report(group, f"N{number}", last_completed_month())
    group.fold()
    with django_assert_max_num_queries(40):
        text(client, "/")


def test_the_badge_tells_a_page_to_refresh(group: World) -> None:
    client = client_of(person(Role.EXECUTIVE))
    seen = client.get("/freshness/").content.decode().split("seen=")[1].split('"')[0]
    assert "HX-Trigger" not in client.get(f"/freshness/?seen={seen}")
    report(group, "A1", last_completed_month(), income=200_000)
    group.fold()
    assert client.get(f"/freshness/?seen={seen}")["HX-Trigger"] == "figures-changed"


def test_figures_as_known_then_say_so_and_lead_back(group: World) -> None:
    client = client_of(person(Role.EXECUTIVE))
    for address in ("/", "/scopes/sector:elderly/", "/indicators/PR/"):
        now = text(client, f"{address}?window=month")
        then = text(client, f"{address}?window=month&known_at={today()}")
        assert "Figures as known on" in then
        assert f'href="{address}?window=month"' in then
        assert 'name="known_at"' in now
        assert "Figures as known on" not in now
    assert "No figures yet" in text(client, "/?known_at=2001-01-01")
    for known_at in ("nonsense", "2999-01-01"):
        text(client, f"/?known_at={known_at}", status=400)
