"""What every page answers when a service refuses, and when a session has ended behind a fragment."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirectBase
from django.shortcuts import render, resolve_url

from groupe.kernel.errors import DomainError


class PageErrorsMiddleware:
    """A `DomainError` that a page view lets through: its message in the layout, or bare for a fragment's toast.

    A fragment asked for after the session ended gets the sign-in page as a page, not inside itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not is_fragment(request) or not isinstance(response, HttpResponseRedirectBase):
            return response
        if not response.url.startswith(resolve_url(settings.LOGIN_URL)):
            return response
        return HttpResponse(status=204, headers={"HX-Redirect": response.url.partition("?")[0]})

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DomainError):
            return None
        if is_fragment(request):
            return HttpResponse(exception.message, status=exception.status, content_type="text/plain; charset=utf-8")
        return render(request, "kernel/error.html", {"error": exception}, status=exception.status)


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of a page; a boosted link or history asks for all of it."""
    headers = request.headers
    whole = "HX-Boosted" in headers or "HX-History-Restore-Request" in headers
    return headers.get("HX-Request") == "true" and not whole
