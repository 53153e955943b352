"""Mergers and splits: a successor's last year is its predecessors', by weight and by day (semantics, rule 22)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from groupe.consolidation.engine.structure import Rows, Site, SiteLink
from groupe.kernel.periods import Month

WHOLE = Fraction(1)


@dataclass(frozen=True, order=True)
class Share:
    """A row of last year held between two running totals of weights; `via` is the link that brought it, if any."""

    establishment: int
    segment: int
    since: Fraction
    until: Fraction
    days: int
    first: int
    stays: bool
    scopes: tuple[int, ...]
    via: SiteLink | None = None

    @property
    def weight(self) -> Fraction:
        return self.until - self.since


def holdings(shares: Iterable[Share], links: Sequence[SiteLink], month: Month) -> dict[int, list[Share]]:
    """Who holds what of the rows of a year before `month`, by establishment: links up to its end have been followed."""
    held: dict[int, list[Share]] = {}
    for share in shares:
        held.setdefault(share.establishment, []).append(share)
    for date in sorted({link.date for link in links if link.date <= month.last.toordinal()}):
        for old in sorted({link.old for link in links if link.date == date}):
            _follow([link for link in links if link.date == date and link.old == old], held)
    return held


def _follow(heirs: Sequence[SiteLink], held: dict[int, list[Share]]) -> None:
    """The part of what `old` holds that lies within the year before the link goes to its successors, by weight."""
    old, link = heirs[0].old, heirs[0]
    kept: list[Share] = []
    for share in held.pop(old, []):
        if not anniversary(link.date) <= share.first < link.date:
            kept.append(share)
            continue
        since = share.since
        for heir in heirs:
            until = since + share.weight * heir.weight
            held.setdefault(heir.new, []).append(replace(share, since=since, until=until, via=heir))
            since = until
        if since < share.until:
            kept.append(replace(share, since=since))
    if kept:
        held[old] = kept


def anniversary(date: int) -> int:
    """The same day a year before, as an ordinal; 28 February for the 29th."""
    day = dt.date.fromordinal(date)
    return (
        day.replace(year=day.year - 1) if (day.month, day.day) != (2, 29) else dt.date(day.year - 1, 2, 28)
    ).toordinal()


def shares_of(site: Site, rows: Rows, number: int, column: int) -> list[Share]:
    """An establishment's own rows of a month, held whole."""
    mine = [row for row in range(len(rows)) if rows.site[row] == number and rows.column[row] == column]
    return [
        Share(
            site.pk, int(rows.segment[row]), Fraction(0), WHOLE, int(rows.days[row]), int(rows.first[row]),
            bool(rows.stays[row]), site.runs[rows.run[row]].bases,
        )
        for row in mine
    ]  # fmt: skip


@dataclass(frozen=True)
class Unit:
    """An establishment in a scope and month with what it follows: pairs of days, this year's and last year's."""

    now: tuple[Share, ...]
    then: tuple[Share, ...]
    links: tuple[SiteLink, ...]

    def pairs(self) -> list[tuple[int, int]]:
        """For each link the days since it; for the establishment itself, where it existed before, all of its days."""
        own = [share for share in self.then if share.via is None]
        found = []
        for link in {share.via for share in self.then if share.via}:
            since = sum(share.days for share in self.now if share.first >= link.date)
            brought = sum(share.days for share in self.then if share.via == link)
            found.append((since, brought + sum(share.days for share in own if share.first >= link.date)))
        begins = min((link.date for link in self.links), default=0)
        before = [share for share in (*self.now, *own) if share.first < begins]
        if not found or before:
            found.append((sum(share.days for share in self.now), sum(share.days for share in own)))
        return found

    def stays(self) -> list[tuple[bool, bool]]:
        """The same on the last day of both months."""
        now = any(share.stays for share in self.now)
        lines: Mapping[SiteLink | None, list[Share]] = {
            via: [share for share in self.then if share.via == via] for via in {share.via for share in self.then}
        }
        own = any(share.stays for share in lines.get(None, ()))
        brought = [own or any(share.stays for share in line) for via, line in lines.items() if via]
        return [(now, each) for each in brought] or [(now, own)]
