"""The forms that change one establishment."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from establishments.models import Establishment, Funding
from establishments.services.structure import capacity_undo, exit_undo, links_undo, transfer_undo
from establishments.web.structure.editing import change_page, editable, undo
from establishments.web.structure.forms.arrivals import EditForm
from establishments.web.structure.forms.moves import (
    CapacityForm,
    ExitForm,
    FundingEndForm,
    FundingForm,
    LinkForm,
    TransferForm,
)
from groupe.kernel.errors import NotVisible
from groupe.kernel.periods import today
from groupe.kernel.web.components import Crumb

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


def _page_of(establishment: Establishment) -> Crumb:
    return Crumb(establishment.name, establishment.get_absolute_url())


def _above() -> list[Crumb]:
    return [Crumb(_("Establishments"), reverse("establishments:list"))]


@read_or_write
def transfer(request: HttpRequest, code: str) -> HttpResponse:
    site = editable(request, code)
    return change_page(
        request,
        lambda data: TransferForm(data, establishment=site),
        title=_("Transfer"),
        intro=_("Another entity, another territory, or both, from a day on. Figures are shared by days."),
        label=_("Make the transfer"),
        back=_page_of(site),
        above=_above(),
    )


@read_or_write
def capacities(request: HttpRequest, code: str) -> HttpResponse:
    site = editable(request, code)
    return change_page(
        request,
        lambda data: CapacityForm(data, establishment=site, day=today()),
        title=_("Change capacities"),
        intro=_("The figures below are those of today. Change the ones that change; the others stay as they are."),
        label=_("Change capacities"),
        back=_page_of(site),
        above=_above(),
    )


@read_or_write
def leave(request: HttpRequest, code: str) -> HttpResponse:
    site = editable(request, code)
    return change_page(
        request,
        lambda data: ExitForm(data, establishment=site),
        title=_("Exit from the group"),
        intro=_("Its past figures stay in those of the group."),
        label=_("Record the exit"),
        danger=True,
        back=_page_of(site),
        above=_above(),
    )


@read_or_write
def link(request: HttpRequest, code: str) -> HttpResponse:
    site = editable(request, code)
    return change_page(
        request,
        lambda data: LinkForm(data, establishment=site),
        title=_("Merger or split"),
        intro=_("Whose past is compared with whose present: one successor takes all, several take shares."),
        label=_("Link them"),
        back=_page_of(site),
        above=_above(),
        template="establishments/link.html",
    )


@read_or_write
def funding(request: HttpRequest, code: str) -> HttpResponse:
    site = editable(request, code)
    return change_page(
        request,
        lambda data: FundingForm(data, establishment=site),
        title=_("Add a funder"),
        label=_("Add"),
        back=_page_of(site),
        above=_above(),
    )


@read_or_write
def funding_stop(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    site = editable(request, code)
    found = Funding.objects.filter(establishment=site, pk=pk).select_related("funder", "establishment").first()
    if found is None:
        raise NotVisible(_("There is no such funding."))
    return change_page(
        request,
        lambda data: FundingEndForm(data, funding=found),
        title=_("End the funding by %(name)s") % {"name": found.funder},
        label=_("End the funding"),
        back=_page_of(site),
        above=_above(),
    )


@read_or_write
def edit(request: HttpRequest, code: str) -> HttpResponse:
    site = editable(request, code)
    return change_page(
        request,
        lambda data: EditForm(data, establishment=site),
        title=_("Identity"),
        label=_("Save"),
        back=_page_of(site),
        above=_above(),
    )


@require_POST
def undo_transfer(request: HttpRequest, code: str) -> HttpResponse:
    site = editable(request, code)
    said = _("The last transfer is undone.")
    return undo(request, lambda: transfer_undo(establishment=site), back=site.get_absolute_url(), said=said)


@require_POST
def undo_exit(request: HttpRequest, code: str) -> HttpResponse:
    site = editable(request, code)
    said = _("The exit is undone: it stays in the group.")
    return undo(request, lambda: exit_undo(establishment=site), back=site.get_absolute_url(), said=said)


@require_POST
def undo_links(request: HttpRequest, code: str) -> HttpResponse:
    site = editable(request, code)
    said = _("The merger or split is undone.")
    return undo(request, lambda: links_undo(old=site), back=site.get_absolute_url(), said=said)


@require_POST
def undo_capacity(request: HttpRequest, code: str, measure: str) -> HttpResponse:
    site = editable(request, code)
    said = _("The last change of capacity is undone.")
    return undo(
        request,
        lambda: capacity_undo(establishment=site, measure=measure),
        back=site.get_absolute_url(),
        said=said,
    )
