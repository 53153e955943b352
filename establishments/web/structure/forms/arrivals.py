"""Entering from the register, opening, and the identity of an establishment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from establishments.capacities import capacity_measures
from establishments.catalogue import catalogue
from establishments.enums import EntryReason, Method
from establishments.models import Capacity, Establishment, LegalEntity, Territory
from establishments.selectors.structure.choices import group_entities
from establishments.services.structure import (
    Arrival,
    Identity,
    establishment_edit,
    establishment_enter,
    establishment_open,
)
from establishments.web.structure.forms.base import ChangeForm, CountField, DayField, given_day
from groupe.kernel.periods import today
from groupe.kernel.web.formats import day as shown_day

BLANK = [("", "–")]


def kind_choices() -> list[Any]:
    """Kinds by sector."""
    source = catalogue()
    groups = [
        (sector.label, [(kind.code, kind.label) for kind in source.kinds.values() if kind.sector == sector.code])
        for sector in source.sectors.values()
    ]
    return [*BLANK, *groups]


class ArrivalForm(ChangeForm):
    """How an establishment comes in; the capacities follow the kind, and are asked again where it changed."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=kind_choices)
    entity = forms.ModelChoiceField(
        LegalEntity.objects.none(), label=gettext_lazy("Legal entity"), to_field_name="code", empty_label="–"
    )
    method = forms.ChoiceField(
        label=gettext_lazy("Consolidation method"),
        choices=[*BLANK, *Method.choices],
        required=False,
        help_text=gettext_lazy("Only where the entity is new to the group."),
    )
    territory = forms.ModelChoiceField(
        Territory.objects.all(), label=gettext_lazy("Territory"), to_field_name="code", empty_label="–"
    )
    entry = DayField(label=gettext_lazy("First day in the group"))
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=[*BLANK, *EntryReason.choices])
    headcount = CountField(
        label=gettext_lazy("Headcount at entry"), min_value=0, required=False,
        help_text=gettext_lazy("Employees on the morning of the first day."),
    )  # fmt: skip
    people = CountField(
        label=gettext_lazy("People supported at entry"), min_value=0, required=False,
        help_text=gettext_lazy("Present on the morning of the first day."),
    )  # fmt: skip
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        typed: Mapping[str, Any] | None = None,
        establishment: Establishment | None = None,
    ) -> None:
        """`typed` is what was typed so far, when another kind asks for its own capacities."""
        self.establishment = establishment
        super().__init__(data, initial=self._initial(establishment) | dict((typed or {}).items()))
        asked = (data or self.initial).get("kind") or ""
        entities: Any = self.fields["entity"]
        entities.queryset = group_entities(establishment.register_entity_id if establishment else None)
        self.measures = capacity_measures(asked)
        known = self._known()
        for measure in self.measures:
            self.initial.setdefault(measure.code, known.get(measure.code))
            self.fields[measure.code] = CountField(label=measure.label, min_value=0, required=False)
        self.initial["shown"] = asked
        self.fields["kind"].widget.attrs |= {
            "hx-get": "", "hx-trigger": "change consume", "hx-include": "closest form",
            "hx-params": "not csrfmiddlewaretoken,preview", "hx-target": "#asked",
            "hx-select": "#asked", "hx-swap": "outerHTML",
        }  # fmt: skip

    @property
    def groups(self) -> list[tuple[StrOrPromise, list[str]]]:
        return [
            (_("Place in the group"), ["kind", "entity", "territory", "method"]),
            (_("Entry"), ["entry", "reason", "headcount", "people"]),
            (_("Capacities at entry"), [measure.code for measure in self.measures]),
        ]

    @staticmethod
    def _initial(establishment: Establishment | None) -> dict[str, Any]:
        if establishment is None:
            return {}
        run_by = establishment.register_entity
        return {"kind": establishment.kind, "entity": run_by.code if run_by else ""}

    def _known(self) -> dict[str, int]:
        if self.establishment is None:
            return {}
        rows = Capacity.objects.filter(establishment=self.establishment).on(today())
        return {row.measure: row.value for row in rows}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("kind") and cleaned.get("shown") != cleaned["kind"]:
            self.data = {**{name: self.data.get(name) for name in self.data}, "shown": cleaned["kind"]}
            message = _("The kind changed: look at the capacities below, then send again.")
            self.add_error("kind", ValidationError(message, code="again"))
        return cleaned

    @property
    def arrival(self) -> Arrival:
        chosen = self.cleaned_data
        names = ("entity", "territory", "entry", "reason", "headcount", "people", "method")
        places = {m.code: chosen[m.code] for m in self.measures if chosen[m.code] is not None}
        return Arrival(**{name: chosen[name] for name in names}, capacities=places)

    def told(self, name: str) -> str:
        chosen = self.cleaned_data
        told = {
            "name": name,
            "day": shown_day(given_day(self, "entry")),
            "entity": chosen["entity"],
            "territory": chosen["territory"],
        }
        return _("%(name)s enters the group on %(day)s: %(entity)s, %(territory)s.") % told


