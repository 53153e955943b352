"""Writing the structure: entities, territories, funders, establishments and what is dated about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from establishments.demo.geography import AREA_OF, AREAS, DEPARTMENTS, METROPOLIS, REGION_OF
from establishments.demo.model import Group, Site, Step
from establishments.enums import FunderKind
from establishments.models import (
    Attachment,
    Capacity,
    ConsolidationTerm,
    Establishment,
    Funder,
    Funding,
    Holding,
    LegalEntity,
    Stay,
    Territory,
)
from groupe.kernel.ranges import ONE_DAY, inclusive

REGIONS = {"ara": "Auvergne-Rhône-Alpes", "bfc": "Bourgogne-Franche-Comté"}


def write_structure(group: Group) -> tuple[dict[str, int], dict[str, int]]:
    """Everything but the stays, which need the opening records; (entities by key, establishments by code)."""
    entities = _entities(group)
    territories = _territories()
    sites = _establishments(group, entities)
    _attachments(group, sites, entities, territories)
    _capacities(group, sites)
    _fundings(group, sites)
    return {key: row.pk for key, row in entities.items()}, {code: row.pk for code, row in sites.items()}


def write_stays(group: Group, sites: dict[str, int]) -> None:
    Stay.objects.bulk_create(
        Stay(
            establishment_id=sites[site.code],
            valid=inclusive(site.entry, site.exit),
            entry_reason=site.entry_reason,
            exit_reason=site.exit_reason,
            opening=site.opening,
        )
        for site in group.sites
    )


def funders_of(site: Site) -> list[str]:
    """The codes of the funders of a site, from where it is and what it does."""
    department = site.commune.department
    local = "metropole-lyon" if site.commune.insee in METROPOLIS else f"departement-{department}"
    codes = {
        "department": local,
        "ars": f"ars-{REGION_OF[department]}",
        "caf": f"caf-{department}",
        "cpam": f"cpam-{department}",
    }
    return [codes[name] for name in site.profile.funders]


def _entities(group: Group) -> dict[str, LegalEntity]:
    rows = {
        one.key: LegalEntity(
            code=one.siren, siren=one.siren, finess=one.finess, name=one.name, legal_form=one.legal_form
        )
        for one in group.entities.values()
    }
    LegalEntity.objects.bulk_create(rows.values())
    plans = group.entities.values()
    ConsolidationTerm.objects.bulk_create(
        ConsolidationTerm(entity=rows[one.key], method=one.method, valid=inclusive(one.since, None)) for one in plans
    )
    Holding.objects.bulk_create(
        Holding(
            owner=rows[one.owner.entity],
            owned=rows[one.key],
            votes=Decimal(one.owner.votes),
            capital=Decimal(one.owner.capital),
            valid=inclusive(one.since, None),
        )
        for one in plans
        if one.owner
    )
    return rows


def _territories() -> dict[str, Territory]:
    rows: dict[str, Territory] = {}
    for area in AREAS:
        parent = rows[area.parent] if area.parent else None
        rows[area.code] = Territory.objects.create(code=area.code, name=area.name, parent=parent)
    return rows


def _establishments(group: Group, entities: dict[str, LegalEntity]) -> dict[str, Establishment]:
    rows = [
        Establishment(
            code=site.code,
            name=site.name,
            kind=site.kind,
            category=site.profile.category,
            finess=site.finess or None,
            siret=site.siret,
            register_entity=entities[site.holders[0].entity],
            commune=site.commune.insee,
            address=f"{site.number % 90 + 1} rue des Essais",
            postcode=site.commune.postcode,
            city=site.commune.name,
            longitude=round(site.commune.longitude + (site.number * 37 % 41 - 20) / 2000, 6),
            latitude=round(site.commune.latitude + (site.number * 53 % 41 - 20) / 2000, 6),
            opened_on=site.opened,
            closed_on=site.exit if site.exit_reason == "closed" else None,
        )
        for site in group.sites
    ]
    Establishment.objects.bulk_create(rows)
    return {row.code: row for row in rows}


def _attachments(
    group: Group, sites: dict[str, Establishment], entities: dict[str, LegalEntity], areas: dict[str, Territory]
) -> None:
    Attachment.objects.bulk_create(
        Attachment(
            establishment=sites[site.code],
            entity=entities[entity],
            territory=areas[AREA_OF[site.commune.department]],
            valid=inclusive(first, last),
        )
        for site in group.sites
        for entity, first, last in _held(site)
    )


def _held(site: Site) -> Iterator[tuple[str, dt.date, dt.date | None]]:
    for holder, following in pairwise([*site.holders, None]):
        if holder:
            yield holder.entity, holder.since, following.since - ONE_DAY if following else site.exit


def _capacities(group: Group, sites: dict[str, Establishment]) -> None:
    Capacity.objects.bulk_create(
        Capacity(
            establishment=sites[site.code], measure=step.measure, value=step.value, valid=inclusive(step.since, last)
        )
        for site in group.sites
        for step, last in _steps(site)
    )


def _steps(site: Site) -> Iterator[tuple[Step, dt.date | None]]:
    for measure in {step.measure: None for step in site.steps}:
        steps = sorted((step for step in site.steps if step.measure == measure), key=lambda step: step.since)
        for step, following in pairwise([*steps, None]):
            if step:
                yield step, following.since - ONE_DAY if following else None


def _fundings(group: Group, sites: dict[str, Establishment]) -> None:
    rows = {row.code: row for row in _funders()}
    Funder.objects.bulk_create(rows.values())
    Funding.objects.bulk_create(
        Funding(establishment=sites[site.code], funder=rows[code], valid=inclusive(site.entry, site.exit))
        for site in group.sites
        for code in funders_of(site)
    )


def _funders() -> Iterator[Funder]:
    for code, name in DEPARTMENTS.items():
        yield Funder(code=f"departement-{code}", name=f"Département {code} {name}", kind=FunderKind.DEPARTMENT)
        yield Funder(code=f"caf-{code}", name=f"Caf {code} {name}", kind=FunderKind.CAF)
        yield Funder(code=f"cpam-{code}", name=f"CPAM {code} {name}", kind=FunderKind.CPAM)
    for code, name in REGIONS.items():
        yield Funder(code=f"ars-{code}", name=f"ARS {name}", kind=FunderKind.ARS)
    yield Funder(code="metropole-lyon", name="Métropole de Lyon", kind=FunderKind.METROPOLE)
