"""The parts of a scope: each holds only what also lies in the parent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, partial
from typing import overload

from establishments.catalogue import catalogue
from establishments.models import Establishment
from establishments.scopes import named_scopes
from groupe.consolidation.eliminations import Sums as Taken
from groupe.consolidation.eliminations import after_elimination, is_eliminated
from groupe.consolidation.engine.compare import Comparison
from groupe.consolidation.engine.structure import Ints
from groupe.consolidation.figures import Figure, Vectors, figure
from groupe.consolidation.layout import current_layout
from groupe.consolidation.models import Scope
from groupe.consolidation.selectors.compared import expanded, in_places
from groupe.consolidation.selectors.extracts import COMMON, Extract, extract_of, files_of
from groupe.consolidation.selectors.legal import combined
from groupe.consolidation.selectors.series import Perimeter, View
from groupe.consolidation.selectors.vectors import (
    TODAY,
    CellRow,
    Sums,
    Today,
    add_cell,
    site_number,
    vectors_of,
)
from groupe.consolidation.selectors.weights import WHOLE, Weights, weights_of
from groupe.kernel.periods import Month, Window, window_start

CHUNK = 1_000
BREAKDOWNS = ("sector", "kind", "territory", "entity", "department", "establishment")


@dataclass(frozen=True)
class Child:
    """`both`: figures before and after elimination, where they were asked for."""

    scope: str
    label: str
    figures: dict[str, Figure]
    both: dict[str, tuple[Figure, Figure]] = field(default_factory=dict)


class Line(Sequence[Figure]):
    """A code month by month, each figure computed when it is first asked for: of many parts a page shows a few."""

    def __init__(self, compute: Callable[[Month], Figure], months: Sequence[Month]) -> None:
        self._compute, self._months = compute, months
        self._known: dict[Month, Figure] = {}

    def __len__(self) -> int:
        return len(self._months)

    @overload
    def __getitem__(self, index: int) -> Figure: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Figure]: ...
    def __getitem__(self, index: int | slice) -> Figure | Sequence[Figure]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        month = self._months[index]
        if month not in self._known:
            self._known[month] = self._compute(month)
        return self._known[month]

    def latest(self) -> Fraction | None:
        """The newest value that is known."""
        return next((each.value for each in reversed(self) if each.value is not None), None)


class Parts:
    """The parts of a scope over some months, whatever the breakdown: what `codes` need of cells is read once."""

    def __init__(
        self,
        scope: str,
        first: Month,
        last: Month,
        codes: Iterable[str],
        *,
        perimeter: Perimeter = "current",
        view: View = "operational",
        validated_only: bool = False,
        known_at: Today = TODAY,
    ) -> None:
        self.scope, self.first, self.last = scope, first, last
        self.codes = frozenset(codes)
        self.perimeter, self.view = perimeter, view
        self._validated_only, self._known_at = validated_only, known_at
        self._vectors: dict[tuple[str, Month], dict[str, Vectors]] = {}

    def narrowed(self, codes: Iterable[str]) -> Parts:
        """The same for fewer codes, where the others come from roll-ups: less is read of each cell."""
        if self.scope != "group" or self._validated_only or self.view == "legal":
            return self
        return Parts(self.scope, self.first, self.last, codes, perimeter=self.perimeter, known_at=self._known_at)

    def children(
        self, by: str, codes: Sequence[str], period: Month, window: Window, *, both: bool = False
    ) -> list[Child]:
        """One row per part that has a cell in the window, ordered by label; `both` before and after elimination."""
        months = list(window_start(window, period).to(period))
        found = {
            child: {code: figure(vectors, code, period, window) for code in codes}
            for child, vectors in self._by(by, months[0]).items()
            if any(month in vectors.by_month for month in months)
        }
        labels = scope_labels(found)
        rows = [
            Child(
                child,
                labels.get(child, child),
                self._after(child, figures, window, period),
                self._both(child, figures, window, period) if both and self._with_flows else {},
            )
            for child, figures in found.items()
        ]
        return sorted(rows, key=lambda row: (row.label.casefold(), row.scope))

    def by_month(self, by: str, code: str, first: Month, last: Month) -> dict[str, Line]:
        """One code for each part, month by month."""
        months = list(first.to(last))
        return {
            child: Line(partial(self._figure, child, vectors, code, "month"), months)
            for child, vectors in self._by(by, first).items()
        }

    def _figure(self, child: str, vectors: Vectors, code: str, window: Window, period: Month) -> Figure:
        return self._after(child, {code: figure(vectors, code, period, window)}, window, period)[code]

    def _after(self, child: str, found: dict[str, Figure], window: Window, period: Month) -> dict[str, Figure]:
        """After elimination where figures are: of what lies in both the scope and the part."""
        concerned = catalogue().after.intersection(found)
        if not concerned or not self._with_flows:
            return found
        sums = self.taken_out(child, window, period)
        return found | {code: after_elimination(found[code], sums) for code in concerned}

    @property
    def _with_flows(self) -> bool:
        """Whether anything is eliminated: on the current perimeter, for who reads more than validated reports."""
        return self.perimeter == "current" and not self._validated_only

    def _both(
        self, child: str, found: dict[str, Figure], window: Window, period: Month
    ) -> dict[str, tuple[Figure, Figure]]:
        sums = self.taken_out(child, window, period)
        return {code: (each, after_elimination(each, sums)) for code, each in found.items() if is_eliminated(code)}

    def taken_out(self, child: str, window: Window, period: Month) -> Taken:
        """What the flows inside a part take out of each measure."""
        scopes = (child,) if self.scope == "group" else (self.scope, child)
        return self._known_at.book().sums(scopes, window_start(window, period).to(period), self.view)

    def _by(self, by: str, since: Month) -> dict[str, Vectors]:
        """Roll-ups are read from the month that is asked for; cells, which serve every breakdown, from the first."""
        if by not in BREAKDOWNS:
            raise ValueError(by)
        operational = self.view == "operational" and not self._validated_only
        rolled_up = self.scope == "group" and by != "establishment" and operational
        first = max(since, self.first) if rolled_up else self.first
        if (by, first) not in self._vectors:
            sums = self._sums_of_scopes(by, first) if rolled_up else self._sums_by_weight(by)
            whole = rolled_up or self.perimeter == "constant"
            positions = current_layout().positions if whole else self._extract.positions
            single = by == "establishment"
            self._vectors[by, first] = {
                child: vectors_of(months, positions, single=single) for child, months in sums.items()
            }
        return self._vectors[by, first]

    def _sums_of_scopes(self, by: str, first: Month) -> dict[str, Sums]:
        """Parts of the whole group lie in it entirely: their own roll-ups say all."""
        named = dict(Scope.objects.filter(code__startswith=f"{by}:").values_list("pk", "code"))
        roots = territories_below(self.scope, self._known_at) if by == "territory" else set()
        wanted = {pk: code for pk, code in named.items() if by != "territory" or code in roots}
        files = {COMMON, *files_of(self.codes)}  # the common one tells which parts there are
        if self.perimeter == "constant":
            found = self._known_at.rollup_sums(wanted, first, self.last, [f"{file}:now" for file in files])
            return {wanted[pk]: in_places(sums, "now") for pk, sums in found.items()}
        found = self._known_at.rollup_sums(wanted, first, self.last, files)
        return {wanted[pk]: sums for pk, sums in found.items()}

    def _sums_by_weight(self, by: str) -> dict[str, Sums]:
        """In the legal view each cell counts with its fraction in the parent: so the parts add up to it."""
        read = self._sums_of_comparisons if self.perimeter == "constant" else self._sums_of_cells
        found = read(by)
        if not self._weights.shares:
            return {child: sums.get(WHOLE, {}) for child, sums in found.items()}
        positions = current_layout().positions if self.perimeter == "constant" else self._extract.positions
        return {
            child: combined({}, [(weight, each) for weight, each in sums.items() if weight > 0], positions)
            for child, sums in found.items()
        }

    def _sums_of_cells(self, by: str) -> dict[str, dict[Fraction, Sums]]:
        names = self._names(by, {cell[0] for cell in self._cells}, {scope for cell in self._cells for scope in cell[5]})
        months = {month.index: month for month in self.first.to(self.last)}
        sums = _by_child()
        for establishment, month, file, common, sector, scopes in self._cells:
            weight = self._weights.of(scopes)
            for key in [establishment] if by == "establishment" else scopes:
                if key in names:
                    add_cell(sums[names[key]][weight][months[month]], file, common, sector)
        return sums

    def _sums_of_comparisons(self, by: str) -> dict[str, dict[Fraction, Sums]]:
        """What both years have alike, in the scope and in the part (rule 20)."""
        found = self._comparisons
        names = self._names(by, {each.establishment for each in found}, {s for each in found for s in each.scopes})
        sums = _by_child()
        files = {COMMON, *files_of(self.codes)}
        for start in range(0, len(found), CHUNK):
            chunk = found[start : start + CHUNK]
            years = expanded(chunk, self.first, self.last, validated_only=self._validated_only, known_at=self._known_at)
            for chosen, vectors, _cells in years:
                blocks = {file: vectors[f"{file}:now"] for file in files if f"{file}:now" in vectors}
                for number, each in enumerate(chosen):
                    weight = self._weights.of(each.scopes)
                    for key in [each.establishment] if by == "establishment" else each.scopes:
                        if key in names:
                            _add(sums[names[key]][weight][Month(each.month)], blocks, number)
        return sums

    def _names(self, by: str, sites: set[int], scopes: set[int]) -> dict[int, str]:
        """The number that a cell carries for each child, and the child's code."""
        if by == "establishment":
            rows = Establishment.objects.filter(pk__in=sites).values_list("pk", "code")
            return {pk: f"establishment:{code}" for pk, code in rows}
        named = Scope.objects.filter(pk__in=scopes, code__startswith=f"{by}:").values_list("pk", "code")
        below = territories_below(self.scope, self._known_at) if by == "territory" else set()
        return {pk: code for pk, code in named if by != "territory" or code in below}

    @cached_property
    def _weights(self) -> Weights:
        return weights_of(self.scope, legal=self.view == "legal")

    @cached_property
    def _extract(self) -> Extract:
        return extract_of(self.codes)

    @cached_property
    def _cells(self) -> list[CellRow]:
        name, _colon, code = self.scope.partition(":")
        between = self.first, self.last, self._extract
        if name == "establishment":
            return self._known_at.establishment_cells(code, *between, validated_only=self._validated_only)
        return self._known_at.cells_in(self._weights.numbers, *between, validated_only=self._validated_only)

    @cached_property
    def _comparisons(self) -> list[Comparison]:
        weights = self._weights
        site = site_number(self.scope.partition(":")[2]) if weights.single else None
        if not weights.numbers or (weights.single and site is None):
            return []
        found = self._known_at.comparisons_in(weights.numbers, self.first, self.last, site=site)
        return sorted(found, key=lambda each: (each.kind, each.establishment, each.month))