class EnterForm(ArrivalForm):
    """From the register."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, typed: Mapping[str, Any], establishment: Establishment
    ) -> None:
        self.site = establishment
        super().__init__(data, typed=typed, establishment=establishment)

    def apply(self) -> str:
        establishment_enter(establishment=self.site, kind=self.cleaned_data["kind"], arrival=self.arrival)
        return self.told(self.site.name)


class IdentityFields(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    address = forms.CharField(label=gettext_lazy("Address"), max_length=250, required=False)
    postcode = forms.CharField(label=gettext_lazy("Postcode"), max_length=5, required=False)
    city = forms.CharField(label=gettext_lazy("Town"), max_length=120, required=False)
    commune = forms.CharField(
        label=gettext_lazy("INSEE code of the commune"), max_length=5, required=False,
        help_text=gettext_lazy("Not the postcode: 69123 for Lyon. The department follows from it."),
    )  # fmt: skip
    finess = forms.CharField(label=gettext_lazy("FINESS number"), max_length=9, required=False)
    siret = forms.CharField(label="SIRET", max_length=17, required=False)
    opened_on = DayField(label=gettext_lazy("Opened on"), required=False)

    def clean_siret(self) -> str:
        return "".join(self.cleaned_data["siret"].split())

    def identity(self) -> Identity:
        return Identity(**{name: self.cleaned_data[name] for name in Identity.__dataclass_fields__})


class OpenForm(IdentityFields, ArrivalForm):
    """A new establishment."""

    code = forms.CharField(
        label=gettext_lazy("Code"), max_length=40,
        help_text=gettext_lazy("Short and lasting: letters, digits, dashes. It cannot be changed."),
    )  # fmt: skip

    @property
    def groups(self) -> list[tuple[StrOrPromise, list[str]]]:
        identity = ["name", "code", *(name for name in IdentityFields.base_fields if name != "name")]
        return [(_("Identity"), identity), *super().groups]

    def apply(self) -> str:
        establishment_open(code=self.cleaned_data["code"], identity=self.identity(), arrival=self.arrival)
        return self.told(self.cleaned_data["name"])


class EditForm(IdentityFields, ChangeForm):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=kind_choices)
    field_order = ["name", "kind"]

    def __init__(self, data: Mapping[str, Any] | None = None, *, establishment: Establishment) -> None:
        self.establishment = establishment
        names = Identity.__dataclass_fields__
        super().__init__(data, initial={name: getattr(establishment, name) for name in names})

    def apply(self) -> str:
        changed = [str(self.fields[name].label) for name in self.changed_data]
        establishment_edit(establishment=self.establishment, identity=self.identity())
        told = {"name": self.establishment.name, "fields": ", ".join(changed) or "–"}
        return _("%(name)s: changed %(fields)s.") % told
