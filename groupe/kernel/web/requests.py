"""The id of a request, in its answer and in every log line that it causes, and one line when it ends."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable
from typing import Final

import structlog
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse

log = structlog.get_logger(__name__)
HEADER: Final = "X-Request-ID"
_SANE: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestIdMiddleware:
    """First of all middleware; a sane incoming id is kept, so that a proxy's log and ours can be laid side by side."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begin = time.monotonic()
        number = request_id(request.headers.get(HEADER, ""))
        with structlog.contextvars.bound_contextvars(request_id=number):
            response = self.get_response(request)
            log.info(
                "request",
                method=request.method,
                route=_route(request),
                status=response.status_code,
                ms=round(1000 * (time.monotonic() - begin), 1),
                user=_user_number(request),
            )
        response.headers[HEADER] = number
        return response


def request_id(sent: str) -> str:
    return sent if _SANE.fullmatch(sent) else uuid.uuid4().hex


def _route(request: HttpRequest) -> str:
    """The pattern of the address, not the address: the latter can hold a key."""
    return request.resolver_match.route if request.resolver_match else ""


def _user_number(request: HttpRequest) -> int | None:
    """Of a user who is already known; nobody is looked up for the log."""
    known = vars(request).get("_cached_user") or vars(request).get("user")
    return known.pk if known is not None and issubclass(type(known), AbstractBaseUser) else None
