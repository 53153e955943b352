"""The wall: a file is seen by the members named in its room today, and by nobody else, whatever their mandate.

Seeing the pipeline at all takes a role (domain.md, section 12); seeing a file takes being named in it. What one may
not see does not exist: lists, counts, searches, exports and feeds go through `visible_deals`.
"""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from acquisitions.enums import MemberLevel
from acquisitions.models import Deal, DealMember
from establishments.access import Access, Can
from groupe.accounts.models import User
from groupe.kernel.errors import NotAllowed, NotVisible
from groupe.kernel.periods import today

WORKING = (MemberLevel.LEAD, MemberLevel.WORKER)
# Whoever reads jobs only sees what is about jobs.
WHOLE = (*WORKING, MemberLevel.READER)


def sees_pipeline(access: Access) -> bool:
    return access.anywhere(Can.SEE_PIPELINE)


def works_pipeline(access: Access) -> bool:
    return access.anywhere(Can.WORK_PIPELINE)


def require_pipeline(access: Access, *, write: bool = False) -> None:
    """Nothing of the pipeline is there for others (404); who only reads it is refused (403)."""
    if not sees_pipeline(access):
        raise NotVisible(_("This page does not exist."))
    if write and not works_pipeline(access):
        raise NotAllowed(_("Your role does not allow this."))


def visible_deals(access: Access, *, jobs: bool = False) -> QuerySet[Deal]:
    """The files in whose rooms the user is named today; with `jobs` also those where jobs alone are shown."""
    if not sees_pipeline(access) or not isinstance(access.user, User):
        return Deal.objects.none()
    if not jobs and not access.anywhere(Can.SEE_DEALS):
        return Deal.objects.none()
    levels = MemberLevel.values if jobs else WHOLE
    named = DealMember.objects.inside(today()).filter(user=access.user, level__in=levels)
    return Deal.objects.filter(pk__in=named.order_by().values("deal"))


def get_deal_for(access: Access, code: str, *, write: bool = False, jobs: bool = False) -> Deal:
    """The one door to a file: NotVisible (404) for who is not named, NotAllowed (403) for who only reads."""
    rows = visible_deals(access, jobs=jobs).filter(code=code).select_related("entity", "opened_by")
    found = rows.first()
    if found is None:
        raise NotVisible(_("There is no such takeover file."))
    if write and not works_on(access, found):
        raise NotAllowed(_("You read this file only."))
    return found


def level_of(access: Access, deal: Deal) -> str:
    """Of the user in the room today; empty outside."""
    if not isinstance(access.user, User):
        return ""
    row = DealMember.objects.inside(today()).filter(deal=deal, user=access.user).first()
    return row.level if row else ""


def works_on(access: Access, deal: Deal) -> bool:
    """Named to work on it, by a role that may."""
    return works_pipeline(access) and level_of(access, deal) in WORKING


def leads(access: Access, deal: Deal) -> bool:
    """Who leads a file names its members."""
    return works_pipeline(access) and level_of(access, deal) == MemberLevel.LEAD


def approves(access: Access, deal: Deal) -> bool:
    """Named in the room with a role that approves gates; whether this one is their own is told by the service."""
    return access.anywhere(Can.APPROVE_GATES) and level_of(access, deal) in WHOLE


def changes_grid(access: Access) -> bool:
    """The grid weighs every file alike: whoever approves gates sets it, not whoever scores."""
    return access.anywhere(Can.APPROVE_GATES)


def require_grid(access: Access) -> None:
    """404 where the pipeline is not there, 403 for who only reads the grid."""
    require_pipeline(access)
    if not changes_grid(access):
        raise NotAllowed(_("Your role does not allow this."))
