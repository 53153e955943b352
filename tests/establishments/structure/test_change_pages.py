"""Forms that change the structure: preview, refusal by field, message; for the controller alone."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from establishments.enums import Role
from establishments.models import Attachment, Capacity, Establishment, Funding, Link, Stay
from groupe.accounts.models import User
from tests.cast import client_of, person
from tests.consolidation.world import World

A = "/establishments/A"
FORMS = ["edit", "transfer", "capacities", "exit", "link", "fundings/new"]
UNDOS = ["entry", "transfer", "exit", "link", "capacities/CAP_HP"]


@pytest.fixture
def client(group: World, controller: User) -> Client:
    return client_of(controller)


def said(client: Client, path: str = f"{A}/") -> str:
    return client.get(path).content.decode()


@pytest.mark.parametrize("name", FORMS)
def test_every_form_opens(client: Client, name: str) -> None:
    assert client.get(f"{A}/{name}/").status_code == 200


@pytest.mark.parametrize("name", FORMS)
def test_an_empty_form_is_422_with_its_errors(client: Client, name: str) -> None:
    answer = client.post(f"{A}/{name}/", {})
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()


@pytest.mark.parametrize("role", [Role.EXECUTIVE, Role.AUDITOR, Role.TERRITORY, Role.DIRECTOR])
@pytest.mark.parametrize("path", [*FORMS, *(f"undo/{name}" for name in UNDOS)])
def test_readers_are_refused_what_they_see(group: World, role: Role, path: str) -> None:
    scope = {Role.TERRITORY: "territory:north", Role.DIRECTOR: "establishment:A"}.get(role, "group")
    reader = client_of(person(role, scope))
    assert reader.post(f"{A}/{path}/", {}).status_code == 403
    assert reader.post(f"/establishments/B/{path}/", {}).status_code == (403 if scope == "group" else 404)


@pytest.mark.parametrize("role", [Role.EXECUTIVE, Role.DIRECTOR])
def test_readers_see_no_buttons(group: World, role: Role) -> None:
    reader = client_of(person(role, "group" if role == Role.EXECUTIVE else "establishment:A"))
    shown = said(reader)
    assert "/transfer/" not in shown
    assert "undo" not in shown
    assert "/structure/new/" not in said(reader, "/structure/")
    assert "/structure/new/" not in said(reader, "/establishments/")


def test_a_controller_of_a_part_is_refused(group: World) -> None:
    partial = client_of(person(Role.CONTROLLER, "territory:north"))
    assert partial.get(f"{A}/transfer/").status_code == 403
    assert partial.get("/establishments/B/transfer/").status_code == 404


def test_a_preview_tells_and_changes_nothing(client: Client) -> None:
    data = {"since": "2025-03-17", "entity": "E1", "territory": "south", "preview": "1"}
    answer = client.post(f"{A}/transfer/", data)
    assert answer.status_code == 200
    assert "north → south" in answer.content.decode()
    assert Attachment.objects.filter(establishment__code="A").count() == 1


def test_a_transfer_and_its_undo(client: Client) -> None:
    data = {"since": "2025-03-17", "entity": "E1", "territory": "south"}
    answer = client.post(f"{A}/transfer/", data, follow=True)
    assert answer.redirect_chain == [(f"{A}/", 302)]
    assert answer.content.decode().count("north → south") == 2  # the message and the timeline
    assert "undo-transfer" in said(client)
    client.post(f"{A}/undo/transfer/")
    assert Attachment.objects.filter(establishment__code="A").count() == 1
    assert "undo-transfer" not in said(client)


def test_who_recorded_it_is_told_to_those_who_read_history(client: Client, controller: User) -> None:
    User.objects.filter(pk=controller.pk).update(name="Claire Moreau")
    client.post(f"{A}/transfer/", {"since": "2025-03-17", "entity": "E1", "territory": "south"})
    assert "Claire Moreau" in said(client_of(person(Role.EXECUTIVE)))
    assert "Claire Moreau" not in said(client_of(person(Role.QUALITY)))


def test_a_refusal_stands_at_its_field(client: Client) -> None:
    answer = client.post(f"{A}/transfer/", {"since": "2020-01-01", "entity": "E1", "territory": "south"})
    assert answer.status_code == 422
    assert 'id="id_since_error"' in answer.content.decode()


def test_only_the_capacities_that_change_are_written(client: Client) -> None:
    client.post(f"{A}/capacities/", {"since": "2025-06-15", "CAP_HP": "84", "CAP_FIN": "90", "CAP_AJ": ""})
    rows = Capacity.objects.filter(establishment__code="A", valid__startswith=dt.date(2025, 6, 15))
    assert list(rows.values_list("measure", "value")) == [("CAP_HP", 84)]
    assert "undo-capacity-CAP_HP" in said(client)
    client.post(f"{A}/undo/capacities/CAP_HP/")
    assert Capacity.objects.filter(establishment__code="A").count() == 2


def test_no_change_of_capacity_is_refused(client: Client) -> None:
    answer = client.post(f"{A}/capacities/", {"since": "2025-06-15", "CAP_HP": "80"})
    assert answer.status_code == 422


def test_an_exit_names_the_months_in_its_way(client: Client, group: World) -> None:
    group.report("A", "2025-08", {"PR_G1": 1})
    answer = client.post(f"{A}/exit/", {"last": "2025-06-30", "reason": "sold"})
    assert answer.status_code == 422
    assert "août 2025" in answer.content.decode()
    client.post(f"{A}/exit/", {"last": "2025-08-31", "reason": "sold"})
    assert Stay.objects.get(establishment__code="A").valid_to == dt.date(2025, 8, 31)
    client.post(f"{A}/undo/exit/")
    assert Stay.objects.get(establishment__code="A").valid_to is None


def test_a_funder_from_to(client: Client, group: World) -> None:
    group.fund("B", "ARS", "2024-01-01")
    client.post(f"{A}/fundings/new/", {"funder": "ARS", "since": "2025-01-01", "until": ""})
    funding = Funding.objects.get(establishment__code="A")
    client.post(f"{A}/fundings/{funding.pk}/end/", {"last": "2025-03-31"})
    funding.refresh_from_db()
    assert funding.valid_to == dt.date(2025, 3, 31)
    assert client.get(f"/establishments/B/fundings/{funding.pk}/end/").status_code == 404


def test_a_split(client: Client) -> None:
    data = {"on": "2025-01-01", "site1": "B", "share1": "33,5", "site2": "C", "share2": "66,5"}
    client.post(f"{A}/link/", data)
    assert Link.objects.count() == 2
    assert "Les Églantines" in said(client, "/establishments/B/")
    client.post(f"{A}/undo/link/")
    assert not Link.objects.exists()


@pytest.mark.parametrize("data", [{"site1": "ZZ", "share1": "100"}, {"site1": "B", "share1": "x"}, {"site1": "B"}])
def test_a_wrong_split_is_422(client: Client, data: dict[str, str]) -> None:
    assert client.post(f"{A}/link/", {"on": "2025-01-01", **data}).status_code == 422


def test_the_identity(client: Client) -> None:
    data = {"name": "Les Lilas", "kind": "ehpad", "commune": "42218", "siret": "732 829 320 00074"}
    client.post(f"{A}/edit/", data)
    site = Establishment.objects.get(code="A")
    assert (site.name, site.department, site.siret) == ("Les Lilas", "42", "73282932000074")
    assert client.post(f"{A}/edit/", {**data, "siret": "73282932000075"}).status_code == 422


def test_a_refused_undo_is_a_message(client: Client) -> None:
    answer = client.post(f"{A}/undo/transfer/", follow=True)
    assert "toast" in answer.content.decode()
