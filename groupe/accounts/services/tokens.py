"""Tokens of the API: made, told once, revoked."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from groupe.accounts.models import ApiToken, User, token_digest
from groupe.kernel.errors import DomainError, NotVisible, WrongState

DEFAULT_DAYS: Final = 365
MOST_DAYS: Final = 3650
MOST_TOKENS: Final = 50
LONGEST_NAME: Final = 80
PREFIX: Final = 10


@transaction.atomic
def token_create(*, user: User, name: str, scope: str, days: int = DEFAULT_DAYS) -> tuple[ApiToken, str]:
    """The token and its secret, which nothing can tell again."""
    name = _checked_name(name)
    if scope not in ApiToken.Scope.values:
        raise _wrong("scope", _("Choose “read” or “write”."))
    if not 1 <= days <= MOST_DAYS:
        raise _wrong("days", _("Between 1 and %(most)s days.") % {"most": MOST_DAYS})
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not user.is_active:
        raise WrongState("user_inactive", _("This account is deactivated."))
    if ApiToken.objects.usable().filter(user=user).count() >= MOST_TOKENS:
        raise WrongState("too_many_tokens", _("Revoke a token first: %(most)s is the most.") % {"most": MOST_TOKENS})
    secret = ApiToken.new_secret()
    token = ApiToken.objects.create(
        user=user,
        name=name,
        digest=token_digest(secret),
        prefix=secret[:PREFIX],
        scope=scope,
        expires_at=timezone.now() + dt.timedelta(days=days),
    )
    return token, secret


@transaction.atomic
def token_revoke(*, user: User, pk: int) -> ApiToken:
    """From now on the token opens nothing; revoking it again changes nothing. NotVisible where it is not the user's."""
    token = ApiToken.objects.select_for_update().filter(user=user, pk=pk).first()
    if token is None:
        raise NotVisible(_("There is no such token."))
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
    return token


def _checked_name(name: str) -> str:
    cleaned = " ".join(name.split())
    if not cleaned or len(cleaned) > LONGEST_NAME:
        raise _wrong("name", _("Give a name, in %(most)s characters at most.") % {"most": LONGEST_NAME})
    return cleaned


def _wrong(field: str, message: str) -> DomainError:
    return DomainError("invalid", message, fields={field: [message]})
