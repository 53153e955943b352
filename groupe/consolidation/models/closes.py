"""Closed periods: what was published, by whom, and the proof that nobody touched it since.

Unlike the other figures these are no derived data: rows are added and never change (triggers see to it).
"""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from establishments.models import Establishment, ReportVersion


def append_only() -> pgtrigger.Protect:
    return pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


class Close(models.Model):
    """A version of a closed period; `closed_at` is the instant up to which everything recorded is in it.

    `fingerprint` is the SHA-256 of `previous` (that of the close before, of whatever period) and of `digests`, one
    for each part of the content. `widths` are those of the vectors by file, `checklist` what was open then.
    """

    month = models.DateField(_("period"))
    version = models.PositiveIntegerField(_("version"))
    closed_at = models.DateTimeField(_("closed on"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    generation = models.BigIntegerField()
    catalogue = models.CharField(max_length=64)
    widths = models.JSONField()
    checklist = models.JSONField()
    digests = models.JSONField()
    previous = models.CharField(max_length=64, blank=True)
    fingerprint = models.CharField(_("fingerprint"), max_length=64, unique=True)

    class Meta:
        verbose_name = _("close")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["month", "version"], name="close_version_once"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="close_month"),
            models.CheckConstraint(
                condition=models.Q(version=1) | ~models.Q(reason=""),
                name="close_again_has_reason",
                violation_error_message=_("A period is closed again for a reason."),
            ),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} v{self.version}"


class CloseSite(models.Model):
    """Where a site of the period stood at a close, and the version of its report that counted."""

    class Standing(models.TextChoices):
        FROZEN = "frozen", _("frozen")
        CORRECTED = "corrected", _("corrected")
        OWN = "own", _("entered by who closed")
        SUBMITTED = "submitted", _("not validated")
        LATE = "late", _("late")

    close = models.ForeignKey(Close, on_delete=models.PROTECT, related_name="sites")
    establishment = models.ForeignKey(Establishment, on_delete=models.PROTECT, related_name="+")
    standing = models.CharField(max_length=12, choices=Standing.choices)
    counting = models.ForeignKey(ReportVersion, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("site of a close")
        ordering = ["close", "establishment"]
        constraints = [
            models.UniqueConstraint(fields=["close", "establishment"], name="close_site_once"),
            models.CheckConstraint(
                condition=models.Q(standing="late", counting__isnull=True)
                | (~models.Q(standing="late") & models.Q(counting__isnull=False)),
                name="close_site_late_or_counted",
            ),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.close} {self.establishment} {self.standing}"


class CloseRow(models.Model):
    """A roll-up as a close found it, where the close before had it otherwise; null where it was gone.

    The roll-up as of a close is the row of the greatest close up to it.
    """

    pk = models.CompositePrimaryKey("scope", "scenario", "month", "file", "close")
    scope = models.IntegerField()
    scenario = models.CharField(max_length=16)
    month = models.IntegerField()
    file = models.CharField(max_length=32)
    close = models.ForeignKey(Close, on_delete=models.PROTECT, related_name="rows")
    vals = models.BinaryField(null=True)

    class Meta:
        verbose_name = _("roll-up of a close")
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.close_id} {self.scope} {self.month} {self.file}"
