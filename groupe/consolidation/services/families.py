"""Establishments whose comparisons name each other's cells: those that merged or split, now or as last folded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import connection

from groupe.consolidation.engine.structure import Site


def linked_families(pks: Iterable[int], sites: Mapping[int, Site]) -> list[list[int]]:
    """Groups of primary keys, each with all that it is linked to; establishments without a link are in none."""
    edges = {(link.old, link.new) for site in sites.values() for link in site.links} | _stored(list(pks))
    root: dict[int, int] = {}
    for one, other in edges:
        first, second = root.setdefault(one, one), root.setdefault(other, other)
        root |= {pk: first for pk, known in root.items() if known == second}
    families: dict[int, list[int]] = {}
    for pk, known in sorted(root.items()):
        families.setdefault(known, []).append(pk)
    return list(families.values())


def _stored(pks: list[int]) -> set[tuple[int, int]]:
    """Links that stored comparisons still follow: a merger may just have been undone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct establishment, portions[place] from consolidation_comparison,"
            " generate_series(1, cardinality(portions), 7) as place"
            " where establishment = any(%s) and cardinality(portions) > 0",
            [pks],
        )
        return {(one, other) for one, other in cursor.fetchall() if one != other}
