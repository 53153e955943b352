"""Forms of a file, of its sites and of its members."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acquisitions.enums import LostReason, Origin, Route
from acquisitions.models import Deal
from acquisitions.services.describing import Description, description_of
from acquisitions.services.moving import deal_lose
from acquisitions.services.rooms import deal_describe, deal_open
from establishments.catalogue import catalogue
from establishments.models import LegalEntity
from establishments.web.structure.forms.base import ChangeForm, CountField, DayField, EurosField, ExactField
from groupe.accounts.models import User

NONE = ("", "–")


class MomentField(forms.DateTimeField):
    """A day and an hour in Paris."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        super().__init__(widget=widget, input_formats=["%Y-%m-%dT%H:%M"], required=False, **kwargs)


class FteField(ExactField):
    default_error_messages = {
        "invalid": gettext_lazy("Give a number such as 96.4."), "digits": gettext_lazy("Two decimals at most."),
    }  # fmt: skip


class DealForm(ChangeForm):
    """A file, new (with its route and the day of the undertaking) or told again."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    route = forms.ChoiceField(label=gettext_lazy("Route"), choices=Route.choices)
    signed_on = DayField(
        label=gettext_lazy("I signed the undertaking of confidentiality on"),
        help_text=gettext_lazy("You lead the file and are alone in its room until you name others."),
    )
    origin = forms.ChoiceField(label=gettext_lazy("Origin"), choices=Origin.choices, initial=Origin.OTHER)
    sector = forms.ChoiceField(label=gettext_lazy("Sector"), required=False)
    siren = forms.CharField(label=gettext_lazy("SIREN"), max_length=11, required=False)
    legal_form = forms.CharField(label=gettext_lazy("Legal form"), max_length=60, required=False)
    cause = forms.CharField(
        label=gettext_lazy("Cause of distress"), max_length=400, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Facts, not people: no names of staff or residents."),
    )  # fmt: skip
    people = CountField(label=gettext_lazy("Jobs before (people)"), min_value=0, max_value=100_000, required=False)
    fte = FteField(label=gettext_lazy("Jobs before (FTE)"), required=False)
    people_taken = CountField(label=gettext_lazy("Jobs taken (people)"), min_value=0, max_value=100_000, required=False)
    fte_taken = FteField(label=gettext_lazy("Jobs taken (FTE)"), required=False)
    price = EurosField(label=gettext_lazy("Price"), required=False)
    recapitalisation = EurosField(label=gettext_lazy("Recapitalisation in the first year"), required=False)
    court = forms.CharField(label=gettext_lazy("Court"), max_length=120, required=False)
    administrator = forms.CharField(label=gettext_lazy("Court administrator (office)"), max_length=120, required=False)
    deadline_at = MomentField(label=gettext_lazy("Deadline for offers"))
    hearing_at = MomentField(label=gettext_lazy("Hearing"))
    entry_on = DayField(label=gettext_lazy("Entry into enjoyment"), required=False)
    entity = forms.ModelChoiceField(
        label=gettext_lazy("Taken by"), queryset=LegalEntity.objects.none(), required=False, to_field_name="code"
    )
    groups = (
        (gettext_lazy("The file"), ("name", "route", "signed_on", "origin", "sector", "siren", "legal_form", "cause")),
        (gettext_lazy("Jobs and price"), ("people", "fte", "people_taken", "fte_taken", "price", "recapitalisation")),
        (gettext_lazy("Court and days"), ("court", "administrator", "deadline_at", "hearing_at", "entry_on", "entity")),
    )

    def __init__(self, data: Any = None, *, author: User, deal: Deal | None = None, initial: Any = None) -> None:
        known = description_of(deal)._asdict() if deal else dict(initial or {})
        if deal and deal.entity:
            known["entity"] = deal.entity.code
        super().__init__(data, initial=known)
        self.author, self.deal, self.made = author, deal, deal
        self.expected = deal.revision if deal else None
        sectors = [(sector.code, sector.label) for sector in catalogue().sectors.values()]
        self.fields["sector"].choices = [NONE, *sectors]  # type: ignore[attr-defined]
        self.fields["entity"].queryset = LegalEntity.objects.order_by("name")  # type: ignore[attr-defined]
        if deal:
            del self.fields["route"], self.fields["signed_on"]

    def clean_siren(self) -> str:
        return str(self.cleaned_data["siren"]).replace(" ", "")

    def apply(self) -> str:
        told = dict(self.cleaned_data)
        route, signed_on = told.pop("route", ""), told.pop("signed_on", None)
        facts = Description(**told)
        if self.deal is None:
            self.made = deal_open(
                route=route, name=facts.name, author=self.author, signed_on=signed_on, description=facts
            )
            return _("%(name)s is opened: you lead it and are alone in its room.") % {"name": facts.name}
        deal_describe(deal=self.deal, description=facts, author=self.author, expected=self.expected)
        return _("%(name)s is described as shown.") % {"name": facts.name}


class LoseForm(ChangeForm):
    reason = forms.ChoiceField(label=gettext_lazy("Why"), choices=[NONE, *LostReason.choices])
    word = forms.CharField(label=gettext_lazy("A word"), max_length=500, required=False)

    def __init__(self, data: Any = None, *, deal: Deal, author: User) -> None:
        super().__init__(data)
        self.deal, self.author = deal, author

    def apply(self) -> str:
        deal_lose(
            deal=self.deal, reason=self.cleaned_data["reason"], word=self.cleaned_data["word"], author=self.author,
            expected=self.deal.revision,
        )  # fmt: skip
        return _("%(name)s is lost. It is purged after two years.") % {"name": self.deal.name}
