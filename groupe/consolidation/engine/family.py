"""Comparisons of establishments that merged or split: what they hold of last year decides (semantics, rule 22)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from groupe.consolidation.engine.cells import Computed
from groupe.consolidation.engine.compare import ENTRY, EXIT, ORGANIC, Comparison, Portion, compare, merged
from groupe.consolidation.engine.inputs import PRESENT
from groupe.consolidation.engine.links import Share, Unit, holdings, shares_of
from groupe.consolidation.engine.plan import Plan
from groupe.consolidation.engine.structure import YEAR, Flags, SiteLink
from groupe.kernel.periods import Month


def compare_family(members: Sequence[Computed], plan: Plan, first: Month, last: Month) -> list[list[Comparison]]:
    """The comparisons of each member; one `Computed` an establishment, all linked to each other.

    Months in which somebody holds exactly its own past compare as everybody's do. Indicators that set a stock against
    a flow compare in those months alone.
    """
    links = members[0].inputs.sites[0].links
    plain = [compare(member, plan, first, last, alone=_alone(member, links)) for member in members]
    found: list[list[Comparison]] = [[] for _member in members]
    for month in first.to(last):
        held = holdings(_shares(members, month - YEAR), links, month)
        for number, member in enumerate(members):
            pk = member.inputs.sites[0].pk
            if _whole(held.get(pk, []), _own(member, month - YEAR)):
                found[number] += [each for each in plain[number] if each.month == month.index]
            else:
                found[number] += merged(_linked(members, member, month, held.get(pk, []), links))
    return found


def _alone(member: Computed, links: Sequence[SiteLink]) -> Flags:
    """By column: False where the month, or the same one a year before, has something to do with a link."""
    alone = np.ones(member.inputs.columns, dtype=bool)
    for link in links:
        if member.inputs.sites[0].pk in {link.old, link.new}:
            start = Month.of(dt.date.fromordinal(link.date)).index - member.inputs.start.index
            alone[max(0, start) : max(0, start + YEAR + 1)] = False
    return alone


def _shares(members: Iterable[Computed], month: Month) -> list[Share]:
    return [share for member in members for share in _own(member, month)]


def _own(member: Computed, month: Month) -> list[Share]:
    return shares_of(member.inputs.sites[0], member.rows, 0, month.index - member.inputs.start.index)


def _whole(held: Sequence[Share], own: Sequence[Share]) -> bool:
    return sorted(held, key=lambda share: share.segment) == list(own)


def _linked(
    members: Sequence[Computed], member: Computed, month: Month, held: Sequence[Share], links: Sequence[SiteLink]
) -> Iterable[Comparison]:
    """One comparison for each scope that holds a row of this year or of what is held of last year."""
    own, site = _own(member, month), member.inputs.sites[0]
    mine = tuple(link for link in links if link.new == site.pk)
    larger = _larger(members, member, month, held)
    for scope in sorted({scope for share in (*own, *held) for scope in share.scopes}):
        unit = Unit(
            tuple(share for share in own if scope in share.scopes),
            tuple(share for share in held if scope in share.scopes),
            mine,
        )
        yield Comparison(
            establishment=site.pk,
            month=month.index,
            number=0,
            kind=site.kind,
            scopes=(scope,),
            flow=_flow(unit, month),
            stock=_stock(unit),
            larger=larger,
            now=tuple(share.segment for share in unit.now),
            before=(),
            windows=b"",
            portions=tuple(
                Portion(share.establishment, share.segment, share.since, share.until, share.stays)
                for share in sorted(replace(share, via=None) for share in unit.then)
            ),
        )


def _flow(unit: Unit, month: Month) -> int:
    """Organic only if all that is linked was there for the same part of the month."""
    days, before = month.days, (month - YEAR).days
    sides = [(now * before, then * days) for now, then in unit.pairs()]
    if any(now > then for now, then in sides):
        return ENTRY
    return EXIT if any(now < then for now, then in sides) or not any(now for now, _then in sides) else ORGANIC


def _stock(unit: Unit) -> int:
    sides = unit.stays()
    if all(now and then for now, then in sides):
        return ORGANIC
    return ENTRY if any(now and not then for now, then in sides) else EXIT


def _larger(members: Sequence[Computed], member: Computed, month: Month, held: Sequence[Share]) -> bool:
    """Places a day this year against those held of last year, each for its days (rule 21)."""
    now = _places_a_day(member, month)
    rates = {each.inputs.sites[0].pk: _places_a_day(each, month - YEAR) for each in members}
    if now is None or any(rates[share.establishment] is None for share in held):
        return False
    lines: dict[SiteLink | None, int] = {}
    for share in held:
        lines[share.via] = lines.get(share.via, 0) + share.days
    own = lines.pop(None, 0)
    longest = max([own + days for days in lines.values()] or [own])
    before = sum((rates[share.establishment] or 0) * share.weight * share.days for share in held)
    return bool(longest) and now * longest != before


def _places_a_day(member: Computed, month: Month) -> Fraction | None:
    inputs, column = member.inputs, month.index - member.inputs.start.index
    places, state = inputs.place_days(inputs.catalogue.kinds[inputs.kind].capacity)
    owned = int(inputs.owned[0, column])
    return Fraction(int(places[0, column]), owned) if owned and state[0, column] == PRESENT else None
