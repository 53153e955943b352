"""What every form of the structure has: a sentence of what changes, and one service that changes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from groupe.kernel.errors import DomainError
from groupe.kernel.numbers import parse_number
from groupe.kernel.periods import Month, last_completed_month
from groupe.kernel.web import formats

# Months that a form offers.
BACK = 24
# What the columns of amounts hold.
LARGEST = Decimal(10) ** 12


class ChangeForm(forms.Form):
    """`apply` calls the service and returns the sentence of what changes, shown before and after."""

    def apply(self) -> str:
        raise NotImplementedError

    def blame(self, error: DomainError) -> None:
        """Shows a refusal at the field it names."""
        for name in error.fields or {"": error.message}:
            self.add_error(name if name in self.fields else None, ValidationError(error.message, code="refused"))

    @property
    def groups(self) -> Sequence[tuple[StrOrPromise, Sequence[str]]]:
        """Titles with the names of the fields below them; one group without a title by default."""
        return [("", list(self.fields))]

    def sections(self) -> list[tuple[StrOrPromise, list[BoundField]]]:
        """The visible fields as the page shows them."""
        shown = [
            (title, [self[name] for name in names if name in self.fields and not self[name].is_hidden])
            for title, names in self.groups
        ]
        return [(title, bounds) for title, bounds in shown if bounds]

    @property
    def unfinished(self) -> bool:
        """Whether something that is needed is still empty."""
        return any(error.code == "required" for errors in self.errors.as_data().values() for error in errors)


class DayField(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **kwargs)


class CountField(forms.IntegerField):
    """A whole number, as people type it: `1 234`."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def to_python(self, value: Any) -> int | None:
        try:
            return super().to_python(parse_number(value) if isinstance(value, str) and value.strip() else value)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


class MonthField(forms.TypedChoiceField):
    """One of the last two years' months, the newest first."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=_months, coerce=Month.parse, label=_("Month"), **kwargs)


def _months() -> list[tuple[str, str]]:
    last = last_completed_month()
    return [(str(month), formats.month(month).capitalize()) for month in reversed(list((last - BACK).to(last)))]


class ExactField(forms.Field):
    """A number with so many decimals at most, as people type it: `1 234,56`. Those below say what they accept."""

    decimals = 2
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        try:
            found = parse_number(str(value))
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if found != round(found, self.decimals):
            raise ValidationError(self.error_messages["digits"], code="invalid")
        return found


class PercentField(ExactField):
    """A percentage: `33,33`."""

    decimals = 6
    default_error_messages = {"invalid": _("Give a percentage such as 33.33."), "digits": _("Six decimals at most.")}


class EurosField(ExactField):
    """Euros and cents."""

    default_error_messages = {
        "invalid": _("Give an amount such as 1234.56."),
        "digits": _("An amount in euros and cents."),
    }

    def to_python(self, value: Any) -> Decimal | None:
        found = super().to_python(value)
        if found is not None and abs(found) >= LARGEST:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found


def given_day(form: forms.Form, name: str) -> dt.date:
    day: dt.date = form.cleaned_data[name]
    return day
