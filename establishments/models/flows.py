"""Intra-group flows, as each side declares them."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from establishments.enums import Account, DeclaredBy
from establishments.models.structure import Establishment, LegalEntity


@pghistory.track()
class Flow(models.Model):
    """What a seller billed a buyer of the group in a month; `amount` is in euros."""

    month = models.DateField(_("month"))
    seller = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="flows_sold")
    buyer = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="flows_bought")
    seller_establishment = models.ForeignKey(
        Establishment, on_delete=models.PROTECT, null=True, blank=True, related_name="flows_sold"
    )
    buyer_establishment = models.ForeignKey(
        Establishment, on_delete=models.PROTECT, null=True, blank=True, related_name="flows_bought"
    )
    account = models.CharField(_("account"), max_length=12, choices=Account.choices)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    years = models.PositiveSmallIntegerField(_("years of depreciation"), null=True, blank=True)
    declared_by = models.CharField(_("declared by"), max_length=6, choices=DeclaredBy.choices, default=DeclaredBy.BOTH)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("intra-group flow")
        ordering = ["month", "seller", "buyer", "account", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "month",
                    "seller",
                    "buyer",
                    "seller_establishment",
                    "buyer_establishment",
                    "account",
                    "declared_by",
                ],
                name="flow_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=models.Q(month__day=1), name="flow_month"),
            models.CheckConstraint(
                condition=~models.Q(account=Account.ASSET_GAIN) | models.Q(years__gt=0),
                name="flow_gain_has_years",
                violation_error_message=_("An asset gain needs the years over which it is released."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.seller} → {self.buyer} {self.amount}"
