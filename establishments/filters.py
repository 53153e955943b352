"""Filters of the list of establishments, shared by its page and its API."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters.filters import CharFilter, ChoiceFilter, DateFilter, ModelChoiceFilter
from django_filters.filterset import FilterSet

from establishments.access import Access, Can, access_in, establishments_in, visible_establishments
from establishments.catalogue import catalogue
from establishments.enums import Standing
from establishments.models import Attachment, ConsolidationTerm, Establishment, LegalEntity, Stay, Territory
from establishments.models.structure import EstablishmentQuerySet
from groupe.kernel.periods import today

EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2100, 12, 31)
ANY = "any"


def standing_on(day: dt.date) -> dict[Standing, Q]:
    """The condition of each standing; exactly one holds for every establishment."""
    stays = Stay.objects.filter(establishment=OuterRef("pk")).order_by()
    inside, ever = Exists(stays.filter(valid__contains=day)), Exists(stays)
    gone = Exists(stays.filter(valid__endswith__lte=day))
    return {
        Standing.MEMBER: Q(inside),
        Standing.LEFT: Q(gone) & ~Q(inside),
        Standing.UPCOMING: Q(ever) & ~Q(inside) & ~Q(gone),
        Standing.REGISTER: ~Q(ever),
    }


def search_establishments(rows: EstablishmentQuerySet, text: str) -> EstablishmentQuerySet:
    """Every word in the name, the town or a number; accents and capitals do not matter."""
    for word in text.split():
        digits = word.replace("\u202f", "")
        rows = rows.filter(
            Q(name__unaccent__icontains=word)
            | Q(city__unaccent__icontains=word)
            | Q(code__icontains=word)
            | Q(finess__startswith=digits)
            | Q(siret__startswith=digits)
        )
    return rows


def territories_seen(access: Access) -> QuerySet[Territory]:
    """Those that the user's establishments belong to, and those above; all of them over the whole group."""
    if access.whole_group(Can.SEE_STRUCTURE):
        return Territory.objects.all()
    used = Attachment.objects.filter(establishment__in=visible_establishments(access)).order_by()
    chosen = set(used.values_list("territory", flat=True).distinct())
    above = dict(Territory.objects.order_by().values_list("pk", "parent"))
    while more := {parent for pk in chosen if (parent := above[pk])} - chosen:
        chosen |= more
    return Territory.objects.filter(pk__in=chosen)


def entities_seen(access: Access) -> QuerySet[LegalEntity]:
    """Those that hold, or held, one of the user's establishments; over the whole group, its consolidated ones too."""
    used = Attachment.objects.filter(establishment__in=visible_establishments(access)).order_by().values("entity")
    condition = Q(pk__in=used)
    if access.whole_group(Can.SEE_STRUCTURE):
        condition |= Q(pk__in=ConsolidationTerm.objects.order_by().values("entity"))
    return LegalEntity.objects.filter(condition)


def _territories(request: HttpRequest | None) -> QuerySet[Territory]:
    return territories_seen(access_in(request)) if request else Territory.objects.none()


def _entities(request: HttpRequest | None) -> QuerySet[LegalEntity]:
    return entities_seen(access_in(request)) if request else LegalEntity.objects.none()


def _sectors() -> list[tuple[str, str]]:
    return [(sector.code, sector.label) for sector in catalogue().sectors.values()]


def _kinds() -> list[tuple[str, str]]:
    return [(kind.code, kind.label) for kind in catalogue().kinds.values()]


class _Bounded(forms.Form):
    def clean_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["on"]
        if day and not EARLIEST <= day <= LATEST:
            raise forms.ValidationError(_("Give a date between 1900 and 2100."))
        return day


