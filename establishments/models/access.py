"""Who may do what, where and when."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from establishments.enums import Role
from establishments.models.dated import Dated, never_overlaps


@pghistory.track()
class Mandate(Dated):
    """A role of a user over a scope (`group`, `territory:sud`, `establishment:E12`, ...), dated."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mandates")
    role = models.CharField(_("role"), max_length=16, choices=Role.choices)
    scope = models.CharField(_("scope"), max_length=80)

    class Meta:
        verbose_name = _("mandate")
        ordering = ["user", "role", "scope", "valid"]
        constraints = [
            never_overlaps(
                "mandate_never_overlaps", "user", "role", "scope", message=_("This mandate already exists then.")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.scope}"
