"""Who is served on which days: a pool serves every establishment in its scope, from the day on which it joins."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from establishments.access import Territories
from establishments.catalogue import catalogue
from establishments.models import Attachment, Establishment, Funding, Stay
from establishments.models.dated import DatedQuerySet
from establishments.models.structure import EstablishmentQuerySet
from groupe.kernel.periods import Month
from groupe.kernel.ranges import last_day

Days = tuple[int, int]  # ordinals, both included
# Sites that support the others are no customers of a pool; what they use of each other is a part of a department.
SUPPORT = "support"


def days_inside(scopes: Iterable[str], first: Month, last: Month) -> dict[str, dict[Month, dict[int, int]]]:
    """By scope and month, how many days each establishment (by its key) was in the group and in the scope."""
    return {scope: by_month(days, first, last) for scope, days in spans_inside(scopes, first, last).items()}


def spans_inside(scopes: Iterable[str], first: Month, last: Month) -> dict[str, dict[int, list[Days]]]:
    """By scope, the days on which each establishment was in the group and in the scope, cut to the months."""
    kinds = [kind.code for kind in catalogue().kinds.values() if kind.sector != SUPPORT]
    sites = Establishment.objects.filter(kind__in=kinds)
    stays = _intervals(Stay.objects.filter(establishment__in=sites), first, last)
    return {scope: _inside(scope, sites, stays, first, last) for scope in set(scopes)}


def _inside(
    scope: str, sites: EstablishmentQuerySet, stays: dict[int, list[Days]], first: Month, last: Month
) -> dict[int, list[Days]]:
    name, _colon, code = scope.partition(":")
    if scope == "group":
        return stays
    if name in {"territory", "entity", "funder"}:
        days = _intervals(_dated(name, code).filter(establishment__in=sites), first, last)
        return {pk: _both(stays[pk], own) for pk, own in days.items() if pk in stays}
    wanted = set(sites.filter(_fixed(name, code)).values_list("pk", flat=True))
    return {pk: days for pk, days in stays.items() if pk in wanted}


def _dated(name: str, code: str) -> DatedQuerySet:
    if name == "funder":
        return Funding.objects.filter(funder__code=code)
    if name == "entity":
        return Attachment.objects.filter(entity__code=code)
    return Attachment.objects.filter(territory__in=Territories().under(code))


def _fixed(name: str, code: str) -> Q:
    """Scopes where an establishment lies all along."""
    match name:
        case "sector":
            return Q(kind__in=[kind.code for kind in catalogue().kinds.values() if kind.sector == code])
        case "kind":
            return Q(kind=code)
        case "department":
            return Q(department=code)
        case "establishment":
            return Q(code=code)
    return Q(pk__in=[])


def _intervals(rows: DatedQuerySet, first: Month, last: Month) -> dict[int, list[Days]]:
    """Days by establishment, cut to the months."""
    found: dict[int, list[Days]] = defaultdict(list)
    begin, end = first.first, last.last
    between = rows.filter(valid__overlap=(begin, end + dt.timedelta(days=1))).order_by("establishment", "valid")
    for pk, valid in between.values_list("establishment", "valid"):
        found[pk].append(((max(valid.lower or begin, begin)).toordinal(), min(last_day(valid) or end, end).toordinal()))
    return dict(found)


def _both(one: list[Days], other: list[Days]) -> list[Days]:
    pairs = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return [(begin, end) for begin, end in pairs if begin <= end]


def by_month(inside: dict[int, list[Days]], first: Month, last: Month) -> dict[Month, dict[int, int]]:
    """How many days of each month."""
    found: dict[Month, dict[int, int]] = {month: {} for month in first.to(last)}
    for month, days in found.items():
        begin, end = month.first.toordinal(), month.last.toordinal()
        for pk, intervals in inside.items():
            count = sum(max(0, min(b, end) - max(a, begin) + 1) for a, b in intervals)
            if count:
                days[pk] = count
    return found
