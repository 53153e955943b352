"""Forms of costs, keys, parts, direct charges and runs: each calls one service."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from establishments.models import Establishment
from establishments.services.structure.checks import refused
from establishments.web.structure.forms.base import (
    ChangeForm,
    DayField,
    EurosField,
    MonthField,
    PercentField,
    given_day,
)
from groupe.accounts.models import User
from groupe.kernel.numbers import parse_number
from groupe.kernel.periods import Month
from groupe.kernel.web import formats
from shared_services.enums import Basis, Driver, Method, RunKind
from shared_services.models import AllocationRun, Department, DepartmentMonth
from shared_services.services.departments import department_month_set
from shared_services.services.pools import direct_charge_add, key_set, share_set
from shared_services.services.runs import run_ask


class CostForm(ChangeForm):
    month = MonthField()
    actual = EurosField(label=gettext_lazy("Actual cost"), required=False)
    budget = EurosField(label=gettext_lazy("Budget"), required=False)

    def __init__(self, data: Any = None, *, department: Department) -> None:
        super().__init__(data)
        self.department = department

    def apply(self) -> str:
        given = {name: self.cleaned_data[name] for name in ("actual", "budget")}
        if given["actual"] is None and given["budget"] is None:
            raise refused("actual", _("Give a cost or a budget."))
        month: Month = self.cleaned_data["month"]
        row: DepartmentMonth = department_month_set(department=self.department, month=month, **given)
        told = {
            "month": formats.month(month).capitalize(),
            "actual": formats.euros(row.actual, 2),
            "budget": formats.euros(row.budget, 2),
        }
        return _("%(month)s: %(actual)s spent, budget %(budget)s.") % told


class WeightsField(forms.CharField):
    """One line per establishment: its code, then a number."""

    widget = forms.Textarea(attrs={"rows": 4})

    def clean(self, value: Any) -> dict[str, Decimal]:
        found: dict[str, Decimal] = {}
        for line in str(super().clean(value)).splitlines():
            code, _space, weight = line.strip().partition(" ")
            try:
                found |= {code: parse_number(weight)} if code else {}
            except ValueError:
                raise ValidationError(_("%(line)s: a code and a number are expected.") % {"line": line}) from None
        return found


class KeyForm(ChangeForm):
    driver = forms.ChoiceField(label=gettext_lazy("Key"), choices=Driver.choices)
    weights = WeightsField(
        label=gettext_lazy("Fixed weights"), required=False,
        help_text=gettext_lazy("For fixed weights alone: one line per establishment, its code then its weight."),
    )  # fmt: skip
    since = DayField(label=gettext_lazy("From"))

    def __init__(self, data: Any = None, *, department: Department) -> None:
        super().__init__(data)
        self.department = department

    def apply(self) -> str:
        since, driver = given_day(self, "since"), self.cleaned_data["driver"]
        key_set(department=self.department, driver=driver, since=since, weights=self.cleaned_data["weights"])
        told = {"name": self.department.name, "key": Driver(driver).label, "day": formats.day(since)}
        return _("%(name)s is shared by %(key)s from %(day)s.") % told


class PartForm(ChangeForm):
    receiver = forms.ModelChoiceField(label=gettext_lazy("Used by"), queryset=Department.objects.none())
    percent = PercentField(label=gettext_lazy("Percentage of the cost"), help_text=gettext_lazy("0 ends it."))
    since = DayField(label=gettext_lazy("From"))

    def __init__(self, data: Any = None, *, department: Department) -> None:
        super().__init__(data)
        self.department = department
        others = Department.objects.filter(active=True).exclude(pk=department.pk)
        self.fields["receiver"].queryset = others  # type: ignore[attr-defined]

    def apply(self) -> str:
        since, percent = given_day(self, "since"), self.cleaned_data["percent"]
        receiver: Department = self.cleaned_data["receiver"]
        share_set(giver=self.department, receiver=receiver, percent=percent, since=since)
        told = {"name": receiver.name, "percent": formats.percent(percent / 100, 2), "day": formats.day(since)}
        return _("%(name)s uses %(percent)s of it from %(day)s.") % told


class DirectForm(ChangeForm):
    month = MonthField()
    establishment = forms.ModelChoiceField(
        label=gettext_lazy("Establishment"), queryset=Establishment.objects.none(), to_field_name="code"
    )
    amount = EurosField(label=gettext_lazy("Amount"))
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)

    def __init__(self, data: Any = None, *, department: Department, author: User | None) -> None:
        super().__init__(data)
        self.department, self.author = department, author
        members = Establishment.objects.ever_members().distinct()
        self.fields["establishment"].queryset = members  # type: ignore[attr-defined]

    def apply(self) -> str:
        given = {name: self.cleaned_data[name] for name in ("month", "establishment", "amount", "reason")}
        made = direct_charge_add(department=self.department, author=self.author, **given)
        told = {"name": made.establishment.name, "amount": formats.euros(made.amount, 2)}
        return _("%(name)s is charged %(amount)s directly.") % told


class RunForm(ChangeForm):
    month = MonthField()
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=RunKind.choices)
    basis = forms.ChoiceField(label=gettext_lazy("On"), choices=Basis.choices)
    method = forms.ChoiceField(label=gettext_lazy("Method"), choices=Method.choices)

    def __init__(self, data: Any = None, *, author: User | None) -> None:
        super().__init__(data)
        self.author = author
        self.made: AllocationRun | None = None

    def apply(self) -> str:
        self.made = run_ask(author=self.author, **self.cleaned_data)
        told = {"month": formats.month(self.cleaned_data["month"]).capitalize(), "version": self.made.version}
        return _("%(month)s is shared: version %(version)s, to be approved by somebody else.") % told
