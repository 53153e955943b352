"""The entity and the sites of a file are opened on the day of entry, by the services of the structure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from acquisitions.models import Deal, DealTarget
from acquisitions.routes import routes
from acquisitions.services.takeover.history import seller_history
from acquisitions.services.takeover.naming import at_site
from acquisitions.services.takeover.picture import picture
from acquisitions.services.takeover.plans import (
    EntityPlan,
    SitePlan,
    TakeoverPlan,
    known_establishment,
    taken_targets,
)
from establishments.models import Establishment, Funder, LegalEntity, Territory
from establishments.services.seller import seller_months_write
from establishments.services.structure import (
    Arrival,
    Identity,
    entity_save,
    establishment_enter,
    establishment_open,
    funding_add,
    holding_set,
)
from establishments.services.structure.checks import refused
from groupe.accounts.models import User


def opened(deal: Deal, plan: TakeoverPlan, author: User) -> dict[str, Any]:
    """Opens all but the mandates; gives the keys of what was made, and what stood there before."""
    targets = {target.pk: target for target in taken_targets(deal)}
    known = {pk: known_establishment(target) for pk, target in targets.items()}
    entity, new = _entity(plan.entity)
    before = picture([site.pk for site in known.values() if site], entity)
    sites, reports = [], []
    history = seller_history(deal, list(targets.values()), plan.entry_on)
    for site in plan.sites:
        target = targets[site.target]
        with at_site(target):
            row = _site(deal, plan, site, target, known[target.pk], entity)
            months = history.get(target.pk, {})
            reports += seller_months_write(establishment=row, months=months, author=author, label=deal.code)
        was = known[target.pk]
        sites.append({"target": target.pk, "establishment": row.pk, "new": was is None,
            "kind": was.kind if was else ""})  # fmt: skip
    if plan.holder is not None:
        owner = _named(LegalEntity.objects.all(), plan.holder.code, "holder")
        votes, capital = plan.holder.votes, plan.holder.capital
        holding_set(owner=owner, owned=entity, votes=votes, capital=capital, since=plan.entry_on)
    return {
        "entity": entity.pk,
        "entity_new": new,
        "before": before,
        "sites": sites,
        "reports": [report.pk for report in reports],
    }


def _entity(plan: EntityPlan) -> tuple[LegalEntity, bool]:
    if plan.name:
        made = entity_save(code=plan.code, name=plan.name, legal_form=plan.legal_form, siren=plan.siren)
        return made, True
    return _named(LegalEntity.objects.all(), plan.code, "entity"), False


def _site(
    deal: Deal, plan: TakeoverPlan, site: SitePlan, target: DealTarget, known: Establishment | None, entity: LegalEntity
) -> Establishment:
    arrival = Arrival(
        entity=entity,
        territory=_named(Territory.objects.all(), site.territory, "territory"),
        entry=plan.entry_on,
        reason=routes()[deal.route].entry_reason,
        headcount=site.headcount,
        people=site.people,
        capacities=target.capacities,
        method=plan.method,
    )
    if known is None:
        row = establishment_open(code=site.code, identity=_identity(target), arrival=arrival)
    else:
        establishment_enter(establishment=known, kind=target.kind, arrival=arrival)
        row = Establishment.objects.get(pk=known.pk)
    for code in site.funders:
        funder = _named(Funder.objects.all(), code, "funders")
        funding_add(establishment=row, funder=funder, since=plan.entry_on)
    DealTarget.objects.filter(pk=target.pk).update(establishment=row)
    return row


def _identity(target: DealTarget) -> Identity:
    names = ("name", "kind", "commune", "address", "postcode", "city", "finess", "siret")
    return Identity(**{name: getattr(target, name) for name in names})


def _named(rows: Iterable[Any], code: str, field: str) -> Any:
    found = rows.filter(code=code).first()  # type: ignore[attr-defined]
    if found is None:
        raise refused(field, _("There is none with the code “%(code)s”.") % {"code": code})
    return found
