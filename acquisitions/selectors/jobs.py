"""Jobs saved, strictly: contracts in force at the judgment and taken over; later hires never count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Prefetch, QuerySet

from acquisitions.access import visible_deals
from acquisitions.enums import DealState
from acquisitions.models import Deal, JobsReview
from establishments.access import Access
from groupe.kernel.numbers import round_half_up

CONFIRMED = 12


@dataclass(frozen=True)
class JobsSaved:
    """Of one file; what is not known is None. `confirmed` is the count at twelve months."""

    deal: Deal
    reviews: Sequence[JobsReview]

    @property
    def confirmed(self) -> JobsReview | None:
        return next((row for row in self.reviews if row.months == CONFIRMED), None)

    @property
    def people_not_taken(self) -> int | None:
        before, taken = self.deal.people, self.deal.people_taken
        return None if before is None or taken is None else before - taken

    @property
    def taken_rate(self) -> Fraction | None:
        """Of the jobs before, those taken: 118 of 146 are 80.8 %."""
        return _part(self.deal.people_taken, self.deal.people)

    @property
    def kept_rate(self) -> Fraction | None:
        """Of the jobs taken, those still in force at twelve months: 104 of 118 are 88.1 %."""
        return _part(self.confirmed.people_kept if self.confirmed else None, self.deal.people_taken)

    @property
    def cost_per_job(self) -> Decimal | None:
        """Price and recapitalisation of the first year, by job taken, to the cent: 1,270,000 / 118 = 10,762.71."""
        deal = self.deal
        if deal.price is None or not deal.people_taken:
            return None
        return round_half_up(Fraction(deal.price + (deal.recapitalisation or 0)) / deal.people_taken, 2)


def jobs_of(deal: Deal) -> JobsSaved:
    return JobsSaved(deal, list(deal.jobs_reviews.select_related("author").order_by("months")))


def jobs_saved(access: Access) -> list[JobsSaved]:
    """Of every file taken over in whose room the reader is named, if only for its jobs; two queries."""
    rows: QuerySet[Deal] = visible_deals(access, jobs=True).filter(state=DealState.WON)
    reviews = Prefetch("jobs_reviews", JobsReview.objects.order_by("months"))
    return [
        JobsSaved(deal, list(deal.jobs_reviews.all())) for deal in rows.prefetch_related(reviews).order_by("-entry_on")
    ]


def _part(some: int | None, whole: int | None) -> Fraction | None:
    return Fraction(some, whole) if some is not None and whole else None
