"""The seller's monthly accounts, kept apart from all reports of the group, and the recovery plan in its versions."""

from __future__ import annotations

from decimal import Decimal

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise

from acquisitions.models.deal import Deal
from groupe.kernel.recording import recorded_now

USER = settings.AUTH_USER_MODEL


def _euros(label: StrOrPromise) -> models.DecimalField[str | int | float | Decimal, Decimal]:
    return models.DecimalField(label, max_digits=14, decimal_places=2, default=0)


@pghistory.track()
class TargetMonth(models.Model):
    """A month of the target as the seller's accounts tell it, in euros; never an actual report, never consolidated."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="accounts")
    month = models.DateField(_("month"))
    days = models.DecimalField(_("days of activity"), max_digits=12, decimal_places=2, default=0)
    places = models.PositiveIntegerField(_("places"), default=0)
    products = _euros(_("products"))
    staff = _euros(_("staff"))
    agency = _euros(_("agency work"))
    purchases = _euros(_("purchases"))
    energy = _euros(_("energy"))
    property = _euros(_("rent and upkeep"))
    overheads = _euros(_("head office and pooled services"))
    other = _euros(pgettext_lazy("charges", "other charges"))
    depreciation = _euros(_("depreciation"))
    author = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=recorded_now)

    class Meta:
        verbose_name = _("month of a target")
        verbose_name_plural = _("months of a target")
        ordering = ["deal", "month"]
        constraints = [
            models.UniqueConstraint(fields=["deal", "month"], name="target_month_once"),
            models.CheckConstraint(condition=Q(month__day=1, days__gte=0), name="target_month_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.deal_id} {self.month:%Y-%m}"


class RecoveryPlan(models.Model):
    """One version of a deal's recovery plan: what was entered, with the seller's accounts as they then were.

    A version never changes. The thesis is the one that the offer is made on: once marked, it stays.
    """

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="plans")
    number = models.PositiveIntegerField(_("version"))
    content = models.JSONField()
    accounts = models.JSONField(default=list)
    note = models.CharField(_("note"), max_length=300, blank=True)
    author = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=recorded_now)
    thesis = models.BooleanField(_("thesis"), default=False)
    thesis_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    thesis_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("version of a recovery plan")
        verbose_name_plural = _("versions of a recovery plan")
        ordering = ["deal", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["deal", "number"], name="plan_version_once"),
            models.UniqueConstraint(fields=["deal"], condition=Q(thesis=True), name="plan_one_thesis"),
            models.CheckConstraint(condition=Q(thesis=False) | Q(thesis_at__isnull=False), name="plan_thesis_dated"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="content_kept",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("deal", "number", "content", "accounts", "note", "author", "recorded_at"),
            ),
            pgtrigger.Protect(name="thesis_kept", operation=pgtrigger.Update, condition=pgtrigger.Q(old__thesis=True)),
        ]

    def __str__(self) -> str:
        return f"{self.deal_id} v{self.number}"
