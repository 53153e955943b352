"""What an establishment is said to save by a pooled department in a year, against what it paid before it joined."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from establishments.models import Establishment
from groupe.kernel.periods import Month
from shared_services.enums import MEASURED_STATES, SavingState
from shared_services.models.department import Department

USER = settings.AUTH_USER_MODEL
BASELINE_MONTHS = 12


def _by_another(field: str, *others: str) -> Q:
    """`field` is empty, or nobody of `others`."""
    condition = Q()
    for other in others:
        condition &= Q(**{f"{field}__isnull": True}) | Q(**{f"{other}__isnull": True}) | ~Q(**{field: F(other)})
    return condition


@pghistory.track()
class Saving(models.Model):
    """The baseline (twelve months from `baseline_first`) is locked once signed by the site and by the department.

    Euros. `own_cost` is what the establishment still pays itself, `other_cost` what the department costs it where no
    run charged it (with its evidence), `transition` what is paid once for the change.
    """

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="savings")
    establishment = models.ForeignKey(Establishment, on_delete=models.PROTECT, related_name="savings")
    year = models.PositiveSmallIntegerField(_("year"))
    unit = models.CharField(_("unit of volume"), max_length=60)
    baseline_first = models.DateField(_("first month of the baseline"))
    baseline_cost = models.DecimalField(_("cost of the baseline"), max_digits=14, decimal_places=2)
    baseline_volume = models.DecimalField(_("volume of the baseline"), max_digits=14, decimal_places=2)
    index_name = models.CharField(_("index"), max_length=120)
    index_base = models.DecimalField(_("index then"), max_digits=12, decimal_places=4)
    index_now = models.DecimalField(_("index now"), max_digits=12, decimal_places=4, null=True, blank=True)
    volume = models.DecimalField(_("volume of the year"), max_digits=14, decimal_places=2, null=True, blank=True)
    own_cost = models.DecimalField(_("paid by the establishment"), max_digits=14, decimal_places=2, default=0)
    other_cost = models.DecimalField(_("paid to the department"), max_digits=14, decimal_places=2, default=0)
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    transition = models.DecimalField(_("cost of the change"), max_digits=14, decimal_places=2, default=0)
    state = models.CharField(_("state"), max_length=9, choices=SavingState.choices, default=SavingState.PROPOSED)
    author = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    site_signed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    site_signed_at = models.DateTimeField(null=True, blank=True)
    head_signed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    head_signed_at = models.DateTimeField(null=True, blank=True)
    measured_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("saving")
        ordering = ["-year", "department", "establishment"]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "establishment", "year"],
                name="saving_once",
                violation_error_message=_("This saving has been proposed already."),
            ),
            models.CheckConstraint(condition=Q(baseline_first__day=1), name="saving_baseline_month"),
            models.CheckConstraint(
                condition=Q(baseline_cost__gt=0, baseline_volume__gt=0, index_base__gt=0), name="saving_baseline"
            ),
            models.CheckConstraint(
                condition=Q(state=SavingState.PROPOSED) | Q(site_signed_by__isnull=False, head_signed_by__isnull=False),
                name="saving_signed_by_both",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=MEASURED_STATES)
                | Q(volume__gt=0, index_now__gt=0, own_cost__gte=0, other_cost__gte=0, transition__gte=0),
                name="saving_measured",
            ),
            models.CheckConstraint(
                condition=_by_another("site_signed_by", "head_signed_by"), name="saving_signed_by_two"
            ),
            models.CheckConstraint(
                condition=_by_another("confirmed_by", "author", "measured_by", "site_signed_by", "head_signed_by"),
                name="saving_confirmed_by_another",
                violation_error_message=_("Nobody confirms their own saving."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department} – {self.establishment} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("shared_services:saving", args=[self.pk])

    @property
    def baseline_last(self) -> Month:
        return Month.of(self.baseline_first) + (BASELINE_MONTHS - 1)
