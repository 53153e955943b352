"""Cash, jobs and break-even by hand; plans and accounts as they are told, and what is refused."""

from __future__ import annotations

import datetime as dt
import json
from fractions import Fraction
from typing import Any

import pytest

from acquisitions.valuation.cash import CashTerms, curve_of, monthly, weekly
from acquisitions.valuation.checks import check_plan
from acquisitions.valuation.curve import own_curve, year_of
from acquisitions.valuation.history import COLUMNS, read_rows, read_text
from acquisitions.valuation.kinds import TOLD, Case, Nature
from acquisitions.valuation.outcome import Outcome, Shock, outcome
from acquisitions.valuation.plan import Plan, figures
from acquisitions.valuation.reading import read_plan
from acquisitions.valuation.terms import Terms
from acquisitions.valuation.writing import euros, write_plan
from groupe.kernel.errors import DomainError
from groupe.kernel.periods import Month
from tests.acquisitions.plan.house import FIRST, lever, seller


def test_g15() -> None:
    told = Terms(price=85_000_000, recapitalisation=42_000_000, jobs_before=146, jobs_taken=118, jobs_kept=104)
    assert [str(each) for each in (told.taken_rate, told.kept_rate, told.cost_per_job)] == ["80.8", "88.1", "10762.71"]
    assert [told.jobs_in(month) for month in (1, 6, 12, 24)] == [117, 111, 104, 104]
    assert Terms().cost_per_job is None


def result(*levers: Any) -> Outcome:
    return outcome(own_curve(seller(), FIRST), levers, Shock(), Case.BASE)


def test_break_even_is_the_month_from_which_on_none_is_below_zero() -> None:
    """30,000 are lacking each month: 36,000 more a month, ramped over six, make up for it in the fifth."""
    found = result(lever("tariff", ramp=6, yearly=432_000))
    assert [each.result for each in found.months[:6]] == [-2_400_000, -1_800_000, -1_200_000, -600_000, 0, 600_000]
    assert found.break_even == FIRST + 4
    assert found.months[5].cumulated == -5_400_000
    assert (found.recovered, result().break_even) == (FIRST + 14, None)


def test_a_month_below_zero_later_on_moves_the_break_even() -> None:
    found = result(lever("tariff", yearly=432_000), lever("tariff", start=10, one_off=700_000))
    assert found.break_even == FIRST + 10


def test_thirteen_weeks_from_the_day_of_entry() -> None:
    """The first day's products come after 30 days; wages on the 31st, their contributions on 15 February."""
    months = result().months
    found = weekly(months, CashTerms(opening=30_000_000, contributions=Fraction(40)), social_debt=0)
    assert [step.start for step in found.steps[:2]] == [dt.date(2027, 1, 1), dt.date(2027, 1, 8)]
    assert [(step.receipts, step.payments) for step in found.steps[:4]] == [(0, 0)] * 4
    # 29 January to 4 February: 5 days of 260,000 / 31 come in, 5 of 100,000 / 31 go out, and 108,000 of wages.
    assert (found.steps[4].receipts, found.steps[4].payments) == (4_193_550, 1_612_905 + 10_800_000)
    # 12 to 18 February: 7 days of each, and 72,000 of contributions.
    assert (found.steps[6].receipts, found.steps[6].payments) == (5_870_970, 2_258_067 + 7_200_000)
    # By 1 April 61 days have come in and gone out, three months of wages, two of contributions.
    assert (found.lowest.number, found.lowest.balance, found.need) == (13, 16_232_258, 0)


def test_the_lowest_week_tells_what_is_needed() -> None:
    starts = [dt.date(2027, 1, 1) + dt.timedelta(days=7 * at) for at in range(4)]
    found = curve_of(10_000, starts, [(0, 25_000), (5_000, 0), (0, 5_000), (90_000, 0)])
    assert [step.balance for step in found.steps] == [-15_000, -10_000, -15_000, 75_000]
    assert (found.lowest.number, found.need) == (1, 15_000)
    assert curve_of(-4_000, starts[:1], [(9_000, 0)]).need == 4_000


def test_what_is_typed_of_a_week_replaces_what_is_derived() -> None:
    months = result().months
    found = weekly(months, CashTerms(typed={1: (100_000, None), 2: (None, 40_000)}), social_debt=0)
    assert [step.balance for step in found.steps[:3]] == [100_000, 60_000, 60_000]


