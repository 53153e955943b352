"""The cast of the tests: people with a mandate, signed in to pages or holding a token of the API."""

from __future__ import annotations

from django.test import Client

from establishments.enums import Role
from establishments.models import Mandate
from groupe.accounts.models import ApiToken, User, token_digest
from groupe.kernel.ranges import inclusive

PASSWORD = "correct horse battery"


def person(role: Role | str = "", scope: str = "group", *, email: str = "") -> User:
    """A user with one open mandate; without a role, a stranger to everything."""
    made = email or f"{role or 'nobody'}.{scope.replace(':', '-').lower()}@example.org"
    user = User.objects.create_user(made, PASSWORD)
    if role:
        Mandate.objects.create(user=user, role=role, scope=scope, valid=inclusive(None, None))
    return user


def client_of(user: User) -> Client:
    """Signed in to the pages."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def api_of(user: User, scope: str = "write") -> Client:
    """Calls the API with a token of this user."""
    secret = ApiToken.new_secret()
    ApiToken.objects.create(user=user, name="tests", digest=token_digest(secret), prefix=secret[:12], scope=scope)
    return Client(headers={"authorization": f"Bearer {secret}"})
