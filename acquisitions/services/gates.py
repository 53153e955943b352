"""Gates: checks are made, approvals are asked for and given, by another than those who work for them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from acquisitions.enums import Answer, ItemKind
from acquisitions.models import Deal, DealMember, DealMove, GateAnswer
from acquisitions.routes import GateItem, Stage, routes
from acquisitions.services.holding import changed, held
from acquisitions.services.words import told
from establishments.services.structure.checks import refused
from groupe.accounts.models import User
from groupe.kernel.errors import NotAllowed, WrongState
from groupe.kernel.periods import today
from groupe.kernel.recording import recorded_now, saving

WORKERS = ("lead", "worker")


@saving()
def check_make(*, deal: Deal, stage: str, item: str, note: str, author: User) -> GateAnswer:
    """Says that a check is done; told again, it takes the newer word."""
    deal = held(deal)
    found = _item(deal, stage, item, ItemKind.CHECK)
    answer, _made = GateAnswer.objects.update_or_create(
        deal=deal, stage=stage, item=found.code,
        defaults={"answer": Answer.DONE, "author": author, "note": told(note, "note", needed=False),
            "at": recorded_now()},
    )  # fmt: skip
    changed(deal)
    return answer


@saving()
def check_undo(*, deal: Deal, stage: str, item: str, author: User) -> None:
    """Takes a check back, as long as the file has not passed this gate."""
    deal = held(deal)
    found = _item(deal, stage, item, ItemKind.CHECK)
    GateAnswer.objects.filter(deal=deal, stage=stage, item=found.code).delete()
    changed(deal)


@saving()
def approval_ask(*, deal: Deal, stage: str, item: str, note: str, author: User) -> GateAnswer:
    """Asks for an approval; a refused one may be asked for again."""
    deal = held(deal)
    found = _item(deal, stage, item, ItemKind.APPROVAL)
    known = GateAnswer.objects.filter(deal=deal, stage=stage, item=found.code).first()
    if known is not None and known.answer == Answer.APPROVED:
        raise WrongState("approved", _("This is approved already."))
    answer, _made = GateAnswer.objects.update_or_create(
        deal=deal, stage=stage, item=found.code,
        defaults={"answer": Answer.ASKED, "author": author, "note": told(note, "note", needed=False),
            "at": recorded_now(), "decided_by": None, "decided_at": None},
    )  # fmt: skip
    changed(deal)
    return answer


@saving()
def approval_decide(*, deal: Deal, stage: str, item: str, approve: bool, note: str, author: User) -> GateAnswer:
    """Approves or refuses with a word; NotAllowed (403) to whoever works for this gate."""
    deal = held(deal)
    found = _item(deal, stage, item, ItemKind.APPROVAL)
    answer = GateAnswer.objects.select_for_update().filter(deal=deal, stage=stage, item=found.code).first()
    if answer is None or answer.answer != Answer.ASKED:
        raise WrongState("not_asked", _("Nobody asks for this approval now."))
    if own_gate(deal, stage, author):
        raise NotAllowed(_("Nobody signs off a gate of their own: somebody else decides."))
    answer.note = told(note, "note", needed=not approve)
    answer.answer = Answer.APPROVED if approve else Answer.REFUSED
    answer.decided_by, answer.decided_at = author, recorded_now()
    answer.save()
    changed(deal)
    return answer


def own_gate(deal: Deal, stage: str, user: User) -> bool:
    """Whether the user works for this gate: works on the file, opened it, moved it there, or answered there."""
    rows = DealMember.objects.inside(today()).filter(deal=deal, user=user, level__in=WORKERS)
    return (
        deal.opened_by_id == user.pk
        or rows.exists()
        or DealMove.objects.filter(deal=deal, author=user, after=stage).exists()
        or GateAnswer.objects.filter(deal=deal, stage=stage, author=user).exists()
    )


def answers_forgotten(deal: Deal, back_to: Stage) -> None:
    """A file that goes back asks again for the approvals of the stages from there on."""
    plan = routes()[deal.route]
    again = [stage.code for stage in plan.stages if stage.position >= back_to.position]
    rows = GateAnswer.objects.filter(deal=deal, stage__in=again)
    rows.exclude(answer=Answer.DONE).delete()


def _item(deal: Deal, stage: str, code: str, kind: ItemKind) -> GateItem:
    """An item of a gate that the file has not passed."""
    plan = routes()[deal.route]
    known = {item.code: item for item in plan.stage(stage).gate} if plan.has(stage) else {}
    if code not in known or known[code].kind != kind:
        raise refused("item", _("This gate asks for no such thing."))
    if plan.stage(stage).position < plan.stage(deal.stage).position:
        raise WrongState("gate_passed", _("The file has passed this gate."))
    return known[code]
