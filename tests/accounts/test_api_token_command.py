"""`api_token EMAIL`: the token alone on stdout, one line for each refusal."""

from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from groupe.accounts.models import ApiToken, User
from tests.cast import person

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("api_token", *arguments, stdout=out)
    return out.getvalue()


def test_it_prints_the_token_alone() -> None:
    user = person("controller", email="ctrl@example.org")
    told = run("CTRL@example.org")
    assert told == told.strip() + "\n"
    token = ApiToken.objects.get()
    assert (token.user, token.scope) == (user, "read")
    answer = Client().get("/api/v1/establishments/", headers={"authorization": f"Bearer {told.strip()}"})
    assert answer.status_code == 200


def test_scope_and_days() -> None:
    person("controller", email="ctrl@example.org")
    run("ctrl@example.org", "--scope", "write", "--days", "2")
    token = ApiToken.objects.get()
    assert token.scope == "write"
    assert token.expires_at is not None
    assert dt.timedelta(days=1, hours=23) < token.expires_at - timezone.now() <= dt.timedelta(days=2)


@pytest.mark.parametrize(
    "arguments",
    [
        ("nobody@example.org",),
        ("off@example.org",),
        ("on@example.org", "--days", "0"),
        ("on@example.org", "--scope", "all"),
    ],
)
def test_refusals(arguments: tuple[str, ...]) -> None:
    person("hr", email="on@example.org")
    User.objects.create_user("off@example.org", is_active=False)
    with pytest.raises(CommandError) as refused:
        run(*arguments)
    assert "\n" not in str(refused.value)
    assert not ApiToken.objects.exists()
