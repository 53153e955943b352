"""Intra-group flows are declared here: by the controller, or by the invoices of pooled departments."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from establishments.closed import closed_at
from establishments.enums import Account, DeclaredBy
from establishments.models import Establishment, Flow, LegalEntity
from establishments.services.structure.checks import refused
from groupe.kernel.errors import WrongState
from groupe.kernel.periods import Month
from groupe.kernel.recording import saving
from groupe.kernel.web.formats import month as shown


@saving()
def flow_declare(
    *,
    month: Month,
    seller: LegalEntity,
    buyer: LegalEntity,
    account: str,
    amount: Decimal,
    seller_establishment: Establishment | None = None,
    buyer_establishment: Establishment | None = None,
    years: int | None = None,
    declared_by: str = DeclaredBy.BOTH,
) -> Flow:
    """What a seller billed a buyer in a month, in euros: takes the place of what was declared before for the same ends.

    Declared by both sides at once, or by one: then what both had declared together gives way. 422 naming the field
    for what cannot be; 409 in a closed month.
    """
    key = _key(month, seller, buyer, account, seller_establishment, buyer_establishment)
    _check(key, amount, years)
    rows = Flow.objects.filter(**key).select_for_update()
    gone = (
        rows.exclude(declared_by=DeclaredBy.BOTH)
        if declared_by == DeclaredBy.BOTH
        else rows.filter(declared_by=DeclaredBy.BOTH)
    )
    gone.delete()
    flow, _created = Flow.objects.update_or_create(
        **key, declared_by=declared_by, defaults={"amount": amount, "years": years}
    )
    return flow


@saving()
def flow_add(
    *,
    month: Month,
    seller: LegalEntity,
    buyer: LegalEntity,
    account: str,
    amount: Decimal,
    seller_establishment: Establishment | None = None,
    buyer_establishment: Establishment | None = None,
) -> Flow | None:
    """More of what both sides declare together, such as an invoice; less with a negative amount, gone at zero."""
    key = _key(month, seller, buyer, account, seller_establishment, buyer_establishment)
    _check(key, amount, None)
    flow = Flow.objects.filter(**key, declared_by=DeclaredBy.BOTH).select_for_update().first()
    if flow is None:
        return Flow.objects.create(**key, declared_by=DeclaredBy.BOTH, amount=amount)
    flow.amount += amount
    if not flow.amount:
        flow.delete()
        return None
    flow.save(update_fields=["amount"])
    return flow


@saving()
def flow_withdraw(*, flow: Flow) -> None:
    """It was never billed; its history stays. 409 in a closed month."""
    _check_open(Month.of(flow.month))
    flow.delete()


def _key(
    month: Month,
    seller: LegalEntity,
    buyer: LegalEntity,
    account: str,
    seller_establishment: Establishment | None,
    buyer_establishment: Establishment | None,
) -> dict[str, Any]:
    return {
        "month": month.first,
        "seller": seller,
        "buyer": buyer,
        "seller_establishment": seller_establishment,
        "buyer_establishment": buyer_establishment,
        "account": account,
    }


def _check(key: dict[str, Any], amount: Decimal, years: int | None) -> None:
    if key["account"] not in Account.values:
        raise refused("account", _("One of %(values)s is expected.") % {"values": ", ".join(Account.values)})
    if amount != round(amount, 2) or abs(amount) >= 10**12:
        raise refused("amount", _("An amount in euros and cents."))
    if (key["account"] == Account.ASSET_GAIN) != bool(years):
        raise refused("years", _("An asset gain needs the years over which it is released."))
    if (key["seller"], key["seller_establishment"]) == (key["buyer"], key["buyer_establishment"]):
        raise refused("buyer", _("A flow has two ends."))
    _check_open(Month.of(key["month"]))


def _check_open(month: Month) -> None:
    if closed_at([month.first]):
        message = _("%(month)s is closed: declare it in an open month.") % {"month": shown(month).capitalize()}
        raise WrongState("closed", message)
