"""A whole recovery plan, and what it comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from acquisitions.valuation.cash import CashCurve, CashTerms, monthly, weekly
from acquisitions.valuation.curve import SellerMonth, Year, own_curve, year_of
from acquisitions.valuation.kinds import Case
from acquisitions.valuation.levers import Lever
from acquisitions.valuation.outcome import Outcome, Shock, outcome
from acquisitions.valuation.terms import Terms
from groupe.kernel.periods import Month


@dataclass(frozen=True)
class Plan:
    """`first` is the first of its 24 months, that of the entry."""

    first: Month
    levers: Sequence[Lever] = ()
    shocks: Mapping[Case, Shock] = field(default_factory=dict)
    terms: Terms = field(default_factory=Terms)
    cash: CashTerms = field(default_factory=CashTerms)


@dataclass(frozen=True)
class CaseFigures:
    outcome: Outcome
    weeks: CashCurve
    months: CashCurve


@dataclass(frozen=True)
class Figures:
    """`current` is the seller's last twelve months."""

    current: Year
    curve: Sequence[SellerMonth]
    cases: Mapping[Case, CaseFigures]

    @property
    def base(self) -> CaseFigures:
        return self.cases[Case.BASE]


def figures(plan: Plan, history: Sequence[SellerMonth]) -> Figures:
    """All three cases; DomainError where the history does not tell of twelve months."""
    curve = own_curve(history, plan.first)
    return Figures(year_of(history), curve, {case: _case(plan, curve, case) for case in Case})


def _case(plan: Plan, curve: Sequence[SellerMonth], case: Case) -> CaseFigures:
    found = outcome(curve, plan.levers, plan.shocks.get(case, Shock()), case)
    debt = plan.terms.social_debt
    return CaseFigures(found, weekly(found.months, plan.cash, debt), monthly(found.months, plan.cash, debt))
