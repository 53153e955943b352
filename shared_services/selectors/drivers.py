"""The keys of a month: approved figures of each establishment, weighed by the days on which it was served."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, TypeAlias

from django.db.models import BinaryField, ExpressionWrapper, F

from establishments.catalogue import catalogue
from establishments.enums import Scenario, Status
from establishments.models import Capacity, Report
from establishments.packing import MISSING, NOT_APPLICABLE, unpack_all
from groupe.kernel.periods import Month
from shared_services.enums import Driver

APPROVED: Final = (Status.VALIDATED, Status.FROZEN, Status.CORRECTED)
# A figure that is not approved yet is carried from the last month in which it was.
CARRIED: Final = 12
# What each driver adds up; a stock counts for each day inside, a flow for its part of the days reported.
STOCKS: Final[Mapping[str, tuple[str, ...]]] = {
    Driver.HEADCOUNT: ("EFF_FIN",),
    Driver.PAYSLIPS: ("EFF_FIN",),
    Driver.FTE_DAYS: ("ETP_REEL",),
    Driver.AREA_DAYS: ("SURF",),
    Driver.PLACE_DAYS: ("CAP_FIN",),  # where no authorisation is recorded
}
FLOWS: Final[Mapping[str, tuple[str, ...]]] = {
    Driver.TRAINING: ("H_FORM",),
    Driver.KM: ("KM",),
    Driver.KWH: ("KWH_EL", "KWH_TH"),
    Driver.TURNOVER: ("PR_G1", "PR_G2"),
    Driver.COSTS: ("CH_G1", "CH_G2", "CH_G3"),
}
FUNDED: Final = "CAP_FIN"
ZERO: Final = Fraction(0)
Owned: TypeAlias = Mapping[int, int]


@dataclass(frozen=True)
class Known:
    """A figure of an establishment and where it stands: month, report version, status; none for a capacity."""

    value: Fraction
    month: str = ""
    version: int | None = None
    status: str = ""

    def kept(self) -> list[Any]:
        return [str(self.value), self.month, self.version, self.status]


@dataclass(frozen=True)
class Key:
    """`weight` is what the cost is shared by; `days` out of those of the month."""

    weight: Fraction
    days: int
    known: Known | None


class Figures:
    """The approved figures that some drivers need up to a month, read at once."""

    def __init__(self, drivers: Iterable[str], month: Month) -> None:
        self.month, drivers = month, set(drivers)
        codes = {code for driver in drivers for code in (*STOCKS.get(driver, ()), *FLOWS.get(driver, ()))}
        self._codes = sorted(codes)
        self._rows = self._read() if codes else {}
        self._wanted = {driver: self._places_of(driver) for driver in (*STOCKS, *FLOWS) if driver in drivers}
        self._capacities = _capacities(month) if Driver.PLACE_DAYS in drivers else {}

    def _read(self) -> dict[int, list[tuple[Any, ...]]]:
        """By establishment, the newest month first."""
        places = [catalogue().measures[code].position for code in self._codes]
        rows = Report.objects.filter(
            scenario=Scenario.ACTUAL,
            status__in=APPROVED,
            month__gt=(self.month - CARRIED).first,
            month__lte=self.month.first,
            counting__isnull=False,
        ).order_by("establishment", "-month")
        packed = rows.annotate(packed=ExpressionWrapper(F("counting__common"), BinaryField()))
        told = list(packed.values_list("establishment", "month", "counting__version", "status", "packed"))
        values = unpack_all([row[-1] for row in told], max(places) + 1)[:, places].tolist() if told else []
        found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
        for row, units in zip(told, values, strict=True):
            found[row[0]].append((*row[1:-1], *units))
        return found

    def _places_of(self, driver: str) -> list[tuple[int, Fraction]]:
        """Where the values of a driver stand in a row, and what one unit of each is."""
        wanted, measures = STOCKS.get(driver) or FLOWS[driver], catalogue().measures
        return [(self._codes.index(code), Fraction(1, 10 ** measures[code].scale)) for code in wanted]

    def of(self, driver: str, establishment: int) -> Known | None:
        """The figure of the month, else of the last month in which it was approved; None without any."""
        if driver == Driver.PLACE_DAYS and establishment in self._capacities:
            return self._capacities[establishment]
        wanted = self._wanted.get(driver)
        if wanted is None:
            return None
        for month, version, status, *values in self._rows.get(establishment, ()):
            known = [values[place] for place, _one in wanted]
            if MISSING not in known:
                pairs = zip(known, wanted, strict=True)
                total = sum((units * one for units, (_at, one) in pairs if units != NOT_APPLICABLE), Fraction(0))
                return Known(total, str(Month.of(month)), version, status)
        return None


def keys_of(
    driver: str, figures: Figures, inside: Owned, owned: Owned, *, fixed: Mapping[int, Fraction] | None = None
) -> dict[int, Key]:
    """The key of every establishment that is served in the month, by key of its row; zero where nothing is known.

    A stock counts with its days out of the days of the month (G8d: 20 x 15/31), a reported flow with the days inside
    out of the days that the establishment was in the group, which is what its report tells of.
    """
    found, length = {}, figures.month.days
    for pk, days in inside.items():
        if driver == Driver.FIXED:
            weight = (fixed or {}).get(pk, Fraction(0))
            found[pk] = Key(weight * days / length, days, None)
            continue
        known = figures.of(driver, pk)
        whole = length if driver in STOCKS else owned.get(pk, days)
        value = max(known.value, ZERO) if known else ZERO
        found[pk] = Key(value if days == whole else value * days / whole, days, known)
    return found


def _capacities(month: Month) -> dict[int, Known]:
    """Authorised places on average over the days of the month: those that the size of the kind is told in."""
    size = {kind.code: kind.capacity for kind in catalogue().kinds.values()}
    begin, end = month.first.toordinal(), month.last.toordinal()
    rows = Capacity.objects.between(month.first, month.last).order_by("pk")
    sums: dict[int, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    told = rows.values_list("establishment", "establishment__kind", "measure", "value", "valid")
    for pk, kind, measure, value, valid in told:
        if measure in {FUNDED, size.get(kind)}:
            first = max(valid.lower.toordinal(), begin) if valid.lower else begin
            last = min(valid.upper.toordinal() - 1, end) if valid.upper else end
            sums[pk][measure] += Fraction(value * (last - first + 1), month.days)
    return {pk: Known(places.get(FUNDED) or max(places.values())) for pk, places in sums.items()}
