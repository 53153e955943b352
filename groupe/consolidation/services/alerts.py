"""Telling people what is wrong with the engine: once, by mail and on their pages."""

from __future__ import annotations

import datetime as dt
import smtplib

import structlog
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from establishments.enums import Role
from establishments.models import Mandate
from groupe.accounts.models import User
from groupe.consolidation.models import Alert, Run
from groupe.consolidation.selectors.freshness import freshness
from groupe.kernel.errors import DomainError, WrongState
from groupe.kernel.periods import today

LONGEST_LAG = dt.timedelta(seconds=60)
log = structlog.get_logger(__name__)


def raise_difference(run: Run) -> Alert:
    """An alert that is still open tells of the newest check instead; nobody gets a second mail."""
    found = len(run.differences)
    alert, new = _opened(Alert.Kind.DIFFERENCE, run=run, count=found)
    if not new:
        Alert.objects.filter(pk=alert.pk).update(run=run, count=found)
    log.error("figures_differ", run=run.pk, differences=found, first=run.differences[:5])
    if new:
        _mail(alert)
    return alert


def watch_lag() -> None:
    """Raises one alert where a change waits too long, and closes it when that is caught up."""
    now = freshness()
    late = now.oldest is not None and now.oldest > LONGEST_LAG
    if late:
        alert, new = _opened(Alert.Kind.LAG, count=now.waiting)
        if new:
            log.error("changes_wait", waiting=now.waiting, seconds=int(now.oldest.total_seconds()) if now.oldest else 0)
            _mail(alert)
    else:
        Alert.objects.filter(kind=Alert.Kind.LAG, closed_at__isnull=True).update(closed_at=timezone.now())


@transaction.atomic
def acknowledge(*, alert: Alert, author: User, note: str) -> None:
    """A difference that somebody has looked into; the note says what it was."""
    note = note.strip()
    if not note:
        raise DomainError("note_missing", _("Say what was found or done."), fields={"reason": [_("Required.")]})
    if alert.kind != Alert.Kind.DIFFERENCE:
        raise WrongState("not_to_acknowledge", _("A delay is closed by itself when it is caught up."))
    still_open = Alert.objects.filter(pk=alert.pk, closed_at__isnull=True)
    if not still_open.update(closed_at=timezone.now(), closed_by=author, note=note[:500]):
        raise WrongState("acknowledged", _("This alert is closed already."))


def _opened(kind: Alert.Kind, *, count: int, run: Run | None = None) -> tuple[Alert, bool]:
    return Alert.objects.get_or_create(kind=kind, closed_at=None, defaults={"run": run, "count": count})


def _mail(alert: Alert) -> None:
    """To the controllers of the group, each in their language; the alert stands whether or not it could be sent."""
    controllers = Mandate.objects.filter(role=Role.CONTROLLER, scope="group", user__is_active=True).on(today())
    for user in User.objects.filter(pk__in=controllers.values("user")):
        with translation.override(user.language or "fr"):
            subject = _("Groupe: %(alert)s") % {"alert": alert.get_kind_display()}
            text = render_to_string("consolidation/email/alert.txt", {"alert": alert, "name": str(user)})
        try:
            send_mail(subject, text, None, [user.email])
        except (OSError, smtplib.SMTPException) as error:
            log.exception("alert_not_mailed", alert=alert.pk, user=user.pk, error=type(error).__name__)
