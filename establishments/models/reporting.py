"""What establishments report: one report per month and scenario, with immutable versions."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from establishments.enums import Scenario, Status
from establishments.models.fields import PackedIntegers
from establishments.models.structure import Establishment
from groupe.kernel.recording import recorded_now


class Report(models.Model):
    """An establishment's month: where it stands, what is being typed, and which version counts.

    `draft` holds what was typed last, by measure code: decimal text, "na", or absent where cleared.
    `counting` is the version that figures use (semantics, rule 1): set when submitted, cleared when returned,
    kept while a frozen report is being corrected.
    """

    establishment = models.ForeignKey(Establishment, on_delete=models.CASCADE, related_name="reports")
    month = models.DateField(_("month"))
    scenario = models.CharField(max_length=16, choices=Scenario.choices, default=Scenario.ACTUAL)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.DRAFT)
    counting = models.ForeignKey("ReportVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    last_version = models.PositiveIntegerField(default=0)
    draft = models.JSONField(default=dict, blank=True)
    draft_comment = models.TextField(_("comment"), max_length=2000, blank=True)
    draft_author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reopened = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("report")
        ordering = ["-month", "establishment"]
        constraints = [
            models.UniqueConstraint(fields=["establishment", "month", "scenario"], name="report_once"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="report_month"),
            models.CheckConstraint(
                condition=models.Q(status=Status.DRAFT) | models.Q(counting__isnull=False), name="report_counts"
            ),
        ]
        indexes = [models.Index(fields=["scenario", "month", "status"], name="report_by_month")]

    def __str__(self) -> str:
        return f"{self.establishment} {self.month:%Y-%m}"


class ReportVersion(models.Model):
    """An immutable version: integers in each measure's smallest unit, by its position in its catalogue file.

    A short list ends with missing values; `MISSING` and `NOT_APPLICABLE` stand for themselves.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    common = PackedIntegers()
    sector = PackedIntegers()
    submitted = models.BooleanField(default=False)
    comment = models.TextField(max_length=2000, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    label = models.CharField(max_length=80, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=recorded_now)

    class Meta:
        verbose_name = _("version of a report")
        ordering = ["report", "version"]
        constraints = [models.UniqueConstraint(fields=["report", "version"], name="report_version_once")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update),
        ]

    def __str__(self) -> str:
        return f"{self.report} v{self.version}"


class ReportEvent(models.Model):
    """One move of a report: from where to where, by whom, why, and which version counts since."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(default=recorded_now)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    before = models.CharField(max_length=12, choices=Status.choices)
    after = models.CharField(max_length=12, choices=Status.choices)
    move = models.CharField(max_length=12)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    counting = models.ForeignKey(ReportVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("move of a report")
        ordering = ["report", "at", "pk"]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.before} → {self.after}"
