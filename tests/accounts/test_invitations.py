"""An invitation: sent, accepted once by a password, sent again, cancelled, expired."""

from __future__ import annotations

import datetime as dt
import re
import smtplib

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.test import Client

from groupe.accounts.models import Invitation, User
from groupe.accounts.services import invitations
from groupe.accounts.services.invitations import invitation_cancel, invitation_send, user_invite
from groupe.kernel.errors import DomainError, WrongState
from tests.cast import PASSWORD, client_of, person

pytestmark = pytest.mark.django_db
CHOSEN = {"new_password1": PASSWORD, "new_password2": PASSWORD}


def link_of(token: str) -> str:
    return f"/accounts/invitation/{token}/"


def invite(email: str = "New@Example.org") -> User:
    return user_invite(email=email, name="Anne Roux", by=None, link_of=link_of).user


def link() -> str:
    """That of the last e-mail."""
    found = re.search(r"/accounts/invitation/\S+", mail.outbox[-1].body)
    assert found
    return found[0]


def test_the_person_chooses_a_password_and_is_signed_in() -> None:
    user = invite()
    assert (user.email, user.is_active, user.has_usable_password()) == ("new@example.org", False, False)
    assert mail.outbox[0].to == ["new@example.org"]
    client = Client()
    page = client.get(link())
    assert page.status_code == 200
    assert page["Referrer-Policy"] == "no-referrer"
    assert client.post(link(), CHOSEN).url == "/"
    assert client.session[SESSION_KEY] == str(user.pk)
    signed_in = Client().post("/accounts/login/", {"login": "new@example.org", "password": PASSWORD})
    assert signed_in.status_code == 302
    assert len(mail.outbox) == 1


def test_a_link_works_once() -> None:
    invite()
    Client().post(link(), CHOSEN)
    client = Client()
    assert client.get(link()).status_code == 404
    assert client.post(link(), {"new_password1": "other horse battery", "new_password2": "other horse battery"})
    assert User.objects.get().check_password(PASSWORD)
    assert SESSION_KEY not in client.session


@pytest.mark.parametrize("password", ["short", "motdepasse", "new@example.org", "password1234"])
def test_weak_passwords_are_refused(password: str) -> None:
    invite()
    refused = Client().post(link(), {"new_password1": password, "new_password2": password})
    assert refused.status_code == 422
    assert not User.objects.get().is_active


def test_nobody_signs_in_before() -> None:
    invite()
    User.objects.get().set_password(PASSWORD)
    client = Client()
    client.post("/accounts/login/", {"login": "new@example.org", "password": PASSWORD})
    assert SESSION_KEY not in client.session


def test_resetting_a_password_is_no_way_around() -> None:
    user = invite()
    mail.outbox.clear()
    Client().post("/accounts/password/reset/", {"email": user.email})
    assert all("/key/" not in message.body for message in mail.outbox)


def test_a_link_gets_too_old() -> None:
    with time_machine.travel(dt.datetime(2026, 3, 1, 10, tzinfo=dt.UTC), tick=False) as clock:
        invite()
        clock.shift(dt.timedelta(days=6, hours=23))
        assert Client().get(link()).status_code == 200
        clock.shift(dt.timedelta(hours=1))
        assert Client().get(link()).status_code == 404


def test_sending_again_makes_the_first_link_worthless() -> None:
    user = invite()
    first = link()
    invitation_send(user=user, by=person("admin"), link_of=link_of)
    assert Client().get(first).status_code == 404
    assert Client().get(link()).status_code == 200


def test_cancelling_leaves_nobody() -> None:
    assert invitation_cancel(user=invite())
    assert Client().get(link()).status_code == 404
    assert not User.objects.exists()


def test_one_who_came_is_not_cancelled_nor_invited_again() -> None:
    user = invite()
    Client().post(link(), CHOSEN)
    with pytest.raises(WrongState):
        invitation_cancel(user=user)
    with pytest.raises(WrongState):
        invitation_send(user=user, by=None, link_of=link_of)


@pytest.mark.parametrize("token", ["x", "WzEsMV0:1abc:def", "é", "a" * 3000])
def test_made_up_links(token: str) -> None:
    assert Client().get(f"/accounts/invitation/{token}/").status_code == 404


@pytest.mark.parametrize(
    ("email", "name", "field"),
    [("not an address", "A", "email"), ("a@example.org", " ", "name"), ("TAKEN@example.org", "A", "email")],
)
def test_what_is_not_valid(email: str, name: str, field: str) -> None:
    User.objects.create_user("taken@example.org")
    with pytest.raises(DomainError) as refused:
        user_invite(email=email, name=name, by=None, link_of=link_of)
    assert list(refused.value.fields) == [field]
    assert not mail.outbox


def test_without_a_mail_server_nobody_is_invited(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object) -> None:
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(invitations, "send_mail", fail)
    with pytest.raises(DomainError) as refused:
        invite()
    assert refused.value.status == 503
    assert not Invitation.objects.exists()
    assert not User.objects.exists()


def test_a_colleague_signed_in_on_the_device_gives_way() -> None:
    user = invite()
    client = client_of(person("controller"))
    client.post(link(), CHOSEN)
    assert client.session[SESSION_KEY] == str(user.pk)


def test_a_member_without_password_is_invited_and_stays_when_that_is_cancelled() -> None:
    user = User.objects.create_user("imported@example.org")
    invitation_send(user=user, by=None, link_of=link_of)
    assert not invitation_cancel(user=user)
    assert Client().get(link()).status_code == 404
    invitation_send(user=user, by=None, link_of=link_of)
    assert Client().post(link(), CHOSEN).status_code == 302
