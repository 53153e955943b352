"""Forms of authorisation files and commitments."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from acquisitions.enums import AuthorityAnswer, Towards
from acquisitions.models import AuthorisationFile, Commitment, Deal
from acquisitions.services.clocks import authorisation_save, commitment_save
from establishments.web.structure.forms.base import ChangeForm, DayField, EurosField
from groupe.accounts.models import User
from groupe.kernel.web import formats


class AuthorisationForm(ChangeForm):
    authority = forms.CharField(
        label=gettext_lazy("Authority"), max_length=120, help_text=gettext_lazy("ARS, department, State…")
    )
    received_on = DayField(
        label=gettext_lazy("Received by the authority"), help_text=gettext_lazy("The day of its receipt.")
    )
    asked_on = DayField(
        label=gettext_lazy("Missing documents asked for"), required=False,
        help_text=gettext_lazy("Without a request within a month the file is complete."),
    )  # fmt: skip
    completed_on = DayField(label=gettext_lazy("Completed"), required=False)
    answer = forms.ChoiceField(
        label=gettext_lazy("Answer"), required=False,
        choices=[("", pgettext_lazy("answer", "none yet")), *AuthorityAnswer.choices],
    )  # fmt: skip
    answered_on = DayField(label=gettext_lazy("Answered"), required=False)

    def __init__(self, data: Any = None, *, deal: Deal, sent: AuthorisationFile | None = None) -> None:
        super().__init__(data, initial={name: getattr(sent, name) for name in self.base_fields} if sent else None)
        self.deal, self.sent = deal, sent

    def apply(self) -> str:
        made = authorisation_save(deal=self.deal, sent=self.sent, **self.cleaned_data)
        return _("%(authority)s: saved.") % {"authority": made.authority}


class CommitmentForm(ChangeForm):
    towards = forms.ChoiceField(label=gettext_lazy("Towards"), choices=Towards.choices)
    text = forms.CharField(
        label=gettext_lazy("Commitment"), max_length=300, help_text=gettext_lazy("Without a name of a person.")
    )
    amount = EurosField(label=gettext_lazy("Amount"), required=False)
    until = DayField(label=gettext_lazy("Until"))

    def __init__(self, data: Any = None, *, deal: Deal, author: User, commitment: Commitment | None = None) -> None:
        known = {name: getattr(commitment, name) for name in self.base_fields} if commitment else None
        super().__init__(data, initial=known)
        self.deal, self.author, self.commitment = deal, author, commitment

    def apply(self) -> str:
        made = commitment_save(deal=self.deal, author=self.author, commitment=self.commitment, **self.cleaned_data)
        return _("%(text)s: until %(day)s.") % {"text": made.text, "day": formats.day(made.until)}
