"""A name under which the product is not reached is refused with a page, signed in or not."""

import pytest
from django.test import Client

from tests.cast import client_of, person


@pytest.mark.django_db
def test_a_foreign_host_is_refused() -> None:
    for client in (Client(), client_of(person("executive"))):
        response = client.get("/", headers={"host": "elsewhere.example.org"})
        assert response.status_code == 400
        assert "X-Request-ID" in response.headers
