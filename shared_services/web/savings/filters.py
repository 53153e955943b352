"""Filters of the list of savings."""

from __future__ import annotations

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters.filters import CharFilter, ChoiceFilter, NumberFilter
from django_filters.filterset import FilterSet

from shared_services.enums import SavingState
from shared_services.models import Saving


class SavingFilter(FilterSet):
    search = CharFilter(
        label=_("Search"), method="by_text", max_length=100, widget=forms.SearchInput(attrs={"autocomplete": "off"})
    )
    year = NumberFilter(label=_("Year"), min_value=2000, max_value=2100)
    state = ChoiceFilter(label=_("State"), choices=SavingState.choices, empty_label=_("All"))

    class Meta:
        model = Saving
        fields: list[str] = []

    def by_text(self, rows: QuerySet[Saving], _name: str, text: str) -> QuerySet[Saving]:
        """Every word in the name of the department or of the establishment."""
        for word in text.split():
            rows = rows.filter(
                Q(department__name__unaccent__icontains=word) | Q(establishment__name__unaccent__icontains=word)
            )
        return rows
