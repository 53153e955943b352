"""Allocation runs: what was shared, by what, and who decided it."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from establishments.models import Establishment
from groupe.kernel.periods import Month
from shared_services.enums import CHARGED, Basis, Method, RunKind, RunState
from shared_services.models.department import Department


@pghistory.track(exclude=["inputs", "sums", "done", "total"])
class AllocationRun(models.Model):
    """The shares of a month, or of a year made whole; a later `version` takes the place of an earlier one.

    `inputs` is all that the amounts were computed from, frozen: a replay from it gives the same to the cent, and
    `fingerprint` (SHA-256) tells whether it was touched; `sums` is what was shared since January with it, in millionths
    of a cent, for the month that follows. `order` is that of step-down, first to last.
    """

    kind = models.CharField(_("kind"), max_length=8, choices=RunKind.choices, default=RunKind.MONTH)
    month = models.DateField(_("month"))
    version = models.PositiveIntegerField(_("version"))
    basis = models.CharField(_("on"), max_length=8, choices=Basis.choices, default=Basis.ACTUAL)
    method = models.CharField(_("method"), max_length=12, choices=Method.choices, default=Method.DIRECT)
    order = models.JSONField(default=list, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=RunState.choices, default=RunState.COMPUTING)
    inputs = models.JSONField(default=dict, blank=True)
    sums = models.JSONField(default=dict, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    remark = models.CharField(_("remark"), max_length=500, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("allocation run")
        ordering = ["-month", "kind", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "month", "version"], name="run_version_once"),
            models.UniqueConstraint(
                fields=["kind", "month"],
                condition=models.Q(state__in=CHARGED),
                name="run_charged_once",
                violation_error_message=_("This month has been charged already."),
            ),
            models.CheckConstraint(condition=models.Q(month__day=1), name="run_month"),
            models.CheckConstraint(
                condition=~models.Q(state__in=CHARGED) | models.Q(approved_by__isnull=True)
                | ~models.Q(approved_by=models.F("author")),
                name="run_approved_by_another",
                violation_error_message=_("Nobody approves their own run."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.month:%Y-%m} v{self.version}"

    def get_absolute_url(self) -> str:
        return reverse("shared_services:run", args=[self.pk])

    @property
    def period(self) -> Month:
        return Month.of(self.month)

    @property
    def is_charged(self) -> bool:
        return self.state in CHARGED


class RunLine(models.Model):
    """What an establishment is charged by a run for a department: cents of its share, and what is charged directly."""

    run = models.ForeignKey(AllocationRun, on_delete=models.CASCADE, related_name="lines")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="lines")
    establishment = models.ForeignKey(Establishment, on_delete=models.PROTECT, related_name="share_lines")
    key = models.DecimalField(_("key"), max_digits=18, decimal_places=6, null=True, blank=True)
    shared = models.DecimalField(_("share"), max_digits=14, decimal_places=2)
    direct = models.DecimalField(_("direct"), max_digits=14, decimal_places=2, default=0)

    class Meta:
        verbose_name = _("line of a run")
        ordering = ["run", "department", "establishment"]
        constraints = [
            models.UniqueConstraint(fields=["run", "department", "establishment"], name="run_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.run} {self.department} {self.establishment}"
