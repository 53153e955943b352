"""Rooms: a file is opened, people are named in it, and who comes in is written down."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.utils.translation import gettext as _

from acquisitions.enums import DealState, MemberLevel
from acquisitions.models import Deal, DealAccess, DealMember
from acquisitions.routes import routes
from acquisitions.services.describing import Description, described
from acquisitions.services.holding import changed, held, moved
from establishments.access import Can, access_of
from establishments.services.structure.checks import check_day, refused
from groupe.accounts.models import User
from groupe.kernel.periods import today
from groupe.kernel.recording import recorded_now, saving

# A page read again within this time is one visit in the log.
VISIT = dt.timedelta(minutes=10)
NUMBERING = 7_260_501
EVERY_STATE = tuple(DealState.values)


@saving()
def deal_open(
    *, route: str, name: str, author: User, signed_on: dt.date, description: Description | None = None
) -> Deal:
    """A file in the first stage of its route; its author leads it and is alone in its room."""
    if route not in routes():
        raise refused("route", _("One of %(values)s is expected.") % {"values": ", ".join(routes())})
    deal = Deal(route=route, stage=routes()[route].first.code, opened_by=author, opened_at=recorded_now(),
        stage_since=recorded_now())  # fmt: skip
    described(deal, (description or Description())._replace(name=name))
    deal.code = _next_code()
    deal.save()
    _named(deal, author, MemberLevel.LEAD, signed_on, author)
    moved(deal, author, "", deal.stage)
    return deal


@saving()
def member_name(*, deal: Deal, user: User, level: str, signed_on: dt.date, author: User) -> DealMember:
    """A person comes into the room, once their confidentiality undertaking is signed; a level told again changes it."""
    deal = held(deal, states=EVERY_STATE)
    if level not in MemberLevel.values:
        raise refused("level", _("One of %(values)s is expected.") % {"values": ", ".join(MemberLevel.values)})
    _check_role(user, level)
    current = DealMember.objects.inside(today()).filter(deal=deal, user=user, left_on__isnull=True).first()
    if current is not None and current.level == MemberLevel.LEAD and level != MemberLevel.LEAD:
        raise refused("level", _("Name another one who leads the file first."))
    if level == MemberLevel.LEAD:
        _step_down(deal, but=user)
    if current is not None:
        current.level, current.signed_on = level, _signed(signed_on)
        current.save()
        return current
    return _named(deal, user, level, signed_on, author)


@saving()
def member_leave(*, deal: Deal, member: DealMember, author: User) -> DealMember:
    """From now on the room does not exist for this person; what they did there stays written."""
    deal = held(deal, states=EVERY_STATE)
    row = DealMember.objects.select_for_update().get(pk=member.pk, deal=deal)
    if row.level == MemberLevel.LEAD:
        raise refused("user", _("Name another one who leads the file first."))
    if row.left_on is None:
        row.left_on = today() - dt.timedelta(days=1)
        row.save()
    return row


@saving()
def deal_describe(*, deal: Deal, description: Description, author: User, expected: int | None = None) -> Deal:
    """Facts of the file, at any stage before it is over."""
    deal = held(deal, expected, (DealState.OPEN, DealState.WON))
    described(deal, description)
    return changed(deal)


def entered(*, deal: Deal, user: User, what: str) -> None:
    """Writes who opened what; a page read again within ten minutes is one visit."""
    now = recorded_now()
    known = DealAccess.objects.filter(number=deal.code, user=user, what=what, at__gt=now - VISIT)
    if not known.exists():
        DealAccess.objects.create(deal=deal, number=deal.code, user=user, what=what[:120], at=now)


def _named(deal: Deal, user: User, level: str, signed_on: dt.date, author: User) -> DealMember:
    return DealMember.objects.create(
        deal=deal, user=user, level=level, signed_on=_signed(signed_on), since=today(), added_by=author
    )


def _signed(day: dt.date) -> dt.date:
    check_day(day, "signed_on")
    if day > today():
        raise refused("signed_on", _("The undertaking is signed before the room opens: not in the future."))
    return day


def _check_role(user: User, level: str) -> None:
    """Whoever is named must have a role that sees the pipeline; people of human resources read jobs alone."""
    access = access_of(user)
    if not access.anywhere(Can.SEE_PIPELINE):
        raise refused("user", _("This person has no role in takeovers."))
    if level in (MemberLevel.LEAD, MemberLevel.WORKER) and not access.anywhere(Can.WORK_PIPELINE):
        raise refused("level", _("The role of this person lets them read files only."))
    if level != MemberLevel.JOBS and not access.anywhere(Can.SEE_DEALS):
        raise refused("level", _("The role of this person lets them read jobs only."))


def _step_down(deal: Deal, *, but: User) -> None:
    """Who led the file works on it from now on."""
    for row in deal.members.filter(left_on__isnull=True, level=MemberLevel.LEAD).exclude(user=but):
        row.level = MemberLevel.WORKER
        row.save()


def _next_code() -> str:
    """`R2026-014`: one number after the other within a year."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [NUMBERING])
    year = today().year
    last = Deal.objects.filter(code__startswith=f"R{year}-").order_by("-code").values_list("code", flat=True).first()
    return f"R{year}-{int(last.partition('-')[2]) + 1 if last else 1:03d}"
