"""What a page or a fragment answers when something is refused."""

import pytest
from django.test import Client

pytestmark = pytest.mark.urls("tests.kernel.showcase.urls")
FRAGMENT = {"hx-request": "true"}


@pytest.fixture(autouse=True)
def templates(show_templates: None) -> None:
    """The showcase's own pages."""


def test_refusal_is_told_in_the_layout(client: Client) -> None:
    response = client.get("/refused/")
    page = response.content.decode()
    assert response.status_code == 409
    assert "Ce mois est gelé." in page
    assert 'class="nav"' in page


def test_refusal_of_a_fragment_is_its_message_alone(client: Client) -> None:
    response = client.get("/refused/", headers=FRAGMENT)
    assert (response.status_code, response.content.decode()) == (409, "Ce mois est gelé.")
    assert response["Content-Type"].startswith("text/plain")


def test_boosted_link_gets_the_page(client: Client) -> None:
    assert 'class="nav"' in client.get("/refused/", headers={**FRAGMENT, "hx-boosted": "true"}).content.decode()


def test_session_that_ended_leads_to_sign_in(client: Client) -> None:
    assert client.get("/members/").status_code == 302
    response = client.get("/members/", headers=FRAGMENT)
    assert (response.status_code, response["HX-Redirect"]) == (204, "/accounts/login/")


def test_unknown_page(client: Client) -> None:
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "Page introuvable" in response.content.decode()


def test_foreseen_by_nobody(client: Client) -> None:
    client.raise_request_exception = False
    response = client.get("/broken/")
    assert response.status_code == 500
    assert "Une erreur est survenue" in response.content.decode()


def test_form_without_token() -> None:
    response = Client(enforce_csrf_checks=True).post("/preferences/", {"theme": "dark"})
    assert response.status_code == 403
    assert "Le formulaire a expiré" in response.content.decode()
