"""How much time is left, as people read it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acquisitions.selectors.clocks import Clock
from groupe.kernel.web import formats


def countdown(clock: Clock) -> str:
    """`in 5 workdays (7 days)`; what is over is late since its day."""
    if clock.over:
        return _("late since %(day)s") % {"day": formats.day(clock.on)}
    if clock.days == 0:
        return _("today")
    return _("%(workdays)s (%(days)s)") % {"workdays": workdays_left(clock), "days": _days(clock.days)}


def card_words(clock: Clock) -> str:
    """`audience : 5 jours ouvrés`, for a card."""
    return _("%(what)s: %(left)s") % {"what": str(clock.kind.label).capitalize(), "left": workdays_left(clock)}


def workdays_left(clock: Clock) -> str:
    """The short form, for a card."""
    if clock.over:
        return _("late")
    if clock.days == 0:
        return _("today")
    return ngettext("%(count)s workday", "%(count)s workdays", clock.workdays) % {
        "count": formats.number(clock.workdays)
    }


def _days(count: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": formats.number(count)}
