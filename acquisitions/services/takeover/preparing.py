"""A takeover is prepared: everything is tried once and taken back, so that what would be refused is told now."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from acquisitions.enums import TakeoverState
from acquisitions.models import Deal, Takeover
from acquisitions.routes import routes
from acquisitions.services.holding import changed, held
from acquisitions.services.takeover.naming import at_site
from acquisitions.services.takeover.opening import opened
from acquisitions.services.takeover.plans import SitePlan, TakeoverPlan, taken_targets
from acquisitions.services.words import told
from establishments.models import LegalEntity
from establishments.services.structure.checks import check_day, refused
from groupe.accounts.models import User
from groupe.kernel.periods import PARIS, today
from groupe.kernel.recording import recorded_now, saving


@saving()
def takeover_prepare(*, deal: Deal, plan: TakeoverPlan, author: User, expected: int | None = None) -> Takeover:
    """Kept for another one to confirm; prepared again, the newer plan holds. 422 names the site and the field."""
    deal = held(deal, expected)
    plan = plan._replace(decision=told(plan.decision, "decision"))
    _check_days(deal, plan)
    _check_entity(deal, plan)
    _check_sites(deal, plan)
    point = transaction.savepoint()
    opened(deal, plan, author)
    transaction.savepoint_rollback(point)
    values = {
        "judgment_on": plan.judgment_on,
        "entry_on": plan.entry_on,
        "decision": plan.decision,
        "plan": plan.as_json(),
        "state": TakeoverState.PREPARED,
        "prepared_by": author,
        "prepared_at": recorded_now(),
    }
    takeover, _made = Takeover.objects.update_or_create(deal=deal, defaults=values)
    changed(deal)
    return takeover


def _check_days(deal: Deal, plan: TakeoverPlan) -> None:
    check_day(plan.judgment_on, "judgment_on")
    check_day(plan.entry_on, "entry_on")
    if plan.judgment_on > today():
        raise refused("judgment_on", _("This day is still to come: a takeover follows the decision."))
    if deal.hearing_at and plan.judgment_on < deal.hearing_at.astimezone(PARIS).date():
        raise refused("judgment_on", _("The decision does not come before the hearing."))
    if plan.entry_on < plan.judgment_on:
        raise refused("entry_on", _("The entry does not come before the decision."))


def _check_entity(deal: Deal, plan: TakeoverPlan) -> None:
    """Where the entity itself is taken over, it is the target's own; where assets are, it never is."""
    known = None if plan.entity.name else LegalEntity.objects.filter(code=plan.entity.code).first()
    siren = known.siren if known else plan.entity.siren
    if routes()[deal.route].entity_deal:
        if not deal.siren:
            raise refused("entity", _("Tell the SIREN of the entity on the file first: the entity itself comes in."))
        if siren != deal.siren:
            message = _("By this route the entity %(siren)s comes into the group itself: no other one takes it.")
            raise refused("entity", message % {"siren": deal.siren})
    elif deal.siren and siren == deal.siren:
        raise refused("entity", _("By this route the debtor's own entity stays outside: another one takes the assets."))


def _check_sites(deal: Deal, plan: TakeoverPlan) -> None:
    targets = {target.pk: target for target in taken_targets(deal)}
    if not targets:
        raise refused("sites", _("No site of the file is in the perimeter taken."))
    if sorted(site.target for site in plan.sites) != sorted(targets):
        raise refused("sites", _("Tell each site in the perimeter taken once: the list has changed meanwhile."))
    for site in plan.sites:
        with at_site(targets[site.target]):
            _check_director(site)


def _check_director(site: SitePlan) -> None:
    if not site.director:
        return
    try:
        validate_email(site.director)
    except ValidationError as error:
        raise refused("director", error.messages[0]) from error
    known = User.objects.filter(email=site.director.lower()).first()
    if known is None and not site.director_name.strip():
        raise refused("director_name", _("Nobody has this address yet: give the name of the person to invite."))
    if known is not None and not known.is_active and known.last_login is not None:
        raise refused("director", _("This person no longer signs in: choose another one."))
