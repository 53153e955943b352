"""The levers of a plan as one page of forms; its price, jobs and cash as another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from acquisitions.models import Deal, RecoveryPlan
from acquisitions.selectors.plans import content_of, valued
from acquisitions.services.plans import NOTE, plan_save
from acquisitions.valuation.kinds import WEEKS, Case, LeverKind
from acquisitions.valuation.reading import MOST_LEVERS
from acquisitions.web.plan.lever_forms import LeverForm, NumberField, shown
from establishments.web.structure.forms.base import ChangeForm, CountField, EurosField
from groupe.accounts.models import User
from groupe.kernel.errors import DomainError
from groupe.kernel.periods import Month, last_completed_month
from groupe.kernel.web import formats

AHEAD, BACK = 36, 12


class NoteField(forms.CharField):
    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Note on this version"), max_length=NOTE, required=False,
            help_text=gettext_lazy("What changed and why; no names of people."),
        )  # fmt: skip


class WholeForm(forms.Form):
    """What holds for all levers: the first month, and the general shock of each case."""

    first = forms.ChoiceField(label=gettext_lazy("First month of the plan"))
    add = forms.ChoiceField(
        label=gettext_lazy("Another lever"), choices=[("", "–"), *LeverKind.choices], required=False
    )
    note = NoteField()
    expected = forms.IntegerField(widget=forms.HiddenInput)
    count = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST_LEVERS)

    def __init__(self, data: Any = None, *, content: Mapping[str, Any], expected: int) -> None:
        shocks = content.get("shocks", {})
        initial: dict[str, Any] = {"first": content["first"], "expected": expected, "count": len(content["levers"])}
        for case in Case:
            for name in ("prices", "wages"):
                initial[f"{case.value}_{name}"] = shown(shocks.get(case.value, {}).get(name))
        super().__init__(data, initial=initial)
        first: Any = self.fields["first"]
        first.choices = _months(content["first"])
        for case in Case:
            words = {"case": case.label}
            self.fields[f"{case.value}_prices"] = NumberField(label=_("%(case)s: prices (%%)") % words, required=False)
            self.fields[f"{case.value}_wages"] = NumberField(label=_("%(case)s: wages (%%)") % words, required=False)

    def shocks(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            case.value: {name: _text(given[f"{case.value}_{name}"]) for name in ("prices", "wages")} for case in Case
        }

    def shock_fields(self) -> list[forms.BoundField]:
        return [self[f"{case.value}_{name}"] for case in Case for name in ("prices", "wages")]


def _months(chosen: str) -> list[tuple[str, str]]:
    last = last_completed_month()
    months = {*(last - BACK).to(last + AHEAD), Month.parse(chosen)}
    return [(str(month), formats.month(month).capitalize()) for month in sorted(months)]


class LeversForm:
    """The forms of one page, read and refused together."""

    def __init__(self, data: QueryDict | None, *, deal: Deal, newest: RecoveryPlan | None) -> None:
        self.deal = deal
        self.before = content_of(deal) if newest is None else dict(newest.content)
        self.whole = WholeForm(data, content=self.before, expected=newest.number if newest else 0)
        self.levers = self._sent(data) if data is not None else self._kept()

    def _kept(self) -> list[LeverForm]:
        told: Sequence[Mapping[str, Any]] = self.before["levers"]
        return [LeverForm(kind=LeverKind(each["kind"]), number=at, told=each) for at, each in enumerate(told)]

    def _sent(self, data: QueryDict) -> list[LeverForm]:
        text = data.get("count", "")
        count = min(int(text), MOST_LEVERS) if text.isdecimal() and len(text) < 4 else 0
        kinds = [(at, data.get(f"l{at}-kind", "")) for at in range(count)]
        return [LeverForm(data, kind=LeverKind(kind), number=at) for at, kind in kinds if kind in LeverKind.values]

    def is_valid(self) -> bool:
        """Levers that are taken out need not be right."""
        kept = [form.is_valid() for form in self.kept()]
        return self.whole.is_valid() and all(kept)

    def kept(self) -> list[LeverForm]:
        return [form for form in self.levers if not form["drop"].value()]

    def add(self, kind: str) -> None:
        """One more lever at the end; what was typed stays."""
        if kind in LeverKind.values and len(self.levers) < MOST_LEVERS:
            number = max((form.number for form in self.levers), default=-1) + 1
            self.levers.append(LeverForm(kind=LeverKind(kind), number=number))

    @property
    def count(self) -> int:
        return max((form.number for form in self.levers), default=-1) + 1

    def content(self) -> dict[str, Any]:
        return self.before | {
            "first": self.whole.cleaned_data["first"],
            "levers": [form.content() for form in self.kept()],
            "shocks": self.whole.shocks(),
        }

    def save(self, author: User) -> RecoveryPlan:
        given = self.whole.cleaned_data
        return plan_save(
            deal=self.deal, content=self.content(), author=author, note=given["note"], expected=given["expected"]
        )

    def blame(self, error: DomainError) -> None:
        """Shows a refusal at the lever it names."""
        for path in error.fields or {"": ""}:
            names = path.split(".")
            if names[0] == "levers" and len(names) > 2:
                self.kept()[int(names[1])].blame(".".join(names[2:]), error.message)
            else:
                field = "_".join(names[1:]) if names[0] == "shocks" else names[0]
                self.whole.add_error(field if field in self.whole.fields else None, error.message)

    def errors(self) -> list[str]:
        """What is wrong, but for what is still empty."""
        forms_ = [self.whole, *self.kept()]
        told = [error for form in forms_ for errors in form.errors.as_data().values() for error in errors]
        return [str(word) for error in told if error.code != "required" for word in error.messages]


TERMS: Final = ("price", "recapitalisation", "social_debt", "asset_value")
JOBS: Final = ("jobs_before", "jobs_taken", "jobs_kept", "fte_before", "fte_taken")
CASH: Final = ("opening", "receipts_delay", "payments_delay", "contributions")


class TermsForm(ChangeForm):
    """Everything but the levers; what is typed of a week replaces what is derived."""

    price = EurosField(label=gettext_lazy("Price (€)"), required=False)
    recapitalisation = EurosField(label=gettext_lazy("Recapitalisation of the first year (€)"), required=False)
    social_debt = EurosField(
        label=gettext_lazy("Social debt taken (€)"), required=False,
        help_text=gettext_lazy("Paid leave of the staff taken over, paid in twelve parts."),
    )  # fmt: skip
    asset_value = EurosField(label=gettext_lazy("Value of the assets (€)"), required=False)
    jobs_before = CountField(label=gettext_lazy("Jobs before"), min_value=0, required=False)
    jobs_taken = CountField(label=gettext_lazy("Jobs taken"), min_value=0, required=False)
    jobs_kept = CountField(label=gettext_lazy("Of these, still there at 12 months"), min_value=0, required=False)
    fte_before = NumberField(label=gettext_lazy("FTE before"), required=False)
    fte_taken = NumberField(label=gettext_lazy("FTE taken"), required=False)
    opening = EurosField(label=gettext_lazy("Opening cash (€)"), required=False)
    receipts_delay = CountField(label=gettext_lazy("Days until products are received"), min_value=0, required=False)
    payments_delay = CountField(label=gettext_lazy("Days until suppliers are paid"), min_value=0, required=False)
    contributions = NumberField(
        label=gettext_lazy("Contributions in staff costs (%)"), required=False,
        help_text=gettext_lazy("Paid on the 15th of the next month; the rest on the last day of the month."),
    )  # fmt: skip
    note = NoteField()
    expected = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, deal: Deal, newest: RecoveryPlan | None, author: User) -> None:
        self.deal, self.author = deal, author
        self.before = content_of(deal) if newest is None else dict(newest.content)
        super().__init__(data, initial=self._initial(newest.number if newest else 0))
        for week in range(1, WEEKS + 1):
            told = {"week": week}
            self.fields[f"in_{week}"] = EurosField(label=_("Week %(week)s: receipts (€)") % told, required=False)
            self.fields[f"out_{week}"] = EurosField(label=_("Week %(week)s: payments (€)") % told, required=False)

    @property
    def groups(self) -> Sequence[tuple[StrOrPromise, Sequence[str]]]:
        weeks = [f"{side}_{week}" for week in range(1, WEEKS + 1) for side in ("in", "out")]
        return [
            (_("What it costs"), TERMS),
            (_("Jobs"), JOBS),
            (_("Cash"), CASH),
            (_("Weeks that are known better"), weeks),
            ("", ("note",)),
        ]

    def apply(self) -> str:
        row = plan_save(
            deal=self.deal, content=self.content(), author=self.author, note=self.cleaned_data["note"],
            expected=self.cleaned_data["expected"],
        )  # fmt: skip
        found = valued(row)
        told = {
            "version": row.number,
            "cost": formats.euros(found.plan.terms.cost_per_job, 2),
            "cash": formats.NOTHING,
            "need": formats.NOTHING,
        }
        if found.figures:
            cash = found.figures.base
            told["cash"] = formats.euros(round(cash.weeks.lowest.balance / 100))
            told["need"] = formats.euros(round(cash.months.need / 100))
        return (
            _("Version %(version)s: %(cost)s per job; lowest cash in 13 weeks %(cash)s, need over 24 months %(need)s.")
            % told
        )

    def content(self) -> dict[str, Any]:
        given = self.cleaned_data
        typed = {str(week): (given[f"in_{week}"], given[f"out_{week}"]) for week in range(1, WEEKS + 1)}
        weeks = {
            week: {"receipts": _text(into), "payments": _text(out)}
            for week, (into, out) in typed.items()
            if (into, out) != (None, None)
        }
        return self.before | {
            "terms": {name: _text(given[name]) for name in (*TERMS, *JOBS)},
            "cash": {name: _text(given[name]) for name in CASH} | {"weeks": weeks},
        }

    def blame(self, error: DomainError) -> None:
        """Paths of the plan name fields here by their last part."""
        named = {_field_of(path): error.message for path in error.fields}
        super().blame(DomainError(error.code, error.message, fields=named, status=error.status))

    def _initial(self, expected: int) -> dict[str, Any]:
        terms, cash = self.before["terms"], self.before["cash"]
        found: dict[str, Any] = {"expected": expected}
        found |= {name: shown(terms.get(name)) for name in (*TERMS, *JOBS)}
        found |= {name: shown(cash.get(name)) or "0" for name in CASH}
        for week, pair in cash.get("weeks", {}).items():
            found |= {f"in_{week}": pair["receipts"] or "", f"out_{week}": pair["payments"] or ""}
        return found


def _field_of(path: str) -> str:
    names = path.split(".")
    if "weeks" in names:
        return f"{'in' if names[-1] == 'receipts' else 'out'}_{names[-2]}"
    return names[-1]


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
