"""Rebuilds and checks of the figures, what they found, and how folding goes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p


class Run(models.Model):
    """A rebuild or a check: QUEUED by a page, STARTED and, where nothing killed it, DONE; or STOPPED by somebody.

    A started rebuild that no process works on any more was cut short: the next one goes on from its last chunk.
    """

    class Kind(models.TextChoices):
        REBUILD = "rebuild", _("rebuild")
        CHECK = "check", _("check")

    class State(models.TextChoices):
        QUEUED = "queued", _("asked for")
        STARTED = "started", _("started")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        STOPPED = "stopped", _p("run", "stopped")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.STARTED)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    stopped_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    differences = models.JSONField(default=list)
    cells = models.PositiveBigIntegerField(default=0)
    resumed = models.PositiveSmallIntegerField(default=0)
    remark = models.CharField(max_length=200, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    first_month = models.IntegerField(null=True)
    horizon = models.IntegerField(null=True)

    class Meta:
        verbose_name = _("run of the engine")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(kind="rebuild", state="started"), name="run_one_rebuild"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class Refolded(models.Model):
    """Months of an establishment that were folded while a rebuild ran: computed once more before it counts.

    `times` tells a row that was noted again while it was being dealt with.
    """

    establishment = models.IntegerField(unique=True)
    first = models.IntegerField()
    last = models.IntegerField()
    times = models.IntegerField(default=1)

    class Meta:
        verbose_name = _("months folded during a rebuild")

    def __str__(self) -> str:
        return f"{self.establishment} {self.first}"


class Alert(models.Model):
    """What people must know of the engine: figures that differ from the reports, changes that wait too long.

    A difference stays until somebody acknowledges it with a note; a delay is closed when it is caught up.
    """

    class Kind(models.TextChoices):
        DIFFERENCE = "difference", _("figures differ from the reports")
        LAG = "lag", _("changes wait too long")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    run = models.ForeignKey(Run, on_delete=models.SET_NULL, null=True, related_name="alerts")
    raised_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("alert of the engine")
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(closed_at__isnull=True), name="alert_open_once_a_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.raised_at:%Y-%m-%d}"


class FoldMinute(models.Model):
    """How much was folded in a minute; kept for a day."""

    minute = models.DateTimeField(unique=True)
    folds = models.PositiveIntegerField(default=0)
    changes = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("folds of a minute")
        ordering = ["minute"]

    def __str__(self) -> str:
        return f"{self.minute:%H:%M} {self.folds}"
