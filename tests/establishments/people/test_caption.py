"""Under the user's name stands the role, in their language."""

from __future__ import annotations

import pytest
from django.test import Client

from establishments.models import Mandate
from groupe.kernel.ranges import inclusive
from tests.cast import client_of, person

pytestmark = pytest.mark.django_db


def caption(client: Client) -> str:
    page = client.get("/account/tokens/").content.decode()
    return page.partition('<span class="muted">')[2].partition("</span>")[0]


def test_the_role_in_the_language_of_the_reader() -> None:
    client = client_of(person("director", "establishment:A"))
    assert caption(client) == "Direction de site"
    client.cookies["language"] = "en"
    assert caption(client) == "Site director"


def test_several_roles() -> None:
    user = person("quality")
    Mandate.objects.create(user=user, role="hr", scope="group", valid=inclusive(None, None))
    Mandate.objects.create(user=user, role="hr", scope="kind:ehpad", valid=inclusive(None, None))
    client = client_of(user)
    client.cookies["language"] = "en"
    assert caption(client) == "Quality officer, human resources"


def test_without_a_mandate_the_address() -> None:
    assert caption(client_of(person(email="x@example.org"))) == "x@example.org"
