"""The columns of pairs, differences and declared flows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from establishments.models import Flow
from groupe.consolidation.selectors.eliminations import DifferenceRow, PairRow, Party
from groupe.kernel.periods import Month
from groupe.kernel.web.components import Empty
from groupe.kernel.web.tables import Column

Href = Callable[[Any], str]


def party_column(key: str, label: Any, *, sites: bool) -> Column:
    def value(row: Any) -> str:
        party: Party = getattr(row, key)
        named = sites and party.site_name and party.site_name != party.entity_name
        return f"{party.site_name} ({party.entity_name})" if named else party.entity_name

    return Column(key, label, value=value, order=(key,), wrap=True)


def between(*, sites: bool) -> tuple[Column, ...]:
    return (
        party_column("seller", gettext_lazy("Seller"), sites=sites),
        party_column("buyer", gettext_lazy("Buyer"), sites=sites),
        Column("account", gettext_lazy("Account"), value=lambda row: row.account_label, order=("account",)),
    )


def pair_columns(*, sites: bool, gains: bool, href: Href | None) -> tuple[Column, ...]:
    amount = Column(
        "amount", gettext_lazy("Agreed by both"), kind="euros", digits=2, order=("amount",), href=href
    )  # fmt: skip
    left = Column("left", gettext_lazy("Gain still to come back"), kind="euros", digits=2, order=("left",))
    return (
        *between(sites=sites),
        amount,
        Column("sold", gettext_lazy("Eliminated from income"), kind="euros", digits=2, order=("sold",)),
        Column("bought", gettext_lazy("Eliminated from costs"), kind="euros", digits=2, order=("bought",)),
        *([left] if gains else []),
    )


def difference_columns(*, sites: bool, href: Href | None) -> tuple[Column, ...]:
    return (
        Column("month", gettext_lazy("Month"), kind="month", order=("month",)),
        *between(sites=sites),
        Column("sold", gettext_lazy("Declared by the seller"), kind="euros", digits=2),
        Column("bought", gettext_lazy("Declared by the buyer"), kind="euros", digits=2),
        Column("difference", gettext_lazy("Difference"), kind="signed", digits=2, unit="€", order=("difference",)),
        Column(
            "todo",
            gettext_lazy("What to do"),
            kind="tag",
            value=_todo,
            tone=lambda row: "bad" if row.blocks else "ok",
            href=href,
        ),
    )


def _todo(row: DifferenceRow) -> str:
    return _("to be settled") if row.blocks else _("adjusted on the buyer")


def flows_url(row: PairRow | DifferenceRow, month: Month) -> str:
    """The flows that both sides declared for a pair."""
    query = {"period": month, "seller": row.seller.entity, "buyer": row.buyer.entity, "account": row.account}
    return reverse("web:flows") + "?" + urlencode(query)


FLOWS = (
    Column(
        "declared_by",
        gettext_lazy("Declared by"),
        value=lambda flow: flow.get_declared_by_display(),
        href=lambda flow: reverse("web:flow", args=[flow.pk]),
    ),
    Column("account", gettext_lazy("Account"), value=lambda flow: flow.get_account_display()),
    Column("seller", gettext_lazy("Seller"), value=lambda flow: _end(flow, "seller"), wrap=True),
    Column("buyer", gettext_lazy("Buyer"), value=lambda flow: _end(flow, "buyer"), wrap=True),
    Column("amount", gettext_lazy("Amount"), kind="euros", digits=2),
    Column("years", gettext_lazy("Years"), kind="number"),
)
HISTORY = (
    Column("at", gettext_lazy("When"), kind="moment", value=lambda event: event.pgh_created_at),
    Column("what", gettext_lazy("What"), value=lambda event: _what(event.pgh_label)),
    Column("declared_by", gettext_lazy("Declared by"), value=lambda event: event.get_declared_by_display()),
    Column("amount", gettext_lazy("Amount"), kind="euros", digits=2),
)


def _end(flow: Flow, name: str) -> str:
    site = getattr(flow, f"{name}_establishment")
    entity = str(getattr(flow, name))
    return f"{site} ({entity})" if site else entity


def _what(label: str) -> str:
    return {"insert": _("declared"), "update": _("corrected"), "delete": _("withdrawn")}.get(label, label)


NO_PAIRS = Empty(
    title=gettext_lazy("Nothing is billed here"),
    text=gettext_lazy("No company of the group billed another one of this scope in this period."),
    icon="arrows-right-left",
)
NO_FLOWS = Empty(
    title=gettext_lazy("Nothing is declared"),
    text=gettext_lazy("Neither side declared a flow of this account in this month."),
    icon="arrows-right-left",
)
