"""The offer is written, submitted, improved, filed. Once submitted it binds: it is only ever improved (R642-1)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from acquisitions import offering
from acquisitions.clocks import improvable, last_improvement_day
from acquisitions.models import Deal, Offer, OfferFiling, OfferVersion
from acquisitions.offering import Item, Promise, Values
from acquisitions.selectors.offers import frozen_promises, gaps_of, last_version, offered, promises, stamp
from acquisitions.services.holding import changed, held
from acquisitions.services.words import told
from establishments.services.structure.checks import check_day, refused
from groupe.accounts.models import User
from groupe.kernel.errors import DomainError, WrongState
from groupe.kernel.recording import recorded_now, saving
from groupe.kernel.web import formats

LONGEST: Final = 4000
LARGEST: Final = Decimal(10) ** 12
Printer = Callable[[Deal, int, Values, Sequence[Promise], dt.datetime], bytes]


@saving()
def offer_save(*, deal: Deal, values: Mapping[str, str], author: User, seen: Mapping[str, str] | None = None) -> Offer:
    """Writes the items that are given, complete or not; WrongState (409) where somebody else wrote one of the contents
    since it was `seen`."""
    deal = held(offered(deal))
    row, _made = Offer.objects.select_for_update().get_or_create(
        deal=deal, defaults={"changed_by": author, "changed_at": recorded_now()}
    )
    for code, was in (seen or {}).items():
        content = offering.content_of(code)
        if content is not None and stamp(row.contents, content) != was:
            message = _("Somebody else wrote “%(content)s” meanwhile: look at it again.")
            raise WrongState("written_meanwhile", message % {"content": content.label})
    cleaned = {code: _cleaned(code, value) for code, value in values.items()}
    row.contents = {code: value for code, value in {**row.contents, **cleaned}.items() if value}
    row.changed_by, row.changed_at = author, recorded_now()
    row.save()
    changed(deal)
    return row


@saving()
def offer_submit(*, deal: Deal, author: User, printer: Printer) -> OfferVersion:
    """Freezes what is written as the next version with its PDF. The first one before the deadline, complete; each other
    one improves the one before, in time for the hearing. 422 names what is wrong, 409 says that it is too late."""
    deal = held(offered(deal))
    row = Offer.objects.select_for_update().filter(deal=deal).first()
    values, made, before = (row.contents if row else {}), promises(deal), last_version(deal)
    _in_time(deal, before)
    gaps = gaps_of(deal, values, made)
    if gaps:
        fields = {gap.field: f"{gap.label} ({gap.reason})" for gap in gaps}
        message = _("The offer is not complete: %(items)s.") % {"items": ", ".join(fields.values())}
        raise DomainError("incomplete", message, fields=fields, status=422)
    if before is not None:
        _improves(before, values, made)
    number, at = before.number + 1 if before else 1, recorded_now()
    pdf = printer(deal, number, values, made, at)
    version = OfferVersion.objects.create(
        deal=deal, number=number, contents=values, commitments=[dataclasses.asdict(promise) for promise in made],
        pdf=pdf, sha256=hashlib.sha256(pdf).hexdigest(), author=author, at=at,
    )  # fmt: skip
    _told_to_file(deal, values)
    changed(deal)
    return version


@saving()
def filing_record(*, deal: Deal, version: OfferVersion, filed_at: dt.datetime, how: str, author: User) -> OfferFiling:
    """Says when and how a version was given to the court, once."""
    deal = held(offered(deal))
    if OfferFiling.objects.filter(version=version).exists():
        raise WrongState("filed", _("The filing of this version is told already."))
    if not version.at - dt.timedelta(days=1) <= filed_at <= timezone.now():
        raise refused("filed_at", _("After the version was made, and not in the future."))
    filing = OfferFiling.objects.create(
        version=version, filed_at=filed_at, how=told(how, "how", longest=200), author=author, at=recorded_now()
    )
    changed(deal)
    return filing


def _in_time(deal: Deal, before: OfferVersion | None) -> None:
    now = timezone.now()
    if before is None:
        if deal.deadline_at is not None and now >= deal.deadline_at:
            message = _("The deadline for offers is over since %(moment)s.")
            raise WrongState("deadline_over", message % {"moment": formats.moment(deal.deadline_at)})
        return
    if deal.hearing_at is None:
        raise WrongState(
            "no_hearing", _("Give the day of the hearing first: it says how long an offer may be improved.")
        )
    if not improvable(deal.hearing_at, now):
        message = _("Improvements were admissible up to %(day)s, two workdays before the hearing (R642-1).")
        raise WrongState("improvement_over", message % {"day": formats.day(last_improvement_day(deal.hearing_at))})


def _improves(before: OfferVersion, values: Values, made: Sequence[Promise]) -> None:
    """An offer binds and cannot be withdrawn: 422 names what would be less than in the version before."""
    old = frozen_promises(before)
    fields = {
        item.code: _("%(item)s: not less than the %(was)s of version %(number)d")
        % {"item": item.label, "was": shown(item, before.values), "number": before.number}
        for item in offering.lowered(before.values, values)
    }
    for promise in offering.broken(old, made):
        fields["commitments"] = _("commitment “%(text)s”: not shorter, nor less") % {"text": promise.text}
    if fields:
        message = _("An offer is only ever improved (R642-1): %(items)s.") % {"items": "; ".join(fields.values())}
        raise DomainError("not_improved", message, fields=fields, status=422)
    if before.values == values and old == list(made):
        raise WrongState("unchanged", _("Nothing differs from version %(number)d.") % {"number": before.number})


def shown(item: Item, values: Values) -> str:
    """A value as people read it."""
    value = values.get(item.code, "")
    match item.kind if value else "":
        case "euros":
            return formats.euros(Decimal(value), 2)
        case "count" | "number":
            return formats.number(Decimal(value))
        case "day":
            return formats.day(dt.date.fromisoformat(value))
    return value


def _told_to_file(deal: Deal, values: Values) -> None:
    """What was offered is what the file says from now on."""
    deal.price = offering.decimal_of(values, "price")
    deal.people, deal.people_taken = offering.count_of(values, "jobs_before"), offering.count_of(values, "jobs_taken")
    deal.fte_taken, deal.entry_on = offering.decimal_of(values, "fte_taken"), offering.day_of(values, "entry_on")


def _cleaned(code: str, value: object) -> str:
    item = offering.items().get(code)
    if item is None:
        raise refused(code, _("An offer has no such content."))
    text = "" if value is None else str(value)
    if item.kind == "text":
        return told(text, code, longest=LONGEST, needed=False)
    if not text.strip():
        return ""
    return _day(code, text.strip()) if item.kind == "day" else _number(item, text.strip())


def _day(code: str, text: str) -> str:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise refused(code, _("Give a date such as 2026-12-01.")) from None
    check_day(day, code)
    return day.isoformat()


def _number(item: Item, text: str) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise refused(item.code, _("Give a number such as 1234.56.")) from None
    if not number.is_finite() or not 0 <= number < (LARGEST if item.kind == "euros" else 1_000_000):
        raise refused(item.code, _("Not below zero, and not that much."))
    exact = round(number, 0 if item.kind == "count" else 2)
    if exact != number:
        raise refused(
            item.code, _("A whole number is expected.") if item.kind == "count" else _("Two decimals at most.")
        )
    return str(exact)
