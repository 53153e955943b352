"""Columns of direct charges, and of what a department was shared by over the years."""

from __future__ import annotations

from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groupe.kernel.web import formats
from groupe.kernel.web.components import Empty
from groupe.kernel.web.tables import Column
from shared_services.enums import Driver
from shared_services.models import DirectCharge, PoolKey

SHOWN = 6


def charge_columns(*, may_edit: bool) -> tuple[Column, ...]:
    def address(row: DirectCharge) -> str:
        if may_edit:
            return reverse("shared_services:charge", args=[row.pk])
        return reverse("establishments:detail", args=[row.establishment.code])

    return (
        Column(
            "establishment", gettext_lazy("Establishment"), value=lambda row: row.establishment.name, href=address,
            order=("establishment__name",), wrap=True,
        ),
        Column("amount", gettext_lazy("Amount"), "euros", order=("amount",), digits=2),
        Column("month", gettext_lazy("Month"), "month", order=("month",)),
        Column("reason", gettext_lazy("Reason"), wrap=True),
        Column("author", gettext_lazy("Recorded by"), order=("author__name",)),
        Column("recorded_at", gettext_lazy("When"), "moment", order=("recorded_at",)),
    )  # fmt: skip


def _weights(row: PoolKey) -> str:
    """The heaviest first."""
    ordered = sorted(row.weights.items(), key=lambda each: (-Decimal(each[1]), each[0]))
    told = [f"{code} {formats.number(Decimal(weight))}" for code, weight in ordered[:SHOWN]]
    return ", ".join(told) + (f" … ({len(ordered)})" if len(ordered) > SHOWN else "")


KEYS = (
    Column("driver", gettext_lazy("Key"), value=lambda row: row.get_driver_display(), order=("driver",)),
    Column("valid_from", gettext_lazy("From"), "day", order=("valid",)),
    Column("valid_to", gettext_lazy("To"), "day"),
    Column("weights", gettext_lazy("Fixed weights"), value=_weights, wrap=True),
)
PARTS = (
    Column("receiver", gettext_lazy("Used by"), value=lambda row: row.receiver.name, order=("receiver__name",)),
    Column("percent", gettext_lazy("Percentage of the cost"), "percent", value=lambda row: row.percent / 100, digits=2),
    Column("valid_from", gettext_lazy("From"), "day", order=("valid",)),
    Column("valid_to", gettext_lazy("To"), "day"),
)
UNITS = (
    Column("month", gettext_lazy("Month"), "month"),
    Column("per_unit", gettext_lazy("Cost per unit"), "euros", digits=4),
    Column("budgeted", gettext_lazy("Budget per unit"), "euros", digits=4),
    Column("gap", gettext_lazy("Above budget"), "percent", digits=1),
    Column("units", gettext_lazy("Units"), "number", digits=2),
    Column("driver", gettext_lazy("Unit"), value=lambda row: Driver(row.driver).label if row.driver else ""),
    Column("actual", gettext_lazy("Actual cost"), "euros", digits=2),
    Column("budget", gettext_lazy("Budget"), "euros", digits=2),
)
PAST = (
    Column("at", gettext_lazy("When"), "moment", value=lambda event: event.pgh_created_at),
    Column("what", gettext_lazy("What"), value=lambda event: _what(event.pgh_label)),
    Column("amount", gettext_lazy("Amount"), "euros", digits=2),
    Column("reason", gettext_lazy("Reason"), wrap=True),
)
NO_CHARGE = Empty(
    title=gettext_lazy("No direct charge"),
    text=gettext_lazy("What was spent for one establishment alone is charged to it before the rest is shared."),
    icon="banknotes",
)
NO_KEY = Empty(title=gettext_lazy("No key yet"), text=gettext_lazy("Without a key, a cost cannot be shared."))
NO_UNIT = Empty(
    title=gettext_lazy("Nothing charged yet"),
    text=gettext_lazy("Units are those by which approved runs shared a cost."),
)
NO_PART = Empty(
    title=gettext_lazy("Nothing goes to other departments"), text=gettext_lazy("All of it goes to establishments.")
)


def _what(label: str) -> str:
    return {"insert": _("recorded"), "update": _("corrected"), "delete": _("removed")}.get(label, label)