def test_weeks_and_months_tell_of_the_same_days() -> None:
    """Thirteen weeks end on 1 April: three months and a day."""
    months = result(lever("works", investment=90_000, duration=2, years=5), lever("tariff", one_off=1_000)).months
    terms = CashTerms(receipts_delay=0, payments_delay=0, contributions=Fraction(0))
    whole, weeks = monthly(months, terms, 12_000), weekly(months, terms, 12_000)
    april = 260_000_00 * Fraction(1, 30) - 100_000_00 * Fraction(1, 30)
    assert abs(weeks.steps[-1].balance - whole.steps[2].balance - april) <= 1
    # A month earns 260,000 and pays 280,000, since depreciation is not paid; works, a one-off cost, leave taken over.
    assert whole.steps[0].balance == -2_000_000 - 4_500_000 - 1_000 - 1_000
    assert whole.steps[23].balance == -2_000_000 * 24 - 9_000_000 - 1_000 - 12_000


PLAN: dict[str, Any] = {
    "first": "2027-01",
    "levers": [
        {
            "kind": "occupancy", "name": "Unit B", "start": 2, "ramp": 6, "one_off": "12000.00",
            "parameters": {"points": "4", "price": "62.35", "day_cost": "8.1"},
            "cases": {
                "low": {"realisation": "70", "delay": 3}, "base": {"realisation": "100", "delay": 0},
                "high": {"realisation": "110", "delay": 0},
            },
        }
    ],
    "shocks": {
        "low": {"prices": "2.5", "wages": "1"}, "base": {"prices": "0", "wages": "0"},
        "high": {"prices": "0", "wages": "0"},
    },
    "terms": {
        "price": "850000.00", "recapitalisation": "420000.00", "social_debt": "96000.00", "asset_value": None,
        "jobs_before": 146, "jobs_taken": 118, "jobs_kept": 104, "fte_before": "130.5", "fte_taken": "104.25",
    },
    "cash": {
        "opening": "200000.00", "receipts_delay": 45, "payments_delay": 30, "contributions": "40",
        "weeks": {"3": {"receipts": "5000.00", "payments": None}},
    },
}  # fmt: skip


def test_a_plan_is_written_as_it_was_read() -> None:
    assert write_plan(read_plan(PLAN)) == PLAN
    least = read_plan({"first": "2027-01"})
    assert least.levers == [] and read_plan(write_plan(least)) == least


def changed(path: str, value: Any) -> dict[str, Any]:
    found: Any = json.loads(json.dumps(PLAN))
    target, *rest = found, *path.split(".")
    for name in rest[:-1]:
        target = target[int(name)] if isinstance(target, list) else target.setdefault(name, {})
    target[rest[-1]] = value
    return found  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("first", "2027-13"), ("first", None), ("first", 2027), ("levers", {}), ("levers.0.kind", "magic"),
        ("levers.0.start", 0), ("levers.0.start", 25), ("levers.0.ramp", "1.5"), ("levers.0.one_off", "-1"),
        ("levers.0.name", "x" * 121), ("levers.0.parameters.points", "101"), ("levers.0.parameters.price", "abc"),
        ("levers.0.parameters.price", "1.234"), ("levers.0.parameters.price", None),
        ("levers.0.parameters.percent", "3"), ("levers.0.cases.low.realisation", "NaN"),
        ("levers.0.cases.low.delay", 25), ("levers.0.cases.worst", {}), ("levers.0.surprise", 1),
        ("shocks.low.wages", "1e99"), ("shocks.low", 3), ("terms.price", "-0.01"), ("terms.price", 1.234),
        ("terms.price", True), ("terms.jobs_taken", 147), ("terms.jobs_kept", 119), ("terms.fte_taken", "131"),
        ("cash.contributions", "101"), ("cash.receipts_delay", 181), ("cash.weeks.14", {}),
        ("cash.weeks.3.receipts", "-5"), ("surprise", 1),
    ],
)  # fmt: skip
def test_what_is_wrong_names_its_field(path: str, value: Any) -> None:
    with pytest.raises(DomainError) as refused:
        read_plan(changed(path, value))
    assert list(refused.value.fields) == [path]
    assert refused.value.status == 422


