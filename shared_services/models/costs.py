"""What a department may spend, and spent."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from shared_services.models.department import Department


@pghistory.track()
class DepartmentMonth(models.Model):
    """Euros of one department and month: the cost to share, all natures together; missing is not zero."""

    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="months")
    month = models.DateField(_("month"))
    budget = models.DecimalField(_("budget"), max_digits=14, decimal_places=2, null=True, blank=True)
    actual = models.DecimalField(_("actual cost"), max_digits=14, decimal_places=2, null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("month of a department")
        ordering = ["department", "month"]
        constraints = [
            models.UniqueConstraint(fields=["department", "month"], name="department_month_once"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="department_month_first"),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.month:%Y-%m}"
