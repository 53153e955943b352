"""What the takeover team does with leads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from acquisitions.access import require_pipeline
from acquisitions.gazette.reading import GazetteRefused, read_content
from acquisitions.models import Lead
from acquisitions.selectors.watch import get_lead_for
from acquisitions.services.gazette import gazette_load
from acquisitions.services.watching import lead_dismiss, lead_follow, lead_reopen
from acquisitions.web.watch.forms import GazetteForm, LeadForm, OpenForm
from establishments.access import access_in
from establishments.web.structure.editing import change_page
from groupe.accounts.signed_in import user_of
from groupe.kernel.errors import DomainError, NotVisible
from groupe.kernel.files import clean_name
from groupe.kernel.web.components import Crumb

MOVES: dict[str, Callable[..., Lead]] = {"follow": lead_follow, "dismiss": lead_dismiss, "reopen": lead_reopen}


@require_POST
def lead_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """409 where somebody else decided so already."""
    found = get_lead_for(access_in(request), pk, write=True)
    if move not in MOVES:
        raise NotVisible(_("This page does not exist."))
    MOVES[move](lead=found, author=user_of(request), reason=request.POST.get("reason", ""))
    messages.success(request, _("Done."))
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
def lead_new(request: HttpRequest) -> HttpResponse:
    require_pipeline(access_in(request), write=True)
    author = user_of(request)
    return change_page(
        request,
        lambda data: LeadForm(data, author=author),
        title=_("Type a lead"),
        back=_list(),
        label=_("Add to the list"),
        intro=_("Somebody told us about an organisation that may be for sale."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def lead_open(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_lead_for(access_in(request), pk, write=True)
    author = user_of(request)
    return change_page(
        request,
        lambda data: OpenForm(data, lead=found, author=author),
        title=_("Open a file"),
        back=Crumb(found.name, found.get_absolute_url()),
        above=[_list()],
        label=_("Open the file"),
        intro=_(
            "A court sale, filled in with what the gazette says. Its room is walled: until you name others in it, "
            "nobody else sees that it exists."
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def gazette(request: HttpRequest) -> HttpResponse:
    """A file of the open data set: all of it or nothing; 422 with each fault."""
    require_pipeline(access_in(request), write=True)
    form = GazetteForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "crumbs": [_list()]}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            read = read_content(clean_name(file.name or ""), file.read())
            read.refuse_faults()
            loaded = gazette_load(found=read.found)
        except GazetteRefused as refused:
            context |= {
                "faults": refused.faults,
                "more": refused.total - len(refused.faults),
                "refusal": refused.message,
            }
        except DomainError as error:
            context |= {"refusal": error.message}
        else:
            messages.success(request, _told(loaded.total, loaded.leads, loaded.ignored.total()))
            return redirect("acquisitions:watch")
    bad = request.method == "POST"
    return render(request, "acquisitions/watch/import.html", context, status=422 if bad else 200)


def _told(kept: int, leads: int, ignored: int) -> str:
    told = ngettext("%(kept)d notice kept", "%(kept)d notices kept", kept) % {"kept": kept}
    new = ngettext("%(new)d new lead", "%(new)d new leads", leads) % {"new": leads}
    return f"{told}, {new}, " + _("%(ignored)d ignored.") % {"ignored": ignored}


def _list() -> Crumb:
    return Crumb(_("Watch"), reverse("acquisitions:watch"))
