"""How the cost of a department is shared: dated keys, parts that go to other departments, direct charges."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from establishments.models import Establishment
from establishments.models.dated import Dated, never_overlaps
from shared_services.enums import Driver
from shared_services.models.department import Department

PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


@pghistory.track()
class PoolKey(Dated):
    """The driver of a department during `valid`; `weights` by establishment code as decimal text, for fixed ones."""

    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="keys")
    driver = models.CharField(_("key"), max_length=16, choices=Driver.choices)
    weights = models.JSONField(_("fixed weights"), default=dict, blank=True)

    class Meta:
        verbose_name = _("key of a pool")
        ordering = ["department", "valid"]
        constraints = [
            never_overlaps(
                "pool_key_never_overlaps",
                "department",
                message=_("This department already has a key during that time."),
            ),
            models.CheckConstraint(
                condition=models.Q(driver=Driver.FIXED) | models.Q(weights={}),
                name="pool_key_weights",
                violation_error_message=_("Only a fixed key has weights."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department}: {self.driver}"


@pghistory.track()
class PoolShare(Dated):
    """The percentage of a department's cost that another department uses, during `valid`."""

    giver = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="gives")
    receiver = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="receives")
    percent = models.DecimalField(_("percentage"), max_digits=7, decimal_places=4, validators=PERCENT)

    class Meta:
        verbose_name = _("part of another department")
        ordering = ["giver", "receiver", "valid"]
        constraints = [
            never_overlaps(
                "pool_share_never_overlaps",
                "giver",
                "receiver",
                message=_("This department already has a part during that time."),
            ),
            models.CheckConstraint(
                condition=~models.Q(giver=models.F("receiver")),
                name="pool_share_other",
                violation_error_message=_("A department does not serve itself."),
            ),
            models.CheckConstraint(
                condition=models.Q(percent__gt=0, percent__lte=100),
                name="pool_share_percent",
                violation_error_message=_("A percentage above 0, 100 at most."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.receiver} {self.percent} %"


@pghistory.track()
class DirectCharge(models.Model):
    """What a department spent for one establishment alone in a month: charged to it before the rest is shared."""

    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="direct_charges")
    month = models.DateField(_("month"))
    establishment = models.ForeignKey(Establishment, on_delete=models.PROTECT, related_name="direct_charges")
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    reason = models.CharField(_("reason"), max_length=300)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("direct charge")
        ordering = ["-month", "department", "establishment", "pk"]
        constraints = [models.CheckConstraint(condition=models.Q(month__day=1), name="direct_charge_month")]

    def __str__(self) -> str:
        return f"{self.department} {self.month:%Y-%m} {self.establishment} {self.amount}"
