"""What a plan comes to, as it is told: amounts in euros as decimal text, shares from 0 to 1."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from rest_framework import serializers

from acquisitions.api.plan_body import ContentSerializer
from acquisitions.selectors.plans import Valued
from acquisitions.valuation.cash import CashCurve
from acquisitions.valuation.kinds import Case
from acquisitions.valuation.outcome import Outcome, PlanMonth
from acquisitions.valuation.plan import CaseFigures, Figures
from acquisitions.valuation.terms import Terms
from acquisitions.valuation.writing import euros, plain, write_plan
from groupe.kernel.numbers import round_half_up
from groupe.kernel.periods import Month

MONEY: dict[str, Any] = {"max_digits": 20, "decimal_places": 2}
SHARE: dict[str, Any] = {"max_digits": 7, "decimal_places": 4, "allow_null": True}


class ValuationSerializer(serializers.Serializer[Any]):
    """The cost is the price with the recapitalisation of the first year; rates in per cent."""

    cost = serializers.DecimalField(**MONEY)
    cost_per_job = serializers.DecimalField(allow_null=True, **MONEY)
    taken_rate = serializers.DecimalField(max_digits=5, decimal_places=1, allow_null=True)
    kept_rate = serializers.DecimalField(max_digits=5, decimal_places=1, allow_null=True)


class PlanMonthSerializer(serializers.Serializer[Any]):
    month = serializers.CharField()
    days = serializers.CharField()
    places = serializers.IntegerField()
    occupancy = serializers.DecimalField(**SHARE)
    products = serializers.DecimalField(**MONEY)
    charges = serializers.DecimalField(**MONEY)
    by_nature = serializers.DictField(child=serializers.CharField())
    result = serializers.DecimalField(**MONEY)
    cumulated = serializers.DecimalField(**MONEY)
    cash = serializers.DecimalField(help_text="At the end of the month.", **MONEY)


class WeekSerializer(serializers.Serializer[Any]):
    week = serializers.IntegerField()
    start = serializers.DateField()
    receipts = serializers.DecimalField(**MONEY)
    payments = serializers.DecimalField(**MONEY)
    balance = serializers.DecimalField(**MONEY)


class PlanStepSerializer(serializers.Serializer[Any]):
    lever = serializers.CharField()
    name = serializers.CharField()
    run_rate = serializers.DecimalField(**MONEY)
    over_plan = serializers.DecimalField(help_text="One-off costs included.", **MONEY)


class CaseFiguresSerializer(serializers.Serializer[Any]):
    """`run_rate` is a year at the pace of month 24; `break_even` the month from which on none is below zero."""

    current = serializers.DecimalField(**MONEY)
    shock = serializers.DecimalField(**MONEY)
    levers = PlanStepSerializer(many=True)
    run_rate = serializers.DecimalField(**MONEY)
    last_result = serializers.DecimalField(**MONEY)
    break_even = serializers.CharField(allow_null=True)
    recovered = serializers.CharField(allow_null=True)
    works = serializers.DecimalField(**MONEY)
    months = PlanMonthSerializer(many=True)
    weeks = WeekSerializer(many=True)
    lowest_week = serializers.IntegerField()
    lowest_cash = serializers.DecimalField(**MONEY)
    need_13_weeks = serializers.DecimalField(**MONEY)
    need_24_months = serializers.DecimalField(**MONEY)


class CasesSerializer(serializers.Serializer[Any]):
    low = CaseFiguresSerializer()
    base = CaseFiguresSerializer()
    high = CaseFiguresSerializer()


class PlanVersionSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(source="number")
    author = serializers.CharField(source="author.email", allow_null=True, default=None)
    recorded_at = serializers.DateTimeField()
    note = serializers.CharField()
    thesis = serializers.BooleanField()


class PlanSerializer(serializers.Serializer[Any]):
    """`version` is null before the first is saved; `cases` before the accounts tell of twelve months."""

    version = PlanVersionSerializer(allow_null=True)
    content = ContentSerializer()
    valuation = ValuationSerializer()
    cases = CasesSerializer(allow_null=True)


def told_plan(found: Valued) -> dict[str, Any]:
    return {
        "version": PlanVersionSerializer(found.row).data if found.row else None,
        "content": write_plan(found.plan),
        "valuation": _valuation(found.plan.terms),
        "cases": _cases(found.figures) if found.figures else None,
    }


def _valuation(terms: Terms) -> dict[str, Any]:
    rates = {"cost_per_job": terms.cost_per_job, "taken_rate": terms.taken_rate, "kept_rate": terms.kept_rate}
    return {"cost": euros(terms.cost), **{name: None if rate is None else str(rate) for name, rate in rates.items()}}


def _cases(found: Figures) -> dict[str, Any]:
    return {case.value: _case(found.cases[case]) for case in Case}


def _case(found: CaseFigures) -> dict[str, Any]:
    told = found.outcome
    return {
        "current": euros(told.current.result),
        "shock": euros(told.shock_run_rate),
        "levers": _steps(told),
        "run_rate": euros(told.run_rate),
        "last_result": euros(told.last.result),
        "break_even": _month(told.break_even),
        "recovered": _month(told.recovered),
        "works": euros(told.invested),
        "months": [
            _plan_month(month, step.balance) for month, step in zip(told.months, found.months.steps, strict=True)
        ],
        "weeks": _weeks(found.weeks),
        "lowest_week": found.weeks.lowest.number,
        "lowest_cash": euros(found.weeks.lowest.balance),
        "need_13_weeks": euros(found.weeks.need),
        "need_24_months": euros(found.months.need),
    }


def _steps(found: Outcome) -> list[dict[str, Any]]:
    return [
        {
            "lever": lever.kind.value,
            "name": lever.name,
            "run_rate": euros(rate),
            "over_plan": euros(sum(each.result for each in effects)),
        }
        for lever, rate, effects in zip(found.levers, found.run_rates, found.effects, strict=True)
    ]


def _plan_month(month: PlanMonth, cash: int) -> dict[str, Any]:
    return {
        "month": str(month.month),
        "days": plain(month.days),
        "places": month.places,
        "occupancy": share(month.occupancy),
        "products": euros(month.products),
        "charges": euros(month.spent),
        "by_nature": {nature.value: euros(amount) for nature, amount in month.charges.items()},
        "result": euros(month.result),
        "cumulated": euros(month.cumulated),
        "cash": euros(cash),
    }


def _weeks(found: CashCurve) -> list[dict[str, Any]]:
    return [
        {
            "week": step.number,
            "start": step.start.isoformat(),
            "receipts": euros(step.receipts),
            "payments": euros(step.payments),
            "balance": euros(step.balance),
        }
        for step in found.steps
    ]


def share(value: Fraction | None) -> str | None:
    return None if value is None else str(round_half_up(value, 4))


def _month(month: Month | None) -> str | None:
    return None if month is None else str(month)
