"""Invoices of the approved runs of a demo group, and their flows: they take the place of those made up before."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Final

from establishments.demo.users import DOMAIN
from establishments.enums import Account, Role
from establishments.models import Flow, LegalEntity
from groupe.accounts.models import User
from groupe.kernel.ranges import inclusive
from shared_services.enums import RunState, VatKind
from shared_services.models import AllocationRun, Department, VatStatus
from shared_services.services.invoices import Billed, billed_by, flows_of, invoice_of, statuses_of

SINCE: Final = dt.date(2020, 1, 1)
EVIDENCE: Final = "Avis du conseil fiscal du 12/11/2019"
TAXABLE: Final = "commercial"
RATE: Final = Decimal(20)


def write_invoices() -> None:
    """Two years of invoices, the last approved month still to be invoiced."""
    controller = User.objects.get(email=f"{Role.CONTROLLER}@{DOMAIN}")
    _write_statuses(controller)
    runs = list(AllocationRun.objects.filter(state=RunState.APPROVED).order_by("month"))[:-1]
    months = [run.month for run in runs]
    Flow.objects.filter(
        month__in=months,
        account=Account.SERVICE,
        seller_establishment__kind__in=("support_department", "head_office"),
    ).delete()
    flows: list[Flow] = []
    for run in runs:
        flows += _write_run(run, controller)
    Flow.objects.bulk_create(flows, batch_size=5000)
    AllocationRun.objects.filter(pk__in=[run.pk for run in runs]).update(state=RunState.INVOICED)


def _write_run(run: AllocationRun, controller: User) -> list[Flow]:
    day = (run.period + 1).first.replace(day=20)
    billed = list(billed_by(run))
    between = [each for each in billed if each.seller != each.buyer]
    known = statuses_of(between, day)
    pairs: dict[tuple[int, int], list[Billed]] = {}
    for each in between:
        pairs.setdefault((each.seller.pk, each.buyer.pk), []).append(each)
    for rows in pairs.values():
        invoice_of(run, rows, known, day, controller)
    return [
        Flow(
            month=run.month,
            seller_id=seller,
            buyer_id=buyer,
            seller_establishment_id=own,
            buyer_establishment_id=site,
            account=Account.SERVICE,
            amount=amount,
        )
        for (seller, own, buyer, site), amount in flows_of(billed).items()
    ]


def _write_statuses(controller: User) -> None:
    members = LegalEntity.objects.filter(attachments__isnull=False).distinct()
    VatStatus.objects.bulk_create(
        VatStatus(
            department=department,
            member=member,
            kind=VatKind.TAXABLE if department.code == TAXABLE else VatKind.EXEMPT,
            rate=RATE if department.code == TAXABLE else Decimal(0),
            evidence=EVIDENCE,
            decided_on=SINCE,
            author=controller,
            valid=inclusive(SINCE, None),
        )
        for department in Department.objects.order_by("pk")
        for member in members.order_by("pk")
    )
