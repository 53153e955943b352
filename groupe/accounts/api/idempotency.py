"""`Idempotency-Key`: a write sent twice happens once, and answers the same twice.

The write and the memory of its answer are one transaction. A refusal is not kept, since it wrote nothing:
the same key may be sent again once its cause is gone.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from groupe.accounts.models import KeyedCall, User
from groupe.accounts.services.calls import keyed_call_begin, keyed_call_keep
from groupe.kernel.errors import DomainError

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotency-Replayed"
LONGEST: Final = 255
KEPT_HEADERS: Final = ("ETag", "Location")
Handler: TypeAlias = Callable[..., HttpResponseBase]


def idempotent(handler: Handler) -> Handler:
    """A `post`, `put`, `patch` or `delete` of a DRF view that honours `Idempotency-Key`."""

    @functools.wraps(handler)
    def answer(view: Any, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        key = _key_of(request)
        if key is None or not isinstance(request.user, User):
            return handler(view, request, *args, **kwargs)
        digest = _digest_of(request)
        with transaction.atomic():
            known = keyed_call_begin(user=request.user, key=key, digest=digest)
            if known is not None:
                return _again(known)
            response = handler(view, request, *args, **kwargs)
            if response.status_code < 400:
                _keep(request, request.user, key, digest, response)
            else:
                transaction.set_rollback(True)
            return response

    return answer


def _key_of(request: Request) -> str | None:
    key: str | None = request.headers.get(HEADER)
    if key is not None and not (1 <= len(key) <= LONGEST and key.isprintable()):
        message = _("An idempotency key has 1 to %(most)s printable characters.") % {"most": LONGEST}
        raise DomainError("invalid", message, fields={HEADER: [message]})
    return key


def _digest_of(request: Request) -> str:
    """Of what is asked, not of its spelling: the order of the fields of a body does not matter."""
    asked = [request.method, request.get_full_path(), request.data]
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def _keep(request: Request, user: User, key: str, digest: str, response: HttpResponseBase) -> None:
    data = response.data if isinstance(response, Response) else None
    keyed_call_keep(
        user=user,
        key=key,
        digest=digest,
        method=request.method or "",
        path=request.get_full_path(),
        status=response.status_code,
        headers={name: response.headers[name] for name in KEPT_HEADERS if name in response.headers},
        answer="" if data is None else JSONRenderer().render(data).decode(),
    )


def _again(call: KeyedCall) -> HttpResponse:
    kind = {"content_type": "application/json"} if call.answer else {}
    headers = {**call.headers, REPLAYED: "true"}
    return HttpResponse(call.answer, status=call.status, headers=headers, **kind)
