"""A takeover file and the sites that it is about."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from acquisitions.enums import DealState, LostReason, Origin, Route
from establishments.models import Establishment, LegalEntity, Territory
from groupe.kernel.recording import recorded_now

USER = settings.AUTH_USER_MODEL
siren_validator = RegexValidator(r"^\d{9}$", _("A SIREN has nine digits."))


@pghistory.track()
class Deal(models.Model):
    """One activity that the group may take over: a walled room, seen by the members named in it alone.

    `stage` is a code of the route's file. Amounts are euros. `people` and `fte` count the contracts in force before;
    `people_taken`, `fte_taken` those that the group would take. `revision` grows with each change: two people never
    move one card at once.
    """

    code = models.CharField(_("number"), max_length=16, unique=True)
    name = models.CharField(_("name"), max_length=120)
    route = models.CharField(_("route"), max_length=16, choices=Route.choices)
    stage = models.CharField(_("stage"), max_length=24)
    stage_since = models.DateTimeField(default=recorded_now)
    state = models.CharField(_("state"), max_length=8, choices=DealState.choices, default=DealState.OPEN)
    origin = models.CharField(_("origin"), max_length=16, choices=Origin.choices, default=Origin.OTHER)
    siren = models.CharField(_("SIREN"), max_length=9, blank=True, validators=[siren_validator])
    legal_form = models.CharField(_("legal form"), max_length=60, blank=True)
    sector = models.CharField(_("sector"), max_length=16, blank=True)
    cause = models.CharField(_("cause of distress"), max_length=400, blank=True)
    people = models.PositiveIntegerField(_("jobs before (people)"), null=True, blank=True)
    fte = models.DecimalField(_("jobs before (FTE)"), max_digits=8, decimal_places=2, null=True, blank=True)
    people_taken = models.PositiveIntegerField(_("jobs taken (people)"), null=True, blank=True)
    fte_taken = models.DecimalField(_("jobs taken (FTE)"), max_digits=8, decimal_places=2, null=True, blank=True)
    price = models.DecimalField(_("price"), max_digits=14, decimal_places=2, null=True, blank=True)
    recapitalisation = models.DecimalField(
        _("recapitalisation in the first year"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    court = models.CharField(_("court"), max_length=120, blank=True)
    administrator = models.CharField(_("court administrator"), max_length=120, blank=True)
    deadline_at = models.DateTimeField(_("deadline for offers"), null=True, blank=True)
    hearing_at = models.DateTimeField(_("hearing"), null=True, blank=True)
    judgment_on = models.DateField(_("judgment"), null=True, blank=True)
    entry_on = models.DateField(_("entry into enjoyment"), null=True, blank=True)
    entity = models.ForeignKey(
        LegalEntity, on_delete=models.PROTECT, null=True, blank=True, related_name="deals", verbose_name=_("taken by")
    )
    lost_reason = models.CharField(_("lost because"), max_length=16, choices=LostReason.choices, blank=True)
    lost_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(_("opened"), default=recorded_now)
    opened_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("takeover file")
        verbose_name_plural = _("takeover files")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(price__isnull=True) | Q(price__gte=0), name="deal_price"),
            models.CheckConstraint(
                condition=Q(recapitalisation__isnull=True) | Q(recapitalisation__gte=0), name="deal_recapitalisation"
            ),
            models.CheckConstraint(
                condition=Q(people__isnull=True)
                | Q(people_taken__isnull=True)
                | Q(people_taken__lte=models.F("people")),
                name="deal_people",
                violation_error_message=_("No more jobs can be taken than there are."),
            ),
            models.CheckConstraint(
                condition=Q(fte__isnull=True) | Q(fte_taken__isnull=True) | Q(fte_taken__lte=models.F("fte")),
                name="deal_fte",
                violation_error_message=_("No more jobs can be taken than there are."),
            ),
            models.CheckConstraint(
                condition=Q(state=DealState.LOST, lost_at__isnull=False) & ~Q(lost_reason="")
                | ~Q(state=DealState.LOST) & Q(lost_at__isnull=True, lost_reason=""),
                name="deal_lost",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("acquisitions:deal", args=[self.code])

    @property
    def open(self) -> bool:
        return self.state == DealState.OPEN


@pghistory.track()
class DealTarget(models.Model):
    """A site of the file: what the group would run, and the establishment that it became."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="targets")
    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=24)
    commune = models.CharField(_("commune (INSEE code)"), max_length=5, blank=True)
    postcode = models.CharField(_("postcode"), max_length=5, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    address = models.CharField(_("address"), max_length=160, blank=True)
    finess = models.CharField(_("FINESS"), max_length=9, blank=True)
    siret = models.CharField(_("SIRET"), max_length=14, blank=True)
    capacities = models.JSONField(default=dict, blank=True)
    people = models.PositiveIntegerField(_("people"), null=True, blank=True)
    fte = models.DecimalField(_("FTE"), max_digits=8, decimal_places=2, null=True, blank=True)
    territory = models.ForeignKey(
        Territory, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("territory")
    )
    register = models.ForeignKey(
        Establishment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("register")
    )
    establishment = models.ForeignKey(
        Establishment, on_delete=models.PROTECT, null=True, blank=True, related_name="deal_targets",
        verbose_name=_("establishment"),
    )  # fmt: skip
    taken = models.BooleanField(_("in the perimeter taken"), default=True)

    class Meta:
        verbose_name = _("site of a takeover file")
        ordering = ["deal", "name", "pk"]
        constraints = [models.UniqueConstraint(fields=["deal", "name"], name="deal_target_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def dialog(self) -> str:
        """Names the dialog of its page that asks before it is taken out."""
        return f"site-{self.pk}"
