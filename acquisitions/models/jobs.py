"""Jobs counted again after a takeover: aggregates only, never people."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from acquisitions.models.deal import Deal
from groupe.kernel.recording import recorded_now


@pghistory.track()
class JobsReview(models.Model):
    """What became of the contracts taken, so many months after the entry (domain.md, section 7).

    `kept` are contracts of the same people still in force, `left` those who left by their own will: two lines.
    """

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="jobs_reviews")
    months = models.PositiveSmallIntegerField(_("months after the entry"))
    counted_on = models.DateField(_("counted on"))
    people_kept = models.PositiveIntegerField(_("still in force (people)"))
    fte_kept = models.DecimalField(_("still in force (FTE)"), max_digits=8, decimal_places=2)
    people_left = models.PositiveIntegerField(_("left by own will (people)"), default=0)
    fte_left = models.DecimalField(_("left by own will (FTE)"), max_digits=8, decimal_places=2, default=0)
    note = models.CharField(_("note"), max_length=500, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=recorded_now)

    class Meta:
        verbose_name = _("count of jobs after a takeover")
        ordering = ["deal", "months"]
        constraints = [
            models.UniqueConstraint(fields=["deal", "months"], name="jobs_review_once"),
            models.CheckConstraint(condition=Q(months__in=[6, 12, 24]), name="jobs_review_months"),
            models.CheckConstraint(condition=Q(fte_kept__gte=0, fte_left__gte=0), name="jobs_review_fte"),
        ]

    def __str__(self) -> str:
        return f"{self.deal.code} {self.months}"
