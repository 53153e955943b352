"""The watch list and one lead: filters, decisions, files behind the wall, uploads."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from acquisitions.models import Deal, Lead, LeadFile, LeadMove, Notice
from acquisitions.services.rooms import member_name
from groupe.accounts.models import User
from groupe.kernel.periods import today
from tests.acquisitions.watch.conftest import Load
from tests.acquisitions.watch.records import CONVERSION, LIQUIDATION, export, record, siren
from tests.cast import api_of, client_of, person

pytestmark = pytest.mark.django_db
LIST = "/acquisitions/watch/"
API = "/api/v1/acquisitions/"


@pytest.fixture
def worker(db: None) -> User:
    return person("acquisitions")


@pytest.fixture
def client(worker: User) -> Client:
    return client_of(worker)


@pytest.fixture
def leads(load: Load) -> dict[str, Lead]:
    load(
        record(1),
        record(2, of=2, name="CRECHE LES LUCIOLES", nature=LIQUIDATION, postcode="38000"),
        record(3, of=3, name="BOULANGERIE DU CENTRE", nature=LIQUIDATION),
    )
    return {lead.name.split()[0]: lead for lead in Lead.objects.all()}


def text(answer: Any) -> str:
    return answer.content.decode()


def test_the_list_shows_what_fits_and_says_how_many_do_not(client: Client, leads: dict[str, Lead]) -> None:
    page = text(client.get(LIST))
    assert "EHPAD LES ORMES" in page
    assert "LUCIOLES" in page
    assert "BOULANGERIE" not in page
    assert "BOULANGERIE" in text(client.get(f"{LIST}?score=0"))


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("q=lucioles", {"LUCIOLES"}), ("q=Crèche", {"LUCIOLES"}), ("department=69", {"ORMES"}),
     ("q=" + siren(1), {"ORMES"}),
     ("procedure=liquidation", {"LUCIOLES"}), ("state=dismissed", set()), ("score=99", set()), ("state=file", set()),
     ("procedure=nonsense&score=x", {"ORMES", "LUCIOLES"})],
)  # fmt: skip
def test_filters(client: Client, leads: dict[str, Lead], asked: str, shown: set[str]) -> None:
    page = text(client.get(f"{LIST}?{asked}"))
    assert {name for name in ("ORMES", "LUCIOLES") if f"LES {name}" in page} == shown


def test_the_empty_list_says_how_to_fill_it(client: Client) -> None:
    assert "BODACC_URL" in text(client.get(LIST))
    assert "BODACC_URL" not in text(client_of(person("executive")).get(LIST))


def test_an_export_holds_the_rows(client: Client, leads: dict[str, Lead]) -> None:
    assert len(text(client.get(f"{LIST}?format=csv")).splitlines()) == 3


def test_a_lead_tells_facts_reasons_and_notices(client: Client, leads: dict[str, Lead], load: Load) -> None:
    load(record(9, day="2026-02-06", kind="rectificatif", previous=("2026-02-04", 1), nature=CONVERSION))
    page = text(client.get(f"{LIST}{leads['EHPAD'].pk}/"))
    assert siren(1) in page
    assert "EHPAD" in page
    assert page.count("bodacc.fr") == 2
    assert "Martin" not in page


def test_decisions_are_written_with_author_and_reason(client: Client, leads: dict[str, Lead]) -> None:
    address = f"{LIST}{leads['EHPAD'].pk}/"
    assert client.post(f"{address}dismiss/").status_code == 422
    assert client.post(f"{address}dismiss/", {"reason": "trop loin"}).status_code == 302
    assert client.post(f"{address}dismiss/", {"reason": "again"}).status_code == 409
    assert client.post(f"{address}reopen/").status_code == 302
    assert client.post(f"{address}follow/").status_code == 302
    assert client.post(f"{address}sell/").status_code == 404
    moves = list(LeadMove.objects.order_by("pk").values_list("after", "reason"))
    assert moves == [("dismissed", "trop loin"), ("new", ""), ("followed", "")]
    assert "trop loin" in text(client.get(address))


def test_a_social_security_number_is_no_reason(client: Client, leads: dict[str, Lead]) -> None:
    number = "1 84 12 76 451 089"
    key = 97 - int(number.replace(" ", "")) % 97
    answer = client.post(f"{LIST}{leads['EHPAD'].pk}/dismiss/", {"reason": f"vu avec {number} {key:02d}"})
    assert answer.status_code == 422


def test_a_file_is_opened_and_only_its_room_knows(client: Client, worker: User, leads: dict[str, Lead]) -> None:
    lead, signed = leads["EHPAD"], str(today())
    assert client.post(f"{LIST}{lead.pk}/open/", {"name": "Ormes", "signed_on": signed}).status_code == 302
    deal = Deal.objects.get()
    assert (deal.siren, deal.route, deal.origin, deal.sector) == (siren(1), "court_sale", "watch", "elderly")
    assert deal.code in text(client.get(f"{LIST}{lead.pk}/"))
    assert "LES ORMES" in text(client.get(f"{LIST}?state=file"))
    others = [person(role) for role in ("executive", "controller")]
    for other in others:
        pages = client_of(other)
        assert deal.code not in text(pages.get(f"{LIST}{lead.pk}/"))
        assert "LES ORMES" in text(pages.get(LIST))
        assert "LES ORMES" not in text(pages.get(f"{LIST}?state=file"))
        told = api_of(other).get(f"{API}leads/{lead.pk}/").json()
        assert (told["has_file"], told["files"], told["state"]) == (False, [], "followed")
    member_name(deal=deal, user=others[0], level="reader", signed_on=today(), author=worker)
    assert deal.code in text(client_of(others[0]).get(f"{LIST}{lead.pk}/"))
    assert client.post(f"{LIST}{lead.pk}/open/", {"name": "x", "signed_on": signed}).status_code == 422


def test_two_of_the_team_may_each_open_a_file_unknown_to_the_other(client: Client, leads: dict[str, Lead]) -> None:
    """To refuse the second one would tell that the first one exists."""
    address, body = f"{LIST}{leads['EHPAD'].pk}/open/", {"name": "Les Ormes", "signed_on": str(today())}
    other = client_of(person("controller"))
    assert [each.post(address, body).status_code for each in (client, other)] == [302, 302]
    assert LeadFile.objects.count() == 2
    assert LeadMove.objects.count() == 1


def test_a_lead_typed_by_hand(client: Client) -> None:
    body = {"name": "Association Les Charmes", "siren": siren(7), "postcode": "69003", "city": "Lyon",
        "naf": "87.10A", "offers_until": str(today()), "note": "appel de l’administrateur"}  # fmt: skip
    assert client.post(f"{LIST}new/", body | {"siren": "123456789"}).status_code == 422
    assert client.post(f"{LIST}new/", body | {"naf": "x"}).status_code == 422
    assert client.post(f"{LIST}new/", body | {"postcode": "999"}).status_code == 422
    assert client.post(f"{LIST}new/", body | {"preview": "1"}).status_code == 200
    assert not Lead.objects.exists()
    assert client.post(f"{LIST}new/", body).status_code == 302
    lead = Lead.objects.get()
    assert (lead.naf, lead.department, lead.origin, lead.kinds) == ("8710A", "69", "hand", ["ehpad"])
    assert client.post(f"{LIST}new/", body).status_code == 422
    assert "Les Charmes" in text(client.get(LIST))


def test_a_notice_finds_the_lead_that_was_typed(client: Client, load: Load) -> None:
    client.post(f"{LIST}new/", {"name": "Les Ormes", "siren": siren(1)})
    load(record(1))
    lead = Lead.objects.get()
    assert (lead.origin, lead.procedure, lead.notices.count()) == ("hand", "recovery", 1)


def send(client: Client, content: bytes, name: str = "week.json") -> Any:
    return client.post(f"{LIST}import/", {"file": SimpleUploadedFile(name, content)})


def test_a_file_is_uploaded(client: Client) -> None:
    assert send(client, export(record(1))).status_code == 302
    assert Lead.objects.count() == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7", b"PK\x03\x04", b"\x1f\x8b\x08", b"[" * 50_000, export(record(1) | {"typeavis": "x"}), b"[1, 2]",
     json.dumps([{"familleavis": "collective", "typeavis": "<script>alert(1)</script>"}]).encode()],
)  # fmt: skip
def test_other_uploads_are_refused_with_a_word(client: Client, content: bytes) -> None:
    answer = send(client, content, '../<b>"x.json')
    assert answer.status_code == 422
    assert "<script>alert" not in text(answer)
    assert not Notice.objects.exists()


def test_an_upload_too_large_is_not_read(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("acquisitions.web.watch.forms.LARGEST", 10)
    assert send(client, export(record(1))).status_code == 422


def test_the_api_lists_and_decides(worker: User, leads: dict[str, Lead]) -> None:
    api, as_json = api_of(worker), {"content_type": "application/json"}
    found = api.get(f"{API}leads/").json()["results"]
    assert [row["name"] for row in found] == ["EHPAD LES ORMES BLEUS", "CRECHE LES LUCIOLES"]
    assert found[0]["reasons"][0]["text"]
    assert len(api.get(f"{API}leads/?score=0&limit=2").json()["results"]) == 2
    assert api.get(f"{API}leads/?score=x").status_code == 400
    one = f"{API}leads/{leads['EHPAD'].pk}/"
    assert api.post(f"{one}dismiss/", "{}", **as_json).status_code == 400
    told = api.post(f"{one}dismiss/", json.dumps({"reason": "loin"}), **as_json)
    assert (told.status_code, told.json()["state"], told.json()["moves"][0]["reason"]) == (200, "dismissed", "loin")
    assert api.post(f"{one}reopen/", "{}", **as_json).status_code == 200
    assert api.post(f"{API}leads/", json.dumps({"name": "X", "siren": siren(9)}), **as_json).status_code == 201
    notices = api.get(f"{API}notices/").json()["results"]
    assert [row["number"] for row in notices] == ["A:2026-02-04:1", "A:2026-02-04:2", "A:2026-02-04:3"]
    assert "facts" in api.get(f"{API}notices/{notices[0]['id']}/").json()


@pytest.mark.parametrize("path", ["list", "lead"])
def test_pages_ask_a_bounded_number_of_queries(
    client: Client, load: Load, leads: dict[str, Lead], path: str, django_assert_max_num_queries: Any
) -> None:
    load(*(record(number, of=number, name=f"EHPAD {number}") for number in range(100, 160)))
    with django_assert_max_num_queries(22):
        client.get(f"{LIST}{leads['EHPAD'].pk}/" if path == "lead" else LIST)
