"""A field that changes: it is saved at once, and the answer swaps its row and what depends on it, nothing else."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from establishments.models import Report, ReportVersion
from establishments.selectors.reports import current_values
from tests.cast import client_of
from tests.establishments.reports.conftest import Cast

URL = "/reports/A/2026-10/check/"


def change(client: Client, field: str, **form: str) -> HttpResponse:
    headers = {"hx-request": "true", "hx-trigger": field}
    return client.post(URL, {"revision": "0", "comment": "", **form}, headers=headers)


def test_the_row_comes_back_as_it_is_kept(cast: Cast) -> None:
    answer = change(client_of(cast.director), "CH_G1", CH_G1="1234,5", CH_G2="7")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'id="f-CH_G1"' in page
    assert 'value="1\u202f234,50"' in page
    assert 'id="f-CH_G2"' not in page
    assert 'name="revision" value="1"' in page
    assert current_values(Report.objects.get()) == {"CH_G1": Decimal("1234.50"), "CH_G2": Decimal(7)}
    assert not ReportVersion.objects.exists()


def test_a_rule_is_told_at_its_other_fields_too_and_taken_back(cast: Cast) -> None:
    client = client_of(cast.director)
    form = {"C_LOYI": "10", "C_LOY": "5", "CH_G1": "100"}
    page = change(client, "C_LOYI", **form).content.decode()
    assert 'id="C_LOY-m" hx-swap-oob="true"' in page
    assert "C_LOY" in page.split('name="told" value="')[1].split('"')[0]
    form |= {"revision": "1", "told": "C_LOY C_LOYI", "C_LOYI": "4"}
    page = change(client, "C_LOYI", **form).content.decode()
    assert 'id="C_LOY-m" hx-swap-oob="true"></div>' in page


def test_blanks_are_no_fault_before_the_first_submission(cast: Cast) -> None:
    client = client_of(cast.director)
    assert "msg err" not in change(client, "CH_G1", CH_G1="").content.decode()
    assert "msg err" in change(client, "CH_G1", revision="1", tried="1", CH_G1="").content.decode()


def test_a_bad_number_stays_and_the_rest_is_saved(cast: Cast) -> None:
    page = change(client_of(cast.director), "CH_G1", CH_G1="abc", CH_G2="3").content.decode()
    assert 'value="abc"' in page
    assert 'aria-invalid="true"' in page
    assert "Tout n’est pas enregistré" in page
    assert current_values(Report.objects.get()) == {"CH_G2": Decimal(3)}


def test_a_comment_is_saved_by_itself(cast: Cast) -> None:
    change(client_of(cast.director), "comment", comment="Travaux à l’étage\r\n")
    assert Report.objects.get().draft_comment == "Travaux à l’étage"


def test_a_stale_tab_is_told(cast: Cast) -> None:
    cast.drafted()
    answer = change(client_of(cast.director), "CH_G1", CH_G1="5")
    assert answer.status_code == 412
    assert "Votre saisie est toujours là" in answer.content.decode()


@pytest.mark.parametrize("revision", ["", "x", "-1", "9" * 30])
def test_a_page_without_its_revision_is_refused(cast: Cast, revision: str) -> None:
    assert change(client_of(cast.director), "CH_G1", revision=revision, CH_G1="5").status_code == 400


def test_places_of_the_authorisation_are_not_typed(cast: Cast) -> None:
    cast.world.capacity("A", "CAP_FIN", 60, "2026-09-01")
    client = client_of(cast.director)
    page = client.get("/reports/A/2026-10/").content.decode()
    assert 'name="CAP_FIN"' not in page
    assert "60 <small>places" in page
    change(client, "CAP_FIN", CAP_FIN="99")
    assert "CAP_FIN" not in Report.objects.get().draft


@pytest.mark.parametrize("name", ["territory", "neighbour", "funder"])
def test_only_who_may_type_is_answered(cast: Cast, name: str) -> None:
    refused = {"territory": 403, "neighbour": 404, "funder": 403}
    assert change(client_of(getattr(cast, name)), "CH_G1", CH_G1="5").status_code == refused[name]
    assert not Report.objects.exists()


def test_few_queries(cast: Cast, django_assert_max_num_queries: Any) -> None:
    client = client_of(cast.director)
    change(client, "CH_G1", CH_G1="5")
    with django_assert_max_num_queries(26):
        assert change(client, "CH_G1", revision="1", CH_G1="6").status_code == 200


EXACT = st.decimals(min_value=-(10**9), max_value=10**9, places=2)


def spelled(value: Decimal, group: str, mark: str) -> str:
    return f"{value:,.2f}".replace(",", "\0").replace(".", mark).replace("\0", group)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=EXACT, group=st.sampled_from(["", " ", "\u00a0", "\u202f"]), mark=st.sampled_from([",", "."]))
def test_what_is_typed_is_what_is_read_back(cast: Cast, value: Decimal, group: str, mark: str) -> None:
    client = client_of(cast.director)
    known = Report.objects.first()
    revision = str(known.revision if known else 0)
    first = change(client, "CH_G1", revision=revision, CH_G1=spelled(value, group, mark)).content.decode()
    report = Report.objects.get()
    assert current_values(report)["CH_G1"] == value
    shown = first.split('name="CH_G1" value="')[1].split('"')[0]
    change(client, "CH_G1", revision=str(report.revision), CH_G1=shown)
    assert current_values(Report.objects.get())["CH_G1"] == value
