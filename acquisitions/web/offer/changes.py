"""The offer is written content by content, submitted, filed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from acquisitions import offering
from acquisitions.access import get_deal_for
from acquisitions.documents.offer import offer_pdf
from acquisitions.models import Deal, OfferVersion
from acquisitions.selectors.offers import offered
from acquisitions.services.offers import offer_submit
from acquisitions.web.offer.forms import FilingForm, StepForm
from acquisitions.web.room import room
from establishments.access import access_in
from establishments.web.structure.editing import change_page
from groupe.accounts.signed_in import user_of
from groupe.kernel.errors import NotVisible
from groupe.kernel.web.components import Crumb

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@read_or_write
def step(request: HttpRequest, code: str, content: str) -> HttpResponse:
    """One content, saved complete or not; then the next one."""
    deal, author = _writable(request, code), user_of(request)
    found = offering.content_of(content)
    if found is None:
        raise NotVisible(_("This page does not exist."))
    every = list(offering.contents())
    following = every[found.number] if found.number < len(every) else None
    before = every[found.number - 2] if found.number > 1 else None
    back = offer_crumb(deal)
    return change_page(
        request,
        lambda data: StepForm(data, deal=deal, content=found, author=author),
        title=f"{found.number}. {found.label}",
        back=back,
        label=_("Save and go on") if following else _("Save"),
        intro=found.help,
        done=_address(deal, following) if following else back.url,
        template="acquisitions/offer/step.html",
        extra=room(request, deal, "offer")
        | {
            "steps": [(each, each == found) for each in every],
            "before": _address(deal, before) if before else "",
            "commitments": deal.commitments.all() if found.code == "commitments" else None,
        },
    )


@require_POST
def submit(request: HttpRequest, code: str) -> HttpResponse:
    """409 where it is too late, 422 where something is missing or would be less than before."""
    deal = _writable(request, code)
    made = offer_submit(deal=deal, author=user_of(request), printer=offer_pdf)
    messages.success(request, _("Version %(number)d of the offer is frozen.") % {"number": made.number})
    return redirect("acquisitions:offer", deal.code)


@read_or_write
def filing(request: HttpRequest, code: str, number: int) -> HttpResponse:
    deal, author = _writable(request, code), user_of(request)
    version = get_object_or_404(OfferVersion.objects.defer("pdf"), deal=deal, number=number)
    return change_page(
        request,
        lambda data: FilingForm(data, deal=deal, version=version, author=author),
        title=_("Filing of version %(number)d") % {"number": number},
        back=offer_crumb(deal),
        label=_("Save"),
    )


def offer_crumb(deal: Deal) -> Crumb:
    return Crumb(deal.code, reverse("acquisitions:offer", args=[deal.code]))


def _writable(request: HttpRequest, code: str) -> Deal:
    return offered(get_deal_for(access_in(request), code, write=True))


def _address(deal: Deal, content: offering.Content) -> str:
    return reverse("acquisitions:offer-step", args=[deal.code, content.code])
