"""A prepared takeover is confirmed by a second person: in one transaction everything is opened, or nothing."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from acquisitions.enums import DealState, TakeoverState
from acquisitions.models import Deal, DealTarget, Takeover
from acquisitions.routes import routes
from acquisitions.selectors.gates import missing_before
from acquisitions.services.gates import own_gate
from acquisitions.services.holding import held
from acquisitions.services.integration import findings_join, hundred_days_begin
from acquisitions.services.moving import to_stage
from acquisitions.services.takeover.naming import at_site
from acquisitions.services.takeover.opening import opened
from acquisitions.services.takeover.plans import TakeoverPlan, plan_of
from establishments.enums import Role
from establishments.models import Establishment, Mandate
from establishments.services.people import mandate_add, person_invite
from groupe.accounts.models import User
from groupe.accounts.services.invitations import LinkOf
from groupe.kernel.errors import DomainError, NotAllowed, WrongState
from groupe.kernel.recording import saving

KEPT = ("state", "stage", "stage_since", "judgment_on", "entry_on", "entity_id")


@saving()
def takeover_record(*, deal: Deal, author: User, link_of: LinkOf, expected: int | None = None) -> Takeover:
    """Opens what was prepared. 403 to whoever works on the file, 409 where it is done, 422 where a gate is closed.

    Invitations go out last, so that nobody is invited to what is then refused.
    """
    deal = held(deal, expected)
    takeover = prepared(deal)
    if takeover.prepared_by_id == author.pk or own_gate(deal, deal.stage, author):
        raise NotAllowed(_("Nobody confirms what they prepared or work on: somebody else does."))
    plan, before = plan_of(takeover), {name: _text(getattr(deal, name)) for name in KEPT}
    deal.judgment_on, deal.entry_on = plan.judgment_on, plan.entry_on
    _check_gates(deal)
    made = opened(deal, plan, author) | {"deal": before}
    deal.state, deal.entity_id = DealState.WON, made["entity"]
    begun = hundred_days_begin(deal, plan.entry_on, author) + findings_join(deal, plan.entry_on, author)
    made["actions"] = [row.pk for row in begun]
    takeover.made = made | _directed(plan, made, author, link_of)
    takeover.state, takeover.confirmed_by, takeover.confirmed_at = TakeoverState.DONE, author, timezone.now()
    takeover.save()
    to_stage(deal, routes()[deal.route].takeover, author, plan.decision)
    return takeover


def prepared(deal: Deal) -> Takeover:
    found = Takeover.objects.select_for_update().filter(deal=deal, state=TakeoverState.PREPARED).first()
    if found is None:
        raise WrongState("not_prepared", _("The takeover is not prepared yet."))
    return found


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _check_gates(deal: Deal) -> None:
    """What must hold to reach the takeover; the decision is told by the takeover itself."""
    missing = missing_before(deal, routes()[deal.route].takeover)
    if missing:
        message = _("Still missing: %(items)s.") % {"items": ", ".join(item.label for _stage, item in missing)}
        fields = {item.code: item.label for _stage, item in missing}
        raise DomainError("gate_closed", message, fields=fields, status=422)


def _directed(plan: TakeoverPlan, made: dict[str, Any], author: User, link_of: LinkOf) -> dict[str, Any]:
    """The directors' mandates from the day of entry; people whom nobody knows are invited."""
    rows = {each["target"]: each["establishment"] for each in made["sites"]}
    codes = dict(Establishment.objects.filter(pk__in=rows.values()).values_list("pk", "code"))
    mandates, people = [], []
    for site in plan.sites:
        email = site.director.strip().lower()
        if not email:
            continue
        scope = f"establishment:{codes[rows[site.target]]}"
        given: dict[str, Any] = {"role": Role.DIRECTOR, "scope": scope, "first": plan.entry_on}
        with at_site(DealTarget.objects.get(pk=site.target)):
            known = User.objects.filter(email=email).first()
            if known is None:
                known = person_invite(email=email, name=site.director_name, by=author, link_of=link_of, **given)
                people.append(known.pk)
                mandates.append(Mandate.objects.get(user=known).pk)
            elif not Mandate.objects.filter(user=known, role=Role.DIRECTOR, scope=scope).on(plan.entry_on).exists():
                mandates.append(mandate_add(user=known, **given).pk)
    return {"mandates": mandates, "people": people}
