"""The opposable quota of head-office costs: who authorised it, and what it comes to in a year."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from establishments.models import Establishment
from establishments.models.dated import Dated, never_overlaps
from shared_services.enums import Base, Category


@pghistory.track()
class HeadOfficeAuthorisation(Dated):
    """An authority lets establishments of `scope` bear head-office costs during `valid`, five years at most.

    `percentage` is a single one of gross operating costs for all of them and the whole time; without it, the
    authorised cost of each year is shared pro rata to gross operating costs.
    """

    scope = models.CharField(_("covers"), max_length=80, default="group")
    authority = models.CharField(_("authority"), max_length=160)
    evidence = models.CharField(_("evidence"), max_length=300)
    percentage = models.DecimalField(
        _("single percentage"), max_digits=7, decimal_places=4, null=True, blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )  # fmt: skip
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("head-office authorisation")
        ordering = ["-valid", "scope"]
        constraints = [
            never_overlaps(
                "head_office_authorisation_never_overlaps",
                "scope",
                message=_("This scope already has an authorisation during that time."),
            ),
            models.CheckConstraint(
                condition=models.Q(percentage__isnull=True) | models.Q(percentage__gt=0, percentage__lte=100),
                name="head_office_authorisation_percentage",
                violation_error_message=_("A percentage above 0, 100 at most."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority} {self.valid_from}"


@pghistory.track()
class HeadOfficeQuota(models.Model):
    """What an authorisation comes to in a year; a later `version` takes the place of an earlier one, which stays.

    `cost` is the authorised one, which `split_evidence` splits between categories (else pro rata); none with a single
    percentage. `percentage` is what the quotas are of the gross costs of L312-1 activities.
    """

    authorisation = models.ForeignKey(HeadOfficeAuthorisation, on_delete=models.PROTECT, related_name="quotas")
    year = models.PositiveSmallIntegerField(_("year"))
    version = models.PositiveIntegerField(_("version"))
    cost = models.DecimalField(_("head-office cost"), max_digits=14, decimal_places=2, null=True, blank=True)
    opposable = models.DecimalField(_("part of L312-1 activities"), max_digits=14, decimal_places=2)
    percentage = models.DecimalField(_("percentage"), max_digits=9, decimal_places=4)
    split_evidence = models.CharField(_("evidence of the split"), max_length=300, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    class Meta:
        verbose_name = _("head-office quota")
        ordering = ["-year", "authorisation", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["authorisation", "year", "version"], name="head_office_quota_once"),
        ]

    def __str__(self) -> str:
        return f"{self.authorisation} {self.year} v{self.version}"

    def get_absolute_url(self) -> str:
        return f"{reverse('shared_services:quotas')}?year={self.year}"


class QuotaLine(models.Model):
    """An establishment's base and quota; nothing is opposable outside L312-1 activities."""

    quota = models.ForeignKey(HeadOfficeQuota, on_delete=models.CASCADE, related_name="lines")
    establishment = models.ForeignKey(Establishment, on_delete=models.PROTECT, related_name="quota_lines")
    category = models.CharField(_("category"), max_length=8, choices=Category.choices)
    base = models.DecimalField(_("gross costs"), max_digits=14, decimal_places=2)
    base_from = models.CharField(_("read from"), max_length=8, choices=Base.choices)
    months = models.PositiveSmallIntegerField(_("months"), default=0)
    amount = models.DecimalField(_("quota"), max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = _("line of a quota")
        ordering = ["quota", "establishment"]
        constraints = [
            models.UniqueConstraint(fields=["quota", "establishment"], name="quota_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.quota} {self.establishment}"
