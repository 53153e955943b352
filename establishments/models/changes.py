"""What the consolidation has to rebuild: pointers, written in the same transaction as the change itself."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from establishments.enums import Scenario
from establishments.models.structure import Establishment


class Change(models.Model):
    """Cells to rebuild: an establishment's months from `first` to `last` (None: up to the newest).

    Rows are consumed by DELETE, never by a watermark: a late commit would be lost.
    """

    establishment = models.ForeignKey(Establishment, on_delete=models.CASCADE, related_name="changes")
    scenario = models.CharField(max_length=16, choices=Scenario.choices, default=Scenario.ACTUAL)
    first = models.DateField()
    last = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("change to consolidate")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.establishment_id} {self.first}"
