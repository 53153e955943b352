"""Legal entities, territories, funders and establishments: who exists, apart from who is in the group."""

from __future__ import annotations

import datetime as dt
from typing import Self

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models.functions import Left
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from establishments.enums import FunderKind, Method
from establishments.models.dated import Dated, never_overlaps

code_validator = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", _("Use letters, digits, '-', '_' and '.', without spaces.")
)
SIREN = RegexValidator(r"^\d{9}$", _("A SIREN has 9 digits."))
SIRET = RegexValidator(r"^\d{14}$", _("A SIRET has 14 digits."))
FINESS = RegexValidator(r"^[0-9][0-9AB][0-9]{7}$", _("A FINESS number has 9 characters."))
PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


@pghistory.track()
class LegalEntity(models.Model):
    """A company, association or public body that holds establishments."""

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[code_validator])
    name = models.CharField(_("name"), max_length=200)
    legal_form = models.CharField(_("legal form"), max_length=80, blank=True)
    siren = models.CharField("SIREN", max_length=9, blank=True, db_index=True)
    finess = models.CharField("FINESS EJ", max_length=9, null=True, blank=True, unique=True)
    created_on = models.DateField(_("created on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("legal entity")
        verbose_name_plural = _("legal entities")
        ordering = ["name", "code"]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class ConsolidationTerm(Dated):
    """How an entity is consolidated during `valid`; an entity without one is outside the group."""

    entity = models.ForeignKey(LegalEntity, on_delete=models.CASCADE, related_name="terms")
    method = models.CharField(_("method"), max_length=12, choices=Method.choices)

    class Meta:
        verbose_name = _("consolidation method")
        ordering = ["entity", "valid"]
        constraints = [
            never_overlaps(
                "term_never_overlaps", "entity", message=_("This entity already has a method during that time.")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entity} {self.method}"


@pghistory.track()
class Holding(Dated):
    """What one entity holds of another, directly: exact percentages from 0 to 100."""

    owner = models.ForeignKey(LegalEntity, on_delete=models.CASCADE, related_name="holdings")
    owned = models.ForeignKey(LegalEntity, on_delete=models.CASCADE, related_name="holders")
    votes = models.DecimalField(_("votes (%)"), max_digits=9, decimal_places=6, validators=PERCENT)
    capital = models.DecimalField(_("capital (%)"), max_digits=9, decimal_places=6, validators=PERCENT)

    class Meta:
        verbose_name = _("holding")
        ordering = ["owned", "owner", "valid"]
        constraints = [
            never_overlaps(
                "holding_never_overlaps", "owner", "owned", message=_("This holding already exists during that time.")
            ),
            models.CheckConstraint(
                condition=~models.Q(owner=models.F("owned")),
                name="holding_not_of_itself",
                violation_error_message=_("An entity cannot hold itself."),
            ),
            models.CheckConstraint(
                condition=models.Q(votes__range=(0, 100), capital__range=(0, 100)), name="holding_percentages"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner} → {self.owned}"


@pghistory.track()
class Territory(models.Model):
    """A node of the group's own geography; `parent` makes the tree."""

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[code_validator])
    name = models.CharField(_("name"), max_length=120)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("territory")
        verbose_name_plural = _("territories")
        ordering = ["name", "code"]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Funder(models.Model):
    code = models.CharField(_("code"), max_length=40, unique=True, validators=[code_validator])
    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=12, choices=FunderKind.choices)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("funder")
        verbose_name_plural = _("funders")
        ordering = ["name", "code"]

    def __str__(self) -> str:
        return self.name


class EstablishmentQuerySet(models.QuerySet["Establishment"]):
    def members_on(self, day: dt.date) -> Self:
        """Inside the group on that day."""
        return self.filter(stays__valid__contains=day)

    def ever_members(self) -> Self:
        """In the group today, before or later."""
        return self.filter(stays__isnull=False).distinct()


@pghistory.track()
class Establishment(models.Model):
    """A place or service of the register; its stays say when it is in the group."""

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[code_validator])
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=32, blank=True, db_index=True)
    category = models.CharField(_("FINESS category"), max_length=4, blank=True)
    finess = models.CharField("FINESS", max_length=9, null=True, blank=True, unique=True)
    siret = models.CharField("SIRET", max_length=14, blank=True, db_index=True)
    register_entity = models.ForeignKey(
        LegalEntity, on_delete=models.PROTECT, null=True, blank=True, related_name="register_establishments"
    )
    commune = models.CharField(_("commune (INSEE code)"), max_length=5, blank=True)
    department = models.GeneratedField(
        expression=models.Case(
            models.When(commune__startswith="97", then=Left("commune", 3)),
            models.When(commune__startswith="98", then=Left("commune", 3)),
            default=Left("commune", 2),
        ),
        output_field=models.CharField(max_length=3),
        db_persist=True,
        db_index=True,
    )
    address = models.CharField(_("address"), max_length=250, blank=True)
    postcode = models.CharField(_("postcode"), max_length=5, blank=True)
    city = models.CharField(_("town"), max_length=120, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = EstablishmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("establishment")
        verbose_name_plural = _("establishments")
        ordering = ["name", "code"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("establishments:detail", args=[self.code])
