"""Sign-in: throttled, and telling nobody who has an account; a password is reset by e-mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.core.cache import cache
from django.test import Client

from groupe.accounts.models import User
from tests.cast import PASSWORD, person

pytestmark = pytest.mark.django_db
RESET = "/accounts/password/reset/"
WRONG = "wrong horse battery"


@pytest.fixture(autouse=True)
def _clean_counters() -> Iterator[None]:
    """Attempts are counted in Valkey, by address of the caller: other tests have theirs."""
    cache.clear()
    yield
    cache.clear()


def sign_in(email: str, password: str, ip: str = "192.0.2.1") -> tuple[Client, Any]:
    client = Client(REMOTE_ADDR=ip)
    return client, client.post("/accounts/login/", {"login": email, "password": password})


def errors(response: Any) -> list[str]:
    return re.findall(r'<div class="notice bad".*?</div></div>', response.content.decode(), re.DOTALL)


def test_one_signs_in_without_a_mail() -> None:
    user = person("controller", email="c@example.org")
    client, answer = sign_in("C@example.org", PASSWORD)
    assert answer.status_code == 302
    assert client.session[SESSION_KEY] == str(user.pk)
    assert not mail.outbox


def test_a_wrong_password_and_an_unknown_address_are_answered_alike() -> None:
    person("controller", email="c@example.org")
    _client, wrong = sign_in("c@example.org", WRONG)
    _client, unknown = sign_in("nobody@example.org", WRONG)
    assert wrong.status_code == unknown.status_code == 200
    assert errors(wrong) == errors(unknown) != []


def test_after_five_failures_even_the_right_password_waits() -> None:
    person("controller", email="c@example.org")
    for number in range(5):
        sign_in("c@example.org", WRONG, f"192.0.2.{number + 1}")
    client, answer = sign_in("c@example.org", PASSWORD, "192.0.2.99")
    assert SESSION_KEY not in client.session
    assert answer.status_code == 200
    assert errors(answer)


def test_an_address_that_does_not_exist_is_throttled_alike() -> None:
    for number in range(5):
        sign_in("nobody@example.org", WRONG, f"192.0.2.{number + 1}")
    _client, unknown = sign_in("nobody@example.org", WRONG, "192.0.2.99")
    person("controller", email="c@example.org")
    for number in range(5):
        sign_in("c@example.org", WRONG, f"192.0.2.{number + 1}")
    _client, known = sign_in("c@example.org", WRONG, "192.0.2.99")
    assert errors(unknown) == errors(known)


def test_too_many_calls_from_one_place_are_refused_in_the_layout() -> None:
    answers = [sign_in(f"n{number}@example.org", WRONG)[1] for number in range(31)]
    assert answers[-1].status_code == 429
    assert "Groupe" in answers[-1].content.decode()
    _client, elsewhere = sign_in("n@example.org", WRONG, "192.0.2.2")
    assert elsewhere.status_code == 200


def test_a_deactivated_user_does_not_get_in() -> None:
    User.objects.filter(pk=person("controller", email="c@example.org").pk).update(is_active=False)
    client, _answer = sign_in("c@example.org", PASSWORD)
    assert SESSION_KEY not in client.session


def test_resetting_a_password() -> None:
    person("controller", email="c@example.org")
    client = Client()
    assert client.post(RESET, {"email": "c@example.org"}).status_code == 302
    found = re.search(r"http://testserver(/\S+/key/\S+)", mail.outbox[0].body)
    assert found
    page = client.get(found[1], follow=True)
    address = page.redirect_chain[-1][0]
    client.post(address, {"password1": "another horse battery", "password2": "another horse battery"})
    assert sign_in("c@example.org", "another horse battery")[1].status_code == 302
    used = Client().get(found[1], follow=True)
    assert 'name="password1"' not in used.content.decode()


def test_resetting_does_not_tell_who_has_an_account() -> None:
    person("controller", email="c@example.org")
    off = person("hr", email="off@example.org")
    User.objects.filter(pk=off.pk).update(is_active=False)
    answers = [Client().post(RESET, {"email": email}) for email in ("c@example.org", "x@example.org", off.email)]
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, f"{RESET}done/")}
    assert len({Client().get(answer.url).content.partition(b"csrf")[0] for answer in answers}) == 1
    assert ["/key/" in message.body for message in mail.outbox if message.to != ["c@example.org"]] in ([False] * 2, [])


def test_nobody_opens_an_account_alone() -> None:
    form = {"email": "me@example.org", "password1": PASSWORD, "password2": PASSWORD}
    Client().post("/accounts/signup/", form)
    assert not User.objects.exists()
