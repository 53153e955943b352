"""The wall around a file: who is named in its room, and who came in."""

from __future__ import annotations

import datetime as dt
from typing import Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from acquisitions.enums import MemberLevel
from acquisitions.models.deal import Deal
from groupe.kernel.recording import recorded_now

USER = settings.AUTH_USER_MODEL


class MemberQuerySet(models.QuerySet["DealMember"]):
    def inside(self, day: dt.date) -> Self:
        """Named on the day."""
        return self.filter(Q(left_on__isnull=True) | Q(left_on__gte=day), since__lte=day)


@pghistory.track()
class DealMember(models.Model):
    """A person named in the room of a file, who signed a confidentiality undertaking; `left_on` is their last day."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="deal_memberships", verbose_name=_("person"))
    level = models.CharField(_("in the room"), max_length=8, choices=MemberLevel.choices)
    signed_on = models.DateField(_("undertaking signed"))
    since = models.DateField(_("since"))
    left_on = models.DateField(_("last day"), null=True, blank=True)
    added_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of a room")
        ordering = ["deal", "since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["deal", "user"], condition=Q(left_on__isnull=True), name="deal_member_once"
            ),
            models.UniqueConstraint(
                fields=["deal"], condition=Q(left_on__isnull=True, level="lead"), name="deal_one_lead"
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=models.F("since") - dt.timedelta(days=1)),
                name="deal_member_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deal.code} {self.user}"

    @property
    def dialog(self) -> str:
        """Names the dialog of its page that asks before it is taken out."""
        return f"member-{self.pk}"


class DealAccess(models.Model):
    """The log of a room: who opened what, and when. Kept when a file is purged, so it bears its number."""

    deal = models.ForeignKey(Deal, on_delete=models.SET_NULL, null=True, related_name="accesses")
    number = models.CharField(max_length=16)
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(_("what"), max_length=120)
    at = models.DateTimeField(default=recorded_now)

    class Meta:
        verbose_name = _("access to a room")
        verbose_name_plural = _("accesses to a room")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["number", "user", "what", "-at"], name="deal_access_last")]

    def __str__(self) -> str:
        return f"{self.number} {self.what}"


class DealMove(models.Model):
    """One step of a file: from which stage or state to which, by whom and why."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="moves")
    at = models.DateTimeField(default=recorded_now)
    author = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    before = models.CharField(max_length=24, blank=True)
    after = models.CharField(max_length=24)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("move of a takeover file")
        ordering = ["deal", "at", "pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.deal.code} {self.before} → {self.after}"
