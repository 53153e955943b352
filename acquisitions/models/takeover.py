"""How a file became a part of the group: what was prepared, who confirmed it, and what it opened."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from acquisitions.enums import TakeoverState
from acquisitions.models.deal import Deal
from groupe.kernel.recording import recorded_now

USER = settings.AUTH_USER_MODEL


@pghistory.track()
class Takeover(models.Model):
    """One prepares it, another one confirms it; `plan` is what was prepared, `made` what confirming it opened.

    `made` names the rows by their keys, with what they were before, so that the day's undo restores exactly that.
    """

    deal = models.OneToOneField(Deal, on_delete=models.CASCADE, related_name="takeover")
    state = models.CharField(_("state"), max_length=8, choices=TakeoverState.choices, default=TakeoverState.PREPARED)
    judgment_on = models.DateField(_("judgment"))
    entry_on = models.DateField(_("entry into enjoyment"))
    decision = models.CharField(_("decision"), max_length=500)
    plan = models.JSONField()
    made = models.JSONField(default=dict, blank=True)
    prepared_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(default=recorded_now)
    confirmed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("takeover")
        ordering = ["deal"]
        constraints = [
            models.CheckConstraint(condition=~Q(confirmed_by=F("prepared_by")), name="takeover_two_people"),
            models.CheckConstraint(condition=Q(entry_on__gte=F("judgment_on")), name="takeover_entry"),
            models.CheckConstraint(
                condition=Q(state="prepared", confirmed_at__isnull=True)
                | Q(state="done", confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="takeover_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deal.code} {self.entry_on}"
