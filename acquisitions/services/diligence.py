"""The checklist of the due diligence, and the questions put to the seller."""

from __future__ import annotations

from django.db.models import Max
from django.utils.translation import gettext as _

from acquisitions.access import WHOLE
from acquisitions.enums import DealState, ItemState
from acquisitions.models import ChecklistItem, Deal, DealMember, DealQuestion, QuestionAnswer
from acquisitions.routes.diligence import items_of, streams
from acquisitions.services.holding import changed, held
from acquisitions.services.receiving import head_came
from acquisitions.services.words import told
from establishments.services.structure.checks import refused
from groupe.accounts.models import User
from groupe.kernel.periods import today
from groupe.kernel.recording import recorded_now, saving

CHANGING = (DealState.OPEN, DealState.WON)
HERE = (ItemState.RECEIVED, ItemState.REVIEWED, ItemState.NOT_APPLICABLE)


@saving()
def item_set(
    *, deal: Deal, code: str, author: User, state: str | None = None, owner: User | None = None, note: str = ""
) -> ChecklistItem:
    """Tells a head of the checklist; without a state only who owns it and the note. What does not apply says why."""
    deal = held(deal, states=CHANGING)
    if code not in items_of(deal.route):
        raise refused("item", _("The checklist of this route has no such item."))
    if state is not None and state not in ItemState.values:
        raise refused("state", _("One of %(values)s is expected.") % {"values": ", ".join(ItemState.values)})
    check_owner(deal, owner)
    row = ChecklistItem.objects.filter(deal=deal, code=code).first() or ChecklistItem(deal=deal, code=code)
    row.owner, row.author = owner, author
    if state is not None:
        row.state, row.said_at = state, recorded_now()
    row.note = told(note, "note", needed=False)
    if row.state == ItemState.NOT_APPLICABLE and not row.note:
        raise refused("note", _("Say why this does not apply."))
    row.save()
    if row.state in HERE:
        head_came(deal.pk, code, today())
    changed(deal)
    return row


def item_came(deal: Deal, code: str, author: User) -> None:
    """The seller gave it without a document of the room; what was reviewed, or does not apply, stays so."""
    row = ChecklistItem.objects.filter(deal=deal, code=code).first() or ChecklistItem(deal=deal, code=code)
    if row.state not in HERE:
        row.state, row.said_at, row.author = ItemState.RECEIVED, recorded_now(), author
        row.save()


@saving()
def question_ask(*, deal: Deal, text: str, author: User, stream: str = "") -> DealQuestion:
    """A question for the log; it is never changed or taken away."""
    deal = held(deal, states=CHANGING)
    check_stream(stream, needed=False)
    last = deal.questions.aggregate(last=Max("number"))["last"] or 0
    made = DealQuestion.objects.create(
        deal=deal, number=last + 1, stream=stream, text=told(text, "text", longest=1000), author=author,
        at=recorded_now(),
    )  # fmt: skip
    changed(deal)
    return made


@saving()
def question_answer(*, deal: Deal, question: DealQuestion, text: str, given_by: str, author: User) -> QuestionAnswer:
    """What was answered and by whom; another answer goes below the first."""
    deal = held(deal, states=CHANGING)
    made = QuestionAnswer.objects.create(
        question=DealQuestion.objects.get(pk=question.pk, deal=deal), text=told(text, "text", longest=2000),
        given_by=told(given_by, "given_by", longest=120), author=author, at=recorded_now(),
    )  # fmt: skip
    changed(deal)
    return made


def check_owner(deal: Deal, owner: User | None) -> None:
    """Whoever owns something in a room is named there, and reads all of it."""
    if owner is None:
        return
    if not DealMember.objects.inside(today()).filter(deal=deal, user=owner, level__in=WHOLE).exists():
        raise refused("owner", _("This person is not named in the room of the file."))


def check_stream(stream: str, *, needed: bool = True) -> None:
    if (needed or stream) and stream not in streams():
        raise refused("stream", _("One of %(values)s is expected.") % {"values": ", ".join(streams())})
