"""The group as a whole on a day: its entities with who holds them, its territories, its funders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet

from establishments.access import Access, Can, visible_establishments
from establishments.models import Attachment, ConsolidationTerm, Funder, Funding, Holding, LegalEntity, Territory
from establishments.models.dated import DatedQuerySet
from establishments.models.structure import EstablishmentQuerySet


@dataclass
class EntityNode:
    """`holders` are the holdings in it on the day; `children` the entities shown below it."""

    entity: LegalEntity
    term: ConsolidationTerm | None
    sites: int
    holders: list[Holding] = field(default_factory=list)
    children: list[EntityNode] = field(default_factory=list)


@dataclass
class TerritoryNode:
    """`sites` counts those of the territory and of all below."""

    territory: Territory
    sites: int
    children: list[TerritoryNode] = field(default_factory=list)


@dataclass(frozen=True)
class FunderRow:
    funder: Funder
    sites: int


def entity_tree(entities: Iterable[LegalEntity], seen: EstablishmentQuerySet, day: dt.date) -> list[EntityNode]:
    """Each entity once, below the one that holds most of it; the sites counted are those of `seen`."""
    counts = _counts(Attachment.objects.on(day).filter(establishment__in=seen.members_on(day)), "entity")
    terms = {term.entity_id: term for term in ConsolidationTerm.objects.on(day)}
    nodes = {each.pk: EntityNode(each, terms.get(each.pk), counts.get(each.pk, 0)) for each in entities}
    for holding in Holding.objects.on(day).select_related("owner").order_by("-capital", "-votes", "pk"):
        if holding.owned_id in nodes and holding.owner_id in nodes:
            nodes[holding.owned_id].holders.append(holding)
    parents = {pk: node.holders[0].owner_id for pk, node in nodes.items() if node.holders}
    roots = []
    for pk, node in nodes.items():
        if pk in parents and not _circular(pk, parents):
            nodes[parents[pk]].children.append(node)
        else:
            roots.append(node)
    return roots


def territory_tree(shown: Iterable[Territory], seen: EstablishmentQuerySet, day: dt.date) -> list[TerritoryNode]:
    counts = _counts(Attachment.objects.on(day).filter(establishment__in=seen.members_on(day)), "territory")
    nodes = {each.pk: TerritoryNode(each, counts.get(each.pk, 0)) for each in shown}
    roots: list[TerritoryNode] = []
    for node in nodes.values():
        parent = nodes.get(node.territory.parent_id or 0)
        (parent.children if parent else roots).append(node)
    for root in roots:
        _add_up(root)
    return roots


def funders_seen(access: Access, day: dt.date) -> QuerySet[Funder]:
    """Those that fund one of the user's establishments; all of them over the whole group."""
    if access.whole_group(Can.SEE_STRUCTURE):
        return Funder.objects.all()
    used = Funding.objects.on(day).filter(establishment__in=visible_establishments(access)).order_by()
    return Funder.objects.filter(pk__in=used.values("funder"))


def funder_rows(shown: Iterable[Funder], seen: EstablishmentQuerySet, day: dt.date) -> list[FunderRow]:
    counts = _counts(Funding.objects.on(day).filter(establishment__in=seen), "funder")
    return [FunderRow(funder, counts.get(funder.pk, 0)) for funder in shown]


def descend(
    nodes: Iterable[EntityNode | TerritoryNode], depth: int = 0
) -> Iterator[tuple[int, EntityNode | TerritoryNode]]:
    """A tree as rows with their depth."""
    for node in nodes:
        yield depth, node
        yield from descend(node.children, depth + 1)


def _counts(rows: DatedQuerySet, name: str) -> dict[int, int]:
    counted = rows.order_by().values(name).annotate(sites=Count("establishment", distinct=True))
    return {row[name]: row["sites"] for row in counted}


def _circular(pk: int, parents: dict[int, int]) -> bool:
    """Entities that hold each other stand side by side."""
    node, passed = parents.get(pk), {pk}
    while node is not None and node not in passed:
        passed.add(node)
        node = parents.get(node)
    return node is not None


def _add_up(node: TerritoryNode) -> int:
    node.sites += sum(_add_up(child) for child in node.children)
    return node.sites
