"""What is asked of who closes a period, and which figures a reader of one looks at."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from establishments.scopes import ScopeInfo
from groupe.consolidation.selectors.closes import SPANS, Checklist
from groupe.web.closes.columns import SPAN_LABELS


class CloseForm(forms.Form):
    """A reason where the period is closed already, and a word about late sites where there are some."""

    def __init__(self, checklist: Checklist, *args: Any) -> None:
        super().__init__(*args)
        if checklist.version > 1:
            self.fields["reason"] = forms.CharField(
                label=_("Why is it closed again?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
            )
        if checklist.late:
            self.fields["confirm_late"] = forms.BooleanField(label=_("Close without the reports that are late"))


class FigureForm(forms.Form):
    """Never validated: what is not offered is as usual."""

    def __init__(self, scopes: list[ScopeInfo], tab: str, version: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        windows = [(window, SPAN_LABELS[window]) for window in SPANS]
        self.fields["scope"] = forms.ChoiceField(label=_("Scope"), choices=[(each.code, each.name) for each in scopes])
        self.fields["window"] = forms.ChoiceField(label=_("Length"), choices=windows)
        for name, value in (("tab", tab), ("version", version)):
            self.fields[name] = forms.CharField(widget=forms.HiddenInput, initial=value)
