"""Tables of a plan: its months, its levers, its versions; and its tiles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acquisitions.selectors.plans import Valued
from acquisitions.valuation.kinds import Case
from acquisitions.valuation.outcome import Outcome
from acquisitions.valuation.plan import CaseFigures
from groupe.kernel.numbers import from_units
from groupe.kernel.periods import Month
from groupe.kernel.web import formats
from groupe.kernel.web.components import Kpi
from groupe.kernel.web.formats import Figure
from groupe.kernel.web.tables import Column


@dataclass(frozen=True)
class MonthRow:
    """Euros, as the table shows them."""

    month: Month
    days: Fraction
    occupancy: Fraction | None
    products: Decimal
    charges: Decimal
    result: Decimal
    cumulated: Decimal
    cash: Decimal


@dataclass(frozen=True)
class LeverRow:
    name: str
    kind: str
    start: Month
    run_rate: Decimal
    last: Decimal
    over_plan: Decimal
    one_off: Decimal


MONTHS = (
    Column("month", gettext_lazy("Month"), "month"),
    Column("days", gettext_lazy("Days of activity"), "number", digits=0),
    Column("occupancy", gettext_lazy("Occupancy"), "percent"),
    Column("products", gettext_lazy("Products"), "euros"),
    Column("charges", gettext_lazy("Charges"), "euros"),
    Column("result", gettext_lazy("Result"), "euros"),
    Column("cumulated", gettext_lazy("Cumulated"), "euros"),
    Column("cash", gettext_lazy("Cash at the end"), "euros"),
)
LEVERS = (
    Column("name", gettext_lazy("Lever")),
    Column("start", gettext_lazy("From"), "month"),
    Column("run_rate", gettext_lazy("A year at its pace of month 24"), "euros"),
    Column("last", gettext_lazy("In month 24"), "euros"),
    Column("over_plan", gettext_lazy("Over 24 months"), "euros", hint=gettext_lazy("One-off costs included")),
    Column("one_off", gettext_lazy("One-off cost"), "euros"),
)


def month_rows(found: CaseFigures) -> list[MonthRow]:
    return [
        MonthRow(
            each.month,
            each.days,
            each.occupancy,
            from_units(each.products, 2),
            from_units(each.spent, 2),
            from_units(each.result, 2),
            from_units(each.cumulated, 2),
            from_units(step.balance, 2),
        )
        for each, step in zip(found.outcome.months, found.months.steps, strict=True)
    ]


def lever_rows(found: Outcome) -> list[LeverRow]:
    """In the order of the plan."""
    first = found.months[0].month
    return [
        LeverRow(
            lever.label,
            str(lever.kind.label),
            first + (lever.start - 1 + lever.play(found.case).delay),
            from_units(rate, 2),
            from_units(effects[-1].result, 2),
            from_units(sum(each.result for each in effects), 2),
            from_units(lever.one_off, 2),
        )
        for lever, rate, effects in zip(found.levers, found.run_rates, found.effects, strict=True)
    ]


def tiles(found: Valued, case: Case) -> list[Kpi]:
    """The answer first: where it leads, when, what lacks on the way, what a job costs."""
    terms = found.plan.terms
    jobs = Kpi(
        label=_("Jobs taken"),
        value=terms.jobs_taken,
        digits=0,
        note=_("%(rate)s of %(count)s")
        % {"rate": formats.quantity(terms.taken_rate, "%", 1), "count": terms.jobs_before},
    )
    cost = Kpi(
        label=_("Cost per job"), value=terms.cost_per_job, unit="€", digits=2,
        note=_("price and first-year recapitalisation"),
    )  # fmt: skip
    return [*(curve_tiles(found.figures.cases[case]) if found.figures else []), cost, jobs]


def curve_tiles(found: CaseFigures) -> list[Kpi]:
    told, low = found.outcome, found.weeks.lowest
    even = told.break_even
    return [
        Kpi(
            label=_("Result in month 24"),
            value=formats.compact_euros(from_units(told.last.result, 2)),
            note=formats.month(told.last.month),
            series=[from_units(each.result, 2) for each in told.months],
        ),
        Kpi(
            label=_("Break-even"),
            value=Figure(formats.short_month(even), "") if even else None,
            note=_("month %(number)s") % {"number": even.index - told.months[0].month.index + 1}
            if even
            else _("not within 24 months"),
        ),
        Kpi(
            label=_("Lowest cash in 13 weeks"),
            value=formats.compact_euros(from_units(low.balance, 2)),
            note=_("week %(number)s") % {"number": low.number},
        ),
    ]


def facts(found: Valued, case: Case) -> Sequence[tuple[str, str]]:
    """What the takeover costs, in words and figures."""
    terms = found.plan.terms

    def euros(amount: int | None) -> str:
        return formats.euros(None if amount is None else from_units(amount, 2))

    rows = [
        (_("Price"), euros(terms.price)),
        (_("Recapitalisation of the first year"), euros(terms.recapitalisation)),
        (_("Social debt taken"), euros(terms.social_debt)),
        (_("Value of the assets"), euros(terms.asset_value)),
    ]
    if found.figures:
        case_figures = found.figures.cases[case]
        rows += [
            (_("Works"), euros(case_figures.outcome.invested)),
            (_("Cash need over 13 weeks"), euros(case_figures.weeks.need)),
            (_("Cash need over 24 months"), euros(case_figures.months.need)),
        ]
    kept = formats.quantity(terms.kept_rate, "%", 1)
    return [*rows, (_("Still there at 12 months"), f"{formats.number(terms.jobs_kept)} ({kept})")]