def _by_child() -> dict[str, dict[Fraction, Sums]]:
    """By child and weight: months, files."""
    return defaultdict(lambda: defaultdict(lambda: defaultdict(dict)))


def _add(into: dict[str, Ints], blocks: Mapping[str, Ints], number: int) -> None:
    for file, block in blocks.items():
        into[file] = into[file] + block[number] if file in into else block[number]


def children(
    *,
    scope: str,
    by: str,
    codes: Sequence[str],
    period: Month,
    window: Window = "month",
    perimeter: Perimeter = "current",
    view: View = "operational",
    validated_only: bool = False,
    known_at: Today = TODAY,
) -> list[Child]:
    """One row per part of `scope` that has a cell in the window, ordered by label."""
    first = window_start(window, period)
    parts = Parts(
        scope, first, period, codes, perimeter=perimeter, view=view, validated_only=validated_only, known_at=known_at
    )
    return parts.children(by, codes, period, window, both=True)


def territories_below(scope: str, known_at: Today = TODAY) -> set[str]:
    """Those just below the scope's territory, else the roots."""
    name, _colon, code = scope.partition(":")
    above = code if name == "territory" else None
    return {f"territory:{child}" for child, parent in known_at.parents().items() if parent == above}


def scope_labels(scopes: Iterable[str]) -> dict[str, str]:
    """The names that people know scopes by, in their language; a bounded number of queries."""
    return {code: scope.name for code, scope in named_scopes(scopes).items()}


__all__ = ["BREAKDOWNS", "Child", "Parts", "children", "scope_labels", "territories_below"]
