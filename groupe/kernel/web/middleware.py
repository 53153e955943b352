"""What every page answers when a service refuses, and when a session has ended behind a fragment."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirectBase
from django.shortcuts import render, resolve_url
from django_htmx.http import trigger_client_event

from groupe.kernel.errors import DomainError


class PageErrorsMiddleware:
    """A `DomainError` that a page view lets through: its message in the layout, or bare for a fragment's toast.

    Django's messages become toasts of a fragment. A fragment asked for after the session ended gets the sign-in page
    as a page, not inside itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not is_fragment(request):
            return response
        if isinstance(response, HttpResponseRedirectBase):
            return _leave_fragment(response)
        return _with_messages(request, response)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DomainError):
            return None
        if is_fragment(request):
            return HttpResponse(exception.message, status=exception.status, content_type="text/plain; charset=utf-8")
        return render(request, "kernel/error.html", {"error": exception}, status=exception.status)


def _leave_fragment(response: HttpResponseRedirectBase) -> HttpResponse:
    if not response.url.startswith(resolve_url(settings.LOGIN_URL)):
        return response
    return HttpResponse(status=204, headers={"HX-Redirect": response.url.partition("?")[0]})


def _with_messages(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Messages that the fragment did not show itself, as toasts."""
    waiting = get_messages(request)
    leaves = any(header in response for header in ("HX-Redirect", "HX-Refresh", "HX-Location"))
    if leaves or response.status_code >= 400 or getattr(waiting, "used", True):
        return response
    told = [{"message": str(message), "level": message.level_tag} for message in waiting]
    return trigger_client_event(response, "toast", {"messages": told}) if told else response


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of a page; a boosted link or history asks for all of it."""
    headers = request.headers
    whole = "HX-Boosted" in headers or "HX-History-Restore-Request" in headers
    return headers.get("HX-Request") == "true" and not whole
