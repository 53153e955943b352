"""The form of a site of a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acquisitions.models import Deal, DealTarget
from acquisitions.services.describing import Site, target_save
from acquisitions.web.pipeline.forms import NONE, FteField
from establishments.capacities import capacity_measures
from establishments.catalogue import catalogue
from establishments.models import Establishment, Territory
from establishments.web.structure.forms.base import ChangeForm, CountField


class TargetForm(ChangeForm):
    """A site of a file; its capacities are those of its kind."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=160)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    register = forms.CharField(
        label=gettext_lazy("Establishment of the register"), max_length=40, required=False,
        help_text=gettext_lazy("Its code, where an official file brought it: nothing is typed twice at the takeover."),
    )  # fmt: skip
    commune = forms.CharField(label=gettext_lazy("Commune (INSEE code)"), max_length=5, required=False)
    address = forms.CharField(label=gettext_lazy("Address"), max_length=160, required=False)
    postcode = forms.CharField(label=gettext_lazy("Postcode"), max_length=5, required=False)
    city = forms.CharField(label=gettext_lazy("City"), max_length=80, required=False)
    finess = forms.CharField(label=gettext_lazy("FINESS"), max_length=9, required=False)
    siret = forms.CharField(label=gettext_lazy("SIRET"), max_length=14, required=False)
    people = CountField(label=gettext_lazy("Jobs (people)"), min_value=0, max_value=100_000, required=False)
    fte = FteField(label=gettext_lazy("Jobs (FTE)"), required=False)
    territory = forms.ModelChoiceField(
        label=gettext_lazy("Territory"), queryset=Territory.objects.none(), required=False, to_field_name="code"
    )
    taken = forms.BooleanField(label=gettext_lazy("In the perimeter taken"), required=False, initial=True)

    def __init__(self, data: Any = None, *, deal: Deal, target: DealTarget | None = None) -> None:
        super().__init__(data, initial=_site_told(target))
        self.deal, self.target = deal, target
        kinds = sorted((kind.code, kind.label) for kind in catalogue().kinds.values())
        self.fields["kind"].choices = [NONE, *kinds]  # type: ignore[attr-defined]
        self.fields["territory"].queryset = Territory.objects.order_by("name")  # type: ignore[attr-defined]
        kind = (data or {}).get("kind") or (target.kind if target else "")
        self.places = _places(kind)
        for code in self.places:
            label = catalogue().measures[code].label
            known = (target.capacities if target else {}).get(code)
            self.fields[code] = CountField(label=label, min_value=0, max_value=100_000, required=False, initial=known)

    def clean_register(self) -> Establishment | None:
        code = str(self.cleaned_data["register"]).strip()
        if not code:
            return None
        found = Establishment.objects.filter(code=code).first() or Establishment.objects.filter(finess=code).first()
        if found is None:
            raise forms.ValidationError(_("No establishment of the register has this code or FINESS number."))
        return found

    def apply(self) -> str:
        told = dict(self.cleaned_data)
        capacities = {code: value for code in self.places if (value := told.pop(code, None)) is not None}
        for code in self.places:
            told.pop(code, None)
        target_save(deal=self.deal, site=Site(**told, capacities=capacities), target=self.target)
        return _("%(name)s is described as shown.") % {"name": told["name"]}


def _places(kind: str) -> list[str]:
    return [measure.code for measure in capacity_measures(kind)] if kind else []


def _site_told(target: DealTarget | None) -> dict[str, Any]:
    if target is None:
        return {}
    known = {name: getattr(target, name) for name in Site._fields if name != "capacities"}
    return known | {
        "register": target.register.code if target.register else "",
        "territory": target.territory.code if target.territory else "",
    }
