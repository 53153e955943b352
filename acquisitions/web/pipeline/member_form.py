"""The form that names a person in a room."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acquisitions.enums import MemberLevel
from acquisitions.models import Deal
from acquisitions.services.rooms import member_name
from establishments.access import CAPABILITIES, Can
from establishments.models import Mandate
from establishments.web.structure.forms.base import ChangeForm, DayField
from groupe.accounts.models import User
from groupe.kernel.periods import today


class MemberForm(ChangeForm):
    user = forms.ModelChoiceField(label=gettext_lazy("Person"), queryset=User.objects.none())
    level = forms.ChoiceField(
        label=gettext_lazy("In the room"), choices=MemberLevel.choices, initial=MemberLevel.READER
    )
    signed_on = DayField(label=gettext_lazy("Undertaking of confidentiality signed on"))

    def __init__(self, data: Any = None, *, deal: Deal, author: User) -> None:
        super().__init__(data, initial={"signed_on": today()})
        self.deal, self.author = deal, author
        self.fields["user"].queryset = candidates(today())  # type: ignore[attr-defined]

    def apply(self) -> str:
        told = self.cleaned_data
        member_name(
            deal=self.deal, user=told["user"], level=told["level"], signed_on=told["signed_on"], author=self.author
        )
        return _("%(person)s is named in the room.") % {"person": told["user"]}


def candidates(day: dt.date) -> Any:
    """Active people whose role sees the pipeline."""
    roles = [role for role, can in CAPABILITIES.items() if Can.SEE_PIPELINE in can]
    named = Mandate.objects.filter(role__in=roles).on(day).order_by().values("user")
    return User.objects.filter(is_active=True, pk__in=named).order_by("name", "email")
