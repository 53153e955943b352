"""Forms of savings: the baseline, and what the year came to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from establishments.access import Access, Can, visible_establishments
from establishments.models import Establishment
from establishments.web.structure.forms.base import ChangeForm, CountField, EurosField
from groupe.accounts.models import User
from groupe.kernel.errors import DomainError
from groupe.kernel.periods import Month, last_completed_month
from groupe.kernel.web import formats
from shared_services.access import visible_departments
from shared_services.models import Department, Saving
from shared_services.selectors.savings import saving_rows
from shared_services.services.savings import saving_measure, saving_propose

BACK = 60


def _months() -> list[tuple[str, str]]:
    last = last_completed_month() - 11
    return [(str(month), formats.month(month).capitalize()) for month in reversed(list((last - BACK).to(last)))]


class SavingForm(ChangeForm):
    department = forms.ModelChoiceField(
        label=gettext_lazy("Pooled department"), queryset=Department.objects.none(), to_field_name="code"
    )
    establishment = forms.ModelChoiceField(
        label=gettext_lazy("Establishment"), queryset=Establishment.objects.none(), to_field_name="code"
    )
    year = CountField(label=gettext_lazy("Year"), min_value=2000, max_value=2100)
    unit = forms.CharField(
        label=gettext_lazy("Unit of volume"), max_length=60, help_text=gettext_lazy("Payslips, kilometres, invoices…")
    )
    baseline_first = forms.TypedChoiceField(
        label=gettext_lazy("First month of the baseline"), choices=_months, coerce=Month.parse,
        help_text=gettext_lazy("The twelve months before the establishment joined."),
    )  # fmt: skip
    baseline_cost = EurosField(label=gettext_lazy("Cost of the baseline"))
    baseline_volume = EurosField(label=gettext_lazy("Volume of the baseline"))
    index_name = forms.CharField(label=gettext_lazy("Index"), max_length=120)
    index_base = EurosField(label=gettext_lazy("Index then"))

    def __init__(self, data: Any = None, *, access: Access, author: User | None, saving: Saving | None = None) -> None:
        super().__init__(data, initial=_initial(saving) if saving else None)
        self.author, self.saving = author, saving
        self.fields["department"].queryset = visible_departments(access)  # type: ignore[attr-defined]
        seen = visible_establishments(access, Can.SEE_SHARED).ever_members()
        self.fields["establishment"].queryset = seen  # type: ignore[attr-defined]

    def apply(self) -> str:
        given = {name: self.cleaned_data[name] for name in self.fields}
        saved = saving_propose(saving=self.saving, author=self.author, **given)
        return _("%(saving)s: the baseline waits for both signatures.") % {"saving": saved}


def _initial(saving: Saving) -> dict[str, Any]:
    names = ("year", "unit", "baseline_cost", "baseline_volume", "index_name", "index_base")
    known = {name: getattr(saving, name) for name in names}
    codes = {"department": saving.department.code, "establishment": saving.establishment.code}
    return known | codes | {"baseline_first": str(Month.of(saving.baseline_first))}


class MeasureForm(ChangeForm):
    index_now = EurosField(label=gettext_lazy("Index now"))
    volume = EurosField(label=gettext_lazy("Volume of the year"))
    own_cost = EurosField(
        label=gettext_lazy("Paid by the establishment"), help_text=gettext_lazy("What it still pays itself for it.")
    )
    other_cost = EurosField(
        label=gettext_lazy("Paid to the department"), required=False,
        help_text=gettext_lazy("Only where no approved run charged it: with its evidence."),
    )  # fmt: skip
    transition = EurosField(label=gettext_lazy("Cost of the change, once"), required=False)
    evidence = forms.CharField(label=gettext_lazy("Evidence"), max_length=300, required=False)

    def __init__(self, data: Any = None, *, saving: Saving, author: User | None) -> None:
        known = {name: getattr(saving, name) for name in self.base_fields}
        super().__init__(data, initial=known)
        self.saving, self.author = saving, author

    def apply(self) -> str:
        given = {name: self.cleaned_data[name] for name in self.fields}
        for name in ("other_cost", "transition"):
            given[name] = given[name] or 0
        measured = saving_rows([saving_measure(saving=self.saving, author=self.author, **given)])[0]
        if measured.measured is None:
            raise DomainError("not_measured", _("It is not measured yet."))
        told = {"net": formats.euros(measured.net, 2), "reason": measured.verdict.reason}
        return _("Net saving: %(net)s. %(reason)s") % told
