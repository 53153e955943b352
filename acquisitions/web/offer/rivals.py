"""Our offer beside those of others, on the three criteria of the court (L642-5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_stubs_ext import StrOrPromise

from acquisitions.access import get_deal_for, works_on
from acquisitions.models import Competitor, Deal
from acquisitions.selectors.offers import Stand, offered, stands
from acquisitions.services.competitors import competitor_remove
from acquisitions.services.rooms import entered
from acquisitions.web.offer.forms import CompetitorForm
from acquisitions.web.room import room
from establishments.access import access_in
from establishments.web.structure.editing import change_page, undo
from groupe.accounts.signed_in import user_of
from groupe.kernel.web import formats
from groupe.kernel.web.components import Crumb

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Line:
    """One fact across the offers, as they read it, with the one or those that are best."""

    label: StrOrPromise
    cells: Sequence[tuple[str, bool]]


@require_safe
def compared(request: HttpRequest, code: str) -> HttpResponse:
    access = access_in(request)
    deal = offered(get_deal_for(access, code))
    entered(deal=deal, user=user_of(request), what="competitors")
    found = stands(deal)
    context = room(request, deal, "offer") | {
        "stands": found,
        "criteria": _criteria(found),
        "may_write": works_on(access, deal) and deal.open,
    }
    return render(request, "acquisitions/offer/others.html", context)


@read_or_write
def competitor_new(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, offered(get_deal_for(access_in(request), code, write=True)), None)


@read_or_write
def competitor_edit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    deal = offered(get_deal_for(access_in(request), code, write=True))
    return _page(request, deal, get_object_or_404(Competitor, pk=pk, deal=deal))


@require_POST
def competitor_removed(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    deal = offered(get_deal_for(access_in(request), code, write=True))
    found = get_object_or_404(Competitor, pk=pk, deal=deal)
    return undo(
        request, lambda: competitor_remove(deal=deal, competitor=found), back=_back(deal).url,
        said=_("The offer is removed."),
    )  # fmt: skip


def _page(request: HttpRequest, deal: Deal, found: Competitor | None) -> HttpResponse:
    return change_page(
        request,
        lambda data: CompetitorForm(data, deal=deal, competitor=found),
        title=_("Offer of a competitor"),
        back=_back(deal),
        label=_("Save"),
    )


def _criteria(found: Sequence[Stand]) -> list[tuple[StrOrPromise, list[Line]]]:
    def line(
        label: StrOrPromise, read: Callable[[Stand], Any], shown: Callable[[Any], str], *, rank: bool = True
    ) -> Line:
        values = [read(stand) for stand in found]
        known = [value for value in values if value is not None]
        best = max(known) if rank and len(known) > 1 else None
        return Line(label, [(shown(value), best is not None and value == best) for value in values])

    def cents(value: Decimal | None) -> str:
        return formats.euros(value, 2)

    def text(value: str) -> str:
        return value or formats.NOTHING

    return [
        (_("Lasting employment"), [
            line(_("Jobs taken (people)"), lambda stand: stand.jobs, formats.number),
            line(_("Jobs taken (FTE)"), lambda stand: stand.fte, formats.number),
            line(_("Share of the jobs before"), lambda stand: stand.share, formats.percent),
            line(_("Commitments until"), lambda stand: stand.committed_until, formats.day),
            line(_("Commitments"), lambda stand: stand.commitments, text, rank=False),
        ]),
        (_("Payment of creditors"), [
            line(_("Price"), lambda stand: stand.price, formats.euros),
            line(_("Price for each job taken"), lambda stand: stand.price_per_job, cents, rank=False),
            line(_("Payment"), lambda stand: stand.payment, text, rank=False),
        ]),
        (_("Guarantees"), [
            line(_("Amount guaranteed"), lambda stand: stand.guarantee_amount, formats.euros),
            line(_("Guarantees"), lambda stand: stand.guarantees, text, rank=False),
        ]),
    ]  # fmt: skip


def _back(deal: Deal) -> Crumb:
    return Crumb(deal.code, reverse("acquisitions:competitors", args=[deal.code]))
