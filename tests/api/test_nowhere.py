"""What every call meets before any view: unknown addresses, tokens, methods, bodies."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_an_unknown_address_is_404_as_json(client: Client) -> None:
    answer = client.get("/api/v1/nothing/", headers={"accept-language": "en"})
    assert answer.status_code == 404
    assert answer.json() == {"code": "not_found", "message": "There is nothing at this address.", "fields": {}}


def test_the_schema_is_open_and_json(client: Client) -> None:
    answer = client.get("/api/schema/")
    assert answer.status_code == 200
    assert answer.json()["openapi"].startswith("3.")


def test_the_reader_is_open(client: Client) -> None:
    answer = client.get("/api/docs/")
    assert answer.status_code == 200
    assert b"<script>" not in answer.content