class EstablishmentFilter(FilterSet):
    """Establishments as they stood on a day (`on`, today): members alone unless `status` says otherwise."""

    search = CharFilter(
        label=_("Search"), method="by_text", max_length=100, widget=forms.SearchInput(attrs={"autocomplete": "off"})
    )
    sector = ChoiceFilter(label=_("Sector"), choices=_sectors, method="by_sector", empty_label=_("All"))
    kind = ChoiceFilter(label=_("Kind"), choices=_kinds, empty_label=_("All"))
    territory = ModelChoiceFilter(
        label=_("Territory"),
        queryset=_territories,
        to_field_name="code",
        method="by_territory",
        empty_label=_("All"),
    )
    entity = ModelChoiceFilter(
        label=_("Legal entity"),
        queryset=_entities,
        to_field_name="code",
        method="by_entity",
        empty_label=pgettext_lazy("entities", "All"),
    )
    status = ChoiceFilter(
        label=_("Status"),
        choices=[*Standing.choices[:3], (ANY, _("ever in the group")), Standing.choices[3]],
        method="by_standing",
        empty_label=None,
    )
    on = DateFilter(
        label=_("As of"),
        method="unchanged",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d"],
    )

    class Meta:
        model = Establishment
        form = _Bounded
        fields: list[str] = []

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        given = {name: data.get(name) for name in data} if data else {}
        given["status"] = given.get("status") or Standing.MEMBER.value
        super().__init__(given, *args, **kwargs)

    @property
    def day(self) -> dt.date:
        """The day asked for; today where none, or no date, is given."""
        self.form.is_valid()
        found: dt.date | None = self.form.cleaned_data.get("on")
        return found or today()

    def by_text(self, rows: EstablishmentQuerySet, _name: str, value: str) -> EstablishmentQuerySet:
        return search_establishments(rows, value)

    def by_sector(self, rows: EstablishmentQuerySet, _name: str, value: str) -> EstablishmentQuerySet:
        return rows.filter(establishments_in([f"sector:{value}"], self.day))

    def by_territory(self, rows: EstablishmentQuerySet, _name: str, value: Territory) -> EstablishmentQuerySet:
        return rows.filter(establishments_in([f"territory:{value.code}"], self.day))

    def by_entity(self, rows: EstablishmentQuerySet, _name: str, value: LegalEntity) -> EstablishmentQuerySet:
        return rows.filter(establishments_in([f"entity:{value.code}"], self.day))

    def by_standing(self, rows: EstablishmentQuerySet, _name: str, value: str) -> EstablishmentQuerySet:
        conditions = standing_on(self.day)
        return rows.filter(~conditions[Standing.REGISTER] if value == ANY else conditions[Standing(value)])

    def unchanged(self, rows: EstablishmentQuerySet, _name: str, _value: dt.date) -> EstablishmentQuerySet:
        """The date changes what the other filters mean, and nothing by itself."""
        return rows


class RegisterFilter(FilterSet):
    """Establishments that are not in the group today; the closed ones on demand."""

    search = CharFilter(
        label=_("Search"), method="by_text", max_length=100, widget=forms.SearchInput(attrs={"autocomplete": "off"})
    )
    kind = ChoiceFilter(label=_("Kind"), choices=_kinds, empty_label=_("All"))
    department = CharFilter(label=_("Department"), max_length=3, widget=forms.TextInput(attrs={"size": 4}))
    state = ChoiceFilter(
        label=_("State"),
        choices=[("open", pgettext_lazy("register", "open")), ("closed", pgettext_lazy("register", "closed"))],
        method="by_state",
        empty_label=_("All"),
    )

    class Meta:
        model = Establishment
        fields: list[str] = []

    @property
    def qs(self) -> EstablishmentQuerySet:
        found: EstablishmentQuerySet = super().qs
        return found.exclude(Exists(Stay.objects.filter(establishment=OuterRef("pk"), valid__contains=today())))

    def by_text(self, rows: EstablishmentQuerySet, _name: str, value: str) -> EstablishmentQuerySet:
        return search_establishments(rows, value)

    def by_state(self, rows: EstablishmentQuerySet, _name: str, value: str) -> EstablishmentQuerySet:
        return rows.filter(closed_on__isnull=value == "open")
