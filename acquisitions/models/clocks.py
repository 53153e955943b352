"""What runs in a file besides its own dates: authorisations, commitments, what was reminded of, and feeds."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from acquisitions.enums import AuthorityAnswer, ClockKind, Towards
from acquisitions.models.deal import Deal
from groupe.kernel.recording import recorded_now

USER = settings.AUTH_USER_MODEL


@pghistory.track()
class AuthorisationFile(models.Model):
    """The transfer of an authorisation that an authority was asked for (L313-1); `asked_on` is its list of what is
    missing, `completed_on` the day on which all of it was given."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="authorisations")
    authority = models.CharField(_("authority"), max_length=120)
    received_on = models.DateField(_("received by the authority"))
    asked_on = models.DateField(_("missing documents asked for"), null=True, blank=True)
    completed_on = models.DateField(_("completed"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=8, choices=AuthorityAnswer.choices, blank=True)
    answered_on = models.DateField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("authorisation file")
        ordering = ["deal", "received_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["deal", "authority", "received_on"], name="authorisation_once"),
            models.CheckConstraint(
                condition=Q(asked_on__isnull=True) | Q(asked_on__gte=F("received_on")), name="authorisation_asked"
            ),
            models.CheckConstraint(
                condition=Q(completed_on__isnull=True) | Q(asked_on__isnull=False, completed_on__gte=F("asked_on")),
                name="authorisation_completed",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_on__isnull=True)
                | ~Q(answer="") & Q(answered_on__isnull=False, answered_on__gte=F("received_on")),
                name="authorisation_answered",
            ),
        ]

    def __str__(self) -> str:
        return self.authority


@pghistory.track()
class Commitment(models.Model):
    """What the group promised to the court or to the staff, and until when; amounts are euros."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="commitments")
    towards = models.CharField(_("towards"), max_length=8, choices=Towards.choices)
    text = models.CharField(_("commitment"), max_length=300)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2, null=True, blank=True)
    until = models.DateField(_("until"))
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=recorded_now)

    class Meta:
        verbose_name = _("commitment")
        ordering = ["deal", "until", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["deal", "towards", "text"], name="commitment_once"),
            models.CheckConstraint(condition=Q(amount__isnull=True) | Q(amount__gte=0), name="commitment_amount"),
        ]

    def __str__(self) -> str:
        return self.text


class Reminder(models.Model):
    """The members of a room were told once that a clock ends in so many workdays."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=16, choices=ClockKind.choices)
    key = models.CharField(max_length=40)
    on = models.DateField()
    step = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=recorded_now)

    class Meta:
        verbose_name = _("reminder")
        ordering = ["on", "pk"]
        constraints = [models.UniqueConstraint(fields=["deal", "key", "on", "step"], name="reminder_once")]

    def __str__(self) -> str:
        return f"{self.deal.code} {self.key} {self.on}"


class CalendarFeed(models.Model):
    """The secret address at which a calendar program reads the clocks of its owner's rooms; only its digest is kept."""

    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="calendar_feeds")
    digest = models.CharField(max_length=64, unique=True)
    named = models.BooleanField(_("with the names of the files"), default=False)
    created_at = models.DateTimeField(default=recorded_now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("calendar feed")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(revoked_at__isnull=True), name="calendar_feed_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.created_at:%Y-%m-%d}"
