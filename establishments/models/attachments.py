"""What an establishment belongs to and may hold, day by day."""

from __future__ import annotations

import pghistory
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from establishments.models.dated import Dated, never_overlaps
from establishments.models.structure import Establishment, Funder, LegalEntity, Territory


@pghistory.track()
class Attachment(Dated):
    """The entity that holds an establishment and the territory that it belongs to."""

    establishment = models.ForeignKey(Establishment, on_delete=models.CASCADE, related_name="attachments")
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="attachments")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="attachments")

    class Meta:
        verbose_name = _("attachment")
        ordering = ["establishment", "valid"]
        constraints = [
            never_overlaps(
                "attachment_never_overlaps",
                "establishment",
                message=_("The establishment is already attached during that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.establishment} → {self.entity}, {self.territory}"


@pghistory.track()
class Funding(Dated):
    """A funder of an establishment; several may fund it at once."""

    establishment = models.ForeignKey(Establishment, on_delete=models.CASCADE, related_name="fundings")
    funder = models.ForeignKey(Funder, on_delete=models.PROTECT, related_name="fundings")

    class Meta:
        verbose_name = _("funding")
        ordering = ["establishment", "funder", "valid"]
        constraints = [
            never_overlaps(
                "funding_never_overlaps",
                "establishment",
                "funder",
                message=_("This funder already funds the establishment during that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.funder} → {self.establishment}"


@pghistory.track()
class Capacity(Dated):
    """A dated authorisation: `value` places of one capacity measure (`CAP_FIN`, `CAP_HP`, ...)."""

    establishment = models.ForeignKey(Establishment, on_delete=models.CASCADE, related_name="capacities")
    measure = models.CharField(_("capacity"), max_length=16)
    value = models.PositiveIntegerField(_("places"), validators=[MinValueValidator(0)])

    class Meta:
        verbose_name = _("capacity")
        verbose_name_plural = _("capacities")
        ordering = ["establishment", "measure", "valid"]
        constraints = [
            never_overlaps(
                "capacity_never_overlaps",
                "establishment",
                "measure",
                message=_("This capacity already has a value during that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.establishment} {self.measure} = {self.value}"


@pghistory.track()
class Link(models.Model):
    """A merger or split: `weight` of the old establishment's past belongs to the new one from `date` on."""

    old = models.ForeignKey(Establishment, on_delete=models.CASCADE, related_name="successors")
    new = models.ForeignKey(Establishment, on_delete=models.CASCADE, related_name="predecessors")
    weight = models.DecimalField(_("weight"), max_digits=9, decimal_places=6)
    date = models.DateField(_("date"))
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("link")
        ordering = ["date", "old", "new"]
        constraints = [
            models.UniqueConstraint(fields=["old", "new"], name="link_once"),
            models.CheckConstraint(
                condition=~models.Q(old=models.F("new")),
                name="link_two_sites",
                violation_error_message=_("An establishment cannot follow itself."),
            ),
            models.CheckConstraint(
                condition=models.Q(weight__gt=0, weight__lte=1),
                name="link_weight",
                violation_error_message=_("A weight lies between 0 and 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"
