"""Language and theme, chosen from the menu: kept with the user, and in this browser for the pages before sign-in."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from groupe.accounts.models import User
from groupe.accounts.preferences import user_set_preferences
from groupe.kernel.web.language import LANGUAGE_COOKIE, THEME_COOKIE, THEMES

ONE_YEAR = 365 * 24 * 3600


@login_not_required
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Takes `language` (fr, en), `theme` (light, dark, auto) or both; back to `next`, or 204 for a script."""
    language, theme = request.POST.get("language"), request.POST.get("theme")
    language = language if language in dict(settings.LANGUAGES) else None
    theme = {**{name: name for name in THEMES}, "auto": ""}.get(theme or "")
    if isinstance(request.user, User):
        user_set_preferences(user=request.user, language=language, theme=theme)
    response = HttpResponse(status=204) if "HX-Request" in request.headers else _back(request)
    for cookie, value in ((LANGUAGE_COOKIE, language), (THEME_COOKIE, theme)):
        if value is not None:
            response.set_cookie(cookie, value, max_age=ONE_YEAR, samesite="Lax", secure=request.is_secure())
    return response


def _back(request: HttpRequest) -> HttpResponseRedirect:
    target = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return redirect(target if ours else "/")
