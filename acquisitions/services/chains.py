"""Notices that amend or cancel others: each chain has one that stands, the newest, or none where that one cancels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

from django.db.models import Q

from acquisitions.gazette.kinds import NoticeType, Step
from acquisitions.models import Notice


def chains_settle(touched: Iterable[Notice]) -> list[Notice]:
    """All notices of the chains that the touched ones belong to, each knowing its chain and whether it stands.

    The order in which notices arrive does not matter: an amended one waits for the one that it names.
    """
    rows = _together(_guessed(list(touched)))
    root = _Union()
    for row in rows:
        root.join(row.key, row.official_id or row.key)
        if row.previous:
            root.join(row.key, row.previous)
    chains: dict[str, list[Notice]] = defaultdict(list)
    for row in rows:
        chains[root.of(row.key)].append(row)
    changed = [row for chain in chains.values() for row in _settled(chain)]
    Notice.objects.bulk_update(changed, ["chain", "standing"], batch_size=500)
    return rows


def _settled(chain: list[Notice]) -> Iterable[Notice]:
    """Those of a chain whose place in it changed."""
    ordered = sorted(chain, key=lambda row: (row.published_on, row.number))
    newest = ordered[-1]
    for row in ordered:
        standing = row is newest and row.type != NoticeType.CANCELLED
        if (row.chain, row.standing) != (ordered[0].key, standing):
            row.chain, row.standing = ordered[0].key, standing
            yield row


def _together(touched: list[Notice]) -> list[Notice]:
    """The touched ones and all that they are joined with, however far."""
    found = {row.key: row for row in touched}
    new = touched
    while new:
        names = {name for row in new for name in (row.key, row.official_id, row.previous) if name}
        chains = {row.chain for row in new}
        joined = Q(key__in=names) | Q(official_id__in=names) | Q(previous__in=names) | Q(chain__in=chains)
        new = [row for row in Notice.objects.filter(joined).exclude(key__in=found) if row.key not in found]
        found |= {row.key: row for row in new}
    return list(found.values())


def _guessed(touched: list[Notice]) -> list[Notice]:
    """Some extracts do not say which notice is amended: the last before, of the same judgment and organisation."""
    sirens = {row.siren for row in touched if row.siren and row.judged_on}
    known = {row.key: row for row in Notice.objects.filter(siren__in=sirens, judged_on__isnull=False)}
    known |= {row.key: row for row in touched}
    groups: dict[tuple[object, ...], list[Notice]] = defaultdict(list)
    for row in known.values():
        if row.siren and row.judged_on and row.step != Step.OTHER:
            groups[row.siren, row.judged_on, row.step, row.procedure].append(row)
    changed = []
    for rows in groups.values():
        ordered = sorted(rows, key=lambda row: (row.published_on, row.number))
        for before, row in pairwise(ordered):
            if row.type != NoticeType.INITIAL and not row.previous:
                row.previous = before.key
                changed.append(row)
    Notice.objects.bulk_update(changed, ["previous"], batch_size=500)
    return list({row.key: row for row in [*touched, *changed]}.values())


class _Union:
    """Names that belong together."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def of(self, name: str) -> str:
        self._parent.setdefault(name, name)
        while self._parent[name] != name:
            self._parent[name] = self._parent[self._parent[name]]
            name = self._parent[name]
        return name

    def join(self, one: str, other: str) -> None:
        self._parent[self.of(one)] = self.of(other)
