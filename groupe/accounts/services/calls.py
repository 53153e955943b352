"""Writes that happen once per key, however often they are sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from groupe.accounts.models import KeyedCall, User
from groupe.kernel.errors import DomainError, WrongState

KEPT_FOR = dt.timedelta(days=1)


def keyed_call_begin(*, user: User, key: str, digest: str) -> KeyedCall | None:
    """What the key answered before, or None: then the key is this transaction's alone until it ends.

    Raises WrongState (409) while another transaction works under the key, DomainError (422) where it came with
    another request.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"keyed-call:{user.pk}:{key}"])
        (alone,) = cursor.fetchone()
    if not alone:
        message = _("The request with this key is still being worked on: send it again in a moment.")
        raise WrongState("idempotency_in_progress", message)
    KeyedCall.objects.filter(user=user, key=key, created_at__lte=timezone.now() - KEPT_FOR).delete()
    call = KeyedCall.objects.filter(user=user, key=key).first()
    if call is not None and call.digest != digest:
        message = _("This key came with another request: take a new key for each request.")
        raise DomainError("idempotency_mismatch", message, status=422)
    return call


def keyed_call_keep(
    *,
    user: User,
    key: str,
    digest: str,
    method: str,
    path: str,
    status: int,
    headers: Mapping[str, str],
    answer: str,
) -> KeyedCall:
    """In the transaction of the write that it tells of, after `keyed_call_begin`."""
    return KeyedCall.objects.create(
        user=user,
        key=key,
        digest=digest,
        method=method,
        path=path,
        status=status,
        headers=dict(headers),
        answer=answer,
    )


def keyed_calls_forget() -> int:
    """Drops what is older than a day; returns how many."""
    dropped, _by_table = KeyedCall.objects.filter(created_at__lte=timezone.now() - KEPT_FOR).delete()
    return dropped
