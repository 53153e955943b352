"""Forms of findings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acquisitions.enums import Gravity, Outcome
from acquisitions.models import Deal, Finding
from acquisitions.services.findings import NO_EFFECT, Found, finding_add, finding_change, finding_resolve
from acquisitions.web.diligence.forms import NO_NAMES, long_text
from acquisitions.web.diligence.opening import OwnerField, people_of, stream_choices
from establishments.web.structure.forms.base import ChangeForm, EurosField
from groupe.accounts.models import User


class FindingForm(ChangeForm):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=160)
    stream = forms.ChoiceField(label=gettext_lazy("Stream"))
    gravity = forms.ChoiceField(label=gettext_lazy("Gravity"), choices=Gravity.choices, initial=Gravity.MINOR)
    safety = forms.BooleanField(
        label=gettext_lazy("About safety"), required=False,
        help_text=gettext_lazy("A red flag about safety caps the score at 40."),
    )  # fmt: skip
    price_effect = EurosField(
        label=gettext_lazy("Effect on the price (euros)"), required=False,
        help_text=gettext_lazy("Below zero where it lowers the price."),
    )  # fmt: skip
    owner = OwnerField()
    to_integrate = forms.BooleanField(label=gettext_lazy("Becomes an action of the integration"), required=False)
    text = long_text(gettext_lazy("Details"), 2000, required=False, help_text=NO_NAMES)

    def __init__(self, data: Any = None, *, deal: Deal, author: User, finding: Finding | None = None) -> None:
        initial = {name: getattr(finding, name) for name in Found._fields} if finding else {}
        super().__init__(data, initial=initial)
        self.deal, self.author, self.finding = deal, author, finding
        owner: Any = self.fields["owner"]
        owner.queryset = people_of(deal)
        stream: Any = self.fields["stream"]
        stream.choices = stream_choices()

    def apply(self) -> str:
        given = self.cleaned_data
        found = Found(**given | {"price_effect": given["price_effect"] or NO_EFFECT})
        if self.finding is None:
            made = finding_add(deal=self.deal, found=found, author=self.author)
        else:
            made = finding_change(deal=self.deal, finding=self.finding, found=found, author=self.author)
        return _("Finding F%(number)d: %(gravity)s.") % {
            "number": made.number, "gravity": made.get_gravity_display(),
        }  # fmt: skip


class ResolveForm(ChangeForm):
    outcome = forms.ChoiceField(
        label=gettext_lazy("Resolution"), choices=Outcome.choices, initial=Outcome.PRICED,
        help_text=gettext_lazy("The cap of a red safety flag is lifted only once its cause is gone."),
    )  # fmt: skip
    resolution = long_text(gettext_lazy("How it is resolved"), 1000, help_text=NO_NAMES)

    def __init__(self, data: Any = None, *, deal: Deal, author: User, finding: Finding) -> None:
        super().__init__(data)
        self.deal, self.author, self.finding = deal, author, finding

    def apply(self) -> str:
        made = finding_resolve(deal=self.deal, finding=self.finding, author=self.author, **self.cleaned_data)
        return _("Finding F%(number)d: %(outcome)s.") % {
            "number": made.number, "outcome": made.get_outcome_display(),
        }  # fmt: skip
