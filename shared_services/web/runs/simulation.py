"""Winners and losers of another method or key, before anybody approves it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from establishments.access import Can, access_in, require
from establishments.web.structure.forms.base import MonthField
from groupe.kernel.errors import DomainError
from groupe.kernel.web import formats
from groupe.kernel.web.components import Crumb, Empty, Kpi
from groupe.kernel.web.tables import build_table
from shared_services.enums import Driver, Method
from shared_services.models import Department
from shared_services.services.simulation import Effect, How, simulate
from shared_services.web.runs.columns import EFFECTS
from shared_services.web.runs.drawing import effects_figure

SAME = Empty(title=gettext_lazy("Nothing would change"), text=gettext_lazy("Choose another method or key."))


class SimulationForm(forms.Form):
    month = MonthField()
    method = forms.ChoiceField(label=gettext_lazy("Method"), choices=Method.choices)
    department = forms.ModelChoiceField(
        label=gettext_lazy("Pooled department"), queryset=Department.objects.filter(active=True), to_field_name="code",
        required=False, empty_label=gettext_lazy("Every key as it is"),
    )  # fmt: skip
    driver = forms.ChoiceField(
        label=gettext_lazy("Shared by"), required=False,
        choices=[("", "–"), *((each.value, each.label) for each in Driver if each is not Driver.FIXED)],
    )  # fmt: skip

    def how(self) -> How:
        found, driver = self.cleaned_data["department"], self.cleaned_data["driver"]
        return How(self.cleaned_data["method"], {found.code: driver} if found and driver else {})


@require_safe
def simulation(request: HttpRequest) -> HttpResponse:
    access = access_in(request)
    require(access, Can.SEE_SHARED)
    form = SimulationForm(request.GET if "month" in request.GET else None)
    effects: list[Effect] = []
    if form.is_valid():
        try:
            effects = simulate(month=form.cleaned_data["month"], now=How(), then=form.how())
        except DomainError as error:
            form.add_error(None, error.message)
    table = build_table(request, EFFECTS, effects, sort="-difference", id="effects", empty=SAME, caption=_("Effects"))
    if file := table.file(_("Simulation")):
        return file
    context: dict[str, Any] = {
        "form": form,
        "table": table if effects else None,
        "chart": effects_figure(effects) if any(each.difference for each in effects) else None,
        "tiles": _tiles(effects),
        "crumbs": [Crumb(_("Allocation"), reverse("shared_services:runs"))],
    }
    return render(request, "shared_services/runs/simulation.html", context, status=422 if form.errors else 200)


def _tiles(effects: list[Effect]) -> list[Kpi]:
    more = [each.difference for each in effects if each.difference > 0]
    less = [each for each in effects if each.difference < 0]
    return [
        Kpi(label=_("Would pay more"), value=len(more), digits=0),
        Kpi(label=_("Would pay less"), value=len(less), digits=0),
        Kpi(label=_("Moved"), value=formats.compact_euros(sum(more))),
    ]
