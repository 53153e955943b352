"""What happens to requests by itself: warnings, and the end of those that nobody reopened."""

from __future__ import annotations

import smtplib
from collections.abc import Sequence

import structlog
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from groupe.accounts.models import User
from groupe.kernel.errors import WrongState
from groupe.kernel.recording import recorded_now, saving
from groupe.kernel.web import formats
from shared_services.enums import RequestState
from shared_services.models import ServiceRequest
from shared_services.services.moving import held, moved
from shared_services.services.requests import REOPEN
from shared_services.services.serving import WORKED_ON

log = structlog.get_logger(__name__)


def requests_watch() -> tuple[int, int]:
    """Marks once what is at risk and what is late, its clock running; the head is told by mail of the late ones."""
    now = timezone.now()
    with transaction.atomic():
        running = ServiceRequest.objects.filter(state__in=WORKED_ON)
        risky = running.filter(warned_at__isnull=True, risk_at__lte=now).update(warned_at=now)
        late = running.filter(breached_at__isnull=True, resolve_due__lt=now).select_for_update(skip_locked=True)
        keys = list(late.values_list("pk", flat=True))
        ServiceRequest.objects.filter(pk__in=keys).update(breached_at=now)
    _tell(keys)
    return risky, len(keys)


def requests_close_old() -> int:
    """Closes what was resolved and not reopened in time."""
    old = ServiceRequest.objects.filter(state=RequestState.RESOLVED, resolved_at__lt=timezone.now() - REOPEN)
    return sum(_closed(request) for request in old.order_by("pk"))


@saving()
def _closed(request: ServiceRequest) -> bool:
    try:
        found = held(request, request.revision, (RequestState.RESOLVED,), "close")
    except WrongState:
        return False  # reopened or rated just now
    found.closed_at = recorded_now()
    moved(found, None, "close", RequestState.CLOSED)
    return True


def _tell(keys: Sequence[int]) -> None:
    """One mail to each head; the marks stand whether or not it could be sent."""
    rows = ServiceRequest.objects.filter(pk__in=keys).annotate(head=F("service__department__head"))
    by_head: dict[int, list[ServiceRequest]] = {}
    for row in rows.select_related("establishment"):
        if row.head is not None:
            by_head.setdefault(row.head, []).append(row)
    for user in User.objects.filter(pk__in=by_head, is_active=True):
        late = by_head[user.pk]
        with translation.override(user.language or "fr"):
            subject = _("Groupe: requests past their time: %(count)d") % {"count": len(late)}
            lines = [f"{row.number} {row.establishment} · {formats.moment(row.resolve_due)}" for row in late]
        try:
            send_mail(subject, "\n".join(lines), None, [user.email])
        except (OSError, smtplib.SMTPException) as error:
            log.exception("late_requests_not_mailed", user=user.pk, error=type(error).__name__)
