"""The calendar as iCalendar, for programs: a secret address a person, without a session."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from acquisitions.access import require_pipeline
from acquisitions.documents.feed import feed_ics
from acquisitions.models import CalendarFeed
from acquisitions.services.clocks import feed_renew, feed_revoke
from acquisitions.web.tabs import tabs
from establishments.access import access_in
from groupe.accounts.models import token_digest
from groupe.accounts.signed_in import user_of
from groupe.kernel.errors import NotVisible


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def feed(request: HttpRequest) -> HttpResponse:
    """A new address is told in the answer to the post, and never again."""
    require_pipeline(access_in(request))
    user, address = user_of(request), ""
    if request.method == "POST":
        _made, secret = feed_renew(user=user, named=request.POST.get("named") == "on")
        address = request.build_absolute_uri(reverse("acquisitions:feed-ics", args=[secret]))
    context = {
        "tabs": tabs(request, "calendar"),
        "address": address,
        "feed": CalendarFeed.objects.filter(user=user, revoked_at__isnull=True).first(),
    }
    return render(request, "acquisitions/clocks/feed.html", context)


@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    require_pipeline(access_in(request))
    feed_revoke(user=user_of(request))
    messages.success(request, _("The address opens nothing any more."))
    return redirect("acquisitions:feed")


@login_not_required
@require_safe
def ics(request: HttpRequest, token: str) -> HttpResponse:
    """What its owner may see now, whoever asks; NotVisible (404) for an address that is wrong or was revoked."""
    rows = CalendarFeed.objects.filter(digest=token_digest(token), revoked_at__isnull=True, user__is_active=True)
    found = rows.select_related("user").first()
    if found is None:
        raise NotVisible(_("This page does not exist."))
    with translation.override(found.user.language or "fr"):
        content = feed_ics(found, request.build_absolute_uri("/"))
    headers = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
