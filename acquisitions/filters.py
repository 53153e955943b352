"""Filters of takeover files, shared by their board, their list and the API."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from acquisitions.enums import DealState, Route
from acquisitions.models import Deal
from establishments.catalogue import catalogue


class DealFilters(forms.Form):
    """What is no choice filters nothing."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.SearchInput())
    route = forms.ChoiceField(label=_("Route"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    sector = forms.ChoiceField(label=_("Sector"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        every = ("", pgettext_lazy("filter", "All"))
        offered: dict[str, list[tuple[str, Any]]] = {
            "route": list(Route.choices),
            "state": list(DealState.choices),
            "sector": [(sector.code, sector.label) for sector in catalogue().sectors.values()],
        }
        for name, choices in offered.items():
            self.fields[name].choices = [every, *choices]  # type: ignore[attr-defined]

    def kept(self, rows: QuerySet[Deal]) -> QuerySet[Deal]:
        self.full_clean()
        asked = self.cleaned_data
        for name in ("route", "state", "sector"):
            if asked.get(name):
                rows = rows.filter(**{name: asked[name]})
        return search_deals(rows, str(asked.get("q") or ""))


def search_deals(rows: QuerySet[Deal], text: str) -> QuerySet[Deal]:
    """Every word in the name, the number, the court, the SIREN or a site of the file."""
    for word in text.replace("\0", "").split():
        rows = rows.filter(
            Q(name__unaccent__icontains=word)
            | Q(code__icontains=word)
            | Q(siren__startswith=word)
            | Q(court__unaccent__icontains=word)
            | Q(targets__name__unaccent__icontains=word)
            | Q(targets__city__unaccent__icontains=word)
        ).distinct()
    return rows
