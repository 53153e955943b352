"""The pages of the catalogue, and the ranges that the group sets."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client

from establishments.catalogue import catalogue
from establishments.enums import Role
from establishments.models import Threshold
from establishments.selectors.catalogue_uses import uses_of
from establishments.selectors.thresholds import judged
from establishments.services.thresholds import threshold_set
from establishments.web.catalogue.sources import source_words
from groupe.kernel.errors import DomainError
from tests.cast import client_of, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def controller(db: None) -> Client:
    return client_of(person(Role.CONTROLLER))


def test_everything_is_listed_and_found(controller: Client) -> None:
    source = catalogue()
    total = len(source.measures) + len(source.derived) + len(source.indicators)
    assert f"{total} lignes" in controller.get("/catalogue/").content.decode()
    found = controller.get("/catalogue/?search=absenteisme+formation&type=indicator").content.decode()
    assert "RH01" in found
    assert "AC01" not in found


def test_every_item_has_its_page(controller: Client) -> None:
    source = catalogue()
    for code in (*source.indicators, *source.derived, *source.measures):
        assert controller.get(f"/catalogue/{code}/").status_code == 200, code


def test_what_names_an_item_is_told() -> None:
    assert "RH01" in uses_of("ABS_T").indicators
    assert "ABS_T" in uses_of("ABS_MO").derived
    assert not uses_of("RH01")


def test_a_controller_sets_what_is_usual(controller: Client) -> None:
    answer = controller.post("/catalogue/RH01/range/", {"low": "", "high": "9,5", "since": "2026-01-01"})
    assert answer.status_code == 302
    assert "9,5" in controller.get("/catalogue/RH01/").content.decode()
    before, after = (judged(["RH01"], day)["RH01"] for day in (dt.date(2025, 12, 31), dt.date(2026, 1, 1)))
    assert (before.high, after.high) == (catalogue().indicators["RH01"].high, Decimal("9.5"))  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "data",
    [
        {"low": "12", "high": "3", "since": "2026-01-01"},
        {"low": "much", "high": "", "since": "2026-01-01"},
        {"low": "1", "high": "", "since": ""},
        {"low": "1", "high": "", "since": "1700-01-01"},
    ],
)
def test_a_range_that_makes_no_sense_is_refused(controller: Client, data: dict[str, str]) -> None:
    assert controller.post("/catalogue/RH01/range/", data).status_code == 422
    assert not Threshold.objects.exists()


@pytest.mark.parametrize(("role", "status"), [(Role.EXECUTIVE, 403), (Role.DIRECTOR, 403), (Role.ADMIN, 403)])
def test_others_do_not_set_ranges(db: None, role: Role, status: int) -> None:
    client = client_of(person(role))
    data = {"low": "1", "high": "", "since": "2026-01-01"}
    assert client.post("/catalogue/RH01/range/", data).status_code == status


def test_the_technical_administrator_does_not_read_the_catalogue(db: None) -> None:
    client = client_of(person(Role.ADMIN))
    assert client.get("/catalogue/").status_code == 403


def test_unknown_codes_are_404(controller: Client) -> None:
    assert controller.get("/catalogue/NOPE/").status_code == 404
    assert controller.post("/catalogue/NOPE/range/", {"since": "2026-01-01"}).status_code == 404
    with pytest.raises(DomainError):
        threshold_set(indicator="PR", low=None, high=None, since=dt.date(2026, 1, 1))


def test_sources_are_told_in_words(controller: Client) -> None:
    assert "VIGIE RH" in controller.get("/catalogue/AC01/").content.decode()
    assert source_words("V4 K").startswith("CASF, R314-160")
    assert source_words("ADEME, Base Empreinte") == "ADEME, Base Empreinte"
