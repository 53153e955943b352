"""One person at a time changes a file."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from acquisitions.enums import DealState
from acquisitions.models import Deal, DealMove
from acquisitions.routes import routes
from groupe.accounts.models import User
from groupe.kernel.errors import WrongState
from groupe.kernel.recording import recorded_now


def held(deal: Deal, expected: int | None = None, states: Iterable[str] = (DealState.OPEN,)) -> Deal:
    """The row, locked; WrongState (409) where it was changed since it was read, or its state allows no change."""
    found = Deal.objects.select_for_update(no_key=True).get(pk=deal.pk)
    if expected is not None and expected != found.revision:
        label = routes()[found.route].stage(found.stage).label
        message = _("Somebody else changed this file meanwhile: it is now in “%(stage)s”. Look at it again.")
        raise WrongState("moved_meanwhile", message % {"stage": label})
    if found.state not in set(states):
        message = _("This file is %(state)s: it no longer changes this way.")
        raise WrongState("not_open", message % {"state": found.get_state_display()})
    return found


def changed(deal: Deal) -> Deal:
    """Writes the row; whoever read it before is told."""
    deal.revision += 1
    deal.save()
    return deal


def moved(deal: Deal, author: User, before: str, after: str, reason: str = "") -> None:
    DealMove.objects.create(deal=deal, author=author, before=before, after=after, reason=reason, at=recorded_now())
