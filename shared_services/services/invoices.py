"""Approved runs become invoices between entities, and the intra-group flows that the consolidation eliminates."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from establishments.closed import closed_at
from establishments.enums import Account
from establishments.models import Attachment, Establishment, LegalEntity
from establishments.services.flows import flow_add
from establishments.services.structure.checks import check_day, refused
from establishments.services.structure.dated import set_from
from groupe.accounts.models import User
from groupe.kernel.errors import DomainError
from groupe.kernel.periods import Month, today
from groupe.kernel.recording import saving
from shared_services.enums import Basis, InvoiceKind, RunKind, VatKind
from shared_services.models import AllocationRun, Department, Invoice, InvoiceLine, RunLine, VatStatus
from shared_services.selectors.invoices import vat_parts
from shared_services.services.runs import run_mark_invoiced

DUE: Final = dt.timedelta(days=30)
TOLD: Final = 6


@transaction.atomic
def vat_set(
    *,
    department: Department,
    member: LegalEntity,
    kind: str,
    since: dt.date,
    evidence: str,
    decided_on: dt.date,
    author: User | None,
    rate: Decimal = Decimal(0),
) -> VatStatus:
    """What the tax adviser decided, from a day on; the evidence (opinion, ruling) is named."""
    check_day(since, "since")
    if kind not in VatKind.values:
        raise refused("kind", _("One of %(values)s is expected.") % {"values": ", ".join(VatKind.values)})
    if (kind == VatKind.TAXABLE) != (0 < rate < 100):
        raise refused("rate", _("A rate where it is taxable, and there alone."))
    if not evidence.strip():
        raise refused("evidence", _("Name the opinion or ruling: check with your tax adviser."))
    values = {"kind": kind, "rate": rate, "evidence": evidence.strip(), "decided_on": decided_on, "author": author}
    return set_from(VatStatus, since, of={"department": department, "member": member}, values=values, field="kind")


@dataclass(frozen=True)
class Billed:
    """A line of a run with both ends: who bills, who is billed."""

    line: RunLine
    seller: LegalEntity
    buyer: LegalEntity

    @property
    def amount(self) -> Decimal:
        return self.line.shared + self.line.direct


@saving()
def run_invoice(*, run: AllocationRun, author: User | None, issued_on: dt.date | None = None) -> list[Invoice]:
    """One invoice for each pair of entities, and the flow of each establishment, declared by both sides.

    Within one entity nothing is invoiced: the flow between its establishments alone is declared. 422 where nobody
    bills for a department, or where no VAT status is recorded; 409 for a run that is not approved.
    """
    day = issued_on or today()
    run_mark_invoiced(run=run)
    billed = list(billed_by(run))
    between = [each for each in billed if each.seller != each.buyer]
    statuses = statuses_of(between, day)
    pairs: dict[tuple[int, int], list[Billed]] = defaultdict(list)
    for each in between:
        pairs[each.seller.pk, each.buyer.pk].append(each)
    made = [invoice_of(run, rows, statuses, day, author) for rows in pairs.values()]
    _declare(run, billed, day)
    return made


def billed_by(run: AllocationRun) -> Iterable[Billed]:
    rows = list(
        RunLine.objects.filter(run=run)
        .select_related("department__entity", "department__site", "establishment")
        .order_by("department", "establishment")
    )
    sites = {pk for row in rows for pk in (row.establishment_id, row.department.site_id) if pk}
    entities = _holders(sites, run.period)
    for row in rows:
        site = row.department.site_id
        seller = row.department.entity or (entities.get(site) if site else None)
        buyer = entities.get(row.establishment_id)
        if seller is None or buyer is None:
            name = row.department.name if seller is None else row.establishment.name
            raise DomainError(
                "no_entity", _("Nobody is known to bill for %(name)s: record its legal entity.") % {"name": name},
                fields={"entity": name}, status=422,
            )  # fmt: skip
        if row.shared + row.direct:
            yield Billed(row, seller, buyer)


def _holders(sites: set[int], month: Month) -> dict[int, LegalEntity]:
    """The entity of each establishment at the end of the month, else the last one before."""
    rows = Attachment.objects.filter(establishment__in=sites, valid__startswith__lte=month.last)
    return {row.establishment_id: row.entity for row in rows.select_related("entity").order_by("valid")}


def statuses_of(billed: list[Billed], day: dt.date) -> Mapping[tuple[int, int], VatStatus]:
    """By department and member; refused where one is missing."""
    rows = VatStatus.objects.on(day).order_by()
    known = {(row.department_id, row.member_id): row for row in rows}
    missing = sorted(
        {
            f"{each.line.department.name} → {each.buyer.name}"
            for each in billed
            if (each.line.department_id, each.buyer.pk) not in known
        }
    )
    if missing:
        told = ", ".join(missing[:TOLD]) + (f" … ({len(missing)})" if len(missing) > TOLD else "")
        message = _("No VAT status is recorded for %(pairs)s: check with your tax adviser, then record it.")
        raise DomainError("no_vat_status", message % {"pairs": told}, fields={"vat": missing}, status=422)
    return known


def invoice_of(
    run: AllocationRun,
    rows: list[Billed],
    statuses: Mapping[tuple[int, int], VatStatus],
    day: dt.date,
    author: User | None,
) -> Invoice:
    seller, buyer = rows[0].seller, rows[0].buyer
    lines = [
        InvoiceLine(
            department=each.line.department,
            establishment=each.line.establishment,
            amount=each.amount,
            vat_kind=statuses[each.line.department_id, buyer.pk].kind,
            vat_rate=statuses[each.line.department_id, buyer.pk].rate,
        )
        for each in rows
    ]
    invoice = Invoice.objects.create(
        kind=_kind(run),
        run=run,
        seller=seller,
        buyer=buyer,
        year=day.year,
        number=_next_number(seller, day.year),
        month=run.month,
        issued_on=day,
        due_on=day + DUE,
        net=sum((line.amount for line in lines), Decimal(0)),
        vat=sum((part.vat for part in vat_parts(lines)), Decimal(0)),
        parties={"seller": _party(seller), "buyer": _party(buyer)},
        author=author,
    )
    for line in lines:
        line.invoice = invoice
    InvoiceLine.objects.bulk_create(lines)
    return invoice


def _kind(run: AllocationRun) -> str:
    if run.kind == RunKind.TRUE_UP:
        return InvoiceKind.TRUE_UP
    return InvoiceKind.CALL if run.basis == Basis.BUDGET else InvoiceKind.MONTH


def _next_number(seller: LegalEntity, year: int) -> int:
    """Without a gap: two that invoice at once wait for each other."""
    LegalEntity.objects.select_for_update(no_key=True).get(pk=seller.pk)
    found = Invoice.objects.filter(seller=seller, year=year).aggregate(last=Max("number"))["last"]
    return int(found or 0) + 1


def _party(entity: LegalEntity) -> dict[str, Any]:
    return {"code": entity.code, "name": entity.name, "legal_form": entity.legal_form, "siren": entity.siren}


def flows_of(billed: Iterable[Billed]) -> dict[tuple[int, int | None, int, int], Decimal]:
    """Euros by seller, its establishment where one reports the department, buyer and its establishment."""
    sums: dict[tuple[int, int | None, int, int], Decimal] = defaultdict(Decimal)
    for each in billed:
        line = each.line
        sums[each.seller.pk, line.department.site_id, each.buyer.pk, line.establishment_id] += each.amount
    return {ends: amount for ends, amount in sums.items() if amount and (ends[0] != ends[2] or ends[1] is not None)}


def _declare(run: AllocationRun, billed: list[Billed], day: dt.date) -> None:
    """In the run's month, or in that of the invoice where the month is closed."""
    month = Month.of(day) if closed_at([run.month]) else run.period
    sums = flows_of(billed)
    entities = LegalEntity.objects.in_bulk({pk for seller, _s, buyer, _b in sums for pk in (seller, buyer)})
    sites = Establishment.objects.in_bulk({pk for _e, own, _o, site in sums for pk in (own, site) if pk})
    for (seller, own, buyer, site), amount in sums.items():
        flow_add(
            month=month,
            seller=entities[seller],
            buyer=entities[buyer],
            account=Account.SERVICE,
            amount=amount,
            seller_establishment=sites[own] if own else None,
            buyer_establishment=sites[site],
        )
