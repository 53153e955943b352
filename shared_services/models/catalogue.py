"""What departments offer: services, their level and their dated prices."""

from __future__ import annotations

import datetime as dt

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from establishments.models.dated import Dated, never_overlaps
from establishments.models.structure import code_validator
from groupe.kernel.clock import HOUR, Hours
from shared_services.enums import PriceBasis, Priority
from shared_services.models.department import Department

WEEK = [0, 1, 2, 3, 4]


def working_week() -> list[int]:
    return list(WEEK)


def usual_targets() -> dict[str, list[float]]:
    return {Priority.NORMAL: [8, 40], Priority.HIGH: [4, 16], Priority.URGENT: [1, 8]}


@pghistory.track()
class Service(models.Model):
    """A service of a department. `targets` are working hours by priority: to the first answer, to the resolution.

    `questions` are what the form asks besides: label, kind (text, number, date, yes_no), required.
    """

    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="services")
    code = models.CharField(_("code"), max_length=40, validators=[code_validator])
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), max_length=2000, blank=True)
    basis = models.CharField(_("price"), max_length=8, choices=PriceBasis.choices, default=PriceBasis.INCLUDED)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    targets = models.JSONField(default=usual_targets)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=working_week)
    opens = models.TimeField(_("opens"), default=dt.time(9))
    closes = models.TimeField(_("closes"), default=dt.time(17))
    questions = models.JSONField(default=list, blank=True)
    active = models.BooleanField(_("active"), default=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("service")
        ordering = ["department", "name", "code"]
        constraints = [
            models.UniqueConstraint(fields=["department", "code"], name="service_once"),
            models.CheckConstraint(condition=models.Q(weekdays__len__gt=0), name="service_open_sometimes"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def hours(self) -> Hours:
        return Hours(frozenset(self.weekdays), self.opens, self.closes)

    def target(self, priority: str) -> tuple[int, int]:
        """Seconds of open desk to the first answer and to the resolution."""
        answer, resolve = self.targets[priority]
        return int(answer * HOUR), int(resolve * HOUR)


@pghistory.track()
class ServicePrice(Dated):
    """Euros per unit of a service during some days."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="prices")
    price = models.DecimalField(_("price"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("price of a service")
        ordering = ["service", "valid"]
        constraints = [
            never_overlaps(
                "service_price_never_overlaps",
                "service",
                message=_("The service already has a price during that time."),
            ),
            models.CheckConstraint(condition=models.Q(price__gte=0), name="service_price_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.price} €"
