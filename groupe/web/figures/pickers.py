"""The pickers of what a page shows; a plain form, swapped by htmx where there is a script."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from establishments.access import Access
from establishments.scopes import ScopeInfo
from groupe.consolidation.access import visible_scopes
from groupe.consolidation.selectors import differs_in_law
from groupe.kernel.periods import Month
from groupe.kernel.web import formats
from groupe.web.figures.choice import Choice

WINDOW_LABELS: dict[str, StrOrPromise] = {
    "month": gettext_lazy("Month"),
    "quarter": gettext_lazy("Quarter"),
    "ytd": gettext_lazy("Since January"),
    "r12": gettext_lazy("12 months"),
    "year": gettext_lazy("Year"),
}
COMPARISON_LABELS: dict[str, StrOrPromise] = {
    "previous_year": gettext_lazy("vs last year"),
    "budget": gettext_lazy("vs budget"),
}
PERIMETER_LABELS: dict[str, StrOrPromise] = {
    "current": gettext_lazy("Current perimeter"),
    "constant": gettext_lazy("Constant perimeter"),
}
VIEW_LABELS: dict[str, StrOrPromise] = {
    "operational": gettext_lazy("Operational view"),
    "legal": gettext_lazy("Legal view"),
}
SCOPE_GROUPS: dict[str, StrOrPromise] = {
    "group": gettext_lazy("Group"),
    "sector": gettext_lazy("Sectors"),
    "kind": gettext_lazy("Kinds"),
    "territory": gettext_lazy("Territories"),
    "entity": gettext_lazy("Legal entities"),
    "funder": gettext_lazy("Funders"),
    "department": gettext_lazy("Departments"),
    "establishment": gettext_lazy("Establishments"),
}
# Above this many sites a list is no help: the establishments' page has a search.
MOST_SITES = 100


Choices = Sequence[tuple[str, StrOrPromise | Sequence[tuple[str, StrOrPromise]]]]


def _select(label: StrOrPromise, choices: Choices) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices)


DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "sel", "title": gettext_lazy("Known on")})


class Pickers(forms.Form):
    """Never validated: the address that it leads to is (`read_choice`)."""

    def __init__(self, *, scopes: Choices, months: Choices, initial: dict[str, str]) -> None:
        super().__init__(initial=initial)
        self.fields |= {
            "scope": _select(_("Scope"), scopes),
            "period": _select(_("Period"), months),
            "window": _select(_("Length"), list(WINDOW_LABELS.items())),
            "compare": _select(_("Comparison"), list(COMPARISON_LABELS.items())),
            "perimeter": _select(_("Perimeter"), list(PERIMETER_LABELS.items())),
            "view": _select(_("View"), list(VIEW_LABELS.items())),
            "known_at": forms.DateField(label=_("Known on"), widget=DAY),
            "code": forms.CharField(widget=forms.HiddenInput),
            "measure": forms.CharField(widget=forms.HiddenInput),
        }


def pickers(access: Access, choice: Choice, earliest: Month) -> Pickers:
    """Filled with what is chosen; scopes that the reader may open, months that have figures, the newest first.

    The legal view is offered where it is another one.
    """
    chosen = {
        "scope": choice.scope.code,
        "period": str(choice.period),
        "window": choice.window,
        "compare": choice.compare,
        "perimeter": choice.perimeter,
        "view": choice.view,
        "known_at": choice.known_at[:10],
        "code": choice.code,
        "measure": choice.measure,
    }
    form = Pickers(scopes=_scopes(access, choice.scope), months=_months(earliest, choice.latest), initial=chosen)
    if not choice.legal and not differs_in_law(choice.scope.code):
        del form.fields["view"]
    return form


def _months(earliest: Month, latest: Month) -> Choices:
    return [(str(month), formats.month(month).capitalize()) for month in reversed(list(earliest.to(latest)))]


def _scopes(access: Access, current: ScopeInfo) -> Choices:
    offered = visible_scopes(access, most_sites=MOST_SITES)
    if current not in offered:
        offered.append(current)
    groups = groupby(offered, key=lambda scope: scope.kind)
    named = [(kind, [(scope.code, scope.name) for scope in scopes]) for kind, scopes in groups]
    return [
        (str(SCOPE_GROUPS[kind]), rows) if kind != "group" else (rows[0][0], str(_("Whole group")))
        for kind, rows in named
    ]
