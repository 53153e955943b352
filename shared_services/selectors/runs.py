"""What pages and the API tell of runs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, QuerySet, Sum
from django.utils.translation import gettext as _

from establishments.access import Access, Can, visible_establishments
from groupe.kernel.errors import NotVisible
from groupe.kernel.periods import Month
from shared_services.enums import CHARGED, RunKind
from shared_services.models import AllocationRun, RunLine

AMOUNT = Sum(F("shared") + F("direct"))


@dataclass(frozen=True)
class Part:
    """What one receives or gives; euros. `before` is the version that this one takes the place of."""

    code: str
    name: str
    amount: Decimal
    shared: Decimal
    direct: Decimal
    before: Decimal | None = None

    @property
    def difference(self) -> Decimal | None:
        return None if self.before is None else self.amount - self.before


def visible_runs(access: Access) -> QuerySet[AllocationRun]:
    """Runs concern the whole group; who reads single establishments sees their lines (`visible_lines`)."""
    rows = AllocationRun.objects.select_related("author", "approved_by").defer("inputs", "sums")
    return rows if access.whole_group(Can.SEE_SHARED) else rows.none()


def get_run_for(access: Access, pk: int) -> AllocationRun:
    """The one door to a run; NotVisible (404) for who does not read the whole group."""
    found = visible_runs(access).filter(pk=pk).first()
    if found is None:
        raise NotVisible(_("There is no such run."))
    return found


def visible_lines(access: Access) -> QuerySet[RunLine]:
    """Of all runs over the whole group; elsewhere what one's establishments were charged, once it is approved."""
    rows = RunLine.objects.select_related("department", "establishment")
    if access.whole_group(Can.SEE_SHARED):
        return rows
    return rows.filter(
        run__state__in=CHARGED, establishment__in=visible_establishments(access, Can.SEE_SHARED).order_by()
    )


def totals(runs: Iterable[AllocationRun]) -> dict[int, Decimal]:
    """Euros by run."""
    rows = RunLine.objects.filter(run__in=list(runs)).order_by().values("run").annotate(total=AMOUNT)
    return {row["run"]: row["total"] for row in rows}


def parts_of(run: AllocationRun, by: str) -> list[Part]:
    """By `department` or `establishment`, the largest first."""
    before = _sums(_version_before(run), by) if run.version > 1 else {}
    found = _sums(run, by)
    names = {**{code: row[0] for code, row in before.items()}, **{code: row[0] for code, row in found.items()}}
    nothing = Decimal(0), Decimal(0)
    parts = [
        Part(
            code,
            name,
            sum(found.get(code, ("", *nothing))[1:], Decimal(0)),
            *found.get(code, ("", *nothing))[1:],
            before=sum(before.get(code, ("", *nothing))[1:], Decimal(0)) if before else None,
        )
        for code, name in names.items()
    ]
    return sorted(parts, key=lambda part: (-part.amount, part.name))


def _version_before(run: AllocationRun) -> AllocationRun | None:
    rows = AllocationRun.objects.filter(kind=run.kind, month=run.month, version__lt=run.version, lines__isnull=False)
    return rows.order_by("-version").first()


def _sums(run: AllocationRun | None, by: str) -> dict[str, tuple[str, Decimal, Decimal]]:
    rows = RunLine.objects.filter(run=run).order_by() if run else RunLine.objects.none()
    sums = rows.values_list(f"{by}__code", f"{by}__name").annotate(Sum("shared"), Sum("direct"))
    return {code: (name, shared, direct) for code, name, shared, direct in sums}


@dataclass(frozen=True)
class Paid:
    """What one's establishments were charged for a department; euros of the month, the year so far, twelve months."""

    code: str
    name: str
    month: Decimal
    year: Decimal
    twelve: Decimal
    before: Decimal


def paid(access: Access, last: Month, *, establishment: int | None = None) -> list[Paid]:
    """By department, the dearest first; `before` are the twelve months before these."""
    first, earlier = (last - 11).first, (last - 23).first
    rows = visible_lines(access).filter(
        run__state__in=CHARGED, run__month__gte=earlier, run__month__lte=last.first, establishment__isnull=False
    )
    if establishment is not None:
        rows = rows.filter(establishment=establishment)
    sums: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    told = rows.order_by().values_list("department__code", "department__name", "run__month").annotate(amount=AMOUNT)
    for code, name, month, amount in told:
        into = sums[code, name]
        into["twelve" if month >= first else "before"] += amount
        if month == last.first:
            into["month"] += amount
        if month.year == last.year:
            into["year"] += amount
    found = [
        Paid(code, name, each["month"], each["year"], each["twelve"], each["before"])
        for (code, name), each in sums.items()
    ]
    return sorted(found, key=lambda each: (-each.twelve, each.name))


def last_charged() -> Month | None:
    """The newest month that was charged."""
    rows = AllocationRun.objects.filter(state__in=CHARGED, kind=RunKind.MONTH).order_by("-month")
    found = rows.values_list("month", flat=True).first()
    return Month.of(found) if found else None
