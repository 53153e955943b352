"""Forms of head-office authorisations and quotas: each calls one service."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from establishments.scopes import every_scope
from establishments.web.structure.forms.base import ChangeForm, DayField, EurosField, PercentField, given_day
from groupe.accounts.models import User
from groupe.kernel.periods import today
from groupe.kernel.web import formats
from shared_services.models import HeadOfficeAuthorisation
from shared_services.services.quota import authorisation_add, quota_set
from shared_services.web.costs.forms import WeightsField


class AuthorisationForm(ChangeForm):
    authority = forms.CharField(label=gettext_lazy("Authority"), max_length=160)
    evidence = forms.CharField(
        label=gettext_lazy("Evidence"), max_length=300, help_text=gettext_lazy("The decision, and its date.")
    )
    since = DayField(label=gettext_lazy("From"))
    until = DayField(label=gettext_lazy("Until"), help_text=gettext_lazy("Five years at most."))
    scope = forms.ChoiceField(label=gettext_lazy("Covers"))
    percentage = PercentField(
        label=gettext_lazy("Single percentage"), required=False,
        help_text=gettext_lazy("Of gross costs; leave it empty where a cost is shared pro rata."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, author: User | None) -> None:
        super().__init__(data, initial={"scope": "group"})
        self.author = author
        scopes = [(scope.code, scope.name) for scope in every_scope() if scope.kind in {"group", "entity", "territory"}]
        self.fields["scope"].choices = scopes  # type: ignore[attr-defined]

    def apply(self) -> str:
        since, until = given_day(self, "since"), given_day(self, "until")
        given = {name: self.cleaned_data[name] for name in ("authority", "evidence", "scope", "percentage")}
        made = authorisation_add(since=since, until=until, author=self.author, **given)
        told = {"authority": made.authority, "since": formats.day(since), "until": formats.day(until)}
        return _("%(authority)s authorises head-office costs from %(since)s to %(until)s.") % told


class QuotaForm(ChangeForm):
    authorisation = forms.ModelChoiceField(
        label=gettext_lazy("Authorisation"), queryset=HeadOfficeAuthorisation.objects.all(), empty_label=None
    )
    year = forms.TypedChoiceField(label=gettext_lazy("Year"), coerce=int)
    cost = EurosField(
        label=gettext_lazy("Authorised cost of the year"), required=False,
        help_text=gettext_lazy("Leave it empty with a single percentage."),
    )  # fmt: skip
    opposable = EurosField(
        label=gettext_lazy("Of which for L312-1 activities"), required=False,
        help_text=gettext_lazy("Where there is evidence; else pro rata to gross costs."),
    )  # fmt: skip
    split_evidence = forms.CharField(label=gettext_lazy("Evidence of the split"), max_length=300, required=False)
    proposed = WeightsField(
        label=gettext_lazy("Proposed budgets"), required=False,
        help_text=gettext_lazy("Of new establishments: one line each, its code then its gross costs in euros."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, author: User | None) -> None:
        super().__init__(data, initial={"year": today().year})
        self.author = author
        years = range(today().year + 1, today().year - 3, -1)
        self.fields["year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]

    def apply(self) -> str:
        proposed: dict[str, Decimal] = self.cleaned_data["proposed"]
        given = {
            name: self.cleaned_data[name] for name in ("authorisation", "year", "cost", "opposable", "split_evidence")
        }
        quota = quota_set(**given, proposed=proposed, author=self.author)
        told = {
            "year": quota.year,
            "amount": formats.euros(quota.opposable, 2),
            "percentage": formats.number(quota.percentage, 4),
        }
        return _("%(year)s: quotas of %(amount)s together, %(percentage)s %% of gross costs.") % told
