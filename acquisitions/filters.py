"""Filters of takeover files and of leads, shared by their pages and the API."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from acquisitions.enums import DealState, Route
from acquisitions.gazette.kinds import LeadState, Procedure
from acquisitions.gazette.scoring import shown_from
from acquisitions.models import Deal, Lead
from acquisitions.models.watch import LeadQuerySet
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


class LeadFilters(forms.Form):
    """Leads that fit and are open, unless asked otherwise. What is no choice filters nothing."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.SearchInput())
    state = forms.ChoiceField(label=_("State"), required=False)
    department = forms.ChoiceField(label=pgettext_lazy("territory", "Department"), required=False)
    procedure = forms.ChoiceField(label=_("Procedure"), required=False)
    score = forms.IntegerField(label=_("Fit from"), required=False, min_value=0, max_value=100, widget=forms.Select())

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        every = ("", pgettext_lazy("filter", "All"))
        known = Lead.objects.exclude(department="").order_by("department").values_list("department", flat=True)
        offered: dict[str, list[tuple[str, Any]]] = {
            "state": [("", _("To look at")), *LeadState.choices, ("file", _("file opened")), ("all", every[1])],
            "department": [every, *((code, code) for code in known.distinct())],
            "procedure": [every, *Procedure.choices],
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        least = shown_from()
        scores = [("", least), *((score, score) for score in (50, 70)), (0, every[1])]
        cast("forms.Select", self.fields["score"].widget).choices = scores

    def kept(self, rows: QuerySet[Lead]) -> QuerySet[Lead]:
        """`rows` are those that the reader sees, with `has_file`."""
        found, least = self._apart_from_score(rows), self.cleaned_data.get("score")
        return found.worth_a_look() if least is None else found.filter(score__gte=least)

    def below(self, rows: QuerySet[Lead]) -> int:
        """How many more there would be without a score."""
        found = self._apart_from_score(rows)
        return found.count() - self.kept(rows).count() if self.cleaned_data.get("score") is None else 0

    def _apart_from_score(self, rows: QuerySet[Lead]) -> LeadQuerySet:
        self.full_clean()
        asked, found = self.cleaned_data, cast("LeadQuerySet", rows)
        state = asked.get("state") or ""
        if state == "file":
            found = found.filter(Q(has_file=True))
        elif state in LeadState.values:
            found = found.filter(state=state)
        elif not state:
            found = found.exclude(state=LeadState.DISMISSED)
        for name in ("department", "procedure"):
            if asked.get(name):
                found = found.filter(**{name: asked[name]})
        return search_leads(found, str(asked.get("q") or ""))


def search_leads(rows: LeadQuerySet, text: str) -> LeadQuerySet:
    """Every word in the name, the activity, the town, the court, or the SIREN that begins so."""
    for word in text.replace("\0", "").split():
        rows = rows.filter(
            Q(name__unaccent__icontains=word)
            | Q(activity__unaccent__icontains=word)
            | Q(city__unaccent__icontains=word)
            | Q(court__unaccent__icontains=word)
            | Q(siren__startswith=word)
            | Q(postcode__startswith=word)
        )
    return rows
