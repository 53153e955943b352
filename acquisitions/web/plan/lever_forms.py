"""Forms of levers: what each kind is told by, and how each case sees it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acquisitions.valuation.kinds import MONTHS, PARAMETERS, Case, LeverKind, Parameter
from establishments.web.structure.forms.base import CountField, EurosField, ExactField

PARAMETER: Final = "p_"


class NumberField(ExactField):
    """Four decimals at most; the service says what is too many."""

    decimals = 4
    default_error_messages = {
        "invalid": gettext_lazy("Give a number such as 12.5."),
        "digits": gettext_lazy("Four decimals at most."),
    }


class LeverForm(forms.Form):
    """One lever; `dropped` ones are left out of the next version."""

    kind = forms.ChoiceField(choices=LeverKind.choices, widget=forms.HiddenInput)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120, required=False)
    start = CountField(label=gettext_lazy("First month (1 to 24)"), min_value=1, max_value=MONTHS, initial=1)
    ramp = CountField(label=gettext_lazy("Months up to the full effect"), min_value=0, max_value=MONTHS, initial=1)
    one_off = EurosField(label=gettext_lazy("One-off cost (€)"), required=False)
    drop = forms.BooleanField(label=gettext_lazy("Take this lever out"), required=False)

    def __init__(
        self, data: Any = None, *, kind: LeverKind, number: int, told: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, prefix=f"l{number}", initial=_initial(kind, told or {}))
        self.lever, self.number = kind, number
        for each in PARAMETERS[kind]:
            self.fields[PARAMETER + each.code] = _field(each)
        for case in Case:
            words = {"case": case.label}
            self.fields[f"{case.value}_realisation"] = NumberField(label=_("%(case)s: comes true (%%)") % words)
            self.fields[f"{case.value}_delay"] = CountField(
                label=_("%(case)s: months later") % words, min_value=0, max_value=MONTHS
            )

    @property
    def title(self) -> str:
        return self["name"].value() or str(self.lever.label)

    def main(self) -> list[BoundField]:
        names = [PARAMETER + each.code for each in PARAMETERS[self.lever]]
        return [self[name] for name in (*names, "start", "ramp", "one_off", "name")]

    def cases(self) -> list[BoundField]:
        return [self[f"{case.value}_{part}"] for case in Case for part in ("realisation", "delay")]

    @property
    def case_errors(self) -> bool:
        return any(bound.errors for bound in self.cases())

    def content(self) -> dict[str, Any]:
        """As `read_plan` reads it."""
        given = self.cleaned_data
        return {
            "kind": self.lever.value,
            "name": given["name"],
            "start": given["start"],
            "ramp": given["ramp"],
            "one_off": _text(given["one_off"]),
            "parameters": {each.code: _text(given[PARAMETER + each.code]) for each in PARAMETERS[self.lever]},
            "cases": {
                case.value: {
                    "realisation": _text(given[f"{case.value}_realisation"]),
                    "delay": given[f"{case.value}_delay"],
                }
                for case in Case
            },
        }

    def blame(self, path: str, message: str) -> None:
        """`path` below the lever, as `parameters.points` or `cases.low.delay`."""
        names = path.split(".")
        field = PARAMETER + names[1] if names[0] == "parameters" else "_".join(names[1:]) or names[0]
        self.add_error(field if field in self.fields else None, message)


# What a new lever starts from: the cases that are not the base one are told apart from it at once.
PLAYS: Final = {Case.LOW: ("70", 3), Case.BASE: ("100", 0), Case.HIGH: ("110", 0)}


def _initial(kind: LeverKind, told: Mapping[str, Any]) -> dict[str, Any]:
    found = {"kind": kind.value, "start": 1, "ramp": 6} | {
        name: told[name] for name in ("name", "start", "ramp") if name in told
    }
    found["one_off"] = shown(told.get("one_off"))
    found |= {PARAMETER + code: shown(value) for code, value in told.get("parameters", {}).items()}
    for case in Case:
        play = told.get("cases", {}).get(case.value, {})
        found[f"{case.value}_realisation"] = shown(play.get("realisation", PLAYS[case][0]))
        found[f"{case.value}_delay"] = play.get("delay", PLAYS[case][1])
    return found


def shown(value: Any) -> str:
    """As it may be typed again: zeros that say nothing are left out."""
    if value in (None, ""):
        return ""
    number = Decimal(str(value))
    return "" if not number else f"{number.normalize():f}"


def _field(each: Parameter) -> forms.Field:
    label: str | Promise = each.label
    return NumberField(label=f"{label} ({each.unit})", required=each.needed)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
