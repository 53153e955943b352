"""Language and theme of a page: the user's choice, else that of this browser, else French and the system's theme.

The API also listens to `Accept-Language`; pages do not, as browsers send it unasked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

LANGUAGE_COOKIE: Final = "language"
THEME_COOKIE: Final = "theme"
THEMES: Final = ("light", "dark")


class LanguageMiddleware:
    """Stands after authentication: the choice is kept with the user, or in a cookie before sign-in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def language_of(request: HttpRequest) -> str:
    chosen = _chosen(request, "language", LANGUAGE_COOKIE)
    if not chosen and request.path.startswith("/api/"):
        chosen = translation.get_language_from_request(request)
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def theme_of(request: HttpRequest) -> str:
    """`light`, `dark`, or nothing: that of the system."""
    chosen = _chosen(request, "theme", THEME_COOKIE)
    return chosen if chosen in THEMES else ""


def _chosen(request: HttpRequest, field: str, cookie: str) -> str:
    """The choice kept with the user, else in this browser; without a session nobody asks who the user is."""
    user = getattr(request, "user", None) if settings.SESSION_COOKIE_NAME in request.COOKIES else None
    kept = str(getattr(user, field, "")) if user is not None and user.is_authenticated else ""
    return kept or request.COOKIES.get(cookie, "")
