"""Forms of a department's year, its keys, the parts that others use, and direct charges: each calls one service."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

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
from shared_services.enums import Driver
from shared_services.models import Department, DepartmentMonth, DirectCharge
from shared_services.services.departments import department_year_set
from shared_services.services.pools import direct_charge_add, direct_charge_change, key_set, share_set

NATURES: Final = (("actual", gettext_lazy("Actual cost")), ("budget", gettext_lazy("Budget")))


@dataclass(frozen=True)
class YearRow:
    month: Month
    cells: list[BoundField]


class YearForm(ChangeForm):
    """Twelve months of actual cost and budget; only what was typed over is written."""

    def __init__(self, data: Any = None, *, department: Department, year: int) -> None:
        self.department, self.year = department, year
        self.months = [Month.parse(f"{year}-{number:02d}") for number in range(1, 13)]
        told = {Month.of(row.month): row for row in department.months.filter(month__year=year)}
        super().__init__(data, initial=_initial(told))
        for month in self.months:
            for nature, label in NATURES:
                widget = forms.TextInput(
                    attrs={"inputmode": "decimal", "aria-label": f"{formats.month(month)}, {label}"}
                )
                field = EurosField(label=label, required=False, show_hidden_initial=True, widget=widget)
                self.fields[f"{nature}_{month}"] = field

    def rows(self) -> Iterator[YearRow]:
        for month in self.months:
            yield YearRow(month, [self[f"{nature}_{month}"] for nature, _label in NATURES])

    def apply(self) -> str:
        months: dict[Month, dict[str, Decimal | None]] = {}
        for name in self.changed_data:
            nature, _under, month = name.partition("_")
            months.setdefault(Month.parse(month), {})[nature] = self.cleaned_data[name]
        if not months:
            raise refused("", _("Nothing changes."))
        actual, budget = department_year_set(department=self.department, year=self.year, months=months)
        count = len(self.changed_data)
        done = ngettext(
            "%(count)s amount changes: %(actual)s spent in %(year)s, budget %(budget)s.",
            "%(count)s amounts change: %(actual)s spent in %(year)s, budget %(budget)s.",
            count,
        )
        return done % {"count": count, "year": self.year, "actual": _euros(actual), "budget": _euros(budget)}


def _initial(told: dict[Month, DepartmentMonth]) -> dict[str, str]:
    """As they are typed: a plain number, without the spaces that a page prints."""
    return {
        f"{nature}_{month}": formats.number(amount, 2)
        for month, row in told.items()
        for nature, _label in NATURES
        if (amount := getattr(row, nature)) is not None
    }


def _euros(amount: Decimal) -> str:
    return formats.euros(amount, 2)


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


class ChargeForm(ChangeForm):
    """Corrects what was charged, and says why."""

    amount = EurosField(label=gettext_lazy("Amount"))
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)

    def __init__(self, data: Any = None, *, charge: DirectCharge, author: User | None) -> None:
        super().__init__(data, initial={"amount": formats.number(charge.amount, 2), "reason": charge.reason})
        self.charge, self.author = charge, author

    def apply(self) -> str:
        given = {name: self.cleaned_data[name] for name in ("amount", "reason")}
        made = direct_charge_change(charge=self.charge, author=self.author, **given)
        told = {"name": made.establishment.name, "amount": formats.euros(made.amount, 2)}
        return _("%(name)s is charged %(amount)s directly.") % told
