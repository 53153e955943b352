"""Actions of an integration: planned at the takeover, added, changed, moved; none waits for itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from acquisitions.access import WHOLE
from acquisitions.enums import ActionOrigin, ActionState, DealState, Outcome
from acquisitions.models import Deal, DealMember, DealTarget, Finding, IntegrationAction
from acquisitions.routes.integration import hundred_days, stream_of_findings, streams
from acquisitions.services.holding import held
from acquisitions.services.words import told
from establishments.enums import Role
from establishments.selectors.owed import due_on
from establishments.services.structure.checks import check_day, refused
from groupe.accounts.models import User
from groupe.kernel.errors import DomainError, WrongState
from groupe.kernel.periods import Month, today
from groupe.kernel.recording import saving

HUNDRED_DAYS = dt.timedelta(days=100)
# Findings become actions before the takeover too; a lost file has none to do.
WITH_ACTIONS = (DealState.OPEN, DealState.WON)


class ActionFacts(NamedTuple):
    """What an action is; `needs` are the actions that must be done before it."""

    title: str
    stream: str
    first: dt.date
    last: dt.date
    role: str = ""
    owner: User | None = None
    target: DealTarget | None = None
    needs: tuple[int, ...] = ()


@saving()
def integration_action_add(
    *, deal: Deal, facts: ActionFacts, author: User, origin: str = ActionOrigin.ADDED, code: str = ""
) -> IntegrationAction:
    """One more; with a `code` (such as that of a finding) it is added once, and told again what it is."""
    deal = held(deal, states=WITH_ACTIONS)
    known = IntegrationAction.objects.filter(deal=deal, code=code).first() if code else None
    row = known or IntegrationAction(deal=deal, code=code, origin=origin, created_by=author)
    if not row.code:
        row.code = _next_code(deal)
    return _written(row, facts)


@saving()
def action_change(
    *, action: IntegrationAction, facts: ActionFacts, state: str, reason: str, author: User,
    expected: int | None = None,
) -> IntegrationAction:  # fmt: skip
    """What it is and where it stands at once; 409 where somebody changed it meanwhile."""
    row = _held(action, expected)
    return _moved(_written(row, facts), state, reason)


@saving()
def action_move(
    *, action: IntegrationAction, state: str, author: User, reason: str = "", expected: int | None = None
) -> IntegrationAction:
    """To do, under way, blocked with a reason, done; what it needs is done first (422)."""
    return _moved(_held(action, expected), state, reason)


@saving()
def action_remove(*, action: IntegrationAction, author: User) -> None:
    """What was added by hand; the plan of the hundred days stays whole."""
    row = _held(action, None)
    if row.origin != ActionOrigin.ADDED:
        raise WrongState("planned", _("Only what was added by hand is taken out: mark this one as done, and say why."))
    row.delete()


def hundred_days_begin(deal: Deal, entry: dt.date, author: User) -> list[IntegrationAction]:
    """The plan of the route from the day of entry; what is there already stays as it is."""
    known = {row.code: row for row in IntegrationAction.objects.filter(deal=deal)}
    made = []
    for planned in hundred_days(deal.route):
        if planned.code in known:
            continue
        first, last = planned.span(entry)
        if planned.code == "first_report":
            last = due_on(Month.of(entry), entry)
        row = IntegrationAction.objects.create(
            deal=deal, code=planned.code, stream=planned.stream, title=planned.fr, role=planned.role,
            first=first, last=last, origin=ActionOrigin.TEMPLATE, created_by=author,
        )  # fmt: skip
        known[planned.code] = row
        row.needs.set([known[code] for code in planned.needs])
        made.append(row)
    return made


def findings_join(deal: Deal, day: dt.date, author: User) -> list[IntegrationAction]:
    """What the due diligence left to the integration: each finding once, to be dealt with within the hundred days."""
    rows = deal.findings.filter(to_integrate=True).exclude(outcome=Outcome.REMOVED).select_related("owner")
    known = set(IntegrationAction.objects.filter(deal=deal).values_list("code", flat=True))
    return [_joined(deal, row, day, author) for row in rows if f"finding-{row.number}" not in known]


def _joined(deal: Deal, finding: Finding, day: dt.date, author: User) -> IntegrationAction:
    inside = DealMember.objects.inside(today()).filter(deal=deal, user=finding.owner, level__in=WHOLE)
    facts = ActionFacts(
        finding.title, stream_of_findings(finding.stream), day, day + HUNDRED_DAYS,
        owner=finding.owner if finding.owner and inside.exists() else None,
    )  # fmt: skip
    code = f"finding-{finding.number}"
    return integration_action_add(deal=deal, facts=facts, author=author, origin=ActionOrigin.FINDING, code=code)


def _held(action: IntegrationAction, expected: int | None) -> IntegrationAction:
    held(action.deal, states=WITH_ACTIONS)
    row = IntegrationAction.objects.select_for_update(of=("self",)).filter(pk=action.pk).first()
    if row is None:
        raise WrongState("gone", _("This action is no longer there."))
    if expected is not None and expected != row.revision:
        raise WrongState("moved_meanwhile", _("Somebody else changed this action meanwhile: look at it again."))
    return row


def _written(row: IntegrationAction, facts: ActionFacts) -> IntegrationAction:
    if facts.stream not in streams():
        raise refused("stream", _("One of %(values)s is expected.") % {"values": ", ".join(streams())})
    if facts.role and facts.role not in Role.values:
        raise refused("role", _("There is no such role."))
    for name, day in (("first", facts.first), ("last", facts.last)):
        check_day(day, name)
    if facts.last < facts.first:
        raise refused("last", _("The last day comes before the first."))
    if facts.target is not None and facts.target.deal_id != row.deal_id:
        raise refused("target", _("There is no such site in this file."))
    _check_owner(row, facts.owner)
    row.title, row.stream = told(facts.title, "title", longest=200), facts.stream
    row.first, row.last, row.role = facts.first, facts.last, facts.role
    row.owner, row.target = facts.owner, facts.target
    needs = _needs(row, facts.needs)
    row.revision += 1
    row.save()
    row.needs.set(needs)
    return row


def _check_owner(row: IntegrationAction, owner: User | None) -> None:
    """Who owns an action sees it: named in the room today."""
    if owner is None or owner.pk == row.owner_id:
        return
    if not DealMember.objects.inside(today()).filter(deal=row.deal, user=owner, level__in=WHOLE).exists():
        raise refused("owner", _("Name this person in the room first."))


def _needs(row: IntegrationAction, needs: Iterable[int]) -> list[IntegrationAction]:
    wanted = set(needs)
    found = list(IntegrationAction.objects.filter(deal=row.deal_id, pk__in=wanted))
    if len(found) != len(wanted):
        raise refused("needs", _("One of these actions is not in this file."))
    if row.pk and row.pk in _before(row.deal, wanted):
        raise refused("needs", _("An action would wait for itself: %(name)s.") % {"name": row.title})
    return found


def _before(deal: Deal, wanted: Iterable[int]) -> set[int]:
    """All that these wait for, and themselves."""
    through = IntegrationAction.needs.through.objects.filter(from_integrationaction__deal=deal)
    edges = list(through.values_list("from_integrationaction", "to_integrationaction"))
    found = set(wanted)
    while more := {before for after, before in edges if after in found} - found:
        found |= more
    return found


def _moved(row: IntegrationAction, state: str, reason: str) -> IntegrationAction:
    if state not in ActionState.values:
        raise refused("state", _("One of %(values)s is expected.") % {"values": ", ".join(ActionState.values)})
    if state in {ActionState.DOING, ActionState.DONE}:
        _check_done_before(row)
    word = told(reason, "reason", longest=300) if state == ActionState.BLOCKED else ""
    if state != row.state:
        row.done_on = today() if state == ActionState.DONE else None
    row.state, row.reason = state, word
    row.revision += 1
    row.save()
    return row


def _check_done_before(row: IntegrationAction) -> None:
    waiting = list(row.needs.exclude(state=ActionState.DONE).values_list("title", flat=True))
    if waiting:
        message = _("First to be done: %(names)s.") % {"names": ", ".join(waiting)}
        raise DomainError("needs_others", message, fields={"state": message}, status=422)


def _next_code(deal: Deal) -> str:
    count = IntegrationAction.objects.filter(deal=deal, code__startswith="added-").count()
    while IntegrationAction.objects.filter(deal=deal, code=f"added-{count + 1}").exists():
        count += 1
    return f"added-{count + 1}"
