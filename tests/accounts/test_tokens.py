"""The page of API tokens: made, told once, revoked; nobody else's."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from groupe.accounts.models import ApiToken, User, token_digest
from groupe.accounts.services.tokens import MOST_TOKENS, token_create
from tests.cast import client_of, person

pytestmark = pytest.mark.django_db
URL = "/account/tokens/"
NEW = {"name": "  Payroll   export ", "scope": "read", "days": "30"}


@pytest.fixture
def owner() -> User:
    return person("controller")


def make(client: Client, **changes: str) -> str:
    """The secret that the page tells."""
    page = client.post(URL, {**NEW, **changes})
    assert page.status_code == 200
    found = re.search(r"grp_[\w-]+(?=\")", page.content.decode())
    assert found
    return found[0]


def establishments(secret: str) -> int:
    return Client().get("/api/v1/establishments/", headers={"authorization": f"Bearer {secret}"}).status_code


def test_a_token_is_told_once_and_works(owner: User) -> None:
    client = client_of(owner)
    secret = make(client)
    assert establishments(secret) == 200
    token = ApiToken.objects.get()
    assert (token.name, token.digest, token.scope) == ("Payroll export", token_digest(secret), "read")
    page = client.get(URL).content.decode()
    assert secret not in page
    assert token.prefix in page
    assert "no-store" in client.get(URL)["Cache-Control"]


def test_a_token_to_read_cannot_write(owner: User) -> None:
    secret = make(client_of(owner))
    refused = Client().post("/api/v1/establishments/", headers={"authorization": f"Bearer {secret}"})
    assert refused.status_code == 403


def test_revoking_closes_the_door_at_once(owner: User) -> None:
    client = client_of(owner)
    secret = make(client)
    pk = ApiToken.objects.get().pk
    assert client.get(f"{URL}{pk}/revoke/").status_code == 405
    assert client.post(f"{URL}{pk}/revoke/").url == URL
    assert establishments(secret) == 401
    assert client.post(f"{URL}{pk}/revoke/").status_code == 302


def test_tokens_of_others_are_neither_seen_nor_revoked(owner: User) -> None:
    token, secret = token_create(user=person("hr"), name="Theirs", scope="read")
    client = client_of(owner)
    assert "Theirs" not in client.get(URL).content.decode()
    assert client.post(f"{URL}{token.pk}/revoke/").status_code == 404
    assert establishments(secret) == 200


@pytest.mark.parametrize("wrong", [{"name": " "}, {"scope": "all"}, {"days": "0"}, {"days": "99999"}, {"days": "x"}])
def test_what_is_not_valid_makes_nothing(owner: User, wrong: dict[str, str]) -> None:
    page = client_of(owner).post(URL, {**NEW, **wrong})
    assert page.status_code == 422
    assert 'class="error"' in page.content.decode()
    assert not ApiToken.objects.exists()


def test_there_is_a_most(owner: User) -> None:
    for number in range(MOST_TOKENS):
        token_create(user=owner, name=f"t{number}", scope="read")
    assert client_of(owner).post(URL, NEW).status_code == 422
    assert ApiToken.objects.count() == MOST_TOKENS


def test_a_deactivated_user_has_no_tokens(owner: User) -> None:
    secret = make(client_of(owner))
    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert establishments(secret) == 401


def test_one_signs_in_first() -> None:
    assert Client().get(URL).url.startswith("/accounts/login/")


def test_queries_do_not_grow_with_tokens(owner: User, django_assert_max_num_queries: object) -> None:
    for number in range(20):
        token_create(user=owner, name=f"t{number}", scope="read")
    client = client_of(owner)
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        client.get(URL)
