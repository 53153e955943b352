"""The parts of a figure as a tree: sector, kind or territory, then the sites, from the largest contribution down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from establishments.catalogue import Indicator, catalogue
from establishments.web.catalogue.rows import folded
from groupe.consolidation.models import Scope
from groupe.consolidation.selectors import scope_labels, territories_below
from groupe.consolidation.selectors.explain import Explanation, Part, PartSum, summed
from groupe.kernel.web import formats
from groupe.web.explain.links import asked
from groupe.web.figures.choice import Choice
from groupe.web.figures.printing import printed

MOST_SITES = 100
FEW_SITES = 12


@dataclass(frozen=True)
class Row:
    """A site, or a group of them: what it adds to both sides, and its share of the numerator."""

    label: str
    code: str
    total: PartSum
    numerator: str
    denominator: str
    value: str
    share: Fraction | None
    months_url: str = ""

    @property
    def percent(self) -> str:
        return formats.percent(self.share, 1)

    @property
    def bar(self) -> str:
        """The share as a meter takes it."""
        return "" if self.share is None else f"{float(abs(self.share)):.4f}"


@dataclass(frozen=True)
class Branch:
    row: Row
    sites: list[Row]
    left_out: int
    open: bool


def branches(found: Explanation, choice: Choice, *, search: str, sort: str, sites: bool) -> list[Branch]:
    """`search` keeps the sites whose name or code has these words; `sort` is `share`, `name` or `value`."""
    grouped = _grouped(found.parts, choice.by, choice.scope.code)
    labels = scope_labels(grouped)
    words = folded(search).split()
    made = []
    for scope, parts in grouped.items():
        kept = [part for part in parts if all(word in folded(f"{part.code} {part.name}") for word in words)]
        if kept:
            rows = _sites(found, choice, kept) if sites else []
            shown = sorted(rows, key=_order(sort))
            row = _row(found, labels.get(scope, _("elsewhere")), scope, summed(kept))
            made.append((row, shown))
    made.sort(key=lambda each: _order(sort)(each[0]))
    few = sum(len(rows) for _row_, rows in made) <= FEW_SITES
    return [
        Branch(row, rows[:MOST_SITES], max(0, len(rows) - MOST_SITES), open=few or bool(words) or number == 0)
        for number, (row, rows) in enumerate(made)
    ]


def _grouped(parts: Sequence[Part], by: str, scope: str) -> dict[str, list[Part]]:
    group_of = _territory_of(parts, scope) if by == "territory" else _kind_of(by)
    grouped: dict[str, list[Part]] = defaultdict(list)
    for part in parts:
        grouped[group_of(part)].append(part)
    return grouped


def _kind_of(by: str) -> Callable[[Part], str]:
    kinds = catalogue().kinds
    return lambda part: f"sector:{kinds[part.kind].sector}" if by == "sector" else f"kind:{part.kind}"


def _territory_of(parts: Sequence[Part], scope: str) -> Callable[[Part], str]:
    """The territory just below the scope that a part lay in; nothing where it lay in the scope's own."""
    numbers = {number for part in parts for number in part.scopes}
    named = Scope.objects.filter(pk__in=numbers, code__in=territories_below(scope)).values_list("pk", "code")
    known = dict(named)
    return lambda part: next((known[number] for number in part.scopes if number in known), "")


def _sites(found: Explanation, choice: Choice, parts: Iterable[Part]) -> list[Row]:
    by_site: dict[str, list[Part]] = defaultdict(list)
    for part in parts:
        by_site[part.code].append(part)
    return [
        _row(
            found,
            own[0].name,
            code,
            summed(own),
            asked(found.scope, choice, site=code),
        )
        for code, own in by_site.items()
    ]


def _row(found: Explanation, label: str, code: str, total: PartSum, query: str = "") -> Row:
    item, whole = found.definition.item, found.figure.numerator
    return Row(
        label=label,
        code=code,
        total=total,
        numerator=formats.number(total.numerator),
        denominator=formats.number(total.denominator),
        value=printed(item, _value(found, total)),
        share=total.numerator / whole if whole else None,
        months_url=f"?{query}" if query else "",
    )


def _value(found: Explanation, total: PartSum) -> Fraction | None:
    """The same figure over some of its parts; a mean is not one of them where days are those of the calendar."""
    if total.denominator is not None:
        factor = found.definition.factor
        return total.numerator * factor / total.denominator if total.denominator else None
    if found.over_days or found.unknown in {"never_added", "one_month_only"}:
        days = sum(month.days for month in found.reported_months())
        return total.numerator / days if found.over_days and days else None
    return total.numerator * found.definition.factor


def _order(sort: str) -> Callable[[Row], tuple[object, ...]]:
    def name(row: Row) -> tuple[object, ...]:
        return row.label.casefold(), row.code

    if sort == "name":
        return name
    if sort == "value":
        return lambda row: (-_ratio(row.total), *name(row))
    return lambda row: (-abs(row.total.numerator), *name(row))


def _ratio(total: PartSum) -> Fraction:
    if total.denominator is None:
        return total.numerator
    return total.numerator / total.denominator if total.denominator else Fraction(0)


def with_denominator(found: Explanation) -> bool:
    """Whether parts have both sides."""
    item = found.definition.item
    return (isinstance(item, Indicator) and item.den is not None) or any(
        part.denominator is not None for part in found.parts[:1]
    )
