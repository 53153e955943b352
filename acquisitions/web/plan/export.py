"""A plan as a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from acquisitions.selectors.plans import Valued
from acquisitions.valuation.cash import CashCurve
from acquisitions.valuation.kinds import TOLD, Case, Nature
from acquisitions.valuation.outcome import Outcome
from acquisitions.web.plan.columns import LEVERS, lever_rows
from groupe.kernel.numbers import from_units
from groupe.kernel.web.exports import Sheet, workbook_bytes


def workbook(found: Valued) -> bytes:
    return workbook_bytes(_sheets(found))


def _sheets(found: Valued) -> Iterator[Sheet]:
    yield _("What it costs"), [_("Figure"), _("Value")], _costs(found)
    if found.figures:
        for case in Case:
            told = found.figures.cases[case]
            yield _("Months, %(case)s") % {"case": case.label}, _month_header(), _months(told.outcome, told.months)
        base = found.figures.base
        yield _("Levers"), [str(column.label) for column in LEVERS], _levers(base.outcome)
        header = [_("Week"), _("From"), _("Receipts"), _("Payments"), _("Cash at the end")]
        yield _("13 weeks"), header, _weeks(base.weeks)
    header = [_("Month"), _("Days of activity"), _("Places"), _("Products"), *(str(each.label) for each in TOLD)]
    yield _("Seller's accounts"), header, _accounts(found)


def _costs(found: Valued) -> Iterator[list[Any]]:
    terms = found.plan.terms
    for label, amount in (
        (_("Price"), terms.price),
        (_("Recapitalisation of the first year"), terms.recapitalisation),
        (_("Social debt taken"), terms.social_debt),
    ):
        yield [label, from_units(amount, 2)]
    yield [_("Value of the assets"), None if terms.asset_value is None else from_units(terms.asset_value, 2)]
    yield [_("Cost per job"), terms.cost_per_job]
    yield [_("Jobs before"), terms.jobs_before]
    yield [_("Jobs taken"), terms.jobs_taken]
    yield [_("Still there at 12 months"), terms.jobs_kept]
    if found.figures:
        yield [_("Cash need over 13 weeks"), from_units(found.figures.base.weeks.need, 2)]
        yield [_("Cash need over 24 months"), from_units(found.figures.base.months.need, 2)]


def _month_header() -> list[str]:
    return [
        _("Month"), _("Days of activity"), _("Places"), _("Products"), *(str(each.label) for each in Nature),
        _("Charges"), _("Result"), _("Cumulated"), _("Works"), _("Cash at the end"),
    ]  # fmt: skip


def _months(found: Outcome, cash: CashCurve) -> Iterator[list[Any]]:
    for each, step in zip(found.months, cash.steps, strict=True):
        amounts = [
            each.products,
            *(each.charges.get(nature, 0) for nature in Nature),
            each.spent,
            each.result,
            each.cumulated,
            each.invested,
            step.balance,
        ]
        yield [str(each.month), each.days, each.places, *(from_units(amount, 2) for amount in amounts)]


def _levers(found: Outcome) -> Iterator[list[Any]]:
    for row in lever_rows(found):
        yield [row.name, str(row.start), row.run_rate, row.last, row.over_plan, row.one_off]


def _weeks(found: CashCurve) -> Iterator[list[Any]]:
    for step in found.steps:
        amounts = (step.receipts, step.payments, step.balance)
        yield [step.number, step.start, *(from_units(amount, 2) for amount in amounts)]


def _accounts(found: Valued) -> Iterator[list[Any]]:
    for each in found.accounts:
        amounts = [each.products, *(each.charges.get(nature, 0) for nature in TOLD)]
        yield [str(each.month), each.days, each.places, *(from_units(amount, 2) for amount in amounts)]
