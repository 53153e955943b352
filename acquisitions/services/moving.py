"""A file moves: forwards through gates, backwards with a reason, or it is lost."""

from __future__ import annotations

from django.utils.translation import gettext as _

from acquisitions.enums import DealState, LostReason
from acquisitions.models import Deal
from acquisitions.routes import Stage, routes
from acquisitions.selectors.gates import missing_before, stage_of
from acquisitions.services.gates import answers_forgotten
from acquisitions.services.holding import changed, held, moved
from acquisitions.services.words import told
from establishments.services.structure.checks import refused
from groupe.accounts.models import User
from groupe.kernel.errors import DomainError, WrongState
from groupe.kernel.recording import recorded_now, saving


@saving()
def deal_move(*, deal: Deal, stage: str, author: User, reason: str = "", expected: int | None = None) -> Deal:
    """To another stage. Forwards, every gate on the way must hold (422 names what is missing); back takes a reason."""
    deal = held(deal, expected, (DealState.OPEN, DealState.WON))
    plan = routes()[deal.route]
    if not plan.has(stage):
        raise refused("stage", _("This route has no such stage."))
    target, current = plan.stage(stage), stage_of(deal)
    if target == current:
        raise WrongState("already_there", _("The file is in this stage already."))
    if target.position < current.position:
        return _back(deal, current, target, author, reason)
    missing = missing_before(deal, target)
    if missing:
        message = _("Still missing: %(items)s.") % {"items": ", ".join(item.label for _stage, item in missing)}
        fields = {item.code: item.label for _stage, item in missing}
        raise DomainError("gate_closed", message, fields=fields, status=422)
    return to_stage(deal, target, author, told(reason, "reason", needed=False))


def to_stage(deal: Deal, target: Stage, author: User, reason: str) -> Deal:
    """Writes the step of a file that is held."""
    moved(deal, author, deal.stage, target.code, reason)
    deal.stage, deal.stage_since = target.code, recorded_now()
    return changed(deal)


@saving()
def deal_lose(*, deal: Deal, reason: str, word: str, author: User, expected: int | None = None) -> Deal:
    """The file is over without a takeover; it is purged after two years."""
    deal = held(deal, expected)
    if reason not in LostReason.values:
        raise refused("reason", _("Choose why the file is lost."))
    moved(deal, author, deal.stage, DealState.LOST, told(word, "word", needed=False))
    deal.state, deal.lost_reason, deal.lost_at = DealState.LOST, reason, recorded_now()
    return changed(deal)


@saving()
def deal_reopen(*, deal: Deal, word: str, author: User, expected: int | None = None) -> Deal:
    """A lost file lives again in the stage where it was."""
    deal = held(deal, expected, (DealState.LOST,))
    deal.state, deal.lost_reason, deal.lost_at = DealState.OPEN, "", None
    moved(deal, author, DealState.LOST, deal.stage, told(word, "word"))
    answers_forgotten(deal, stage_of(deal))
    return changed(deal)


def _back(deal: Deal, current: Stage, target: Stage, author: User, reason: str) -> Deal:
    """What is in the group stays there: such a file goes back no further than the takeover."""
    takeover = routes()[deal.route].takeover
    if deal.state == DealState.WON and target.position < takeover.position:
        raise WrongState("taken_over", _("The establishments are in the group: undo the takeover first."))
    word = told(reason, "reason")
    answers_forgotten(deal, target)
    return to_stage(deal, target, author, word)
