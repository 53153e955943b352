"""Forms of a file: opening it, describing it and its sites, losing it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from acquisitions.access import get_deal_for, require_pipeline
from acquisitions.models import Deal, DealTarget
from acquisitions.web.pipeline.forms import DealForm, LoseForm
from acquisitions.web.pipeline.gates import target_of
from acquisitions.web.pipeline.site_form import TargetForm
from establishments.access import access_in
from establishments.web.structure.editing import change_page
from groupe.accounts.signed_in import user_of
from groupe.kernel.web.components import Crumb

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@read_or_write
def deal_new(request: HttpRequest) -> HttpResponse:
    require_pipeline(access_in(request), write=True)
    author = user_of(request)
    back = Crumb(_("Takeovers"), reverse("acquisitions:board"))
    return change_page(
        request, lambda data: DealForm(data, author=author), title=_("Open a file"), back=back, label=_("Open")
    )


@read_or_write
def deal_edit(request: HttpRequest, code: str) -> HttpResponse:
    found = get_deal_for(access_in(request), code, write=True)
    author = user_of(request)
    return change_page(
        request, lambda data: DealForm(data, author=author, deal=found), title=_("Describe the file"),
        back=_back(found), label=_("Save"),
    )  # fmt: skip


@read_or_write
def deal_lost(request: HttpRequest, code: str) -> HttpResponse:
    found = get_deal_for(access_in(request), code, write=True)
    author = user_of(request)
    return change_page(
        request, lambda data: LoseForm(data, deal=found, author=author), title=_("The file is lost"),
        back=_back(found), label=_("Close the file"), danger=True,
        intro=_("It leaves the board. It can be reopened until it is purged, after two years."),
    )  # fmt: skip


@read_or_write
def target_new(request: HttpRequest, code: str) -> HttpResponse:
    found = get_deal_for(access_in(request), code, write=True)
    return _target(request, found, None)


@read_or_write
def target_edit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    found = get_deal_for(access_in(request), code, write=True)
    return _target(request, found, target_of(found, pk))


def _target(request: HttpRequest, deal: Deal, target: DealTarget | None) -> HttpResponse:
    return change_page(
        request, lambda data: TargetForm(data, deal=deal, target=target),
        title=_("Describe the site") if target else _("Add a site"), back=_back(deal), label=_("Save"),
        intro=_("Capacities follow the kind: save, then open the site again where its kind changes."),
    )  # fmt: skip


def _back(deal: Deal) -> Crumb:
    return Crumb(deal.name, deal.get_absolute_url())
