"""Filters of the catalogue, and the usual range of an indicator."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from establishments.catalogue import catalogue
from establishments.web.catalogue.rows import THEMES, TYPES
from groupe.kernel.periods import today


class CatalogueFilters(forms.Form):
    search = forms.CharField(label=_("Search"), required=False, widget=forms.SearchInput())
    type = forms.ChoiceField(label=_("Type"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    sector = forms.ChoiceField(label=_("Sector"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sectors = {code: sector.label for code, sector in catalogue().sectors.items()}
        for name, offered in (("type", TYPES), ("theme", THEMES), ("sector", sectors)):
            choices = [("", _("All")), *offered.items()]
            self.fields[name] = forms.ChoiceField(label=self.fields[name].label, required=False, choices=choices)


class RangeForm(forms.Form):
    """Numbers as people type them, with a comma or a point."""

    low = forms.DecimalField(label=_("From"), required=False, localize=True, max_digits=14, decimal_places=4)
    high = forms.DecimalField(label=_("To"), required=False, localize=True, max_digits=14, decimal_places=4)
    since = forms.DateField(
        label=_("From the day"), initial=today, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
