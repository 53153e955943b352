"""Columns of runs, differences and alerts."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from groupe.consolidation.models import Run
from groupe.kernel.web import formats
from groupe.kernel.web.components import Empty, Tone
from groupe.kernel.web.tables import Column
from groupe.web.runs.state import remark

TONES: dict[str, Tone] = {
    Run.State.DONE: "ok",
    Run.State.FAILED: "bad",
    Run.State.STARTED: "info",
    Run.State.STOPPED: "warn",
}
WHAT: dict[str, StrOrPromise] = {"cell": _("establishment"), "comparison": _("like-for-like"), "rollup": _("total")}


def _duration(run: Run) -> str:
    return formats.duration((run.ended_at - run.started_at).total_seconds()) if run.ended_at else ""


def _tone(run: Run) -> Tone:
    return "warn" if run.differences else TONES.get(run.state, "")


def _place(difference: dict[str, Any]) -> str:
    # A part of a scope in the legal view, or what lies below an entity: both are shown by the scope's page.
    where = difference["where"].rpartition("~")[2].removeprefix("+")
    if difference["what"] == "rollup":
        return reverse("web:scope", args=[where]) + f"?period={difference['month']}"
    return reverse("establishments:detail", args=[where])


RUNS = (
    Column(
        "kind",
        _("Run"),
        value=lambda run: run.get_kind_display(),
        order=("kind",),
        href=lambda run: reverse("web:run", args=[run.pk]),
    ),
    Column("state", _("State"), kind="tag", value=lambda run: run.get_state_display(), tone=_tone, order=("state",)),
    Column("started_at", _("When"), kind="moment", order=("started_at",)),
    Column("duration", _("Duration"), value=_duration),
    Column("author", _("Who"), value=lambda run: str(run.author or ""), order=("author__name",), wrap=True),
    Column("cells", _("Cells"), kind="number", order=("cells",)),
    Column("differences", _("Differences"), kind="number", value=lambda run: len(run.differences)),
    Column("remark", _("Remark"), value=remark, wrap=True),
)
DIFFERENCES = (
    Column("where", _("Where"), href=_place),
    Column("what", _("Kind"), value=lambda row: str(WHAT.get(row["what"], row["what"]))),
    Column("month", _("Month")),
    Column("figures", _("Figures"), value=lambda row: ", ".join(row["figures"]), wrap=True),
)
ALERTS = (
    Column("kind", _("Alert"), value=lambda alert: alert.get_kind_display(), wrap=True),
    Column("raised_at", _("Raised"), kind="moment"),
    Column("closed_at", _("Closed"), kind="moment"),
    Column("closed_by", _("Who"), value=lambda alert: str(alert.closed_by or ""), wrap=True),
    Column("note", _("Note"), wrap=True),
)
NO_RUN = Empty(title=_("No run yet"), text=_("The figures are checked every night."), icon="clock")
NO_DIFFERENCE = Empty(title=_("No difference"), text=_("The figures equal the reports."), icon="check-circle")
NO_ALERT = Empty(title=_("No past alert"), text=_("Alerts that were closed stand here."), icon="bell")
