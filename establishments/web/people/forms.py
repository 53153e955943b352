"""Forms of people: who, which role, over what, between which days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from establishments.enums import PersonStatus, Role
from establishments.scopes import KINDS, ScopeInfo
from establishments.selectors.people import Asked
from groupe.kernel.errors import DomainError

_SHOWN = re.compile(r".*\(([^()\s]+:?[^()\s]*)\)\s*")


def shown_scope(scope: ScopeInfo) -> str:
    """What the scope input holds once chosen: `EHPAD Bel-Air (establishment:E12)`."""
    return f"{scope.name} ({scope.code})"


class ScopeField(forms.CharField):
    """A scope by its code, or as the suggestions show it; the service says whether it exists."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {
            "list": "scope-options",
            "autocomplete": "off",
            "hx-get": reverse_lazy("people:scopes"),
            "hx-trigger": "input changed delay:250ms, focus once",
            "hx-target": "#scope-options",
            "hx-params": "scope",
        }
        super().__init__(max_length=300, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        shown = _SHOWN.fullmatch(text)
        return shown[1] if shown else text


def _day(label: Any, **kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=False, widget=widget, input_formats=["%Y-%m-%d"], **kwargs)


class Blamed(forms.Form):
    """A form that shows the refusal of a service at the field to blame."""

    def blame(self, error: DomainError) -> None:
        known = [name for name in error.fields if name in self.fields]
        self.add_error(known[0] if known else None, error.message)


class MandateForm(Blamed):
    role = forms.ChoiceField(label=_("Role"), choices=[("", "–"), *Role.choices])
    scope = ScopeField(
        label=_("Scope"), help_text=_("Type a name and choose, or give a code such as “group” or “territory:sud”.")
    )
    first = _day(_("First day"), help_text=_("Today if left empty."))
    last = _day(_("Last day"), help_text=_("Open-ended if left empty."))


class InviteForm(MandateForm):
    name = forms.CharField(label=_("First and last name"), max_length=150)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    field_order = ("name", "email", "role", "scope", "first", "last")


class EndForm(Blamed):
    last = forms.DateField(input_formats=["%Y-%m-%d"])


class PeopleFilter(forms.Form):
    search = forms.CharField(label=_("Search"), required=False, max_length=100, widget=forms.SearchInput())
    role = forms.ChoiceField(label=_("Role"), required=False)
    scope = forms.ChoiceField(label=_("Scope"), required=False)
    status = forms.ChoiceField(label=_p("person", "Status"), required=False)

    def __init__(self, data: Any, *, scopes: Sequence[ScopeInfo]) -> None:
        super().__init__(data)
        named = sorted(scopes, key=lambda scope: (KINDS.index(scope.kind), scope.name))
        self._offer("role", Role.choices)
        self._offer("scope", [(scope.code, scope.name) for scope in named])
        self._offer("status", PersonStatus.choices)

    def asked(self) -> Asked:
        """What is no choice filters nothing."""
        self.full_clean()
        return Asked(**{name: self.cleaned_data.get(name, "") for name in self.fields})

    def _offer(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", _p("filter", "All")), *choices]
