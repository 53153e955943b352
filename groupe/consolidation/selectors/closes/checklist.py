"""What is still open in a period that is to be closed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q

from establishments.catalogue import catalogue
from establishments.enums import Scenario, Status
from establishments.models import Establishment, Report, Stay
from establishments.selectors.flows import FlowDifference, flow_differences
from establishments.selectors.reports import known_values
from establishments.services.findings import findings, site_months
from establishments.services.reporting import may_freeze
from groupe.accounts.models import User
from groupe.consolidation.models import Close, CloseSite
from groupe.kernel.periods import Month

Standing = CloseSite.Standing
SETTLED = {Status.FROZEN: Standing.FROZEN, Status.CORRECTED: Standing.CORRECTED}


@dataclass(frozen=True)
class SiteState:
    """A site of the period: where a close would leave its report, and the findings that nobody answered."""

    establishment: int
    code: str
    name: str
    standing: Standing
    report: int | None = None
    counting: int | None = None
    to_freeze: bool = False
    unanswered: tuple[str, ...] = ()


@dataclass(frozen=True)
class Checklist:
    """`version` is the one that a close would make; `earlier` are months before that are not closed."""

    month: Month
    version: int
    sites: list[SiteState]
    differences: list[FlowDifference]
    earlier: list[Month]

    def standing(self, *wanted: Standing) -> list[SiteState]:
        return [site for site in self.sites if site.standing in wanted]

    unvalidated = (Standing.SUBMITTED, Standing.OWN)
    unsettled = (Standing.LATE, *unvalidated)

    @cached_property
    def late(self) -> list[SiteState]:
        return self.standing(Standing.LATE)

    @cached_property
    def unanswered(self) -> list[SiteState]:
        return [site for site in self.sites if site.unanswered]

    @cached_property
    def blocking(self) -> list[FlowDifference]:
        """E42."""
        return [each for each in self.differences if each.blocks]

    def as_json(self) -> dict[str, Any]:
        """Codes alone: what a close keeps of it."""
        return {
            **{str(each.value): [site.code for site in self.standing(each)] for each in Standing},
            "frozen_now": [site.code for site in self.sites if site.to_freeze],
            "unanswered": {site.code: list(site.unanswered) for site in self.unanswered},
            "differences": [
                [each.seller, each.buyer, each.account, str(each.sold), str(each.bought)] for each in self.differences
            ],
            "earlier": [str(month) for month in self.earlier],
        }


def checklist_of(month: Month, author: User | None, earlier: Checklist | None = None) -> Checklist:
    """In a bounded number of queries; `author` is who would close.

    Findings of thousands of sites take their time: those of versions that an `earlier` checklist knows are taken over.
    """
    last = Close.objects.filter(month=month.first).aggregate(last=Max("version"))["last"] or 0
    return Checklist(
        month, last + 1, list(_states(month, author, earlier)), flow_differences(month), _open_before(month)
    )


def _states(month: Month, author: User | None, earlier: Checklist | None) -> Iterator[SiteState]:
    inside = Stay.objects.between(month.first, month.last).filter(establishment=OuterRef("pk"))
    owing = Q(Exists(inside), kind__in=catalogue().kinds)
    rows = Report.objects.filter(month=month.first, scenario=Scenario.ACTUAL, counting__isnull=False)
    reports = {row.establishment_id: row for row in rows.select_related("establishment", "counting")}
    sites = Establishment.objects.filter(owing | Q(pk__in=_settling(month, owing, reports)))
    seen = {site.counting: site.unanswered for site in earlier.sites} if earlier else {}
    open_findings = {pk: seen[row.counting_id] for pk, row in reports.items() if row.counting_id in seen}
    open_findings |= _unanswered(month, {pk: row for pk, row in reports.items() if pk not in open_findings})
    for site in sites.order_by("name", "code"):
        report = reports.get(site.pk)
        if report is None:
            yield SiteState(site.pk, site.code, site.name, Standing.LATE)
            continue
        validated = report.status == Status.VALIDATED
        freezes = validated and may_freeze(report.counting, author)
        standing = SETTLED.get(Status(report.status), Standing.SUBMITTED)
        if validated:
            standing = Standing.FROZEN if freezes else Standing.OWN
        yield SiteState(
            site.pk, site.code, site.name, standing, report.pk, report.counting_id, freezes,
            open_findings.get(site.pk, ()),
        )  # fmt: skip


def _settling(month: Month, owing: Q, reports: Mapping[int, Report]) -> list[int]:
    """Sites that closed and told what they still cost: nobody waits for it, but a close freezes it."""
    inside = set(Establishment.objects.filter(owing).values_list("pk", flat=True))
    others = [report.establishment for pk, report in reports.items() if pk not in inside]
    around = site_months((site, month) for site in others) if others else {}
    return [pk for pk, _month in around]


def _unanswered(month: Month, reports: Mapping[int, Report]) -> dict[int, tuple[str, ...]]:
    """Errors of reports not settled yet, and their warnings where the site said nothing."""
    asked = [report for report in reports.values() if report.status not in SETTLED]
    around = site_months((report.establishment, month) for report in asked)
    found = {}
    for report in asked:
        surroundings = around.get((report.establishment_id, month))
        if surroundings is None:
            continue
        answered = bool(report.counting and report.counting.comment)
        faults = findings(surroundings, known_values(report))
        found[report.establishment_id] = tuple(
            dict.fromkeys(each.code for each in faults if each.level == "E" or not answered)
        )
    return found


def _open_before(month: Month) -> list[Month]:
    """Months since the group's first close that nobody closed."""
    closed = {Month.of(each) for each in Close.objects.order_by().values_list("month", flat=True)}
    earlier = [each for each in closed if each < month]
    return [each for each in min(earlier).to(month - 1) if each not in closed] if earlier else []
