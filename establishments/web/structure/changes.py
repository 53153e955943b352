"""The forms that change one establishment, and what takes a change back: each differs by its words alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from django_stubs_ext import StrOrPromise

from establishments.models import Establishment, Funding
from establishments.services.structure import capacity_undo, entry_undo, exit_undo, links_undo, transfer_undo
from establishments.web.structure.editing import change_page, editable, undo
from establishments.web.structure.forms.arrivals import EditForm
from establishments.web.structure.forms.base import ChangeForm
from establishments.web.structure.forms.moves import (
    CapacityForm,
    ExitForm,
    FundingEndForm,
    FundingForm,
    LinkForm,
    TransferForm,
)
from groupe.kernel.errors import NotVisible
from groupe.kernel.web.components import Crumb

View = Callable[..., HttpResponse]
read_or_write = require_http_methods(["GET", "HEAD", "POST"])


def _form_of(form: Callable[..., ChangeForm], title: StrOrPromise, **words: Any) -> View:
    """A page with `form`; `words` are those of `change_page`, the title being the label unless one is given."""

    @read_or_write
    def view(request: HttpRequest, code: str) -> HttpResponse:
        site = editable(request, code)
        return _page(request, site, partial(form, establishment=site), title, **words)

    return view


def _page(
    request: HttpRequest, site: Establishment, make: Callable[..., ChangeForm], title: StrOrPromise, **words: Any
) -> HttpResponse:
    return change_page(
        request,
        make,
        title=title,
        back=Crumb(site.name, site.get_absolute_url()),
        above=[Crumb(_("Establishments"), reverse("establishments:list"))],
        **{"label": title, **words},
    )


def _undo_of(service: Callable[..., object], said: StrOrPromise) -> View:
    """Takes back the last change of an establishment; what else stands in the address goes to the service."""

    @require_POST
    def view(request: HttpRequest, code: str, **more: str) -> HttpResponse:
        site = editable(request, code)
        return undo(request, partial(service, establishment=site, **more), back=site.get_absolute_url(), said=said)

    return view


edit = _form_of(EditForm, gettext_lazy("Identity"), label=gettext_lazy("Save"))
transfer = _form_of(
    TransferForm,
    gettext_lazy("Transfer"),
    intro=gettext_lazy("Another entity, another territory, or both, from a day on. Figures are shared by days."),
    label=gettext_lazy("Make the transfer"),
)
capacities = _form_of(
    CapacityForm,
    gettext_lazy("Change capacities"),
    intro=gettext_lazy(
        "The figures below are those of today. Change the ones that change; the others stay as they are."
    ),
)
leave = _form_of(
    ExitForm,
    gettext_lazy("Exit from the group"),
    intro=gettext_lazy("Its past figures stay in those of the group."),
    label=gettext_lazy("Record the exit"),
    danger=True,
)
link = _form_of(
    LinkForm,
    gettext_lazy("Merger or split"),
    intro=gettext_lazy(
        "Whose past is compared with whose present: one successor takes all, several take shares. "
        "What no successor takes stays with it, where it goes on."
    ),
    label=gettext_lazy("Link them"),
    template="establishments/link.html",
)
funding = _form_of(FundingForm, gettext_lazy("Add a funder"), label=gettext_lazy("Add"))

undo_entry = _undo_of(entry_undo, gettext_lazy("The entry is undone: it belongs to the register alone."))
undo_transfer = _undo_of(transfer_undo, gettext_lazy("The last transfer is undone."))
undo_exit = _undo_of(exit_undo, gettext_lazy("The exit is undone: it stays in the group."))
undo_links = _undo_of(links_undo, gettext_lazy("The merger or split is undone."))
undo_capacity = _undo_of(capacity_undo, gettext_lazy("The last change of capacity is undone."))


@read_or_write
def funding_stop(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    site = editable(request, code)
    found = Funding.objects.filter(establishment=site, pk=pk).select_related("funder", "establishment").first()
    if found is None:
        raise NotVisible(_("There is no such funding."))
    title = _("End the funding by %(name)s") % {"name": found.funder}
    return _page(request, site, partial(FundingEndForm, funding=found), title, label=_("End the funding"))
