"""Validate, return, freeze, reopen by page; and the history that tells of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from establishments.models import Report
from tests.cast import client_of
from tests.establishments.reports.conftest import Cast

URL = "/reports/A/2026-10/"


def test_a_report_goes_through_its_life(cast: Cast) -> None:
    cast.submitted()
    territory, controller = client_of(cast.territory), client_of(cast.controller)
    assert territory.post(f"{URL}validate/").status_code == 302
    assert controller.post(f"{URL}freeze/").status_code == 302
    assert controller.post(f"{URL}reopen/", {"reason": "facture tardive"}).status_code == 302
    report = Report.objects.get()
    assert (report.status, report.reopened) == ("draft", True)
    page = client_of(cast.director).get(URL).content.decode()
    assert "À corriger" in page
    assert "facture tardive" in page


@pytest.mark.parametrize(
    ("status", "name", "offered"),
    [
        ("submitted", "territory", {"validate", "return"}),
        ("submitted", "controller", set()),
        ("submitted", "director", set()),
        ("validated", "territory", {"return"}),
        ("validated", "controller", {"return", "freeze"}),
        ("frozen", "controller", {"reopen"}),
        ("frozen", "territory", set()),
        ("frozen", "executive", set()),
    ],
)
def test_only_possible_moves_are_offered(cast: Cast, status: str, name: str, offered: set[str]) -> None:
    getattr(cast, status)()
    page = client_of(getattr(cast, name)).get(URL).content.decode()
    moves = ("validate", "return", "freeze", "reopen")
    assert {move for move in moves if f'action="{URL}{move}/"' in page} == offered


def test_moves_are_refused_to_others(cast: Cast) -> None:
    cast.submitted()
    assert client_of(cast.director).post(f"{URL}validate/").status_code == 403
    assert client_of(cast.elsewhere).post(f"{URL}validate/").status_code == 404
    assert client_of(cast.territory).post(f"{URL}freeze/").status_code == 403
    assert client_of(cast.territory).post(f"{URL}explode/").status_code == 404
    assert client_of(cast.territory).get(f"{URL}validate/").status_code == 405


def test_a_return_without_reason_is_refused(cast: Cast) -> None:
    cast.submitted()
    assert client_of(cast.territory).post(f"{URL}return/", {"reason": " "}).status_code == 400
    assert Report.objects.get().status == "submitted"


def test_a_report_with_errors_is_not_validated(cast: Cast) -> None:
    cast.world.report("A", "2026-10", {"J_OUV": 31})
    answer = client_of(cast.territory).post(f"{URL}validate/")
    assert answer.status_code == 422
    assert "À remplir" in answer.content.decode() or "msg err" in answer.content.decode()


def test_history_tells_versions_and_their_differences(cast: Cast) -> None:
    cast.submitted(CH_G1=Decimal("100"))
    client_of(cast.territory).post(f"{URL}return/", {"reason": "Loyer à vérifier"})
    cast.submitted(CH_G1=Decimal("90.5"))
    page = client_of(cast.director).get(f"{URL}history/").content.decode()
    assert "Version 2" in page
    assert "1 valeur modifiée" in page
    assert "90,50" in page
    assert "Loyer à vérifier" in page
    assert cast.director.email in page


def test_history_is_for_those_who_may_see_it(cast: Cast) -> None:
    cast.submitted()
    seen = {"director": 200, "territory": 200, "auditor": 200, "assistant": 403, "funder": 403, "neighbour": 404}
    for name, status in seen.items():
        assert client_of(getattr(cast, name)).get(f"{URL}history/").status_code == status, name


def test_no_history_before_the_first_value(cast: Cast) -> None:
    assert client_of(cast.director).get(f"{URL}history/").status_code == 404


def test_few_queries_whatever_the_history(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for amount in range(5):
        cast.submitted(CH_G1=Decimal(amount))
        client_of(cast.territory).post(f"{URL}return/", {"reason": "encore"})
    client = client_of(cast.director)
    with django_assert_max_num_queries(18):
        assert client.get(f"{URL}history/").status_code == 200
