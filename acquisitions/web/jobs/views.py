"""Jobs saved, strictly counted, and counted again at 6, 12 and 24 months."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from acquisitions.access import get_deal_for, require_pipeline, works_on
from acquisitions.enums import DealState
from acquisitions.models import Deal
from acquisitions.selectors.jobs import JobsSaved, jobs_of, jobs_saved
from acquisitions.services.jobs import MONTHS, jobs_review_save
from acquisitions.services.rooms import entered
from acquisitions.web.pipeline.forms import FteField
from acquisitions.web.room import room
from acquisitions.web.tabs import tabs
from establishments.access import access_in
from establishments.web.structure.editing import change_page
from establishments.web.structure.forms.base import ChangeForm, CountField, DayField
from groupe.accounts.models import User
from groupe.accounts.signed_in import user_of
from groupe.kernel.periods import today
from groupe.kernel.web.components import Crumb, Empty, Kpi
from groupe.kernel.web.tables import Column, build_table

SAVED = (
    Column("name", pgettext_lazy("takeover", "File"), value=lambda row: row.deal.name, order=("name",), wrap=True,
        href=lambda row: reverse("acquisitions:jobs", args=[row.deal.code])),
    Column("entry", gettext_lazy("Entry"), "day", value=lambda row: row.deal.entry_on, order=("entry",)),
    Column("before", gettext_lazy("Jobs before"), "number", value=lambda row: row.deal.people),
    Column("taken", gettext_lazy("Jobs taken"), "number", value=lambda row: row.deal.people_taken),
    Column("rate", gettext_lazy("Taken"), "percent", value=lambda row: row.taken_rate),
    Column("kept", gettext_lazy("Still there at 12 months"), "number",
        value=lambda row: row.confirmed.people_kept if row.confirmed else None),
    Column("kept_rate", gettext_lazy("Kept"), "percent", value=lambda row: row.kept_rate),
    Column("cost", gettext_lazy("Cost per job"), "euros", value=lambda row: row.cost_per_job, digits=2),
)  # fmt: skip
COUNTS = (
    Column("months", gettext_lazy("Months after the entry"), "number"),
    Column("counted_on", gettext_lazy("Counted on"), "day"),
    Column("people_kept", gettext_lazy("Still in force (people)"), "number"),
    Column("fte_kept", gettext_lazy("Still in force (FTE)"), "number", digits=1),
    Column("people_left", gettext_lazy("Left by own will (people)"), "number"),
    Column("fte_left", gettext_lazy("Left by own will (FTE)"), "number", digits=1),
    Column("author", gettext_lazy("Counted by"), value=lambda row: str(row.author)),
)
NONE_YET = Empty(
    title=gettext_lazy("No activity taken over yet"),
    text=gettext_lazy("Files appear here once their takeover is recorded."),
)
NO_COUNT = Empty(
    title=gettext_lazy("Not counted again yet"),
    text=gettext_lazy("Jobs are confirmed at 12 months: contracts of the same people still in force."),
)


@require_safe
def saved(request: HttpRequest) -> HttpResponse:
    access = access_in(request)
    require_pipeline(access)
    rows = jobs_saved(access)
    table = build_table(request, SAVED, rows, sort="", empty=NONE_YET, caption=_("Jobs saved"))
    if file := table.file(_("Jobs saved")):
        return file
    context = {"table": table, "tiles": _totals(rows), "tabs": tabs(request, "saved")}
    return render(request, "acquisitions/jobs/saved.html", context)


@require_safe
def jobs(request: HttpRequest, code: str) -> HttpResponse:
    """Also for who reads jobs only."""
    access = access_in(request)
    found = get_deal_for(access, code, jobs=True)
    entered(deal=found, user=user_of(request), what="jobs")
    told = jobs_of(found)
    table = build_table(request, COUNTS, told.reviews, sort="", empty=NO_COUNT, caption=_("Jobs counted again"))
    if file := table.file(f"{found.code} {_('Jobs')}"):
        return file
    context = room(request, found, "jobs") | {
        "tiles": _tiles(told),
        "table": table,
        "may_count": works_on(access, found) and found.state == DealState.WON,
    }
    return render(request, "acquisitions/jobs/jobs.html", context)


class CountForm(ChangeForm):
    months = forms.TypedChoiceField(label=gettext_lazy("Months after the entry"), coerce=int, initial=12,
        choices=[(each, str(each)) for each in MONTHS])  # fmt: skip
    counted_on = DayField(label=gettext_lazy("Counted on"))
    people_kept = CountField(label=gettext_lazy("Still in force (people)"), min_value=0,
        help_text=gettext_lazy("Contracts of the same people; later hires never count."))  # fmt: skip
    fte_kept = FteField(label=gettext_lazy("Still in force (FTE)"))
    people_left = CountField(label=gettext_lazy("Left by own will (people)"), min_value=0, initial=0)
    fte_left = FteField(label=gettext_lazy("Left by own will (FTE)"), initial=0)
    note = forms.CharField(label=gettext_lazy("A word"), max_length=500, required=False)

    def __init__(self, data: Any = None, *, deal: Deal, author: User) -> None:
        super().__init__(data, initial={"counted_on": today()})
        self.deal, self.author = deal, author

    def apply(self) -> str:
        made = jobs_review_save(deal=self.deal, author=self.author, **self.cleaned_data)
        return _("%(count)d jobs still there at %(months)d months.") % {
            "count": made.people_kept, "months": made.months,
        }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def count(request: HttpRequest, code: str) -> HttpResponse:
    found = get_deal_for(access_in(request), code, write=True)
    author = user_of(request)
    back = Crumb(found.name, reverse("acquisitions:jobs", args=[found.code]))
    return change_page(
        request, lambda data: CountForm(data, deal=found, author=author), title=_("Count the jobs again"),
        back=back, label=_("Save"), intro=_("Counts only: no names, no lists of people."),
    )  # fmt: skip


def _tiles(told: JobsSaved) -> list[Kpi]:
    deal = told.deal
    before = _("%(count)s not taken") % {"count": told.people_not_taken} if told.people_not_taken else ""
    return [
        Kpi(label=_("Jobs before"), value=deal.people, digits=0),
        Kpi(label=_("Jobs taken"), value=deal.people_taken, digits=0, note=before),
        Kpi(label=_("Taken"), value=_percent(told.taken_rate), unit="%", digits=1),
        Kpi(label=_("Kept at 12 months"), value=_percent(told.kept_rate), unit="%", digits=1),
        Kpi(label=_("Cost per job"), value=told.cost_per_job, unit="€", digits=2),
    ]


def _totals(rows: Sequence[JobsSaved]) -> list[Kpi]:
    """Rates are of files that tell both sides."""
    counted = [row for row in rows if row.confirmed and row.deal.people_taken]
    taken = sum(row.deal.people_taken or 0 for row in counted)
    kept = sum(row.confirmed.people_kept for row in counted if row.confirmed)
    return [
        Kpi(label=_("Activities taken over"), value=len(rows), digits=0),
        Kpi(label=_("Jobs taken"), value=sum(row.deal.people_taken or 0 for row in rows), digits=0),
        Kpi(label=_("Kept at 12 months"), value=_percent(Fraction(kept, taken) if taken else None), unit="%", digits=1,
            note=_("Files counted: %(count)d") % {"count": len(counted)}),
    ]  # fmt: skip


def _percent(rate: Fraction | None) -> Fraction | None:
    return None if rate is None else rate * 100
