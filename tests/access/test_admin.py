"""`/admin/`: the tables behind accounts, for technical administrators, who only look."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from establishments.enums import Role
from establishments.models import Mandate
from groupe.accounts.models import ApiToken, Invitation, User
from tests.cast import api_of, client_of, person

pytestmark = pytest.mark.django_db
TABLES = (
    "accounts/user",
    "accounts/apitoken",
    "accounts/invitation",
    "establishments/mandate",
    "establishments/importrun",
)
INLINE = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*json)|<style|\sstyle=|\son[a-z]+=", re.IGNORECASE)


@pytest.fixture
def admin() -> Client:
    user = person("admin")
    Invitation.objects.create(user=user)
    api_of(user)
    return client_of(user)


def pages() -> Iterator[str]:
    yield "/admin/"
    for table in TABLES:
        yield f"/admin/{table}/"
    yield f"/admin/accounts/user/{User.objects.get().pk}/change/"
    yield f"/admin/accounts/apitoken/{ApiToken.objects.get().pk}/change/"
    yield f"/admin/accounts/invitation/{Invitation.objects.get().pk}/change/"
    yield f"/admin/establishments/mandate/{Mandate.objects.get().pk}/change/"


def test_an_administrator_looks(admin: Client) -> None:
    for path in pages():
        answer = admin.get(path)
        assert answer.status_code == 200, path
        page = answer.content.decode()
        assert not INLINE.search(page), path
        assert "argon2" not in page
        assert ApiToken.objects.get().digest not in page


def test_an_administrator_changes_nothing(admin: Client) -> None:
    user = User.objects.get()
    for path, form in (
        (f"/admin/accounts/user/{user.pk}/change/", {"email": "x@example.org"}),
        (f"/admin/accounts/user/{user.pk}/delete/", {"post": "yes"}),
        ("/admin/accounts/user/add/", {"email": "x@example.org"}),
        ("/admin/accounts/user/", {"action": "delete_selected", "_selected_action": [user.pk]}),
    ):
        assert admin.post(path, form).status_code in {200, 302, 403}
    assert list(User.objects.values_list("email", flat=True)) == [user.email]


@pytest.mark.parametrize("role", [*(role for role in Role if role != Role.ADMIN), ""])
def test_for_others_it_does_not_exist(role: str) -> None:
    client = client_of(person(role))
    for path in ("/admin/", "/admin/login/", "/admin/accounts/user/", "/admin/nothing/", "/admin/password_change/"):
        assert client.get(path).status_code == 404, path


def test_staff_without_the_role_is_nobody() -> None:
    user = User.objects.create_superuser("root@example.org", "x")
    assert client_of(user).get("/admin/").status_code == 404


@pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/admin/accounts/user/"])
def test_who_is_not_signed_in_signs_in_as_everywhere(path: str) -> None:
    answer: Any = Client().get(path, follow=True)
    assert answer.request["PATH_INFO"] == "/accounts/login/"
    assert "Technical" not in answer.content.decode()
