"""What the takeover costs, and the jobs that it takes over; aggregates only."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from groupe.kernel.numbers import from_units, round_half_up


@dataclass(frozen=True)
class Terms:
    """Money in cents. `social_debt` is the paid leave taken over, `jobs_kept` those expected at twelve months."""

    price: int = 0
    recapitalisation: int = 0
    social_debt: int = 0
    asset_value: int | None = None
    jobs_before: int = 0
    jobs_taken: int = 0
    jobs_kept: int = 0
    fte_before: Decimal | None = None
    fte_taken: Decimal | None = None

    @property
    def cost(self) -> int:
        """The price and what is put in during the first year."""
        return self.price + self.recapitalisation

    @property
    def cost_per_job(self) -> Decimal | None:
        """Euros for each job taken, rounded to the cent."""
        return round_half_up(Fraction(self.cost, 100 * self.jobs_taken), 2) if self.jobs_taken else None

    @property
    def taken_rate(self) -> Decimal | None:
        """Per cent of the jobs that there were."""
        return _percent(self.jobs_taken, self.jobs_before)

    @property
    def kept_rate(self) -> Decimal | None:
        """Per cent of the jobs taken over that are still there after twelve months."""
        return _percent(self.jobs_kept, self.jobs_taken)

    @property
    def cost_in_euros(self) -> Decimal:
        return from_units(self.cost, 2)

    def jobs_in(self, month: int) -> int:
        """Expected at the end of this month of the plan (1 is the first): from those taken to those kept, evenly."""
        gone = Fraction((self.jobs_taken - self.jobs_kept) * min(month, 12), 12)
        return int(round_half_up(self.jobs_taken - gone, 0))


def _percent(part: int, whole: int) -> Decimal | None:
    return round_half_up(Fraction(100 * part, whole), 1) if whole else None
