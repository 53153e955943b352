"""Invoices as pages, documents and the API tell of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from establishments.access import Access, Can, visible_establishments
from groupe.kernel.errors import NotVisible
from groupe.kernel.numbers import round_half_up
from shared_services.models import Invoice, InvoiceLine


@dataclass(frozen=True)
class VatPart:
    """What an invoice bills under one VAT status; euros."""

    kind: str
    rate: Decimal
    net: Decimal

    @property
    def vat(self) -> Decimal:
        return round_half_up(Fraction(self.net) * Fraction(self.rate) / 100, 2)


def visible_invoices(access: Access) -> QuerySet[Invoice]:
    """All over the whole group; else those that bill one's own establishments alone."""
    rows = Invoice.objects.select_related("seller", "buyer", "author")
    if access.whole_group(Can.SEE_SHARED):
        return rows
    seen = visible_establishments(access, Can.SEE_SHARED)
    others = InvoiceLine.objects.filter(invoice=OuterRef("pk")).exclude(establishment__in=seen.order_by())
    return rows.filter(~Exists(others)) if access.anywhere(Can.SEE_SHARED) else rows.none()


def get_invoice_for(access: Access, pk: int) -> Invoice:
    """The one door to an invoice; NotVisible (404) for strangers."""
    found = visible_invoices(access).filter(pk=pk).first()
    if found is None:
        raise NotVisible(_("There is no such invoice."))
    return found


def vat_parts(lines: list[InvoiceLine]) -> list[VatPart]:
    """By status and rate: VAT is rounded once for each."""
    sums: dict[tuple[str, Decimal], Decimal] = defaultdict(Decimal)
    for line in lines:
        sums[line.vat_kind, line.vat_rate] += line.amount
    return [VatPart(kind, rate, net) for (kind, rate), net in sorted(sums.items())]
