"""Invitations, by which every account begins."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groupe.accounts.models.users import User

VALID_FOR = dt.timedelta(days=7)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def pending(self) -> InvitationQuerySet:
        return self.filter(accepted_at=None)


class Invitation(models.Model):
    """A person who was asked to join; the user cannot sign in before they chose a password.

    The link of the e-mail carries `sent_at`: sending again makes the link before worthless.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="invitation")
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    sent_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        ordering = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def expires_at(self) -> dt.datetime:
        return self.sent_at + VALID_FOR
