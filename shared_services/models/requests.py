"""What establishments ask of departments, and all that happens to it."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from establishments.models import Establishment
from groupe.kernel.recording import recorded_now
from shared_services.enums import OPEN, Priority, RequestState
from shared_services.models.catalogue import Service

USER = settings.AUTH_USER_MODEL


class ServiceRequest(models.Model):
    """A request for a service by an establishment. Its targets are those in force when it was asked for.

    `answer_due`, `resolve_due` and `risk_at` (80 % of the time) leave pauses out; while the clock is paused they are
    those of the moment it stopped. `revision` grows with each move: two people never move one request at once.
    """

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="requests")
    establishment = models.ForeignKey(Establishment, on_delete=models.CASCADE, related_name="service_requests")
    title = models.CharField(_("subject"), max_length=160)
    details = models.TextField(_("details"), max_length=4000, blank=True)
    answers = models.JSONField(default=list, blank=True)
    priority = models.CharField(_("priority"), max_length=8, choices=Priority.choices, default=Priority.NORMAL)
    state = models.CharField(_("state"), max_length=12, choices=RequestState.choices, default=RequestState.NEW)
    author = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by"))
    assignee = models.ForeignKey(USER, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    answer_target = models.PositiveIntegerField()
    resolve_target = models.PositiveIntegerField()
    asked_at = models.DateTimeField(_("asked"), default=recorded_now)
    answer_due = models.DateTimeField(_("first answer due"))
    risk_at = models.DateTimeField()
    resolve_due = models.DateTimeField(_("due"))
    answered_at = models.DateTimeField(_("first answer"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)
    breached_at = models.DateTimeField(null=True, blank=True)
    rating = models.PositiveSmallIntegerField(_("rating"), null=True, blank=True)
    rating_word = models.CharField(_("a word"), max_length=500, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("request")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(rating__isnull=True) | Q(rating__range=(1, 5)), name="request_rating"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=False, state="closed") | (Q(closed_at__isnull=True) & ~Q(state="closed")),
                name="request_closed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, resolved_at__isnull=True) | ~Q(state__in=OPEN), name="request_resolved"
            ),
            models.CheckConstraint(condition=Q(resolve_due__gte=F("asked_at")), name="request_due"),
        ]
        indexes = [
            models.Index(fields=["state", "resolve_due"], name="request_by_state"),
            models.Index(fields=["establishment", "-asked_at"], name="request_by_site"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("shared_services:request", args=[self.pk])

    @property
    def number(self) -> str:
        return f"D{self.pk:05d}"

    @property
    def open(self) -> bool:
        return self.state in OPEN

    @property
    def in_time(self) -> bool | None:
        """Whether it was resolved within the time agreed; None before it is."""
        return None if self.resolved_at is None else self.resolved_at <= self.resolve_due


class RequestPause(models.Model):
    """A time that does not count: the asker was waited for, or the request was resolved and reopened."""

    request = models.ForeignKey(ServiceRequest, on_delete=models.CASCADE, related_name="pauses")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("pause of a request")
        ordering = ["request", "since"]
        constraints = [
            models.UniqueConstraint(fields=["request"], condition=Q(until__isnull=True), name="request_paused_once"),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="request_pause"),
        ]

    def __str__(self) -> str:
        return f"{self.request} {self.since:%Y-%m-%d %H:%M}"


class RequestEvent(models.Model):
    """One move of a request: from where to where, by whom and why; without an author, by itself."""

    request = models.ForeignKey(ServiceRequest, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(default=recorded_now)
    author = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    move = models.CharField(max_length=12)
    before = models.CharField(max_length=12, choices=RequestState.choices)
    after = models.CharField(max_length=12, choices=RequestState.choices)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("move of a request")
        ordering = ["request", "at", "pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.request} {self.before} → {self.after}"


class RequestComment(models.Model):
    """What one side says to the other; nobody changes it."""

    request = models.ForeignKey(ServiceRequest, on_delete=models.CASCADE, related_name="comments")
    at = models.DateTimeField(default=recorded_now)
    author = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    by_department = models.BooleanField(default=False)
    text = models.TextField(_("comment"), max_length=4000)

    class Meta:
        verbose_name = _("comment on a request")
        ordering = ["request", "at", "pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return self.text[:60]


class RequestFile(models.Model):
    """A file of a request, kept in the database: no folder that a web server could serve, and one backup."""

    request = models.ForeignKey(ServiceRequest, on_delete=models.CASCADE, related_name="files")
    at = models.DateTimeField(default=recorded_now)
    author = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        verbose_name = _("file of a request")
        ordering = ["request", "at", "pk"]

    def __str__(self) -> str:
        return self.name
