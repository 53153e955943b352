"""`close_period YYYY-MM`: freezes and publishes a period."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from establishments.access import Can, access_of
from groupe.accounts.models import User
from groupe.consolidation.models import Close
from groupe.consolidation.services.closing import close_period
from groupe.kernel.errors import DomainError
from groupe.kernel.periods import Month


class Command(BaseCommand):
    help = "Closes a period: freezes validated reports, names the late ones, publishes a snapshot with a fingerprint."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("period", metavar="YYYY-MM")
        parser.add_argument("--user", metavar="EMAIL", default="", help="who closes: a controller of the whole group")
        parser.add_argument("--reason", default="", help="why, where the period is closed already")

    def handle(self, *, period: str, user: str, reason: str, **options: Any) -> None:
        try:
            month = Month.parse(period)
        except ValueError as error:
            raise CommandError(_("A month such as 2026-03 is expected.")) from error
        try:
            close = close_period(author=_author(user), month=month, reason=reason, confirm_late=True)
        except DomainError as error:
            raise CommandError(error.message) from error
        self._tell(close)

    def _tell(self, close: Close) -> None:
        self.stdout.write(f"{close} {close.fingerprint}")
        told = {
            "frozen_now": _("frozen now"),
            "late": _("late"),
            "submitted": _("not validated"),
            "own": _("not frozen, entered by who closes"),
            "unanswered": _("with findings that nobody answered"),
        }
        for name, label in told.items():
            if codes := list(close.checklist[name]):
                self.stdout.write(f"  {label} ({len(codes)}): {', '.join(codes)}")


def _author(email: str) -> User | None:
    if not email:
        return None
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        raise CommandError(_("Nobody has this e-mail address: %(email)s.") % {"email": email})
    if not access_of(user).whole_group(Can.CLOSE):
        raise CommandError(_("%(email)s may not close a period.") % {"email": email})
    return user
