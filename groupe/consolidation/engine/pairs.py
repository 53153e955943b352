"""An establishment within a scope: the rows and days that lie inside, month by month (semantics, rule 18)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from groupe.consolidation.engine.structure import Flags, Ints, Rows, Site


@dataclass(frozen=True)
class Pair:
    """An establishment, and the scopes in which it lies over the same runs of days."""

    site: int
    runs: frozenset[int]
    scopes: tuple[int, ...]


@dataclass(frozen=True)
class Presence:
    """Where pairs lie: `days` and `stays` by pair and column, and the rows inside.

    `row` lists row numbers, ordered by pair and column; those of a pair and column are `row[start:start + count]`.
    """

    pairs: list[Pair]
    site: Ints
    days: Ints
    stays: Flags
    row: Ints
    start: Ints
    count: Ints


def pairs_of(sites: Sequence[Site]) -> list[Pair]:
    """One pair for an establishment that never moved; one more for each set of scopes that it left or joined."""
    pairs: list[Pair] = []
    for number, site in enumerate(sites):
        runs: dict[int, set[int]] = defaultdict(set)
        for rank, run in enumerate(site.runs):
            for scope in run.bases:
                runs[scope].add(rank)
        grouped: dict[frozenset[int], list[int]] = defaultdict(list)
        for scope, inside in runs.items():
            grouped[frozenset(inside)].append(scope)
        pairs += [Pair(number, inside, tuple(scopes)) for inside, scopes in grouped.items()]
    return pairs


def presence_of(pairs: list[Pair], rows: Rows, columns: int) -> Presence:
    """The rows of each pair; shape (pairs, columns)."""
    pair, row = _entries(pairs, rows)
    column = rows.column[row]
    order = np.lexsort((row, column, pair))
    pair, row, column = pair[order], row[order], column[order]
    shape = len(pairs), columns
    days, count = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    stays = np.zeros(shape, dtype=bool)
    np.add.at(days, (pair, column), rows.days[row])
    np.add.at(count, (pair, column), 1)
    stays[pair[rows.stays[row]], column[rows.stays[row]]] = True
    start = (np.cumsum(count.ravel()) - count.ravel()).reshape(shape)
    return Presence(pairs, np.array([each.site for each in pairs], dtype=np.int64), days, stays, row, start, count)


def _entries(pairs: list[Pair], rows: Rows) -> tuple[Ints, Ints]:
    """(pair, row) of every row in every pair; most establishments have one pair, in which all their rows lie."""
    of_site: dict[int, list[int]] = defaultdict(list)
    for number, pair in enumerate(pairs):
        of_site[pair.site].append(number)
    single = np.full(max(of_site, default=-1) + 2, -1, dtype=np.int64)
    for site, numbers in of_site.items():
        if len(numbers) == 1:
            single[site] = numbers[0]
    whole = np.flatnonzero(single[rows.site] >= 0)
    found = [(single[rows.site[whole]], whole)]
    for site, numbers in of_site.items():
        if len(numbers) > 1:
            mine = np.flatnonzero(rows.site == site)
            for number in numbers:
                inside = mine[np.isin(rows.run[mine], list(pairs[number].runs))]
                found.append((np.full(len(inside), number), inside))
    return np.concatenate([each for each, _row in found]), np.concatenate([row for _pair, row in found])


def gather(block: Ints, owner: Ints, row: Ints, size: int) -> Ints:
    """Sums of rows by owner: shape (size, width); an owner without rows is 0."""
    total = np.zeros((size, block.shape[1]), dtype=np.int64)
    first = np.ones(len(owner), dtype=bool)
    first[1:] = owner[1:] != owner[:-1]
    total[owner[first]] = block[row[first]]
    if not first.all():
        np.add.at(total, owner[~first], block[row[~first]])
    return total
