"""The form that asks for an allocation run."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from establishments.web.structure.forms.base import ChangeForm, MonthField
from groupe.accounts.models import User
from groupe.kernel.web import formats
from shared_services.enums import Basis, Method, RunKind
from shared_services.models import AllocationRun
from shared_services.services.runs import run_ask


class RunForm(ChangeForm):
    month = MonthField()
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=RunKind.choices)
    basis = forms.ChoiceField(label=gettext_lazy("On"), choices=Basis.choices)
    method = forms.ChoiceField(label=gettext_lazy("Method"), choices=Method.choices)

    def __init__(self, data: Any = None, *, author: User | None) -> None:
        super().__init__(data)
        self.author = author
        self.made: AllocationRun | None = None

    def apply(self) -> str:
        self.made = run_ask(author=self.author, **self.cleaned_data)
        told = {"month": formats.month(self.cleaned_data["month"]).capitalize(), "version": self.made.version}
        return _("%(month)s is shared: version %(version)s, to be approved by somebody else.") % told
