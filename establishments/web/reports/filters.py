"""Filters of the list of reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from establishments.catalogue import catalogue
from establishments.selectors.owed import Owed
from establishments.web.reports.words import STATUSES
from groupe.kernel.web.formats import short_month

WAITING = "waiting"


class OwedFilters(forms.Form):
    """Choices are those of the rows that the reader may see; what is no choice filters nothing."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.SearchInput())
    status = forms.ChoiceField(label=_p("report", "Status"), required=False)
    late = forms.ChoiceField(label=_("Deadline"), required=False, choices=[("", _p("filter", "All")), ("1", _("Late"))])
    month = forms.ChoiceField(label=_("Month"), required=False)
    territory = forms.ChoiceField(label=_("Territory"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)

    def __init__(self, data: Any, *, rows: Sequence[Owed]) -> None:
        super().__init__(data)
        months = sorted({row.month for row in rows}, reverse=True)
        places = sorted({row.territory for row in rows if row.territory})
        used = {row.establishment.kind for row in rows}
        kinds = [(kind.code, kind.label) for kind in catalogue().kinds.values() if kind.code in used]
        statuses = [(code, label) for code, (label, _tone) in STATUSES.items()]
        self._offer("status", [(WAITING, _("Waiting for me")), *statuses])
        self._offer("month", [(str(month), short_month(month)) for month in months])
        self._offer("territory", [(place, place) for place in places])
        self._offer("kind", kinds)
        for name, choices in (("territory", places), ("kind", kinds)):
            if len(choices) < 2:
                del self.fields[name]

    def kept(self, rows: Sequence[Owed]) -> list[Owed]:
        self.full_clean()
        return [row for row in rows if self._keeps(row)]

    def _keeps(self, row: Owed) -> bool:
        asked = self.cleaned_data
        words = str(asked.get("q") or "").lower().split()
        told = f"{row.establishment.name} {row.establishment.code} {row.territory} {row.establishment.city}".lower()
        status = asked.get("status")
        return (
            all(word in told for word in words)
            and (not status or (bool(row.task) if status == WAITING else row.status == status))
            and (not asked.get("late") or row.late)
            and asked.get("month") in {None, "", str(row.month)}
            and asked.get("territory") in {None, "", row.territory}
            and asked.get("kind") in {None, "", row.establishment.kind}
        )

    def _offer(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _p("filter", "All")), *choices]
