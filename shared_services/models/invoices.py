"""What entities of the group bill each other for pooled services, and under which VAT status."""

from __future__ import annotations

from decimal import Decimal

import pghistory
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from establishments.models import Establishment, LegalEntity
from establishments.models.dated import Dated, never_overlaps
from shared_services.enums import InvoiceKind, VatKind
from shared_services.models.department import Department
from shared_services.models.runs import AllocationRun


@pghistory.track()
class VatStatus(Dated):
    """How VAT treats what a department bills a member, during `valid`: decided by people, with evidence."""

    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="vat_statuses")
    member = models.ForeignKey(LegalEntity, on_delete=models.CASCADE, related_name="vat_statuses")
    kind = models.CharField(_("VAT"), max_length=8, choices=VatKind.choices)
    rate = models.DecimalField(_("rate (%)"), max_digits=5, decimal_places=2, default=0)
    evidence = models.CharField(_("evidence"), max_length=300)
    decided_on = models.DateField(_("decided on"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("VAT status")
        ordering = ["department", "member", "valid"]
        constraints = [
            never_overlaps(
                "vat_status_never_overlaps",
                "department",
                "member",
                message=_("This member already has a VAT status during that time."),
            ),
            models.CheckConstraint(
                condition=models.Q(kind=VatKind.TAXABLE, rate__gt=0, rate__lt=100)
                | (~models.Q(kind=VatKind.TAXABLE) & models.Q(rate=0)),
                name="vat_status_rate",
                violation_error_message=_("A rate where it is taxable, and there alone."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department} → {self.member}: {self.kind}"


@pghistory.track()
class Invoice(models.Model):
    """From one entity of the group to another: numbered without a gap by seller and year, never changed.

    A negative total is a credit note. `parties` keeps names and addresses as they were.
    """

    kind = models.CharField(_("kind"), max_length=8, choices=InvoiceKind.choices)
    run = models.ForeignKey(AllocationRun, on_delete=models.PROTECT, related_name="invoices")
    seller = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="invoices_sold")
    buyer = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="invoices_bought")
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
    month = models.DateField(_("month"))
    issued_on = models.DateField(_("issued on"))
    due_on = models.DateField(_("due on"))
    net = models.DecimalField(_("net"), max_digits=14, decimal_places=2)
    vat = models.DecimalField(_("VAT"), max_digits=14, decimal_places=2)
    parties = models.JSONField(default=dict)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("invoice")
        ordering = ["-year", "seller", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["seller", "year", "number"], name="invoice_number_once"),
            models.UniqueConstraint(fields=["run", "seller", "buyer"], name="invoice_once"),
            models.CheckConstraint(condition=~models.Q(seller=models.F("buyer")), name="invoice_two_parties"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("shared_services:invoice", args=[self.pk])

    @property
    def reference(self) -> str:
        """The number as it is printed: unique in the group."""
        return f"{self.parties.get('seller', {}).get('code', self.seller_id)}-{self.year}-{self.number:05d}"

    @property
    def total(self) -> Decimal:
        return self.net + self.vat

    @property
    def is_credit(self) -> bool:
        return self.net < 0


class InvoiceLine(models.Model):
    """A department's part for an establishment; euros without VAT."""

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="lines")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="invoice_lines")
    establishment = models.ForeignKey(Establishment, on_delete=models.PROTECT, related_name="invoice_lines")
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    vat_kind = models.CharField(_("VAT"), max_length=8, choices=VatKind.choices)
    vat_rate = models.DecimalField(_("rate (%)"), max_digits=5, decimal_places=2, default=0)

    class Meta:
        verbose_name = _("line of an invoice")
        ordering = ["invoice", "department", "establishment"]
        constraints = [
            models.UniqueConstraint(fields=["invoice", "department", "establishment"], name="invoice_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.invoice} {self.department} {self.establishment}"
