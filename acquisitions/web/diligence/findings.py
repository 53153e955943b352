"""Findings of the due diligence: the list, one of them, and what is done about it."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Case, IntegerField, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from acquisitions.enums import Gravity
from acquisitions.models import Deal, Finding
from acquisitions.routes.diligence import streams
from acquisitions.selectors.diligence import findings_to_integrate, open_reds, price_effect_of
from acquisitions.selectors.scores import cap_reason, capping
from acquisitions.services.findings import finding_reopen
from acquisitions.web.diligence.finding_forms import FindingForm, ResolveForm
from acquisitions.web.diligence.opening import back_to, opened, shown
from establishments.web.structure.editing import change_page
from groupe.accounts.signed_in import user_of
from groupe.kernel.errors import NotVisible
from groupe.kernel.web import formats
from groupe.kernel.web.components import Crumb, Empty, Kpi, Tone
from groupe.kernel.web.tables import Column, build_table

read_or_write = require_http_methods(["GET", "HEAD", "POST"])
GRAVITY_TONES: dict[str, Tone] = {Gravity.RED: "bad", Gravity.MAJOR: "warn", Gravity.MINOR: "info"}
NO_FINDING = Empty(
    title=gettext_lazy("No finding"), text=gettext_lazy("Note here what bears on the offer, its price or its risk.")
)


def _address(finding: Finding) -> str:
    return reverse("acquisitions:diligence-finding", args=[finding.deal.code, finding.number])


COLUMNS = (
    Column(
        "title", gettext_lazy("Finding"), value=lambda row: f"F{row.number} {row.title}", order=("number",),
        href=_address, wrap=True,
    ),
    Column(
        "gravity", gettext_lazy("Gravity"), "tag", value=lambda row: row.get_gravity_display(), order=("rank",),
        tone=lambda row: GRAVITY_TONES.get(row.gravity, ""),
    ),
    Column("price_effect", gettext_lazy("Effect on the price"), "euros", order=("price_effect",)),
    Column(
        "outcome", gettext_lazy("Resolution"), "tag", order=("outcome",),
        value=lambda row: row.get_outcome_display() or _("to be resolved"),
        tone=lambda row: "ok" if row.outcome else "warn",
    ),
    Column("safety", gettext_lazy("Safety"), "yes_no", order=("safety",)),
    Column(
        "stream", gettext_lazy("Stream"), value=lambda row: streams()[row.stream].label, order=("stream",)
    ),
    Column("owner", gettext_lazy("Owner"), value=lambda row: row.owner, order=("owner__name",)),
    Column("to_integrate", gettext_lazy("To integrate"), "yes_no", order=("to_integrate",)),
)  # fmt: skip


@require_safe
def findings(request: HttpRequest, code: str) -> HttpResponse:
    deal = opened(request, code)
    ranks = [When(gravity=gravity, then=Value(rank)) for rank, gravity in enumerate(Gravity.values)]
    rows = deal.findings.select_related("owner", "deal").annotate(rank=Case(*ranks, output_field=IntegerField()))
    table = build_table(request, COLUMNS, rows, sort="-gravity", empty=NO_FINDING, caption=_("Findings"))
    if file := table.file(f"{deal.code} {_('Findings')}"):
        return file
    context = shown(request, deal, "diligence-findings") | {
        "table": table, "tiles": _tiles(deal), "cap": cap_reason(capping(deal)),
    }  # fmt: skip
    return render(request, "acquisitions/diligence/findings.html", context)


@require_safe
def one(request: HttpRequest, code: str, number: int) -> HttpResponse:
    deal = opened(request, code)
    found = _finding(deal, number)
    context = shown(request, deal, "diligence-findings") | {
        "finding": found,
        "tone": GRAVITY_TONES.get(found.gravity, ""),
        "cap": cap_reason([found]) if found.caps else "",
        "facts": [
            (_("Stream"), streams()[found.stream].label),
            (_("Effect on the price"), formats.euros(found.price_effect, 2)),
            (_("Owner"), found.owner or formats.NOTHING),
            (_("About safety"), formats.yes_no(found.safety)),
            (_("Action of the integration"), formats.yes_no(found.to_integrate)),
            (_("Noted by"), f"{found.author}, {formats.when(found.at)}"),
        ],
    }
    return render(request, "acquisitions/diligence/finding.html", context)


@read_or_write
def finding_new(request: HttpRequest, code: str) -> HttpResponse:
    deal = opened(request, code, write=True)
    return change_page(
        request, lambda data: FindingForm(data, deal=deal, author=user_of(request)), title=_("Note a finding"),
        back=back_to(deal, "diligence-findings"), label=_("Save"),
    )  # fmt: skip


@read_or_write
def finding_edit(request: HttpRequest, code: str, number: int) -> HttpResponse:
    deal = opened(request, code, write=True)
    found = _finding(deal, number)
    return change_page(
        request, lambda data: FindingForm(data, deal=deal, author=user_of(request), finding=found),
        title=_("Change the finding"), back=_back(deal, found), label=_("Save"),
    )  # fmt: skip


@read_or_write
def finding_resolve(request: HttpRequest, code: str, number: int) -> HttpResponse:
    deal = opened(request, code, write=True)
    found = _finding(deal, number)
    return change_page(
        request, lambda data: ResolveForm(data, deal=deal, author=user_of(request), finding=found),
        title=_("Resolve the finding"), back=_back(deal, found), label=_("Resolve"),
    )  # fmt: skip


@require_POST
def reopen(request: HttpRequest, code: str, number: int) -> HttpResponse:
    deal = opened(request, code, write=True)
    found = _finding(deal, number)
    finding_reopen(deal=deal, finding=found, author=user_of(request))
    messages.success(request, _("The finding is to be resolved again."))
    return redirect(_address(found))


def _tiles(deal: Deal) -> list[Kpi]:
    return [
        Kpi(label=_("Findings"), value=deal.findings.count(), digits=0),
        Kpi(label=_("Red flags without a resolution"), value=open_reds(deal).count(), digits=0),
        Kpi(label=_("Effect on the price"), value=formats.compact_euros(price_effect_of(deal), signed=True)),
        Kpi(label=_("Actions of the integration"), value=findings_to_integrate(deal).count(), digits=0),
    ]


def _finding(deal: Deal, number: int) -> Finding:
    found = deal.findings.select_related("owner", "author", "resolved_by", "deal").filter(number=number).first()
    if found is None:
        raise NotVisible(_("There is no such finding."))
    return found


def _back(deal: Deal, finding: Finding) -> Crumb:
    return Crumb(f"{deal.name} – F{finding.number}", _address(finding))
