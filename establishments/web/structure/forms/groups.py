"""Legal entities, their methods and holders; territories; funders."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from establishments.enums import FunderKind, Method
from establishments.models import ConsolidationTerm, Funder, LegalEntity, Territory
from establishments.selectors.structure.choices import group_entities
from establishments.services.structure import entity_save, funder_save, holding_set, term_set, territory_save
from establishments.web.structure.forms.base import ChangeForm, DayField, PercentField, given_day
from groupe.kernel.periods import today
from groupe.kernel.web.formats import day as shown_day
from groupe.kernel.web.formats import quantity

BLANK = [("", "–")]


class CodedForm(ChangeForm):
    """Something known by a code, which is given once."""

    code = forms.CharField(
        label=gettext_lazy("Code"), max_length=40,
        help_text=gettext_lazy("Short and lasting: letters, digits, dashes. It cannot be changed."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, known: Any = None) -> None:
        self.known = known
        super().__init__(data, initial=self._initial(known) if known else {})
        if known is not None:
            del self.fields["code"]

    def _initial(self, known: Any) -> dict[str, Any]:
        return {name: getattr(known, name) for name in self.base_fields}

    @property
    def code_given(self) -> str:
        return str(self.known.code if self.known else self.cleaned_data["code"])

    def told(self) -> str:
        if self.known is None:
            return _("%(name)s is recorded.") % {"name": self.cleaned_data["name"]}
        changed = ", ".join(str(self.fields[name].label) for name in self.changed_data) or "–"
        return _("%(name)s: changed %(fields)s.") % {"name": self.cleaned_data["name"], "fields": changed}


class EntityForm(CodedForm):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    legal_form = forms.CharField(label=gettext_lazy("Legal form"), max_length=80, required=False)
    siren = forms.CharField(label="SIREN", max_length=11, required=False)
    finess = forms.CharField(label=gettext_lazy("FINESS number"), max_length=9, required=False)
    created_on = DayField(label=gettext_lazy("Created on"), required=False)
    closed_on = DayField(label=gettext_lazy("Closed on"), required=False)
    field_order = ["name", "code"]

    def clean_siren(self) -> str:
        return "".join(self.cleaned_data["siren"].split())

    def apply(self) -> str:
        said = self.told()
        entity_save(entity=self.known, **{**self.cleaned_data, "code": self.code_given})
        return said


class TermForm(ChangeForm):
    since = DayField(label=gettext_lazy("First day"))
    method = forms.ChoiceField(label=gettext_lazy("Consolidation method"), choices=[*BLANK, *Method.choices])

    def __init__(self, data: Any = None, *, entity: LegalEntity) -> None:
        self.entity = entity
        now = ConsolidationTerm.objects.filter(entity=entity).on(today()).first()
        super().__init__(data, initial={"method": now.method if now else ""})

    def apply(self) -> str:
        since, method = given_day(self, "since"), Method(self.cleaned_data["method"])
        term_set(entity=self.entity, method=method, since=since)
        told = {"name": self.entity.name, "day": shown_day(since), "method": method.label}
        return _("From %(day)s, %(name)s: %(method)s.") % told


class HoldingForm(ChangeForm):
    owner = forms.ModelChoiceField(
        LegalEntity.objects.none(), label=gettext_lazy("Held by"), to_field_name="code", empty_label="–"
    )
    since = DayField(label=gettext_lazy("First day"))
    capital = PercentField(label=gettext_lazy("Capital (%)"), help_text=gettext_lazy("0 for both ends the holding."))
    votes = PercentField(label=gettext_lazy("Votes (%)"))

    def __init__(self, *args: Any, entity: LegalEntity, **kwargs: Any) -> None:
        self.entity = entity
        super().__init__(*args, **kwargs)
        owners: Any = self.fields["owner"]
        owners.queryset = group_entities().exclude(pk=entity.pk)

    def apply(self) -> str:
        chosen = self.cleaned_data
        holding_set(owned=self.entity, **chosen)
        told = {
            "owner": chosen["owner"],
            "name": self.entity.name,
            "day": shown_day(given_day(self, "since")),
            "capital": quantity(chosen["capital"].normalize(), "%"),
            "votes": quantity(chosen["votes"].normalize(), "%"),
        }
        if not chosen["capital"] and not chosen["votes"]:
            return _("From %(day)s, %(owner)s holds nothing of %(name)s.") % told
        return _("From %(day)s, %(owner)s holds %(capital)s of %(name)s, and %(votes)s of the votes.") % told


class TerritoryForm(CodedForm):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    parent = forms.ModelChoiceField(
        Territory.objects.all(), label=gettext_lazy("Lies in"), to_field_name="code", required=False,
        empty_label=gettext_lazy("Nowhere: at the top"),
        help_text=gettext_lazy("Moving a territory changes its past figures too."),
    )  # fmt: skip
    field_order = ["name", "code"]

    def _initial(self, known: Any) -> dict[str, Any]:
        return {"name": known.name, "parent": known.parent.code if known.parent else ""}

    def apply(self) -> str:
        said = self.told()
        chosen = self.cleaned_data
        territory_save(territory=self.known, code=self.code_given, name=chosen["name"], parent=chosen["parent"])
        return said


class FunderForm(CodedForm):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=160)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of funder"), choices=[*BLANK, *FunderKind.choices])
    field_order = ["name", "code"]

    def apply(self) -> str:
        said = self.told()
        known: Funder | None = self.known
        funder_save(funder=known, code=self.code_given, name=self.cleaned_data["name"], kind=self.cleaned_data["kind"])
        return said