@pytest.mark.parametrize(
    ("levers", "field"),
    [
        # 24,000 days of 29,200 are 82.2 %: 17.8 points are free.
        ([lever("occupancy", points=10, price=1), lever("occupancy", points=8, price=1)], "1.parameters.points"),
        ([lever("agency", fte=4, agency_cost=60_001, staff_cost=1)], "0.parameters.fte"),
        ([lever("pooled", saved=108_001)], "0.parameters.saved"),
        ([lever("energy", percent=60), lever("energy", percent=41)], "1.parameters.percent"),
    ],
)
def test_levers_take_no_more_than_there_is(levers: list[Any], field: str) -> None:
    with pytest.raises(DomainError) as refused:
        check_plan(Plan(FIRST, levers), seller())
    assert list(refused.value.fields) == [f"levers.{field}"]
    check_plan(Plan(FIRST, [lever("occupancy", points="17.8", price=1), lever("pooled", saved=108_000)]), seller())


def test_figures_of_three_cases() -> None:
    """Month 24 lacks 30,000; 99.2 days bring 62.35 and cost 8.10; low has 4,000 of prices and wages more, and 70 %."""
    found = figures(read_plan(PLAN), seller(36))
    assert [each.outcome.last.result for each in found.cases.values()] == [-3_023_288, -2_461_840, -2_408_024]
    assert found.current == year_of(seller())
    assert found.base.weeks.opening == 20_000_000


LINES = ["Mois;Journées;Places;Produits;Personnel;Énergie"] + [
    f"{month.number:02d}/{month.year};2 000;80;260 000,50 €;180000;-12"
    for month in Month.parse("2025-10").to(FIRST - 4)
]


def test_accounts_come_from_a_spreadsheet() -> None:
    found = read_text("\ufeff" + "\r\n".join([LINES[0], *reversed(LINES[1:]), ";;;", ""]))
    assert [str(each.month) for each in (found[0], found[-1])] == ["2025-10", "2026-09"]
    assert (found[0].days, found[0].places, found[0].products) == (2000, 80, 26_000_050)
    assert (found[0].charges[Nature.STAFF], found[0].charges[Nature.ENERGY]) == (18_000_000, -1_200)
    plain = "\n".join("\t".join([str(each.month), "1", "2", "3", *"45678901"]) for each in found)
    assert [each.charges[Nature.DEPRECIATION] for each in read_text(plain)] == [100] * 12


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("2026-03;x", "2026-03.days"), ("2026-03;1;2,5", "2026-03.places"), ("2026-03;-1", "2026-03.days"),
        ("2026-03;1;2;1e9", "2026-03.products"), ("2026-03;1;2;1,234", "2026-03.products"),
        ("2026-13;1", "6.month"), ("2026-02;1", "2026-02.month"), ("2026-03;" + "1;" * 12, "history"),
    ],
)  # fmt: skip
def test_refused_cells(line: str, field: str) -> None:
    months = [str(month) for month in Month.parse("2025-10").to(FIRST - 4)]
    lines = [";".join([month, "1"]) for month in months]
    lines[5] = line
    with pytest.raises(DomainError) as refused:
        read_text("\n".join(lines))
    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize("text", ["", "a;b\n2026-01;1", "mois;mois\n2026-01;1", "2026-01;1\n2026-02;1"])
def test_refused_texts(text: str) -> None:
    with pytest.raises(DomainError) as refused:
        read_text(text)
    assert list(refused.value.fields) == ["history"]


def test_a_gap_is_refused() -> None:
    told = [row for row in seller(14) if str(row.month) != "2026-03"]
    rows = [{"month": str(each.month), "products": euros(each.products)} for each in told]
    with pytest.raises(DomainError) as refused:
        read_rows(rows)
    assert "2026-03" in refused.value.message
    with pytest.raises(DomainError):
        read_rows([{"month": str(Month.parse("2020-01") + at)} for at in range(37)])
    with pytest.raises(DomainError):
        read_rows([{"month": "2026-01", "products": True}])


def test_columns_are_those_of_the_accounts() -> None:
    assert list(COLUMNS) == ["month", "days", "places", "products", *TOLD]
