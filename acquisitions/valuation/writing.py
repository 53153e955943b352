"""The plain values of a plan, which `read_plan` reads to the same plan."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from acquisitions.valuation.cash import CashTerms
from acquisitions.valuation.kinds import Case
from acquisitions.valuation.levers import Lever
from acquisitions.valuation.outcome import Shock
from acquisitions.valuation.plan import Plan
from acquisitions.valuation.terms import Terms
from groupe.kernel.numbers import from_units, round_half_up


def write_plan(plan: Plan) -> dict[str, Any]:
    return {
        "first": str(plan.first),
        "levers": [_lever(lever) for lever in plan.levers],
        "shocks": {case.value: _shock(plan.shocks.get(case, Shock())) for case in Case},
        "terms": _terms(plan.terms),
        "cash": _cash(plan.cash),
    }


def plain(value: Fraction | Decimal | int) -> str:
    """Without needless zeros: `4`, `62.35`."""
    text = f"{round_half_up(Fraction(value), 4):f}"
    return text.rstrip("0").rstrip(".")


def euros(cents: int | None) -> str | None:
    """`850000.00`."""
    return None if cents is None else f"{from_units(cents, 2):f}"


def _lever(lever: Lever) -> dict[str, Any]:
    return {
        "kind": lever.kind.value,
        "name": lever.name,
        "start": lever.start,
        "ramp": lever.ramp,
        "one_off": euros(lever.one_off),
        "parameters": {code: plain(value) for code, value in lever.parameters.items()},
        "cases": {
            case.value: {"realisation": plain(lever.play(case).realisation), "delay": lever.play(case).delay}
            for case in Case
        },
    }


def _shock(shock: Shock) -> dict[str, str]:
    return {"prices": plain(shock.prices), "wages": plain(shock.wages)}


def _terms(terms: Terms) -> dict[str, Any]:
    return {
        "price": euros(terms.price),
        "recapitalisation": euros(terms.recapitalisation),
        "social_debt": euros(terms.social_debt),
        "asset_value": euros(terms.asset_value),
        "jobs_before": terms.jobs_before,
        "jobs_taken": terms.jobs_taken,
        "jobs_kept": terms.jobs_kept,
        "fte_before": None if terms.fte_before is None else plain(terms.fte_before),
        "fte_taken": None if terms.fte_taken is None else plain(terms.fte_taken),
    }


def _cash(cash: CashTerms) -> dict[str, Any]:
    return {
        "opening": euros(cash.opening),
        "receipts_delay": cash.receipts_delay,
        "payments_delay": cash.payments_delay,
        "contributions": plain(cash.contributions),
        "weeks": {
            str(number): {"receipts": euros(pair[0]), "payments": euros(pair[1])} for number, pair in cash.typed.items()
        },
    }
