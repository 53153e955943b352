"""A pooled department."""

from __future__ import annotations

import pghistory
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from establishments.models import Establishment, LegalEntity
from establishments.models.structure import code_validator
from groupe.accounts.models import User


@pghistory.track()
class Department(models.Model):
    """A support department that several establishments share; the scope `pool:<code>` of mandates and costs.

    `scope` says whom it serves, on any day: an establishment that joins the scope is served by itself. `site` is the
    establishment that reports its figures (semantics, rule 24), `entity` the one that bills.
    """

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[code_validator])
    name = models.CharField(_("name"), max_length=120)
    mission = models.CharField(_("mission"), max_length=400, blank=True)
    head = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="departments", verbose_name=_("head")
    )
    team = models.DecimalField(_("team (FTE)"), max_digits=7, decimal_places=2, null=True, blank=True)
    scope = models.CharField(_("serves"), max_length=80, default="group")
    site = models.ForeignKey(
        Establishment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="departments",
        verbose_name=_("reported by"),
    )
    entity = models.ForeignKey(
        LegalEntity,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="departments",
        verbose_name=_("billed by"),
    )
    active = models.BooleanField(_("active"), default=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("pooled department")
        verbose_name_plural = _("pooled departments")
        ordering = ["name", "code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(team__isnull=True) | models.Q(team__gte=0),
                name="department_team",
                violation_error_message=_("A team cannot be negative."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("shared_services:department", args=[self.code])

    @property
    def pool(self) -> str:
        """The scope of this department."""
        return f"pool:{self.code}"
