"""Filters of the lists of agreements and loans."""

from __future__ import annotations

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters.filters import CharFilter, ChoiceFilter
from django_filters.filterset import FilterSet

from shared_services.enums import AgreementKind, AgreementState, LoanKind
from shared_services.models import Agreement, Loan

SEARCH = forms.SearchInput(attrs={"autocomplete": "off"})


class AgreementFilter(FilterSet):
    search = CharFilter(label=_("Search"), method="by_text", max_length=100, widget=SEARCH)
    kind = ChoiceFilter(label=_("Kind"), choices=AgreementKind.choices, empty_label=_("All"))
    state = ChoiceFilter(label=_("State"), choices=AgreementState.choices, empty_label=_("All"))

    class Meta:
        model = Agreement
        fields: list[str] = []

    def by_text(self, rows: QuerySet[Agreement], _name: str, text: str) -> QuerySet[Agreement]:
        """Every word in the subject, a party or a signatory."""
        names = ("subject", "provider__name", "beneficiary__name", "provider_signatory", "beneficiary_signatory")
        return rows.filter(*(_anywhere(names, word) for word in text.split()))


class LoanFilter(FilterSet):
    search = CharFilter(label=_("Search"), method="by_text", max_length=100, widget=SEARCH)
    kind = ChoiceFilter(label=_("Kind"), choices=LoanKind.choices, empty_label=_("All"))

    class Meta:
        model = Loan
        fields: list[str] = []

    def by_text(self, rows: QuerySet[Loan], _name: str, text: str) -> QuerySet[Loan]:
        return rows.filter(*(_anywhere(("lender__name", "borrower__name"), word) for word in text.split()))


def _anywhere(names: tuple[str, ...], word: str) -> Q:
    found = Q()
    for name in names:
        found |= Q(**{f"{name}__unaccent__icontains": word})
    return found
