"""Closing a period: all of it, or nothing."""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction
from django.utils.translation import gettext as _

from establishments.services.freezing import reports_freeze
from groupe.accounts.models import User
from groupe.consolidation.engine.plan import current_plan
from groupe.consolidation.layout import current_layout
from groupe.consolidation.models import Close, CloseSite, EngineState
from groupe.consolidation.selectors.closes.checklist import Checklist, checklist_of
from groupe.consolidation.services.closing.fingerprint import digests_of, fingerprint_of
from groupe.consolidation.services.closing.snapshot import write_snapshot
from groupe.consolidation.services.fold import fold_all, fold_pending
from groupe.consolidation.source import first_month
from groupe.consolidation.store import take_lock
from groupe.kernel.errors import DomainError, WrongState
from groupe.kernel.periods import Month, last_completed_month
from groupe.kernel.recording import closing

LONGEST_REASON = 500


def close_period(*, author: User | None, month: Month, reason: str = "", confirm_late: bool = False) -> Close:
    """Freezes the validated reports of the month, names the others, and publishes the figures of every month.

    Closing once more needs a reason, and makes the next version. Refused: a month that is not over (409), a second
    version without a reason (400), flows whose two sides differ (422, E42), and, unless `confirm_late`, late sites
    (422). `author` None is the command line.
    """
    check_closable(month)
    fold_all()  # most of what waits, and of what is looked at, so that saves wait as little as possible
    before = checklist_of(month, author)
    with transaction.atomic():
        take_lock(wait=True)  # before the turn of the close: a rebuild may hold it for long
        return _close_alone(before, author, reason, confirm_late=confirm_late)


def _close_alone(before: Checklist, author: User | None, reason: str, *, confirm_late: bool) -> Close:
    with closing() as instant:
        while fold_pending():
            continue
        checklist = checklist_of(before.month, author, before)
        reason = _reason(reason, checklist.version)
        _check_open(checklist, confirm_late=confirm_late)
        reports_freeze(reports=[site.report for site in checklist.sites if site.report], author=author)
        return _publish(checklist, author, reason, instant)


def check_closable(month: Month) -> None:
    """409 for a month that is not over, or before the group's first report."""
    first = first_month()
    if month > last_completed_month():
        raise WrongState("month_not_over", _("A month is closed once it is over."))
    if first is None or month < first:
        raise WrongState("nothing_reported", _("Nothing was reported for this month yet."))


def _reason(reason: str, version: int) -> str:
    cleaned = reason.strip()
    if (version > 1 and not cleaned) or len(cleaned) > LONGEST_REASON:
        message = _("This period is closed: say in 500 characters at most why it is closed again.")
        raise DomainError("reason_required", message, fields={"reason": message})
    return cleaned


def _check_open(checklist: Checklist, *, confirm_late: bool) -> None:
    if checklist.blocking:
        told = [
            f"{each.seller} → {each.buyer}, {each.account}: {each.sold} / {each.bought}" for each in checklist.blocking
        ]
        message = _("Seller and buyer declare flows that differ by more than 1.00 EUR (E42): %(flows)s.")
        raise DomainError("flows_differ", message % {"flows": "; ".join(told)}, fields={"flows": told}, status=422)
    if checklist.late and not confirm_late:
        codes = [site.code for site in checklist.late]
        message = _("Reports are late: %(sites)s. Confirm that the period is closed without them.")
        raise DomainError("late_sites", message % {"sites": ", ".join(codes)}, fields={"late": codes}, status=422)


def _publish(checklist: Checklist, author: User | None, reason: str, instant: dt.datetime) -> Close:
    """The rows come first, under a number that is reserved: the close is written once, with its fingerprint."""
    state = EngineState.objects.get(pk=1)
    before = Close.objects.order_by("-pk").first()
    close = Close(
        pk=_reserved(),
        month=checklist.month.first,
        version=checklist.version,
        closed_at=instant,
        author=author,
        reason=reason,
        generation=state.generation,
        catalogue=current_plan().fingerprint,
        widths=current_layout().widths,
        checklist=checklist.as_json(),
        previous=before.fingerprint if before else "",
    )
    CloseSite.objects.bulk_create(
        (
            CloseSite(
                close_id=close.pk, establishment_id=site.establishment, standing=site.standing,
                counting_id=site.counting,
            )
            for site in checklist.sites
        ),
        batch_size=1000,
    )  # fmt: skip
    write_snapshot(close.pk)
    close.digests = digests_of(close)
    close.fingerprint = fingerprint_of(close.previous, close.digests)
    close.save(force_insert=True)
    return close


def _reserved() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select nextval(pg_get_serial_sequence(%s, 'id'))", [Close._meta.db_table])
        return int(cursor.fetchone()[0])
