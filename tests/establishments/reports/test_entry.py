"""The form of a month: typing, mistakes, saving, submitting; nothing typed is lost."""

from __future__ import annotations

from decimal import Decimal

import pytest

from establishments.enums import Status
from establishments.models import Report
from establishments.selectors.reports import current_values
from tests.cast import client_of, person
from tests.establishments.reports.conftest import Cast, required

URL = "/reports/A/2026-10/"


def typed(**fields: str) -> dict[str, str]:
    return {"revision": "0", "comment": "", **fields}


def filled(**fields: str) -> dict[str, str]:
    return typed(**{**dict.fromkeys(required(), "0"), **fields})


def test_the_form_shows_its_sections_and_the_months_beside(cast: Cast) -> None:
    cast.world.report("A", "2026-09", {"CH_G1": "1234.5"})
    page = client_of(cast.director).get(URL).content.decode()
    assert "<span>Octobre 2026</span>" in page
    assert "Ressources humaines" in page
    assert "1\u202f234,50" in page
    assert not Report.objects.filter(month="2026-10-01").exists()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("1 234,5", Decimal("1234.50")),
        ("1234.5", Decimal("1234.50")),
        ("0", Decimal(0)),
        ("so", "na"),
        ("-3", Decimal(-3)),
    ],
)
def test_numbers_as_people_type_them(cast: Cast, text: str, kept: Decimal | str) -> None:
    client_of(cast.director).post(URL, typed(action="save", CH_G1=text))
    assert current_values(Report.objects.get())["CH_G1"] == kept


def test_zero_not_applicable_and_unknown_stay_three_things(cast: Cast) -> None:
    client_of(cast.director).post(URL, typed(action="save", CH_G1="0", CH_G2="so", CH_G3=""))
    values = current_values(Report.objects.get())
    assert values["CH_G1"] == 0
    assert values["CH_G2"] == "na"
    assert "CH_G3" not in values


def test_a_bad_number_stays_as_typed_and_nothing_else_is_lost(cast: Cast) -> None:
    answer = client_of(cast.director).post(URL, typed(action="save", CH_G1="douze", CH_G2="45,10"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="douze"' in page
    assert "n’est pas un nombre" in page
    assert current_values(Report.objects.get()) == {"CH_G2": Decimal("45.10")}


def test_saving_keeps_a_version(cast: Cast) -> None:
    answer = client_of(cast.director).post(URL, typed(action="save", CH_G1="12"))
    assert answer.status_code == 302
    assert Report.objects.get().last_version == 1


def test_submission_names_what_is_missing(cast: Cast) -> None:
    answer = client_of(cast.director).post(URL, filled(action="submit", CH_G2=""))
    assert answer.status_code == 422
    assert 'href="#CH_G2"' in answer.content.decode()
    assert Report.objects.get().status == Status.DRAFT


def test_a_complete_month_is_submitted(cast: Cast) -> None:
    answer = client_of(cast.director).post(URL, filled(action="submit", comment="Rien à signaler"))
    assert answer.status_code == 302
    assert Report.objects.get().status == Status.SUBMITTED
    assert "readonly" not in client_of(cast.director).get(URL).content.decode()


def test_a_stale_tab_is_told_and_keeps_what_was_typed(cast: Cast) -> None:
    cast.drafted(CH_G1=Decimal(50))
    answer = client_of(cast.director).post(URL, typed(action="save", CH_G1="99"))
    page = answer.content.decode()
    assert answer.status_code == 412
    assert 'value="99"' in page
    assert "vous avez saisi 99, le rapport dit 50" in page
    assert current_values(Report.objects.get())["CH_G1"] == 50


def test_an_assistant_types_but_does_not_submit(cast: Cast) -> None:
    client = client_of(cast.assistant)
    assert client.post(URL, typed(action="save", CH_G1="12")).status_code == 302
    assert client.post(URL, typed(action="submit", revision="2")).status_code == 403


@pytest.mark.parametrize("name", ["territory", "controller", "executive", "auditor"])
def test_readers_read_and_do_not_type(cast: Cast, name: str) -> None:
    cast.drafted()
    client = client_of(getattr(cast, name))
    page = client.get(URL)
    assert page.status_code == 200
    assert "<textarea" not in page.content.decode()
    assert client.post(URL, typed(action="save")).status_code == 403


@pytest.mark.parametrize("name", ["neighbour", "elsewhere", "nobody"])
def test_strangers_find_nothing(cast: Cast, name: str) -> None:
    client = client_of(getattr(cast, name))
    assert client.get(URL).status_code == 404
    assert client.post(URL, typed(action="save")).status_code == 404


def test_who_sees_the_site_without_its_reports_is_refused(cast: Cast) -> None:
    assert client_of(cast.funder).get(URL).status_code == 403


@pytest.mark.parametrize("month", ["2026-13", "octobre", "0001-01", "9999-12"])
def test_what_is_no_month_is_not_found(cast: Cast, month: str) -> None:
    assert client_of(cast.director).get(f"/reports/A/{month}/").status_code == 404


def test_a_month_outside_the_group_says_so(cast: Cast) -> None:
    answer = client_of(cast.director).get("/reports/A/2026-08/")
    assert answer.status_code == 422


def test_activities_that_the_site_does_not_have_are_folded(cast: Cast) -> None:
    cast.world.site("E", "ehpad", entry="2026-09-01", capacities={"CAP_HP": 80, "CAP_FIN": 80})
    director = person("director", "establishment:E")
    page = client_of(director).get("/reports/E/2026-10/").content.decode()
    folded = page.partition('<details class="folded">')[2]
    assert 'name="JO_AJ"' in folded
    assert page.index('name="J_REA"') < page.index('<details class="folded">')
    assert page.index('name="J_HP"') < page.rindex('<details class="folded">')
