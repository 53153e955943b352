"""A plan drawn: three cases, what each lever brings, thirteen weeks of cash."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from acquisitions.valuation.cash import CashCurve
from acquisitions.valuation.curve import SellerMonth
from acquisitions.valuation.kinds import YEAR, Case
from acquisitions.valuation.outcome import Outcome
from acquisitions.valuation.plan import Figures
from groupe.kernel.charts.figure import ChartFigure
from groupe.kernel.charts.specs import (
    BalanceStep,
    BalanceWords,
    ForecastPoint,
    ForecastWords,
    Measure,
    Step,
    balance,
    bridge,
    forecast,
)
from groupe.kernel.web import formats

KILO: Final = 100_000  # cents


def cents(amount: int, digits: int = 0) -> str:
    """Printed as euros."""
    return formats.euros(formats.rounded(amount, 0) / 100, digits)


def cases_figure(found: Figures, accounts: Sequence[SellerMonth]) -> ChartFigure:
    """The seller's last months, then the base case between the low and the high one."""
    low, base, high = (found.cases[case].outcome.months for case in Case)
    rows = [ForecastPoint(each.month.first, actual=each.result / KILO) for each in accounts[-YEAR:]]
    rows += [
        ForecastPoint(b.month.first, None, b.result / KILO, lo.result / KILO, hi.result / KILO)
        for lo, b, hi in zip(low, base, high, strict=True)
    ]
    words = ForecastWords(_("Seller"), str(Case.BASE.label), str(Case.LOW.label), str(Case.HIGH.label), _("Break-even"))
    return ChartFigure(
        id="cases",
        title=_("Result by month, in three cases"),
        subtitle=_("k€; the seller's last twelve months, then the plan"),
        spec=forecast(
            rows, measure=Measure(_("Result"), "k€", ",.1f"), words=words, target=0.0,
            description=_("Monthly result of the seller, and of the plan in the low, base and high case"),
        ),
        columns=[_("Month"), words.low, words.expected, words.high],
        rows=[
            [formats.short_month(b.month), cents(lo.result), cents(b.result), cents(hi.result)]
            for lo, b, hi in zip(low, base, high, strict=True)
        ],
    )  # fmt: skip


def waterfall_figure(found: Outcome) -> ChartFigure:
    """From the seller's last twelve months to a year at the pace of month 24."""
    steps = [(_("Seller"), found.current.result, True)]
    if found.shock_run_rate:
        steps.append((_("Prices and wages"), found.shock_run_rate, False))
    steps += [(lever.label, rate, False) for lever, rate in zip(found.levers, found.run_rates, strict=True)]
    steps.append((_("Pace of month 24"), found.run_rate, True))
    return ChartFigure(
        id="waterfall",
        title=_("From today's result to the pace of month 24"),
        subtitle=_("k€ a year, one-off costs aside"),
        spec=bridge(
            [Step(name, amount / KILO, total) for name, amount, total in steps],
            measure=Measure(_("Result"), "k€", ",.0f"),
            description=_("What each lever brings a year"),
        ),
        columns=[_("Step"), _("A year")],
        rows=[[name, cents(amount)] for name, amount, _total in steps],
    )


def cash_figure(found: CashCurve) -> ChartFigure:
    steps = [
        BalanceStep(
            _("W%(number)s") % {"number": step.number},
            step.balance / KILO,
            step.receipts / KILO,
            step.payments / KILO,
        )
        for step in found.steps
    ]
    words = BalanceWords(_("Cash at the end"), _("Receipts"), _("Payments"), "")
    return ChartFigure(
        id="cash",
        title=_("Cash over thirteen weeks"),
        subtitle=_("k€ at the end of each week"),
        spec=balance(
            steps,
            measure=Measure(_("Cash"), "k€", ",.0f"),
            words=words,
            description=_("Cash at the end of each of thirteen weeks"),
        ),
        columns=[_("Week"), _("From"), words.receipts, words.payments, words.balance],
        rows=[
            [
                step.number,
                formats.short_day(step.start),
                cents(step.receipts),
                cents(step.payments),
                cents(step.balance),
            ]
            for step in found.steps
        ],
    )
