"""What the group holds for usual, where it differs from the catalogue."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from establishments.models.dated import Dated, never_overlaps


@pghistory.track()
class Threshold(Dated):
    """The usual range of an indicator while `valid`, in the indicator's own unit; a missing bound is open."""

    indicator = models.CharField(_("indicator"), max_length=16)
    low = models.DecimalField(_("from"), max_digits=14, decimal_places=4, null=True, blank=True)
    high = models.DecimalField(_("to"), max_digits=14, decimal_places=4, null=True, blank=True)

    class Meta:
        verbose_name = _("usual range of an indicator")
        ordering = ["indicator", "valid"]
        constraints = [
            never_overlaps(
                "threshold_never_overlaps", "indicator", message=_("This indicator already has a range at that time.")
            ),
            models.CheckConstraint(
                condition=models.Q(low=None) | models.Q(high=None) | models.Q(low__lte=models.F("high")),
                name="threshold_in_order",
                violation_error_message=_("The range ends before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.low} – {self.high}"
