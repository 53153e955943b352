"""Transfers, capacities, exits, funders, mergers and splits of one establishment."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from establishments.capacities import capacity_measures
from establishments.enums import ExitReason
from establishments.models import Attachment, Capacity, Establishment, Funder, Funding, LegalEntity, Territory
from establishments.selectors.structure.choices import group_entities, members_ever
from establishments.services.structure import (
    capacity_set,
    establishment_close,
    establishment_transfer,
    establishments_link,
    funding_add,
    funding_end,
)
from establishments.web.structure.forms.base import ChangeForm, CountField, DayField, PercentField, given_day
from groupe.kernel.errors import DomainError
from groupe.kernel.periods import today
from groupe.kernel.web.formats import day as shown_day
from groupe.kernel.web.formats import number, percent

SUCCESSORS = 4
BLANK = [("", "–")]


class SiteForm(ChangeForm):
    """A change of one establishment."""

    def __init__(self, *args: Any, establishment: Establishment, **kwargs: Any) -> None:
        self.establishment = establishment
        super().__init__(*args, **kwargs)

    @property
    def who(self) -> dict[str, Any]:
        return {"name": self.establishment.name}


class TransferForm(SiteForm):
    since = DayField(label=gettext_lazy("First day"), help_text=gettext_lazy("It may lie inside a month."))
    entity = forms.ModelChoiceField(
        LegalEntity.objects.none(), label=gettext_lazy("Legal entity"), to_field_name="code", empty_label="–"
    )
    territory = forms.ModelChoiceField(
        Territory.objects.all(), label=gettext_lazy("Territory"), to_field_name="code", empty_label="–"
    )

    def __init__(self, *args: Any, establishment: Establishment, **kwargs: Any) -> None:
        now = Attachment.objects.filter(establishment=establishment).select_related("entity", "territory")
        self.now: Attachment | None = now.order_by("-valid").first()
        initial = {"entity": self.now.entity.code, "territory": self.now.territory.code} if self.now else {}
        super().__init__(*args, establishment=establishment, initial=initial, **kwargs)
        entities: Any = self.fields["entity"]
        entities.queryset = group_entities()

    def apply(self) -> str:
        chosen = self.cleaned_data
        before = Attachment.objects.filter(establishment=self.establishment).on(chosen["since"])
        old = before.select_related("entity", "territory").first()
        establishment_transfer(establishment=self.establishment, **chosen)
        moves = [
            f"{getattr(old, part)} → {chosen[part]}"
            for part in ("entity", "territory")
            if getattr(old, part, None) != chosen[part]
        ]
        told = {**self.who, "day": shown_day(chosen["since"]), "moves": " · ".join(moves)}
        return _("From %(day)s, %(name)s: %(moves)s.") % told


class CapacityForm(SiteForm):
    since = DayField(label=gettext_lazy("First day"), help_text=gettext_lazy("Until the next change, if there is one."))

    def __init__(self, *args: Any, establishment: Establishment, **kwargs: Any) -> None:
        super().__init__(*args, establishment=establishment, **kwargs)
        held = {row.measure: row.value for row in Capacity.objects.filter(establishment=establishment).on(today())}
        self.measures = capacity_measures(establishment.kind)
        for measure in self.measures:
            self.fields[measure.code] = CountField(
                label=measure.label, min_value=0, required=False, initial=held.get(measure.code), help_text=measure.help
            )

    def apply(self) -> str:
        since = given_day(self, "since")
        rows = Capacity.objects.filter(establishment=self.establishment).on(since)
        held = {row.measure: row.value for row in rows}
        changes = []
        for measure in self.measures:
            before, after = held.get(measure.code), self.cleaned_data[measure.code]
            if after is None or after == before:
                continue
            self._set(measure.code, after, since)
            changes.append(f"{measure.label} {number(before)} → {number(after)}")
        if not changes:
            message = _("These are the capacities of that day: nothing would change.")
            raise DomainError("refused", message, status=422)
        told = {**self.who, "day": shown_day(since), "changes": ", ".join(changes)}
        return _("From %(day)s, %(name)s: %(changes)s.") % told

    def _set(self, measure: str, value: int, since: dt.date) -> None:
        try:
            capacity_set(establishment=self.establishment, measure=measure, value=value, since=since)
        except DomainError as error:
            if "value" in error.fields:
                error.fields = {measure: error.message}
            raise


class ExitForm(SiteForm):
    last = DayField(label=gettext_lazy("Last day in the group"), help_text=gettext_lazy("This day still counts."))
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=[*BLANK, *ExitReason.choices])

    def apply(self) -> str:
        establishment_close(establishment=self.establishment, **self.cleaned_data)
        told = {**self.who, "day": shown_day(given_day(self, "last"))}
        message = _("%(name)s leaves the group after %(day)s; its attachment and its fundings end then.")
        return message % told


class FundingForm(SiteForm):
    funder = forms.ModelChoiceField(
        Funder.objects.all(), label=gettext_lazy("Funder"), to_field_name="code", empty_label="–"
    )
    since = DayField(label=gettext_lazy("First day"))
    until = DayField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Empty: as long as it stays in the group."),
    )

    def apply(self) -> str:
        funding_add(establishment=self.establishment, **self.cleaned_data)
        told = {**self.who, "funder": self.cleaned_data["funder"], "day": shown_day(given_day(self, "since"))}
        return _("%(funder)s funds %(name)s from %(day)s.") % told


class FundingEndForm(ChangeForm):
    last = DayField(label=gettext_lazy("Last day"))

    def __init__(self, *args: Any, funding: Funding, **kwargs: Any) -> None:
        self.funding = funding
        super().__init__(*args, **kwargs)

    def apply(self) -> str:
        last = given_day(self, "last")
        funding_end(funding=self.funding, last=last)
        told = {"funder": self.funding.funder, "name": self.funding.establishment.name, "day": shown_day(last)}
        return _("%(funder)s funds %(name)s until %(day)s.") % told


class LinkForm(SiteForm):
    """Up to four successors by code, with their shares."""

    on = DayField(
        label=gettext_lazy("First day of the successors"),
        help_text=gettext_lazy("The successors are in the group that day, this establishment the day before."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in range(1, SUCCESSORS + 1):
            self.fields[f"site{place}"] = forms.CharField(
                label=_("Successor %(number)s (code)") % {"number": place},
                required=place == 1,
                max_length=40,
                widget=forms.TextInput(attrs={"list": "sites", "autocomplete": "off"}),
            )
            self.fields[f"share{place}"] = PercentField(
                label=_("Share of the past (%)"), required=place == 1, initial=100 if place == 1 else None
            )

    @property
    def groups(self) -> list[tuple[str, list[str]]]:
        return [("", ["on"]), *(("", [f"site{place}", f"share{place}"]) for place in range(1, SUCCESSORS + 1))]

    def sites(self) -> list[tuple[str, str]]:
        """The codes that the browser proposes."""
        others = members_ever().exclude(pk=self.establishment.pk)
        return list(others.values_list("code", "name"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        codes = {cleaned.get(f"site{place}") for place in range(1, SUCCESSORS + 1)} - {"", None}
        known = {site.code: site for site in members_ever().filter(code__in=codes)}
        found: list[tuple[Establishment, Decimal]] = []
        for place in range(1, SUCCESSORS + 1):
            code, share = cleaned.get(f"site{place}"), cleaned.get(f"share{place}")
            if code and code not in known:
                self.add_error(f"site{place}", ValidationError(_("There is no such establishment."), code="unknown"))
            elif code and share is None:
                self.add_error(f"share{place}", ValidationError(_("Give its share."), code="required"))
            elif code and share is not None:
                found.append((known[code], share / 100))
        return {**cleaned, "successors": found}

    def apply(self) -> str:
        on, successors = given_day(self, "on"), self.cleaned_data["successors"]
        establishments_link(old=self.establishment, on=on, successors=successors)
        shares = ", ".join(f"{site.name} {percent(weight, 2)}" for site, weight in successors)
        told = {**self.who, "day": shown_day(on), "shares": shares}
        return _("From %(day)s, the past of %(name)s goes to: %(shares)s.") % told
