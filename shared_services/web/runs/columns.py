"""Columns of the tables about runs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from groupe.kernel.web.components import Empty, Tone
from groupe.kernel.web.tables import Column
from shared_services.enums import RunState
from shared_services.models import AllocationRun

TONES: dict[str, Tone] = {
    RunState.DRAFT: "info",
    RunState.COMPUTING: "info",
    RunState.APPROVED: "ok",
    RunState.INVOICED: "ok",
    RunState.ADJUSTED: "ok",
    RunState.FAILED: "bad",
}
NO_RUN = Empty(
    title=_("Nothing was shared yet"),
    text=_("Tell the costs and keys of the departments, then share the first month."),
    icon="scale",
)
NOTHING_CHARGED = Empty(
    title=_("Nothing charged yet"), text=_("Shares show here once a run is approved."), icon="banknotes"
)


def run_columns(totals: dict[int, Decimal]) -> tuple[Column, ...]:
    def total(run: AllocationRun) -> Decimal | None:
        return totals.get(run.pk)

    return (
        Column("month", _("Month"), "month", order=("month",), href=lambda run: run.get_absolute_url()),
        Column("total", _("Shared"), "euros", value=total, digits=2),
        Column(
            "state", _("State"), "tag", value=lambda run: run.get_state_display(), order=("state",),
            tone=lambda run: TONES.get(run.state, ""),
        ),
        Column("kind", _("Kind"), value=lambda run: run.get_kind_display(), order=("kind",)),
        Column("version", _("Version"), "number", order=("version",)),
        Column("basis", _("On"), value=lambda run: run.get_basis_display(), order=("basis",)),
        Column("method", _("Method"), value=lambda run: run.get_method_display(), order=("method",)),
        Column("author", _("Asked by"), value=lambda run: run.author, order=("author__name",)),
        Column("approved_by", _("Approved by"), value=lambda run: run.approved_by, order=("approved_by__name",)),
    )  # fmt: skip


def part_columns(by: str, *, compared: bool) -> tuple[Column, ...]:
    """Of a run, by department or establishment."""
    label, page = (
        (_("Pooled department"), "shared_services:department")
        if by == "department"
        else (_("Establishment"), "establishments:detail")
    )

    def address(part: Any) -> str:
        return reverse(page, args=[part.code])

    columns = (
        Column("name", label, order=("name",), href=address, wrap=True),
        Column("shared", _("By key"), "euros", order=("shared",), digits=2),
        Column("direct", _("Direct"), "euros", order=("direct",), digits=2),
        Column("amount", _("Total"), "euros", order=("amount",), digits=2),
    )
    before = Column("difference", _("Against the version before"), "signed", order=("difference",), digits=2, unit="€")
    return (*columns, before) if compared else columns


EFFECTS = (
    Column(
        "name", _("Establishment"), order=("name",), wrap=True,
        href=lambda effect: reverse("establishments:detail", args=[effect.code]),
    ),
    Column("now", _("Today"), "euros", order=("now",), digits=2),
    Column("then", _("Simulated"), "euros", order=("then",), digits=2),
    Column("difference", _("Difference"), "signed", order=("difference",), digits=2, unit="€"),
)  # fmt: skip
PAID = (
    Column(
        "name", _("Pooled department"), order=("name",), wrap=True,
        href=lambda each: reverse("shared_services:department", args=[each.code]),
    ),
    Column("month", _("Month"), "euros", order=("month",), digits=2),
    Column("year", _("Since January"), "euros", order=("year",), digits=2),
    Column("twelve", _("12 months"), "euros", order=("twelve",), digits=2),
    Column("before", _("12 months before"), "euros", order=("before",), digits=2),
)  # fmt: skip
