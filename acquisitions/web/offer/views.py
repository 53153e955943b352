"""The offer of a file: how far it is, what is missing and why, and its versions."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from acquisitions import offering
from acquisitions.access import get_deal_for, works_on
from acquisitions.clocks import improvable
from acquisitions.documents.offer import offer_pdf
from acquisitions.models import Deal, OfferVersion
from acquisitions.selectors.clocks import clocks_of
from acquisitions.selectors.offers import gaps_of, last_version, offered, promises, written
from acquisitions.services.rooms import entered
from acquisitions.web.clocks.words import countdown
from acquisitions.web.room import room
from establishments.access import access_in
from groupe.accounts.signed_in import user_of

CLOCKS = ("deadline", "improvement")


@require_safe
def offer(request: HttpRequest, code: str) -> HttpResponse:
    deal, access = _entered(request, code), access_in(request)
    values = written(deal)
    gaps = gaps_of(deal, values, promises(deal))
    lacking = {gap.content.code for gap in gaps}
    last = last_version(deal)
    context = room(request, deal, "offer") | {
        "steps": [(content, content.code not in lacking, _begun(content, values)) for content in offering.contents()],
        "ready": len(offering.contents()) - len(lacking),
        "count": len(offering.contents()),
        "gaps": gaps,
        "versions": deal.offer_versions.defer("pdf").select_related("author", "filing"),
        "last": last,
        "clocks": [(clock, countdown(clock)) for clock in clocks_of([deal])[deal.pk] if clock.key in CLOCKS],
        "may_write": works_on(access, deal) and deal.open,
        "may_submit": _may_submit(deal, last),
    }
    return render(request, "acquisitions/offer/offer.html", context)


@require_safe
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """What is written now, as the court would get it."""
    deal = _entered(request, code)
    last = last_version(deal)
    number = last.number + 1 if last else 1
    return _pdf(
        offer_pdf(deal, number, written(deal), promises(deal), timezone.now(), draft=True), f"{deal.code}-draft"
    )


@require_safe
def version(request: HttpRequest, code: str, number: int) -> HttpResponse:
    deal = _entered(request, code)
    found = get_object_or_404(OfferVersion, deal=deal, number=number)
    return _pdf(bytes(found.pdf), f"{deal.code}-v{number}")


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _begun(content: offering.Content, values: offering.Values) -> bool:
    return any(values.get(item.code) for item in content.items)


def _may_submit(deal: Deal, last: OfferVersion | None) -> bool:
    now = timezone.now()
    if last is None:
        return deal.deadline_at is None or now < deal.deadline_at
    return deal.hearing_at is not None and improvable(deal.hearing_at, now)


def _entered(request: HttpRequest, code: str) -> Deal:
    deal = offered(get_deal_for(access_in(request), code))
    entered(deal=deal, user=user_of(request), what="offer")
    return deal
