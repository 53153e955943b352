"""What the tax adviser decided."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from establishments.models import LegalEntity
from establishments.web.structure.forms.base import ChangeForm, DayField, PercentField, given_day
from groupe.accounts.models import User
from groupe.kernel.web import formats
from shared_services.enums import VatKind
from shared_services.models import Department
from shared_services.services.invoices import vat_set


class VatForm(ChangeForm):
    department = forms.ModelChoiceField(
        label=gettext_lazy("Pooled department"), queryset=Department.objects.filter(active=True), to_field_name="code"
    )
    member = forms.ModelChoiceField(
        label=gettext_lazy("Member"), queryset=LegalEntity.objects.filter(attachments__isnull=False).distinct(),
        to_field_name="code",
    )  # fmt: skip
    kind = forms.ChoiceField(label=gettext_lazy("VAT"), choices=VatKind.choices)
    rate = PercentField(label=gettext_lazy("Rate (%)"), required=False, help_text=gettext_lazy("Where it is taxable."))
    since = DayField(label=gettext_lazy("From"))
    decided_on = DayField(label=gettext_lazy("Decided on"))
    evidence = forms.CharField(
        label=gettext_lazy("Evidence"), max_length=300, help_text=gettext_lazy("The opinion or ruling, and its date.")
    )

    def __init__(self, data: Any = None, *, author: User | None) -> None:
        super().__init__(data)
        self.author = author

    def apply(self) -> str:
        given = {name: self.cleaned_data[name] for name in ("department", "member", "kind", "evidence")}
        since = given_day(self, "since")
        vat_set(
            **given, since=since, decided_on=given_day(self, "decided_on"), author=self.author,
            rate=self.cleaned_data["rate"] or Decimal(0),
        )  # fmt: skip
        told = {
            "department": given["department"].name,
            "member": given["member"].name,
            "kind": VatKind(given["kind"]).label,
            "day": formats.day(since),
        }
        return _("%(department)s to %(member)s: %(kind)s, from %(day)s.") % told
