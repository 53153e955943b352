"""The parts of a scope: each holds only what also lies in the parent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language

from establishments.catalogue import catalogue
from establishments.models import Establishment, Funder, LegalEntity, Territory
from groupe.consolidation.figures import Figure, figure
from groupe.consolidation.models import Scope
from groupe.consolidation.scopes import scope_number
from groupe.consolidation.selectors.vectors import (
    Packed,
    Sums,
    add_cell,
    cells_in,
    establishment_cells,
    rollup_sums,
    vectors_of,
)
from groupe.kernel.periods import Month, Window, window_start

ScopedCell = tuple[int, int, str, Packed, Packed, list[int]]
BREAKDOWNS = ("sector", "kind", "territory", "entity", "department", "establishment")


@dataclass(frozen=True)
class Child:
    scope: str
    label: str
    figures: dict[str, Figure]


def children(
    *,
    scope: str,
    by: str,
    codes: Sequence[str],
    period: Month,
    window: Window = "month",
    validated_only: bool = False,
) -> list[Child]:
    """One row per part of `scope` that has a cell in the window, ordered by label."""
    sums = _sums_by_child(scope, by, window_start(window, period), period, validated_only=validated_only)
    labels = scope_labels(sums)
    rows = [
        Child(child, labels.get(child, child), _figures(months, codes, period, window, single=by == "establishment"))
        for child, months in sums.items()
    ]
    return sorted(rows, key=lambda row: (row.label.casefold(), row.scope))


def site_months(*, scope: str, code: str, first: Month, last: Month) -> dict[str, list[Figure]]:
    """One code for each establishment of a scope, month by month."""
    sums = _sums_by_child(scope, "establishment", first, last)
    result = {}
    for child, months in sums.items():
        vectors = vectors_of(months, single=True)
        result[child.partition(":")[2]] = [figure(vectors, code, month, "month") for month in first.to(last)]
    return result


def _figures(months: Sums, codes: Sequence[str], period: Month, window: Window, *, single: bool) -> dict[str, Figure]:
    vectors = vectors_of(months, single=single)
    return {code: figure(vectors, code, period, window) for code in codes}


def _sums_by_child(scope: str, by: str, first: Month, last: Month, *, validated_only: bool = False) -> dict[str, Sums]:
    if by not in BREAKDOWNS:
        raise ValueError(by)
    if scope == "group" and by != "establishment" and not validated_only:
        return _sums_of_scopes(by, first, last)
    cells = list(_cells(scope, first, last, validated_only=validated_only))
    names = _names(scope, by, cells)
    sums: dict[str, Sums] = defaultdict(lambda: defaultdict(dict))
    for establishment, month, file, common, sector, scopes in cells:
        for key in [establishment] if by == "establishment" else scopes:
            if key in names:
                add_cell(sums[names[key]][Month(month)], file, common, sector)
    return sums


def _sums_of_scopes(by: str, first: Month, last: Month) -> dict[str, Sums]:
    """Parts of the whole group lie in it entirely: their own roll-ups say all."""
    named = dict(Scope.objects.filter(code__startswith=f"{by}:").values_list("pk", "code"))
    roots = _territories_below("group") if by == "territory" else set()
    wanted = {pk: code for pk, code in named.items() if by != "territory" or code in roots}
    return {wanted[pk]: sums for pk, sums in rollup_sums(wanted, first, last).items()}


def _cells(scope: str, first: Month, last: Month, *, validated_only: bool) -> Iterable[ScopedCell]:
    name, _colon, code = scope.partition(":")
    if name == "establishment":
        pk = Establishment.objects.filter(code=code).values_list("pk", flat=True).first()
        return ((*row, []) for row in establishment_cells(pk, first, last, validated_only=validated_only))
    number = scope_number(scope)
    return cells_in(number, first, last, validated_only=validated_only) if number else ()


def _names(scope: str, by: str, cells: Sequence[ScopedCell]) -> dict[int, str]:
    """The number that a cell carries for each child, and the child's code."""
    if by == "establishment":
        rows = Establishment.objects.filter(pk__in={cell[0] for cell in cells}).values_list("pk", "code")
        return {pk: f"establishment:{code}" for pk, code in rows}
    numbers = {number for cell in cells for number in cell[5]}
    named = Scope.objects.filter(pk__in=numbers, code__startswith=f"{by}:").values_list("pk", "code")
    below = _territories_below(scope) if by == "territory" else set()
    return {pk: code for pk, code in named if by != "territory" or code in below}


def _territories_below(scope: str) -> set[str]:
    """Those just below the scope's territory, else the roots."""
    name, _colon, code = scope.partition(":")
    below = {"parent__code": code} if name == "territory" else {"parent": None}
    return {f"territory:{child}" for child in Territory.objects.filter(**below).values_list("code", flat=True)}


def scope_labels(scopes: Iterable[str]) -> dict[str, str]:
    """The names that people know scopes by, in their language; a bounded number of queries."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for scope in scopes:
        name, _colon, code = scope.partition(":")
        wanted[name].add(code)
    labels = {}
    for name, model in (
        ("territory", Territory),
        ("entity", LegalEntity),
        ("funder", Funder),
        ("establishment", Establishment),
    ):
        if name in wanted:
            for code, label in model.objects.filter(code__in=wanted[name]).values_list("code", "name"):
                labels[f"{name}:{code}"] = label
    english = get_language() == "en"
    source = catalogue()
    for name, items in (("sector", source.sectors), ("kind", source.kinds)):
        for code in wanted.get(name, ()):
            if code in items:
                labels[f"{name}:{code}"] = items[code].en if english else items[code].fr
    return labels


__all__ = ["BREAKDOWNS", "Child", "children", "scope_labels", "site_months"]
