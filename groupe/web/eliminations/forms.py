"""A flow entered, corrected or withdrawn by hand: each form calls one service."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from establishments.enums import Account, DeclaredBy
from establishments.models import Establishment, Flow, LegalEntity
from establishments.services.flows import flow_declare, flow_withdraw
from establishments.web.structure.forms.base import ChangeForm, EurosField, MonthField
from groupe.kernel.periods import Month
from groupe.kernel.web import formats


class FlowForm(ChangeForm):
    month = MonthField()
    declared_by = forms.ChoiceField(label=gettext_lazy("Declared by"), choices=DeclaredBy.choices)
    account = forms.ChoiceField(label=gettext_lazy("Account"), choices=Account.choices)
    seller = forms.ModelChoiceField(LegalEntity.objects.order_by("name"), label=gettext_lazy("Seller"))
    seller_establishment = forms.ModelChoiceField(
        Establishment.objects.none(), required=False, label=gettext_lazy("Establishment that sells")
    )
    buyer = forms.ModelChoiceField(LegalEntity.objects.order_by("name"), label=gettext_lazy("Buyer"))
    buyer_establishment = forms.ModelChoiceField(
        Establishment.objects.none(), required=False, label=gettext_lazy("Establishment that buys")
    )
    amount = EurosField(label=gettext_lazy("Amount in euros"))
    years = forms.IntegerField(
        label=gettext_lazy("Years of depreciation"),
        required=False,
        min_value=1,
        max_value=100,
        help_text=gettext_lazy("Of an asset gain: over how many years it comes back."),
    )

    def __init__(self, data: Any, *, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        members = Establishment.objects.filter(stays__isnull=False).distinct().order_by("name")
        for name in ("seller_establishment", "buyer_establishment"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
            field.queryset = members

    def apply(self) -> str:
        flow = flow_declare(**self.cleaned_data)
        return _("%(seller)s billed %(buyer)s %(amount)s in %(month)s.") % _told(flow)


class AmountForm(ChangeForm):
    """Another amount for a flow that is there."""

    amount = EurosField(label=gettext_lazy("Amount in euros"))

    def __init__(self, data: Any, *, flow: Flow) -> None:
        super().__init__(data, initial={"amount": formats.number(flow.amount, 2)})
        self.flow = flow

    def apply(self) -> str:
        flow = self.flow
        before = formats.euros(flow.amount, 2)
        flow_declare(
            month=Month.of(flow.month), seller=flow.seller, buyer=flow.buyer, account=flow.account,
            seller_establishment=flow.seller_establishment, buyer_establishment=flow.buyer_establishment,
            years=flow.years, declared_by=flow.declared_by, amount=self.cleaned_data["amount"],
        )  # fmt: skip
        after = formats.euros(self.cleaned_data["amount"], 2)
        return _("From %(before)s to %(after)s.") % {"before": before, "after": after}


class WithdrawForm(ChangeForm):
    def __init__(self, data: Any, *, flow: Flow) -> None:
        super().__init__(data)
        self.flow = flow

    def apply(self) -> str:
        told = _("Withdrawn: %(seller)s billed %(buyer)s %(amount)s in %(month)s.") % _told(self.flow)
        flow_withdraw(flow=self.flow)
        return told


def _told(flow: Flow) -> dict[str, Any]:
    return {
        "seller": flow.seller,
        "buyer": flow.buyer,
        "amount": formats.euros(flow.amount, 2),
        "month": formats.month(Month.of(flow.month)),
    }
