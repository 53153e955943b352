"""Winners and losers of another method or key, before anybody approves it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from establishments.access import Can, access_in, require
from establishments.web.structure.forms.base import MonthField
from groupe.kernel.errors import DomainError
from groupe.kernel.periods import Month, today
from groupe.kernel.web import formats
from groupe.kernel.web.components import Crumb, Empty, Kpi
from groupe.kernel.web.tables import build_table
from shared_services.enums import Basis, Driver, Method
from shared_services.models import AllocationRun, Department, PoolKey
from shared_services.services.simulation import Effect, How, current_run, how_now, simulate
from shared_services.web.runs.columns import EFFECTS
from shared_services.web.runs.drawing import effects_figure

SAME = Empty(title=gettext_lazy("Nothing would change"), text=gettext_lazy("Choose another method or key."))


DRIVERS = [(each.value, each.label) for each in Driver if each is not Driver.FIXED]


class SimulationForm(forms.Form):
    """A method, and another key for as many departments as one likes: `key-<code>`."""

    month = MonthField()
    method = forms.ChoiceField(label=gettext_lazy("Method"), choices=Method.choices)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.codes = []
        keys = dict(PoolKey.objects.on(today()).order_by().values_list("department", "driver"))
        for row in Department.objects.filter(active=True).order_by("name"):
            driver = keys.get(row.pk, "")
            kept = _("as it is: %(key)s") % {"key": Driver(driver).label if driver else _("no key")}
            self.fields[f"key-{row.code}"] = forms.ChoiceField(
                label=row.name, required=False, choices=[("", kept), *DRIVERS]
            )
            self.codes.append(row.code)

    def how(self) -> How:
        chosen = {code: self.cleaned_data[f"key-{code}"] for code in self.codes}
        return How(self.cleaned_data["method"], {code: driver for code, driver in chosen.items() if driver})

    def of_run(self) -> list[BoundField]:
        return [self["month"], self["method"]]

    def of_keys(self) -> list[BoundField]:
        return [self[f"key-{code}"] for code in self.codes]


@require_safe
def simulation(request: HttpRequest) -> HttpResponse:
    """Against the run of the month, as it is charged or waits for approval."""
    access = access_in(request)
    require(access, Can.SEE_SHARED)
    form = SimulationForm(request.GET if "month" in request.GET else None)
    effects: list[Effect] = []
    run: AllocationRun | None = None
    if form.is_valid():
        month: Month = form.cleaned_data["month"]
        run = current_run(month)
        try:
            effects = simulate(month=month, now=how_now(run), then=form.how(), basis=run.basis if run else Basis.ACTUAL)
        except DomainError as error:
            form.add_error(None, error.message)
    table = build_table(request, EFFECTS, effects, sort="-difference", id="effects", empty=SAME, caption=_("Effects"))
    if file := table.file(_("Simulation")):
        return file
    context: dict[str, Any] = {
        "form": form,
        "run": run,
        "against": Method(how_now(run).method).label,
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
