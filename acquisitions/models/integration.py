"""The first hundred days: what has to be done, by whom, by when, and what waits for what."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from acquisitions.enums import ActionOrigin, ActionState
from acquisitions.models.deal import Deal, DealTarget
from establishments.enums import Role
from groupe.kernel.recording import recorded_now

USER = settings.AUTH_USER_MODEL


@pghistory.track()
class IntegrationAction(models.Model):
    """One thing to do after a takeover; `role` is who should own it where nobody is named yet.

    `code` is that of the template, or names what the action came from; `first` and `last` are days included.
    """

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="actions")
    target = models.ForeignKey(
        DealTarget, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("site")
    )
    code = models.CharField(max_length=60)
    stream = models.CharField(_("stream"), max_length=24)
    title = models.CharField(_("action"), max_length=200)
    role = models.CharField(_("owner's role"), max_length=16, choices=Role.choices, blank=True)
    owner = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    first = models.DateField(_("from"))
    last = models.DateField(_("due"))
    state = models.CharField(_("state"), max_length=8, choices=ActionState.choices, default=ActionState.TODO)
    reason = models.CharField(_("blocked by"), max_length=300, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    origin = models.CharField(_("origin"), max_length=8, choices=ActionOrigin.choices, default=ActionOrigin.ADDED)
    needs = models.ManyToManyField("self", symmetrical=False, related_name="needed_by", blank=True)
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=recorded_now)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("action of an integration")
        ordering = ["deal", "first", "last", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["deal", "code"], name="action_once"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="action_days"),
            models.CheckConstraint(
                condition=Q(state="done", done_on__isnull=False) | ~Q(state="done") & Q(done_on__isnull=True),
                name="action_done",
            ),
            models.CheckConstraint(
                condition=Q(state="blocked") & ~Q(reason="") | ~Q(state="blocked") & Q(reason=""),
                name="action_blocked",
            ),
        ]

    def __str__(self) -> str:
        return self.title
