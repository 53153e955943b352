"""Quotas beside what was charged: the gap is borne by the manager, not by the tariff."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils.translation import gettext as _

from establishments.access import Access, Can, visible_establishments
from establishments.models import Establishment
from groupe.kernel.errors import NotVisible
from groupe.kernel.periods import Month
from shared_services.enums import CHARGED, RunKind
from shared_services.models import AllocationRun, HeadOfficeAuthorisation, HeadOfficeQuota, QuotaLine, RunLine
from shared_services.selectors.runs import AMOUNT
from shared_services.sharing import twelfths


@dataclass(frozen=True)
class QuotaRow:
    """Euros of an establishment. `analytic` is what pools charged in the `charged` first months of the year.

    It is None for who may read the quota alone, as funders do; `upto` is the quota of the same months.
    """

    line: QuotaLine
    upto: Decimal
    analytic: Decimal | None

    @property
    def gap(self) -> Decimal | None:
        return None if self.analytic is None else self.analytic - self.upto


def visible_authorisations(access: Access) -> QuerySet[HeadOfficeAuthorisation]:
    """All over the whole group; else those with a quota of an establishment of one's own."""
    rows = HeadOfficeAuthorisation.objects.all()
    if access.whole_group(Can.SEE_QUOTA):
        return rows
    return rows.filter(Exists(visible_lines(access).filter(quota__authorisation=OuterRef("pk"))))


def visible_quotas(access: Access) -> QuerySet[HeadOfficeQuota]:
    """The newest version of each year first."""
    rows = HeadOfficeQuota.objects.select_related("authorisation", "author").order_by("-year", "-version", "-pk")
    if access.whole_group(Can.SEE_QUOTA):
        return rows
    return rows.filter(Exists(visible_lines(access).filter(quota=OuterRef("pk"))))


def visible_lines(access: Access) -> QuerySet[QuotaLine]:
    rows = QuotaLine.objects.select_related("establishment")
    if access.whole_group(Can.SEE_QUOTA):
        return rows
    return rows.filter(establishment__in=visible_establishments(access, Can.SEE_QUOTA).order_by())


def get_quota_for(access: Access, pk: int) -> HeadOfficeQuota:
    """The one door to a quota; NotVisible (404) for who sees none of its establishments."""
    found = visible_quotas(access).filter(pk=pk).first()
    if found is None:
        raise NotVisible(_("There is no such quota."))
    return found


def current_quotas(access: Access, year: int) -> list[HeadOfficeQuota]:
    """The version that counts of each authorisation in the year."""
    newest = HeadOfficeQuota.objects.filter(year=year).order_by().values("authorisation").annotate(last=Max("version"))
    wanted = {row["authorisation"]: row["last"] for row in newest}
    found = visible_quotas(access).filter(year=year)
    return [quota for quota in found if wanted[quota.authorisation_id] == quota.version]


def years_of(access: Access) -> list[int]:
    return sorted(set(visible_quotas(access).order_by().values_list("year", flat=True)), reverse=True)


def quota_rows(access: Access, quota: HeadOfficeQuota) -> list[QuotaRow]:
    """Of the establishments that the reader sees, by code."""
    lines = list(visible_lines(access).filter(quota=quota).order_by("establishment__code"))
    months = charged_months(quota.year)
    known = _analytic(access, quota.year, [line.establishment for line in lines])
    return [QuotaRow(line, _upto(line.amount, months), known.get(line.establishment_id)) for line in lines]


def charged_months(year: int) -> int:
    """How many months of the year were charged, up to the last one."""
    rows = AllocationRun.objects.filter(state__in=CHARGED, kind=RunKind.MONTH, month__year=year)
    last = rows.aggregate(found=Max("month"))["found"]
    return Month.of(last).number if last else 0


def _analytic(access: Access, year: int, sites: list[Establishment]) -> Mapping[int, Decimal]:
    """By establishment: what all departments charged; nothing for who may not see shares."""
    if access.whole_group(Can.SEE_SHARED):
        seen = {site.pk for site in sites}
    else:
        mine = visible_establishments(access, Can.SEE_SHARED).filter(pk__in=[site.pk for site in sites])
        seen = set(mine.values_list("pk", flat=True))
    rows = RunLine.objects.filter(run__state__in=CHARGED, run__month__year=year, establishment__in=seen).order_by()
    sums = dict(rows.values_list("establishment").annotate(amount=AMOUNT))
    return {pk: sums.get(pk, Decimal(0)) for pk in seen}


def _upto(amount: Decimal, months: int) -> Decimal:
    return Decimal(sum(twelfths(int(amount * 100))[:months])) / 100
