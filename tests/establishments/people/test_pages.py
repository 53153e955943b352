"""The pages of people: who opens them, the list, an invitation, the page of a person."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from establishments.enums import Role
from establishments.models import Mandate
from groupe.accounts.models import Invitation, User
from tests.cast import client_of, person
from tests.consolidation.world import World

pytestmark = pytest.mark.django_db
NEW = {"name": "Anne Roux", "email": "Anne.Roux@example.org", "role": "director", "scope": "establishment:A"}


@pytest.fixture
def world() -> World:
    world = World()
    world.site("A")
    world.site("B", kind="creche_psu")
    return world


@pytest.fixture
def admin(world: World) -> Client:
    return client_of(person("admin"))


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_other_roles_are_refused(role: Role) -> None:
    other = person("hr", email="seen@example.org") if role != Role.HR else person("quality", email="seen@example.org")
    client = client_of(person(role))
    for path in ("/people/", "/people/invite/", "/people/scopes/", f"/people/{other.pk}/"):
        response = client.get(path)
        assert response.status_code == 403
        assert "seen@example.org" not in text(response)
    assert client.post(f"/people/{other.pk}/deactivate/").status_code == 403
    assert client.post(f"/people/{other.pk}/mandates/", {"role": "admin", "scope": "group"}).status_code == 403
    assert client.post("/people/invite/", NEW).status_code == 403
    assert User.objects.get(pk=other.pk).is_active


def test_an_administrator_of_a_part_is_refused(world: World) -> None:
    assert client_of(person("admin", "establishment:A")).get("/people/").status_code == 403


def test_the_list_names_roles_and_scopes(admin: Client) -> None:
    person("director", "establishment:B", email="b@example.org")
    page = text(admin.get("/people/"))
    assert "b@example.org" in page
    assert "direction de site" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("search=ZOÉ", {"zoe@example.org"}),
        ("search=zoe", {"zoe@example.org"}),
        ("role=director", {"b@example.org"}),
        ("scope=establishment:B", {"b@example.org"}),
        ("status=deactivated", {"zoe@example.org"}),
        ("status=invited", set()),
        ("role=director&scope=group", set()),
        ("role=nonsense&search=b@", {"b@example.org"}),
    ],
)
def test_filters(admin: Client, query: str, found: set[str]) -> None:
    person("director", "establishment:B", email="b@example.org")
    zoe = person("hr", email="zoe@example.org")
    User.objects.filter(pk=zoe.pk).update(name="Zoé Petit", is_active=False)
    page = text(admin.get(f"/people/?{query}"))
    assert {email for email in ("b@example.org", "zoe@example.org") if f">{email}<" in page} == found


def test_the_list_as_a_file(admin: Client) -> None:
    person("director", "establishment:B", email="b@example.org")
    file = admin.get("/people/?format=csv")
    assert file["Content-Type"].startswith("text/csv")
    assert "b@example.org" in file.content.decode()


def test_queries_do_not_grow_with_people(admin: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(30):
        person("director", "establishment:B", email=f"d{number}@example.org")
    with django_assert_max_num_queries(12):
        admin.get("/people/")


def test_inviting_someone(admin: Client) -> None:
    answer = admin.post("/people/invite/", {**NEW, "scope": "A (establishment:A)", "last": "2099-12-31"})
    user = User.objects.get(email="anne.roux@example.org")
    assert answer.url == f"/people/{user.pk}/"
    mandate = Mandate.objects.get(user=user)
    assert (mandate.role, mandate.scope, str(mandate.valid_to)) == ("director", "establishment:A", "2099-12-31")
    assert "http://testserver/accounts/invitation/" in mail.outbox[0].body
    page = text(admin.get(f"/people/{user.pk}/"))
    assert "Anne Roux" in page
    assert Invitation.objects.get().sent_by is not None


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"scope": "establishment:NONE"}, "territory:…"),
        ({"scope": "nonsense"}, "establishment:…"),
        ({"role": ""}, 'class="error"'),
        ({"email": "x"}, 'class="error"'),
        ({"first": "2030-02-01", "last": "2030-01-31"}, 'class="error"'),
        ({"role": "admin"}, 'class="error"'),
        ({"first": "0001-01-01"}, 'class="error"'),
    ],
)
def test_an_invitation_that_is_not_valid_sends_nothing(admin: Client, changes: dict[str, str], told: str) -> None:
    answer = admin.post("/people/invite/", {**NEW, **changes})
    assert answer.status_code == 422
    assert told in text(answer)
    assert not mail.outbox
    assert User.objects.count() == 1


def test_scopes_are_suggested_by_name_and_by_code(admin: Client) -> None:
    assert "(establishment:B)" in text(admin.get("/people/scopes/?scope=establishment:b"))
    assert "(territory:T1)" in text(admin.get("/people/scopes/?scope=t1"))
    assert "(kind:creche_psu)" in text(admin.get("/people/scopes/?scope=creche_psu"))
    assert "(group)" in text(admin.get("/people/scopes/"))
    assert text(admin.get("/people/scopes/?scope=zzzz")).strip() == ""


def test_sending_again_and_cancelling(admin: Client) -> None:
    admin.post("/people/invite/", NEW)
    user = User.objects.get(email="anne.roux@example.org")
    assert admin.post(f"/people/{user.pk}/invitation/send/").status_code == 302
    assert len(mail.outbox) == 2
    assert admin.post(f"/people/{user.pk}/reactivate/").status_code == 409
    assert admin.post(f"/people/{user.pk}/invitation/cancel/").url == "/people/"
    assert admin.get(f"/people/{user.pk}/").status_code == 404
    assert not Mandate.objects.filter(role="director").exists()


def test_nobody_there(admin: Client) -> None:
    assert admin.get("/people/999999/").status_code == 404
    assert admin.post("/people/999999999999999999999/deactivate/").status_code == 404


def test_deactivating_signs_out_and_reactivating_lets_in(admin: Client) -> None:
    user = person("director", "establishment:A")
    theirs = client_of(user)
    assert theirs.get("/account/tokens/").status_code == 200
    admin.post(f"/people/{user.pk}/deactivate/")
    assert theirs.get("/account/tokens/").status_code == 302
    assert admin.post(f"/people/{user.pk}/deactivate/").status_code == 409
    admin.post(f"/people/{user.pk}/reactivate/")
    assert User.objects.get(pk=user.pk).is_active


def test_history_tells_who_did_what(admin: Client) -> None:
    user = person("director", "establishment:A")
    admin.post(f"/people/{user.pk}/mandates/", {"role": "quality", "scope": "establishment:B"})
    admin.post(f"/people/{user.pk}/deactivate/")
    page = text(admin.get(f"/people/{user.pk}/"))
    assert "admin.group@example.org" in page.partition("timeline")[2]
    assert "Compte désactivé" in page


def test_queries_of_a_page_do_not_grow(admin: Client, django_assert_max_num_queries: Any) -> None:
    user = person("director", "establishment:A")
    for scope in ("establishment:B", "territory:T1", "kind:ehpad", "group"):
        admin.post(f"/people/{user.pk}/mandates/", {"role": "quality", "scope": scope})
    with django_assert_max_num_queries(22):
        admin.get(f"/people/{user.pk}/")
