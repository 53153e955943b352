"""The register, and the one form by which an establishment of it enters."""

from __future__ import annotations

import pytest
from django.test import Client

from establishments.enums import Role
from establishments.models import Capacity, Establishment, LegalEntity, Stay
from groupe.accounts.models import User
from tests.cast import client_of, person
from tests.consolidation.world import World

ENTER = "/register/R1/enter/"
DATA = {
    "kind": "ehpad", "shown": "ehpad", "entity": "EJ", "method": "full", "territory": "south", "entry": "2025-03-17",
    "reason": "court_sale", "headcount": "58", "people": "1 062", "CAP_HP": "80", "CAP_FIN": "",
}  # fmt: skip


@pytest.fixture
def client(group: World, controller: User) -> Client:
    LegalEntity.objects.create(code="EJ", name="Mutuelle du Lac", finess="010000024")
    Establishment.objects.filter(code="R1").update(register_entity=LegalEntity.objects.get(code="EJ"))
    group.capacity("R1", "CAP_HP", 78, "2010-01-01")
    return client_of(controller)


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("", ["R1", "GONE"], ["/A/", "/B/"]),
        ("?search=ecully", ["R1"], ["GONE"]),
        ("?kind=sad", ["GONE"], ["R1"]),
        ("?department=69", ["GONE"], ["R1"]),
        ("?state=closed", [], ["R1", "GONE"]),
    ],
)
def test_what_is_not_in_the_group(client: Client, query: str, shown: list[str], hidden: list[str]) -> None:
    page = client.get(f"/register/{query}").content.decode()
    for code in shown:
        assert f"/register/{code}/enter/" in page
    for code in hidden:
        assert f"/register/{code}/enter/" not in page


def test_the_form_knows_what_the_register_knows(client: Client) -> None:
    page = client.get(ENTER).content.decode()
    assert '<option value="EJ" selected>Mutuelle du Lac</option>' in page
    assert 'name="CAP_HP" value="78"' in page
    assert '<option value="ehpad" selected>' in page


def test_one_form_makes_it_enter(client: Client) -> None:
    answer = client.post(ENTER, DATA, follow=True)
    assert answer.redirect_chain == [("/establishments/R1/", 302)]
    stay = Stay.objects.get(establishment__code="R1")
    assert stay.opening == {"ACC_FIN": "1062", "EFF_FIN": "58"}
    values = Capacity.objects.filter(establishment__code="R1").order_by("valid").values_list("value", flat=True)
    assert list(values) == [78, 80]
    assert "/register/R1/enter/" not in client.get("/register/").content.decode()


def test_another_kind_asks_for_its_own_capacities(client: Client) -> None:
    page = client.get(ENTER, {**DATA, "kind": "ime"}).content.decode()
    assert 'name="CAP_INT"' in page
    assert 'name="CAP_HP"' not in page
    assert 'name="headcount" value="58"' in page


def test_a_kind_that_changed_unseen_is_asked_again(client: Client) -> None:
    answer = client.post(ENTER, {**DATA, "kind": "ime"})
    assert answer.status_code == 422
    assert 'name="CAP_INT"' in answer.content.decode()
    assert client.post(ENTER, {**DATA, "kind": "ime", "shown": "ime"}).status_code == 302


@pytest.mark.parametrize(
    "changed", [{"method": ""}, {"entry": ""}, {"entry": "17/03/2025"}, {"entity": "nobody"}, {"people": "many"}]
)
def test_what_is_wrong_is_422(client: Client, changed: dict[str, str]) -> None:
    assert client.post(ENTER, {**DATA, **changed}).status_code == 422
    assert not Stay.objects.filter(establishment__code="R1").exists()


def test_opening_a_new_one(client: Client) -> None:
    data = {**DATA, "name": "Les Saules", "code": "saules", "commune": "69123", "entity": "E1"}
    assert client.get("/structure/new/establishment/").status_code == 200
    assert client.post("/structure/new/establishment/", {**data, "code": "A"}).status_code == 422
    assert client.post("/structure/new/establishment/", data).status_code == 302
    assert client.get("/establishments/saules/").status_code == 200


@pytest.mark.parametrize("path", ["/register/", ENTER, "/structure/new/establishment/"])
@pytest.mark.parametrize("role", [Role.EXECUTIVE, Role.DIRECTOR, ""])
def test_only_for_the_controller(client: Client, path: str, role: str) -> None:
    reader = client_of(person(role, "group" if role == Role.EXECUTIVE else "establishment:A"))
    assert reader.get(path).status_code == (404 if path == ENTER and role != Role.EXECUTIVE else 403)
