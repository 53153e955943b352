"""What members tell of authorisations and commitments."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from acquisitions.access import get_deal_for
from acquisitions.models import AuthorisationFile, Commitment, Deal
from acquisitions.services.clocks import commitment_remove
from acquisitions.web.clocks.forms import AuthorisationForm, CommitmentForm
from establishments.access import access_in
from establishments.web.structure.editing import change_page, undo
from groupe.accounts.signed_in import user_of
from groupe.kernel.web.components import Crumb

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@read_or_write
def authorisation_new(request: HttpRequest, code: str) -> HttpResponse:
    return _authorisation(request, get_deal_for(access_in(request), code, write=True), None)


@read_or_write
def authorisation_edit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    deal = get_deal_for(access_in(request), code, write=True)
    return _authorisation(request, deal, get_object_or_404(AuthorisationFile, pk=pk, deal=deal))


@read_or_write
def commitment_new(request: HttpRequest, code: str) -> HttpResponse:
    return _commitment(request, get_deal_for(access_in(request), code, write=True), None)


@read_or_write
def commitment_edit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    deal = get_deal_for(access_in(request), code, write=True)
    return _commitment(request, deal, get_object_or_404(Commitment, pk=pk, deal=deal))


@require_POST
def commitment_removed(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    deal = get_deal_for(access_in(request), code, write=True)
    found = get_object_or_404(Commitment, pk=pk, deal=deal)
    return undo(
        request, lambda: commitment_remove(deal=deal, commitment=found), back=_back(deal).url,
        said=_("The commitment is taken back."),
    )  # fmt: skip


def _authorisation(request: HttpRequest, deal: Deal, sent: AuthorisationFile | None) -> HttpResponse:
    return change_page(
        request,
        lambda data: AuthorisationForm(data, deal=deal, sent=sent),
        title=_("Transfer of the authorisation"),
        back=_back(deal),
        label=_("Save"),
        intro=_("Three months of silence after the file is complete are a refusal (L313-1, D313-10-8)."),
    )


def _commitment(request: HttpRequest, deal: Deal, found: Commitment | None) -> HttpResponse:
    author = user_of(request)
    return change_page(
        request,
        lambda data: CommitmentForm(data, deal=deal, author=author, commitment=found),
        title=_("Commitment"),
        back=_back(deal),
        label=_("Save"),
    )


def _back(deal: Deal) -> Crumb:
    return Crumb(deal.code, reverse("acquisitions:clocks", args=[deal.code]))
