"""Authorisation files, commitments and calendar feeds; what members are reminded of."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from acquisitions.enums import AuthorityAnswer, DealState, Towards
from acquisitions.models import AuthorisationFile, CalendarFeed, Commitment, Deal
from acquisitions.selectors.offers import last_version
from acquisitions.services.holding import changed, held
from acquisitions.services.words import told
from establishments.services.structure.checks import check_day, refused
from groupe.accounts.models import ApiToken, User, token_digest
from groupe.kernel.errors import DomainError, WrongState
from groupe.kernel.periods import today
from groupe.kernel.recording import recorded_now, saving

CHANGING: Final = (DealState.OPEN, DealState.WON)


@saving()
def authorisation_save(
    *, deal: Deal, authority: str, received_on: dt.date, asked_on: dt.date | None = None,
    completed_on: dt.date | None = None, answer: str = "", answered_on: dt.date | None = None,
    sent: AuthorisationFile | None = None,
) -> AuthorisationFile:  # fmt: skip
    """A file sent to an authority, or what became of it; 422 where its days do not follow each other."""
    deal = held(deal, states=CHANGING)
    row = AuthorisationFile.objects.select_for_update().get(pk=sent.pk, deal=deal) if sent else AuthorisationFile()
    row.deal, row.authority = deal, told(authority, "authority", longest=120)
    row.received_on, row.asked_on, row.completed_on = received_on, asked_on, completed_on
    row.answer, row.answered_on = answer, answered_on
    _check_days(row)
    _unique(row, "authority", _("This file is told already."))
    row.save()
    changed(deal)
    return row


def _check_days(row: AuthorisationFile) -> None:
    for name in ("received_on", "asked_on", "completed_on", "answered_on"):
        day = getattr(row, name)
        if day is not None:
            check_day(day, name)
            if day > today():
                raise refused(name, _("Tell it once it has happened: not in the future."))
    if row.asked_on and row.asked_on < row.received_on:
        raise refused("asked_on", _("Nothing is asked for before the file was received."))
    if row.completed_on and (row.asked_on is None or row.completed_on < row.asked_on):
        raise refused("completed_on", _("A file is completed after something was asked for."))
    if row.answer and row.answer not in AuthorityAnswer.values:
        raise refused("answer", _("One of %(values)s is expected.") % {"values": ", ".join(AuthorityAnswer.values)})
    if bool(row.answer) != (row.answered_on is not None):
        raise refused("answered_on", _("An answer goes with its day."))
    if row.answered_on and row.answered_on < row.received_on:
        raise refused("answered_on", _("Nobody answers before the file was received."))


@saving()
def commitment_save(
    *, deal: Deal, towards: str, text: str, until: dt.date, author: User, amount: Decimal | None = None,
    commitment: Commitment | None = None,
) -> Commitment:  # fmt: skip
    """Promises something until a day."""
    deal = held(deal, states=CHANGING)
    row = Commitment.objects.select_for_update().get(pk=commitment.pk, deal=deal) if commitment else Commitment()
    if commitment is None:
        row.deal, row.created_by, row.created_at = deal, author, recorded_now()
    if towards not in Towards.values:
        raise refused("towards", _("One of %(values)s is expected.") % {"values": ", ".join(Towards.values)})
    check_day(until, "until")
    if amount is not None and amount < 0:
        raise refused("amount", _("An amount cannot be negative."))
    _check_bound(row, towards, text := told(text, "text", longest=300), until, amount)
    row.towards, row.text, row.until, row.amount = towards, text, until, amount
    _unique(row, "text", _("This commitment is told already."))
    row.save()
    changed(deal)
    return row


@saving()
def commitment_remove(*, deal: Deal, commitment: Commitment) -> None:
    deal = held(deal, states=CHANGING)
    if _bound(commitment):
        raise WrongState("bound", _("The offer to the court promises this: it is not taken back."))
    Commitment.objects.filter(pk=commitment.pk, deal=deal).delete()
    changed(deal)


def _bound(commitment: Commitment) -> bool:
    """Whether the offer as it was submitted promises it."""
    version = last_version(commitment.deal)
    return version is not None and any(told["id"] == commitment.pk for told in version.commitments)


def _check_bound(row: Commitment, towards: str, text: str, until: dt.date, amount: Decimal | None) -> None:
    """What an offer to the court promises is only ever improved."""
    if row.pk is None or not _bound(row):
        return
    message = _("The offer to the court promises this: it may only be improved.")
    if (row.towards, row.text) != (towards, text):
        raise refused("text", message)
    if until < row.until:
        raise refused("until", message)
    if row.amount is not None and (amount is None or amount < row.amount):
        raise refused("amount", message)


def _unique(row: AuthorisationFile | Commitment, field: str, message: str) -> None:
    try:
        row.validate_constraints()
    except ValidationError as error:
        raise DomainError("refused", message, fields={field: message}, status=422) from error


@saving()
def feed_renew(*, user: User, named: bool) -> tuple[CalendarFeed, str]:
    """A new secret address, told once; the one before opens nothing any more."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    feed_revoke(user=user)
    secret = ApiToken.new_secret().removeprefix("grp_")
    made = CalendarFeed.objects.create(user=user, digest=token_digest(secret), named=named, created_at=recorded_now())
    return made, secret


@saving()
def feed_revoke(*, user: User) -> None:
    CalendarFeed.objects.filter(user=user, revoked_at__isnull=True).update(revoked_at=recorded_now())
