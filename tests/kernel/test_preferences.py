"""Language and theme: kept with the user, else in the browser."""

import pytest
from django.test import Client

from groupe.accounts.models import User

LOGIN = "/accounts/login/"


@pytest.fixture
def director(db: None) -> User:
    return User.objects.create_user("director@example.org", "a-long-password", name="Claire Moreau")


def test_french_by_default(client: Client) -> None:
    response = client.get(LOGIN, headers={"accept-language": "en"})
    assert response["Content-Language"] == "fr"
    assert '<html lang="fr">' in response.content.decode()


def test_choice_before_sign_in_stays_in_the_browser(client: Client) -> None:
    response = client.post("/preferences/", {"language": "en", "theme": "dark", "next": LOGIN})
    assert response["Location"] == LOGIN
    assert '<html lang="en" data-theme="dark">' in client.get(LOGIN).content.decode()


def test_choice_stays_with_the_user(client: Client, director: User) -> None:
    client.force_login(director)
    assert client.post("/preferences/", {"language": "en", "theme": "dark"}).status_code == 302
    director.refresh_from_db()
    assert (director.language, director.theme) == ("en", "dark")
    elsewhere = Client()
    elsewhere.force_login(director)
    assert elsewhere.get("/accounts/password/change/")["Content-Language"] == "en"


def test_theme_of_the_system_again(client: Client, director: User) -> None:
    client.force_login(director)
    client.post("/preferences/", {"theme": "dark"})
    client.post("/preferences/", {"theme": "auto"})
    director.refresh_from_db()
    assert director.theme == ""
    assert "data-theme" not in client.get("/accounts/password/change/").content.decode()


def test_a_script_gets_no_page(client: Client) -> None:
    assert client.post("/preferences/", {"theme": "dark"}, headers={"hx-request": "true"}).status_code == 204


@pytest.mark.parametrize("fields", [{"language": "de"}, {"theme": "pink"}, {}])
def test_nonsense_changes_nothing(client: Client, director: User, fields: dict[str, str]) -> None:
    client.force_login(director)
    response = client.post("/preferences/", fields)
    director.refresh_from_db()
    assert (director.language, director.theme) == ("", "")
    assert not {"language", "theme"} & set(response.cookies)


def test_never_leads_elsewhere(client: Client) -> None:
    assert client.post("/preferences/", {"next": "https://evil.example/"})["Location"] == "/"


def test_get_is_refused(client: Client) -> None:
    assert client.get("/preferences/").status_code == 405
