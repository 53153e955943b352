"""Members are told when a clock comes near: once at each step."""

from __future__ import annotations

import smtplib
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

import structlog
from django.core.mail import send_mail
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acquisitions.access import WHOLE
from acquisitions.clocks import reminder_step
from acquisitions.enums import ClockKind, DealState
from acquisitions.models import Deal, DealMember, Reminder
from acquisitions.selectors.clocks import Clock, clocks_of
from groupe.accounts.models import User
from groupe.kernel.periods import today
from groupe.kernel.recording import recorded_now, saving
from groupe.kernel.web import formats

log = structlog.get_logger(__name__)
# Targets of stages are the group's own: they show, and nobody is written to about them.
SILENT: Final = frozenset({ClockKind.STAGE})


def reminders_write() -> int:
    """What is near and was not said yet is written down, then mailed; run again it does nothing."""
    deals = Deal.objects.exclude(state=DealState.LOST).order_by("pk")
    near = [
        (clock, step)
        for found in clocks_of(deals, timezone.now()).values()
        for clock in found
        if clock.kind not in SILENT and not clock.over and (step := reminder_step(clock.workdays)) is not None
    ]
    said = [clock for clock, step in near if _said(clock, step)]
    if said:
        _mail(said)
    return len(said)


@saving()
def _said(clock: Clock, step: int) -> bool:
    _row, made = Reminder.objects.get_or_create(
        deal=clock.deal, key=clock.key, on=clock.on, step=step, defaults={"kind": clock.kind, "at": recorded_now()}
    )
    return made


def _mail(said: Iterable[Clock]) -> None:
    """One mail to each member; a mail leaves the walls, so that it bears numbers and no names."""
    by_deal = defaultdict(list)
    for clock in said:
        by_deal[clock.deal.pk].append(clock)
    rows = DealMember.objects.inside(today()).filter(deal__in=by_deal, level__in=WHOLE, user__is_active=True)
    by_user: dict[User, list[Clock]] = defaultdict(list)
    for member in rows.select_related("user").order_by("user", "deal"):
        by_user[member.user].extend(by_deal[member.deal_id])
    for user, found in by_user.items():
        with translation.override(user.language or "fr"):
            subject = _("Groupe: takeover files, %(count)d dates near") % {"count": len(found)}
            text = "\n".join(_line(clock) for clock in found)
        try:
            send_mail(subject, text, None, [user.email])
        except (OSError, smtplib.SMTPException) as error:
            log.exception("reminder_not_mailed", user=user.pk, error=type(error).__name__)


def _line(clock: Clock) -> str:
    left = ngettext("%(count)d workday left", "%(count)d workdays left", clock.workdays) % {"count": clock.workdays}
    return f"{clock.deal.code} · {clock.kind.label} · {formats.when(clock.at or clock.on)} · {left}"
