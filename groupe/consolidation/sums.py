"""Sums by scope, month and file: what roll-ups hold, or how they change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from establishments.catalogue import catalogue
from groupe.consolidation.blocks import Blocks, Places, grouped
from groupe.consolidation.compute import Chunk
from groupe.consolidation.engine.compare import Comparison
from groupe.consolidation.engine.expand import Expander
from groupe.consolidation.engine.structure import Ints
from groupe.consolidation.engine.years import RowVectors
from groupe.consolidation.layout import current_layout
from groupe.consolidation.store import Batch, Key, StoredCell, unpack

Scopes = Sequence[tuple[int, ...]]
# Roll-ups that are packed together: what they take fits in the processor's cache.
AT_ONCE = 128


class Sums:
    """Vectors by (scope, month, file), added to or taken from."""

    def __init__(self, widths: Mapping[str, int]) -> None:
        self.widths = widths
        self._files: dict[str, Blocks] = {}

    @property
    def vectors(self) -> dict[Key, Ints]:
        """Those that are not zero."""
        return {
            key: vector
            for batch in self.batches()
            for keys, vector in zip(batch.keys, batch.block, strict=True)
            for key in keys
        }

    def batches(self) -> Iterator[Batch]:
        """The same by file, as many rows as are packed at once."""
        for file, blocks in self._files.items():
            keys: list[Sequence[Key]] = []
            waiting: list[Ints] = []
            for block in blocks:
                months, rows = block.used()
                keys += [[(scope, month, file) for scope in block.scopes] for month in months]
                waiting.append(rows)
                if len(keys) >= AT_ONCE:
                    yield Batch(file, keys, np.concatenate(waiting))
                    keys, waiting = [], []
            if keys:
                yield Batch(file, keys, np.concatenate(waiting))

    def add(self, scopes: Scopes, months: Ints, blocks: Mapping[str, Ints], *, sign: int = 1) -> None:
        """Rows, each into all of its scopes."""
        used = {file: _in_use(block) for file, block in blocks.items()}
        narrow = {file: block[:, used[file]] for file, block in blocks.items()}
        for members, alike in _by_members(scopes):
            order = members[np.argsort(months[members], kind="stable")]
            found, starts = np.unique(months[order], return_index=True)
            for file, block in narrow.items():
                if not block.shape[1]:
                    continue
                sums = grouped(block, order, starts)
                self._blocks(file).add(alike, found, used[file], sums if sign > 0 else -sums)

    def _blocks(self, file: str) -> Blocks:
        if file not in self._files:
            self._files[file] = Blocks(self.widths[base_file(file)])
        return self._files[file]

    def add_chunk(self, chunk: Chunk, expander: Expander) -> None:
        computed, shown = chunk.computed, chunk.shown
        rows = computed.rows
        blocks = {"common": computed.common[shown], chunk.file: computed.sector[shown]}
        self.add([rows.scopes[number] for number in shown.tolist()], chunk.months[shown], blocks)
        self.add_comparisons(chunk.comparisons, chunk.vectors, expander)

    def add_comparisons(
        self, comparisons: Sequence[Comparison], rows: RowVectors, expander: Expander, *, sign: int = 1
    ) -> None:
        """Comparisons of one kind."""
        if comparisons:
            months = np.array([each.month for each in comparisons], dtype=np.int64)
            scopes = [each.scopes for each in comparisons]
            self.add(scopes, months, expander.expand(comparisons, rows), sign=sign)

    def add_cells(self, cells: Iterable[StoredCell], *, sign: int = 1) -> None:
        by_file: dict[str, list[StoredCell]] = {}
        for cell in cells:
            by_file.setdefault(cell.file, []).append(cell)
        for file, group in by_file.items():
            blocks = {
                "common": np.stack([unpack(cell.common, self.widths["common"]) for cell in group]),
                file: np.stack([unpack(cell.sector, self.widths[file]) for cell in group]),
            }
            months = np.array([cell.month for cell in group], dtype=np.int64)
            self.add([cell.scopes for cell in group], months, blocks, sign=sign)


def _in_use(block: Ints) -> Places:
    """The places that some row uses; all of them where these are most."""
    used = np.flatnonzero(block.any(axis=0))
    if not len(used):
        return slice(0)
    return slice(None) if 3 * len(used) > 2 * block.shape[1] else used


def base_file(file: str) -> str:
    """The file in whose places a roll-up stands: `common` for `common:now`, `common:moves` for `common:moves:day`."""
    name, _colon, rest = file.partition(":")
    return f"{name}:moves" if rest.startswith("moves") else name


def _by_members(scopes: Scopes) -> Iterator[tuple[Ints, list[int]]]:
    """The scopes that hold the same rows, with these rows: most rows lie in the same scopes as others."""
    rows: dict[tuple[int, ...], list[int]] = {}
    for number, inside in enumerate(scopes):
        rows.setdefault(inside, []).append(number)
    groups = [np.array(numbers) for numbers in rows.values()]
    members: dict[int, list[int]] = {}
    for rank, inside in enumerate(rows):
        for scope in inside:
            members.setdefault(scope, []).append(rank)
    alike: dict[tuple[int, ...], list[int]] = {}
    for scope, ranks in members.items():
        alike.setdefault(tuple(ranks), []).append(scope)
    for holding, found in alike.items():
        yield np.concatenate([groups[rank] for rank in holding]), found


def row_vectors(cells: Sequence[StoredCell], kind: str) -> RowVectors:
    """Stored cells of a kind's sector as arrays."""
    widths, sector = current_layout().widths, catalogue().kinds[kind].sector
    common, own = (np.zeros((len(cells), widths[file]), dtype=np.int64) for file in ("common", sector))
    for number, cell in enumerate(cells):
        common[number] = unpack(cell.common, widths["common"])
        own[number] = unpack(cell.sector, widths[sector])
    return RowVectors.of([cell.key for cell in cells], {"common": common, sector: own})
