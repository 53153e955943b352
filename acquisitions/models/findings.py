"""What the due diligence found, and the score of a file."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from acquisitions.enums import Gravity, Outcome
from acquisitions.models.deal import Deal
from groupe.kernel.recording import recorded_now

USER = settings.AUTH_USER_MODEL
# A red safety flag caps the score (domain.md, section 7).
CAP = 40
_SUMS_TO_100 = """
    if (select sum(weight.value::int) from jsonb_each_text(new.weights) as weight) is distinct from 100 then
        raise exception 'the weights of a grid add up to 100';
    end if;
    return new;
"""


@pghistory.track()
class Finding(models.Model):
    """A fact that bears on the offer. `price_effect` is what it adds to the price; below zero it lowers it."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="findings")
    number = models.PositiveIntegerField(_("number"))
    stream = models.CharField(_("stream"), max_length=16)
    title = models.CharField(_("title"), max_length=160)
    text = models.CharField(_("details"), max_length=2000, blank=True)
    gravity = models.CharField(_("gravity"), max_length=8, choices=Gravity.choices)
    safety = models.BooleanField(_("about safety"), default=False)
    price_effect = models.DecimalField(_("effect on the price"), max_digits=14, decimal_places=2, default=Decimal(0))
    owner = models.ForeignKey(
        USER, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    to_integrate = models.BooleanField(_("action of the integration"), default=False)
    outcome = models.CharField(_("resolution"), max_length=12, choices=Outcome.choices, blank=True)
    resolution = models.CharField(_("how it is resolved"), max_length=1000, blank=True)
    resolved_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    resolved_at = models.DateTimeField(null=True, blank=True)
    author = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=recorded_now)

    class Meta:
        verbose_name = _("finding")
        ordering = ["deal", "number"]
        constraints = [
            models.UniqueConstraint(fields=["deal", "number"], name="finding_once"),
            models.CheckConstraint(
                condition=Q(outcome="", resolution="", resolved_by__isnull=True, resolved_at__isnull=True)
                | ~Q(outcome="") & ~Q(resolution="") & Q(resolved_by__isnull=False, resolved_at__isnull=False),
                name="finding_resolved",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deal.code} F{self.number} {self.title}"

    @property
    def open(self) -> bool:
        return not self.outcome

    @property
    def caps(self) -> bool:
        """Whether it caps the score: a red safety flag whose cause is not gone."""
        return self.gravity == Gravity.RED and self.safety and self.outcome != Outcome.REMOVED


class ScoringGrid(models.Model):
    """A version of the grid: the weight of each criterion of `routes/scoring.toml`; the last one is in force."""

    version = models.PositiveIntegerField(_("version"), unique=True)
    weights = models.JSONField()
    reason = models.CharField(_("reason"), max_length=500)
    author = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=recorded_now)

    class Meta:
        verbose_name = _("scoring grid")
        ordering = ["-version"]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update),
            pgtrigger.Trigger(name="sums_to_100", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_SUMS_TO_100),
        ]

    def __str__(self) -> str:
        return f"{self.version}"


class DealScore(models.Model):
    """One scoring of a file: a mark from 0 to the weight of each criterion, with a word; the last one counts.

    `total` is what it came to when it was given, with the cap of that moment; `raw` is the sum of the marks.
    """

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="scores")
    grid = models.ForeignKey(ScoringGrid, on_delete=models.PROTECT, related_name="scores")
    marks: models.JSONField[dict[str, dict[str, Any]]] = models.JSONField()
    raw = models.PositiveSmallIntegerField(_("sum of the marks"))
    total = models.PositiveSmallIntegerField(_("score"))
    author = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=recorded_now)

    class Meta:
        verbose_name = _("score of a takeover file")
        verbose_name_plural = _("scores of takeover files")
        ordering = ["deal", "-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(raw__lte=100, total__lte=F("raw")), name="deal_score_total"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.deal.code} {self.total}"
