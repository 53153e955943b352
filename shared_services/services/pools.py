"""Keys, parts of other departments and direct charges are recorded here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from establishments.models import Establishment
from establishments.services.structure.checks import check_day, refused
from establishments.services.structure.dated import end_before, set_from
from groupe.accounts.models import User
from groupe.kernel.periods import Month
from shared_services.enums import Driver
from shared_services.models import Department, DirectCharge, PoolKey, PoolShare


@transaction.atomic
def key_set(
    *, department: Department, driver: str, since: dt.date, weights: Mapping[str, Decimal] | None = None
) -> PoolKey:
    """The key from `since` until the next one; a fixed key has weights by establishment code, one above zero."""
    check_day(since, "since")
    given = {code: weight for code, weight in (weights or {}).items() if weight}
    if driver not in Driver.values:
        raise refused("driver", _("One of %(values)s is expected.") % {"values": ", ".join(Driver.values)})
    if (driver == Driver.FIXED) != bool(given):
        raise refused("weights", _("A fixed key needs weights, and no other key has any."))
    if any(weight < 0 for weight in given.values()):
        raise refused("weights", _("A weight cannot be negative."))
    known = set(Establishment.objects.filter(code__in=given).values_list("code", flat=True))
    if unknown := sorted(given.keys() - known):
        raise refused("weights", _("There is no establishment %(code)s.") % {"code": ", ".join(unknown)})
    values = {"driver": driver, "weights": {code: str(weight) for code, weight in sorted(given.items())}}
    return set_from(PoolKey, since, of={"department": department}, values=values, field="driver")


@transaction.atomic
def share_set(*, giver: Department, receiver: Department, percent: Decimal, since: dt.date) -> None:
    """The percentage of a department's cost that another one uses, from `since`; 0 ends it."""
    check_day(since, "since")
    if giver.pk == receiver.pk:
        raise refused("receiver", _("A department does not serve itself."))
    others = PoolShare.objects.on(since).filter(giver=giver).exclude(receiver=receiver)
    if not 0 <= percent <= 100 - sum(others.values_list("percent", flat=True)):
        raise refused("percent", _("Parts of other departments are 100 % together at most."))
    if percent:
        of = {"giver": giver, "receiver": receiver}
        set_from(PoolShare, since, of=of, values={"percent": percent}, field="percent")
    elif end_before(PoolShare.objects.filter(giver=giver, receiver=receiver), since) is None:
        raise refused("percent", _("Nothing changes."))


@transaction.atomic
def direct_charge_add(
    *,
    department: Department,
    month: Month,
    establishment: Establishment,
    amount: Decimal,
    reason: str,
    author: User | None,
) -> DirectCharge:
    """Charged to one establishment before the rest of the month is shared; a negative amount gives it back."""
    _check_charge(amount, reason)
    return DirectCharge.objects.create(
        department=department, month=month.first, establishment=establishment, amount=amount, reason=reason.strip(),
        author=author,
    )  # fmt: skip


@transaction.atomic
def direct_charge_change(*, charge: DirectCharge, amount: Decimal, reason: str, author: User | None) -> DirectCharge:
    """Corrects it; what it was stays in its history, and a run that froze it keeps what it froze."""
    _check_charge(amount, reason)
    charge = DirectCharge.objects.select_for_update(of=["self"]).select_related("establishment").get(pk=charge.pk)
    if (charge.amount, charge.reason) == (amount, reason.strip()):
        raise refused("amount", _("Nothing changes."))
    charge.amount, charge.reason, charge.author = amount, reason.strip(), author
    charge.save()
    return charge


@transaction.atomic
def direct_charge_remove(*, charge: DirectCharge) -> None:
    """A run that froze it keeps it."""
    charge.delete()


def _check_charge(amount: Decimal, reason: str) -> None:
    if not amount or amount != round(amount, 2):
        raise refused("amount", _("An amount in euros and cents, other than 0."))
    if not reason.strip():
        raise refused("reason", _("Say why."))
