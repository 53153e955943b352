"""What runs in files: the clocks of many of them, in a bounded number of queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from acquisitions import clocks
from acquisitions.enums import ClockKind, DealState
from acquisitions.models import AuthorisationFile, Commitment, Deal, DealTarget, OfferVersion, Reminder
from acquisitions.routes import routes
from establishments.enums import Scenario
from establishments.models import Report
from establishments.selectors.owed import due_on
from groupe.kernel.clock import workdays
from groupe.kernel.periods import Month
from groupe.kernel.web.components import Tone

MISSED: Final[Mapping[str, StrOrPromise]] = {
    ClockKind.DEADLINE: _("No offer can be filed any more: the file is lost."),
    ClockKind.IMPROVEMENT: _("The offer stands as it is: an improvement is inadmissible."),
    ClockKind.HEARING: _("The court decides without the group."),
    ClockKind.STAGE: _("The file falls behind; nothing is lost by law."),
    ClockKind.COMPLETE: _("The authority can ask for nothing more: the file is complete."),
    ClockKind.SILENCE: _("Silence is a refusal: without an authorisation the site cannot be run."),
    ClockKind.REPORT: _("The site is missing from the consolidation."),
    ClockKind.COMMITMENT: _("The commitment is over: say whether it was kept."),
}
# What the others do, or what ends by itself: once over, nobody is late.
ENDING: Final = frozenset({ClockKind.IMPROVEMENT, ClockKind.COMPLETE, ClockKind.COMMITMENT})


@dataclass(frozen=True)
class Clock:
    """One thing that a file waits for: its last day, and the instant where there is one."""

    deal: Deal
    kind: ClockKind
    key: str
    on: dt.date
    now: dt.datetime
    at: dt.datetime | None = None
    what: str = ""

    @property
    def label(self) -> str:
        return f"{self.kind.label} ({self.what})" if self.what else str(self.kind.label)

    @property
    def missed(self) -> StrOrPromise:
        return MISSED[self.kind]

    @property
    def over(self) -> bool:
        return self.now >= (self.at or clocks.end_of(self.on))

    @property
    def days(self) -> int:
        return (self.on - clocks.day_of(self.now)).days

    @property
    def workdays(self) -> int:
        return workdays(clocks.day_of(self.now), self.on)

    @property
    def tone(self) -> Tone:
        if self.over:
            return "bad"
        step = clocks.reminder_step(self.workdays)
        return "" if step is None else "info" if step == 10 else "warn" if step == 5 else "bad"


@dataclass(frozen=True)
class _Beside:
    """What clocks need besides the row of a file."""

    authorisations: Mapping[int, Sequence[AuthorisationFile]]
    commitments: Mapping[int, Sequence[Commitment]]
    reported: frozenset[int]
    submitted: frozenset[int]
    filed: frozenset[int]


def clocks_of(deals: Iterable[Deal], now: dt.datetime | None = None) -> Mapping[int, list[Clock]]:
    """Of each file by its key, the nearest first: what runs, and what is late."""
    rows, moment = list(deals), now or timezone.now()
    beside = _beside([deal for deal in rows if deal.state != DealState.LOST])
    found = {}
    for deal in rows:
        told = [] if deal.state == DealState.LOST else list(_told(deal, beside, moment))
        kept = [clock for clock in told if not (clock.over and clock.kind in ENDING)]
        found[deal.pk] = sorted(kept, key=lambda clock: (clock.on, clock.at is None, clock.key))
    return found


def next_clock_of(deals: Iterable[Deal], now: dt.datetime | None = None) -> Mapping[int, Clock]:
    """The nearest clock of each file that has one, by its key; the target of a stage only where nothing else runs."""
    each = clocks_of(deals, now)
    return {pk: min(found, key=lambda clock: clock.kind == ClockKind.STAGE) for pk, found in each.items() if found}


def reminded(found: Sequence[Clock]) -> list[Clock]:
    """Those of which the members were told, and that are still ahead."""
    keys = {clock.deal.pk for clock in found}
    said = set(Reminder.objects.filter(deal__in=keys).values_list("deal", "key", "on"))
    return [clock for clock in found if not clock.over and (clock.deal.pk, clock.key, clock.on) in said]


def _beside(deals: Sequence[Deal]) -> _Beside:
    keys = [deal.pk for deal in deals]
    authorisations, commitments = defaultdict(list), defaultdict(list)
    for sent in AuthorisationFile.objects.filter(deal__in=keys, answer=""):
        authorisations[sent.deal_id].append(sent)
    won = [deal.pk for deal in deals if deal.state == DealState.WON]
    for promise in Commitment.objects.filter(deal__in=won):
        commitments[promise.deal_id].append(promise)
    versions = list(OfferVersion.objects.filter(deal__in=keys).values_list("deal", "filing"))
    submitted, filed = {deal for deal, _filing in versions}, {deal for deal, filing in versions if filing}
    return _Beside(authorisations, commitments, _reported(won), frozenset(submitted), frozenset(filed))


def _reported(won: Sequence[int]) -> frozenset[int]:
    """Files of which a site sent its first report since the entry."""
    targets = DealTarget.objects.annotate(site=Coalesce("establishment", "register"))
    targets = targets.filter(deal__in=won, site__isnull=False, deal__entry_on__isnull=False)
    pairs = list(targets.values_list("site", "deal", "deal__entry_on"))
    sent = Report.objects.filter(
        establishment__in=[site for site, _deal, _day in pairs], scenario=Scenario.ACTUAL, counting__isnull=False
    )
    months = list(sent.values_list("establishment", "month"))
    return frozenset(
        deal
        for site, deal, day in pairs
        for who, month in months
        if day is not None and who == site and month >= Month.of(day).first
    )


def _told(deal: Deal, beside: _Beside, now: dt.datetime) -> Iterator[Clock]:
    if deal.state == DealState.OPEN:
        yield from _before(deal, beside, now)
    else:
        yield from _after(deal, beside, now)
    stage = routes()[deal.route].stage(deal.stage)
    target = clocks.stage_target(deal.stage_since, stage.days)
    if target:
        yield Clock(deal, ClockKind.STAGE, f"stage-{stage.code}", target, now, what=stage.label)
    for sent in beside.authorisations.get(deal.pk, ()):
        yield from _authorisation(deal, sent, now)


def _before(deal: Deal, beside: _Beside, now: dt.datetime) -> Iterator[Clock]:
    """The dates of the court; that of offers runs until ours is filed, and nobody is late whose offer was submitted."""
    if deal.deadline_at and not _passed(deal, "offer") and deal.pk not in beside.filed:
        clock = Clock(deal, ClockKind.DEADLINE, "deadline", clocks.day_of(deal.deadline_at), now, deal.deadline_at)
        if not (clock.over and deal.pk in beside.submitted):
            yield clock
    if deal.hearing_at and not _passed(deal, "hearing"):
        if routes()[deal.route].has("improvement") and not _passed(deal, "improvement"):
            last = clocks.last_improvement_day(deal.hearing_at)
            yield Clock(deal, ClockKind.IMPROVEMENT, "improvement", last, now)
        yield Clock(deal, ClockKind.HEARING, "hearing", clocks.day_of(deal.hearing_at), now, deal.hearing_at)


def _after(deal: Deal, beside: _Beside, now: dt.datetime) -> Iterator[Clock]:
    """The first report and the commitments of a file that was taken over."""
    if deal.entry_on and deal.pk not in beside.reported:
        yield Clock(deal, ClockKind.REPORT, "report", due_on(Month.of(deal.entry_on), deal.entry_on), now)
    for promise in beside.commitments.get(deal.pk, ()):
        key = f"commitment-{promise.pk}"
        yield Clock(deal, ClockKind.COMMITMENT, key, promise.until, now, what=promise.text)


def _authorisation(deal: Deal, sent: AuthorisationFile, now: dt.datetime) -> Iterator[Clock]:
    by_itself = clocks.completes_by(sent.received_on)
    if sent.asked_on is None:
        yield Clock(deal, ClockKind.COMPLETE, f"complete-{sent.pk}", by_itself, now, what=sent.authority)
    complete = clocks.complete_on(sent.received_on, sent.asked_on, sent.completed_on)
    if complete is not None:
        last = clocks.refused_after(complete)
        yield Clock(deal, ClockKind.SILENCE, f"silence-{sent.pk}", last, now, what=sent.authority)


def _passed(deal: Deal, code: str) -> bool:
    """Whether the file is beyond this stage of its route; a route without it has nothing to wait for."""
    plan = routes()[deal.route]
    return plan.has(code) and plan.stage(deal.stage).position > plan.stage(code).position
