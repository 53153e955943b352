"""What the FINESS register and the group's own structure know of organisations that the watch found."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Left

from acquisitions.gazette.scoring import Holdings, Match
from acquisitions.gazette.words import name_key, plain
from acquisitions.models import Lead
from establishments.models import Attachment, ConsolidationTerm, Establishment, LegalEntity
from establishments.models.structure import EstablishmentQuerySet
from groupe.kernel.periods import today


@dataclass(frozen=True, slots=True)
class Known:
    """A match with the legal entity that it leads to, where the register names one."""

    match: Match
    entity: int | None


@dataclass(frozen=True, slots=True)
class _Site:
    name: str
    kind: str
    siren: str
    entity: int | None
    entity_name: str
    postcode: str
    city: str


def holdings() -> Holdings:
    """Kinds and departments of the establishments that the group runs today."""
    rows = list(Establishment.objects.members_on(today()).values_list("kind", "department"))
    kinds = frozenset(kind for kind, _department in rows if kind)
    return Holdings(kinds, dict(Counter(department for _kind, department in rows if department)))


def register_matches(leads: Iterable[Lead]) -> dict[str, Known]:
    """By the key of the lead: found by SIREN, else by the name in the same town."""
    known = list(leads)
    found = _by_siren({lead.siren for lead in known if lead.siren})
    matches = {lead.key: found[lead.siren] for lead in known if lead.siren in found}
    others = [lead for lead in known if lead.key not in matches and lead.department]
    return matches | (_by_name(others) if others else {})


def _by_siren(sirens: set[str]) -> dict[str, Known]:
    named = LegalEntity.objects.filter(Q(siren__in=sirens) | Q(code__in=sirens)).order_by("-pk")
    entities = {row.siren if row.siren in sirens else row.code: row for row in named}
    sites = defaultdict(list)
    rows = _sites(Establishment.objects.annotate(operator=Left("siret", 9)).filter(operator__in=sirens))
    for row in rows:
        sites[row.siren].append(row)
    by_entity: dict[int, set[str]] = defaultdict(set)
    owned = Establishment.objects.filter(register_entity__in=[row.pk for row in entities.values()], closed_on=None)
    for holder, kind in owned.values_list("register_entity", "kind"):
        by_entity[holder].add(kind)
    own = _own({row.pk for row in entities.values()} | {row.entity for row in rows if row.entity})
    found = {}
    for siren in set(entities) | set(sites):
        entity, here = entities.get(siren), sites.get(siren, [])
        pk: int | None = entity.pk if entity else here[0].entity
        kinds = {site.kind for site in here} | (by_entity[entity.pk] if entity else set())
        name = entity.name if entity else here[0].name
        found[siren] = Known(Match(name, frozenset(kinds - {""}), own=pk in own), pk)
    return found


def _by_name(leads: list[Lead]) -> dict[str, Known]:
    """Open establishments and their entities of the same name in the same town."""
    rows = _sites(Establishment.objects.filter(department__in={lead.department for lead in leads}, closed_on=None))
    by_place = defaultdict(list)
    for row in rows:
        for name in {name_key(row.name), name_key(row.entity_name)} - {""}:
            by_place[name, row.postcode].append(row)
            by_place[name, plain(row.city)].append(row)
    found = {}
    own = _own({row.entity for row in rows if row.entity})
    for lead in leads:
        name = name_key(lead.name)
        here = by_place.get((name, lead.postcode)) or by_place.get((name, plain(lead.city)))
        if here and name and (lead.postcode or lead.city):
            kinds = frozenset(site.kind for site in here) - {""}
            match = Match(here[0].name, kinds, by_name=True, own=here[0].entity in own)
            found[lead.key] = Known(match, here[0].entity)
    return found


def _sites(rows: EstablishmentQuerySet) -> list[_Site]:
    names = ("name", "kind", "siret", "register_entity", "register_entity__name", "postcode", "city")
    told = rows.order_by("pk").values_list(*names)
    return [
        _Site(name, kind, siret[:9], entity, entity_name or "", postcode, city)
        for name, kind, siret, entity, entity_name, postcode, city in told
    ]


def _own(entities: set[int]) -> set[int]:
    """Those of the group today: consolidated, or running one of its establishments."""
    rows = (model.objects.filter(entity__in=entities).on(today()) for model in (Attachment, ConsolidationTerm))
    return {pk for found in rows for pk in found.order_by().values_list("entity", flat=True)}
