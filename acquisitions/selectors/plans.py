"""The seller's accounts and the versions of a plan, with what they come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from acquisitions.models import Deal, RecoveryPlan, TargetMonth
from acquisitions.valuation.curve import LEAST, SellerMonth
from acquisitions.valuation.history import read_rows
from acquisitions.valuation.kinds import TOLD, Case
from acquisitions.valuation.plan import Figures, Plan, figures
from acquisitions.valuation.reading import read_plan
from acquisitions.valuation.writing import euros, plain, write_plan
from groupe.kernel.errors import NotVisible
from groupe.kernel.numbers import from_units, to_units
from groupe.kernel.periods import Month, last_completed_month


@dataclass(frozen=True)
class Valued:
    """A version, or a draft, with what it comes to; no figures before the accounts tell of twelve months."""

    plan: Plan
    accounts: Sequence[SellerMonth]
    row: RecoveryPlan | None = None

    @cached_property
    def figures(self) -> Figures | None:
        return figures(self.plan, self.accounts) if len(self.accounts) >= LEAST else None


@dataclass(frozen=True)
class ThesisMonth:
    """A month as the thesis plans it, in the base case: euros, the occupancy from 0 to 1, jobs at its end."""

    month: Month
    products: Decimal
    charges: Decimal
    result: Decimal
    cumulated: Decimal
    days: Fraction
    occupancy: Fraction | None
    jobs: int


@dataclass(frozen=True)
class Thesis:
    """What the offer was made on; `months` is empty where the seller's accounts were not known."""

    row: RecoveryPlan
    plan: Plan
    months: Sequence[ThesisMonth]


def accounts_of(deal: Deal) -> list[SellerMonth]:
    """The months that the seller told, the oldest first."""
    return [
        SellerMonth(
            Month.of(row.month),
            Fraction(row.days),
            row.places,
            to_units(row.products, 2),
            {nature: to_units(getattr(row, nature), 2) for nature in TOLD},
        )
        for row in TargetMonth.objects.filter(deal=deal).order_by("month")
    ]


def account_rows(accounts: Sequence[SellerMonth]) -> list[dict[str, Any]]:
    """As they are told and kept; `read_rows` reads them to the same."""
    return [
        {
            "month": str(each.month),
            "days": plain(each.days),
            "places": each.places,
            "products": euros(each.products),
            **{nature.value: euros(each.charges.get(nature, 0)) for nature in TOLD},
        }
        for each in accounts
    ]


def versions_of(deal: Deal) -> list[RecoveryPlan]:
    """The newest first."""
    rows = RecoveryPlan.objects.filter(deal=deal).select_related("author", "thesis_by")
    return list(rows.defer("content", "accounts").order_by("-number"))


def version_of(deal: Deal, number: int | None = None) -> RecoveryPlan | None:
    """The newest, or the one of this number; NotVisible (404) where there is none of it."""
    rows = RecoveryPlan.objects.filter(deal=deal).select_related("author", "thesis_by").order_by("-number")
    if number is None:
        return rows.first()
    found = rows.filter(number=number).first()
    if found is None:
        raise NotVisible(_("There is no such version."))
    return found


def valued(row: RecoveryPlan) -> Valued:
    """With the accounts as they were when the version was saved."""
    return Valued(read_plan(row.content), _kept(row), row)


def drafted(deal: Deal, content: Mapping[str, Any]) -> Valued:
    """What would come of this content on the accounts of today; nothing is written."""
    return Valued(read_plan(content), accounts_of(deal))


def first_content(deal: Deal) -> dict[str, Any]:
    """What a first version starts from: the facts of the deal, and no lever."""
    first = Month.of(deal.entry_on) if deal.entry_on else last_completed_month() + 2
    told = write_plan(Plan(first))
    known = {
        "price": deal.price,
        "recapitalisation": deal.recapitalisation,
        "jobs_before": deal.people,
        "jobs_taken": deal.people_taken,
        "jobs_kept": deal.people_taken,
        "fte_before": deal.fte,
        "fte_taken": deal.fte_taken,
    }
    told["terms"] |= {name: value for name, value in known.items() if value is not None}
    return told


def content_of(deal: Deal) -> dict[str, Any]:
    """What the next version starts from."""
    newest = version_of(deal)
    return dict(newest.content) if newest else first_content(deal)


def thesis_of(deal: Deal) -> Thesis | None:
    """The version that the offer is made on, month by month; None before it is marked."""
    row = RecoveryPlan.objects.filter(deal=deal, thesis=True).select_related("author", "thesis_by").first()
    if row is None:
        return None
    found = valued(row)
    base = found.figures.cases[Case.BASE].outcome.months if found.figures else ()
    months = [
        ThesisMonth(
            each.month,
            from_units(each.products, 2),
            from_units(each.spent, 2),
            from_units(each.result, 2),
            from_units(each.cumulated, 2),
            each.days,
            each.occupancy,
            found.plan.terms.jobs_in(number),
        )
        for number, each in enumerate(base, start=1)
    ]
    return Thesis(row, found.plan, months)


def _kept(row: RecoveryPlan) -> list[SellerMonth]:
    return read_rows(row.accounts) if row.accounts else []
