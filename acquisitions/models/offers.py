"""The offer to the court: what is being written, frozen versions with their PDF, and what others offer."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from acquisitions.models.deal import Deal
from acquisitions.offering import Values
from groupe.kernel.recording import recorded_now

USER = settings.AUTH_USER_MODEL


class Offer(models.Model):
    """What is being written for the court, by item of `offering/contents.toml`; versions freeze it."""

    deal = models.OneToOneField(Deal, on_delete=models.CASCADE, related_name="offer")
    contents = models.JSONField(default=dict)
    changed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=recorded_now)

    class Meta:
        verbose_name = _("offer")

    def __str__(self) -> str:
        return self.deal.code


class OfferVersion(models.Model):
    """An offer as it was submitted, with its PDF and the fingerprint of that; it binds, so that nobody changes it."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="offer_versions")
    number = models.PositiveIntegerField(_("version"))
    contents = models.JSONField()
    commitments = models.JSONField()
    pdf = models.BinaryField()
    sha256 = models.CharField(_("fingerprint"), max_length=64)
    author = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=recorded_now)

    class Meta:
        verbose_name = _("version of an offer")
        ordering = ["deal", "-number"]
        constraints = [models.UniqueConstraint(fields=["deal", "number"], name="offer_version_once")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.deal.code} ({self.number})"

    @property
    def values(self) -> Values:
        found: Values = self.contents
        return found


class OfferFiling(models.Model):
    """A version of an offer was given to the court: when and how."""

    version = models.OneToOneField(OfferVersion, on_delete=models.CASCADE, related_name="filing")
    filed_at = models.DateTimeField(_("filed"))
    how = models.CharField(_("how"), max_length=200)
    author = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=recorded_now)

    class Meta:
        verbose_name = _("filing of an offer")
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.version} {self.filed_at:%Y-%m-%d}"


@pghistory.track()
class Competitor(models.Model):
    """What somebody else offers for the same activity, by name or letter; amounts are euros."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="competitors")
    name = models.CharField(_("name or letter"), max_length=80)
    jobs = models.PositiveIntegerField(_("jobs taken"), null=True, blank=True)
    fte = models.DecimalField(_("FTE taken"), max_digits=8, decimal_places=2, null=True, blank=True)
    price = models.DecimalField(_("price"), max_digits=14, decimal_places=2, null=True, blank=True)
    payment = models.CharField(_("payment"), max_length=300, blank=True)
    guarantee_amount = models.DecimalField(
        _("amount guaranteed"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    guarantees = models.CharField(_("guarantees"), max_length=300, blank=True)
    commitments = models.CharField(_("commitments"), max_length=500, blank=True)
    committed_until = models.DateField(_("commitments until"), null=True, blank=True)

    class Meta:
        verbose_name = _("offer of a competitor")
        ordering = ["deal", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["deal", "name"], name="competitor_once"),
            models.CheckConstraint(condition=Q(price__isnull=True) | Q(price__gte=0), name="competitor_price"),
        ]

    def __str__(self) -> str:
        return self.name
