"""Filters of the list of reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from establishments.catalogue import catalogue
from establishments.selectors.owed import OwedRows
from establishments.web.reports.words import STATUSES
from groupe.kernel.periods import Month
from groupe.kernel.web.formats import short_month

WAITING = "waiting"


class OwedFilters(forms.Form):
    """Choices are those that the reader's rows have; what is no choice filters nothing."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.SearchInput())
    status = forms.ChoiceField(label=_p("report", "Status"), required=False)
    late = forms.ChoiceField(label=_("Deadline"), required=False, choices=[("", _p("filter", "All")), ("1", _("Late"))])
    month = forms.ChoiceField(label=_("Month"), required=False)
    territory = forms.ChoiceField(label=_("Territory"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)

    def __init__(self, data: Any, *, months: Sequence[Month], places: Sequence[str], kinds: Sequence[str]) -> None:
        super().__init__(data)
        named = [(kind.code, kind.label) for kind in catalogue().kinds.values() if kind.code in kinds]
        statuses = [(code, label) for code, (label, _tone) in STATUSES.items()]
        self._offer("status", [(WAITING, _("Waiting for me")), *statuses])
        self._offer("month", [(str(month), short_month(month)) for month in months])
        self._offer("territory", [(place, place) for place in places])
        self._offer("kind", named)
        for name, choices in (("territory", places), ("kind", kinds)):
            if len(choices) < 2:
                del self.fields[name]

    def kept(self, rows: OwedRows) -> OwedRows:
        self.full_clean()
        asked = self.cleaned_data
        for number, word in enumerate(str(asked.get("q") or "").lower().split()):
            told = "lower(concat_ws(' ', name, code, territory, city))"
            rows = rows.filtered(f"strpos({told}, %(word{number})s) > 0", **{f"word{number}": word})
        if asked.get("late"):
            rows = rows.filtered("late")
        if asked.get("month"):
            rows = rows.filtered("month = %(month)s", month=Month.parse(asked["month"]).first)
        if asked.get("status") == WAITING:
            rows = rows.filtered("task <> ''")
        for name in ("status", "territory", "kind"):
            if asked.get(name) not in {None, "", WAITING}:
                rows = rows.filtered(f"{name} = %({name})s", **{name: asked[name]})
        return rows

    def _offer(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _p("filter", "All")), *choices]
