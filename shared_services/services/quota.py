"""Head-office authorisations, and the quotas that follow from them, are recorded here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from establishments.scopes import named_scopes
from establishments.services.structure.checks import check_day, refused
from groupe.accounts.models import User
from groupe.kernel.numbers import round_half_up
from groupe.kernel.ranges import inclusive
from shared_services.models import HeadOfficeAuthorisation, HeadOfficeQuota, QuotaLine
from shared_services.selectors.bases import GrossCost, gross_costs
from shared_services.sharing import L312_1, OTHER, by_category, category_of, quotas

YEARS: Final = 5
TOLD: Final = 6


@transaction.atomic
def authorisation_add(
    *,
    since: dt.date,
    until: dt.date,
    authority: str,
    evidence: str,
    author: User | None,
    scope: str = "group",
    percentage: Decimal | None = None,
) -> HeadOfficeAuthorisation:
    """From `since` to `until`, both included: five years at most; renewing is a new one."""
    check_day(since, "since")
    check_day(until, "until")
    if not since <= until < _years_after(since):
        raise refused("until", _("An authorisation lasts five years at most."))
    if scope not in named_scopes([scope]):
        raise refused("scope", _("There is no such scope."))
    if not authority.strip():
        raise refused("authority", _("Name the authority."))
    if not evidence.strip():
        raise refused("evidence", _("Name the decision, and its date."))
    if percentage is not None and not 0 < percentage <= 100:
        raise refused("percentage", _("A percentage above 0, 100 at most."))
    if HeadOfficeAuthorisation.objects.filter(scope=scope).between(since, until).exists():
        raise refused("since", _("This scope already has an authorisation during that time."))
    return HeadOfficeAuthorisation.objects.create(
        valid=inclusive(since, until), scope=scope, authority=authority.strip(), evidence=evidence.strip(),
        percentage=percentage, author=author,
    )  # fmt: skip


@transaction.atomic
def quota_set(
    *,
    authorisation: HeadOfficeAuthorisation,
    year: int,
    author: User | None,
    cost: Decimal | None = None,
    opposable: Decimal | None = None,
    split_evidence: str = "",
    proposed: Mapping[str, Decimal] | None = None,
) -> HeadOfficeQuota:
    """A new version of the year's quotas, to the cent: pro rata to gross operating costs, or the single percentage.

    `cost` is the authorised cost of head office, `opposable` its part for L312-1 activities where there is evidence;
    without it, the cost is first split pro rata. `proposed` are budgets of new establishments by code.
    """
    _check_year(authorisation, year)
    bases = _bases(authorisation, year, proposed or {})
    if authorisation.percentage is not None:
        if cost is not None:
            raise refused("cost", _("A single percentage is authorised: there is no cost to share."))
        found = quotas(_cents(bases, L312_1), percentage=Fraction(authorisation.percentage) / 100)
    else:
        total = _opposable(bases, cost, opposable, split_evidence)
        mine = _cents(bases, L312_1)
        if not any(mine.values()):
            raise refused("proposed", _("No L312-1 activity has gross costs: nothing is shared equally instead."))
        found = quotas(mine, total=total)
    versions = HeadOfficeQuota.objects.filter(authorisation=authorisation, year=year)
    HeadOfficeAuthorisation.objects.select_for_update().get(pk=authorisation.pk)
    quota = HeadOfficeQuota.objects.create(
        authorisation=authorisation,
        year=year,
        version=(versions.aggregate(found=Max("version"))["found"] or 0) + 1,
        cost=cost,
        opposable=Decimal(sum(found.cents.values())) / 100,
        percentage=round_half_up(found.percentage * 100, 4),
        split_evidence=split_evidence.strip(),
        author=author,
    )
    QuotaLine.objects.bulk_create(_line(quota, base, found.cents) for base in bases)
    return quota


def _years_after(since: dt.date) -> dt.date:
    """The same day five years on; the last of February has no other."""
    try:
        return since.replace(year=since.year + YEARS)
    except ValueError:
        return dt.date(since.year + YEARS, 3, 1)


def _check_year(authorisation: HeadOfficeAuthorisation, year: int) -> None:
    first, last = authorisation.valid_from, authorisation.valid_to
    if first is None or last is None or not first.year <= year <= last.year:
        raise refused("year", _("The authorisation does not hold in %(year)s.") % {"year": year})


def _bases(authorisation: HeadOfficeAuthorisation, year: int, proposed: Mapping[str, Decimal]) -> list[GrossCost]:
    if any(amount < 0 or amount != round(amount, 2) for amount in proposed.values()):
        raise refused("proposed", _("A proposed budget in euros and cents, not below 0."))
    found, unknown = gross_costs(authorisation.scope, year, proposed)
    if strangers := sorted(proposed.keys() - {base.establishment.code for base in found}):
        raise refused("proposed", _("Not covered in %(year)s: %(codes)s.") % {"year": year, "codes": _told(strangers)})
    if unknown:
        codes = _told([site.code for site in unknown])
        raise refused("proposed", _("No gross costs are known of %(codes)s: propose a budget.") % {"codes": codes})
    return found


def _opposable(bases: Sequence[GrossCost], cost: Decimal | None, opposable: Decimal | None, evidence: str) -> int:
    """Cents for L312-1 activities."""
    if cost is None or cost <= 0 or cost != round(cost, 2):
        raise refused("cost", _("The authorised cost of head office in euros and cents, above 0."))
    if opposable is not None:
        if not 0 <= opposable <= cost or opposable != round(opposable, 2):
            raise refused("opposable", _("A part of the cost, in euros and cents."))
        if not evidence.strip():
            raise refused("split_evidence", _("Say what the split rests on; without evidence it is pro rata."))
        return int(opposable * 100)
    sums = {category: sum(_cents(bases, category).values()) for category in (L312_1, OTHER)}
    if not any(sums.values()):
        raise refused("proposed", _("No establishment has gross costs: nothing is shared equally instead."))
    return by_category(int(cost * 100), sums)[L312_1]


def _cents(bases: Sequence[GrossCost], category: str) -> dict[str, int]:
    """By establishment code; a cost below zero carries no quota."""
    mine = [base for base in bases if category_of(base.establishment.kind) == category]
    return {base.establishment.code: max(0, int(base.amount * 100)) for base in mine}


def _line(quota: HeadOfficeQuota, base: GrossCost, cents: Mapping[str, int]) -> QuotaLine:
    return QuotaLine(
        quota=quota,
        establishment=base.establishment,
        category=category_of(base.establishment.kind),
        base=base.amount,
        base_from=base.source,
        months=base.months,
        amount=Decimal(cents.get(base.establishment.code, 0)) / 100,
    )


def _told(codes: Sequence[str]) -> str:
    return ", ".join(codes[:TOLD]) + (f" … ({len(codes)})" if len(codes) > TOLD else "")
