"""The figures of a page on the perimeter that was chosen, with the other one beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from groupe.consolidation.selectors import Figure, Series, series
from groupe.web.figures.choice import Choice

YEAR = 12


@dataclass(frozen=True)
class Months:
    """A year of months and the month a year before, each beside its budget and the same month last year."""

    figures: Sequence[Figure]
    budget: Sequence[Figure]
    before: Sequence[Figure]


@dataclass(frozen=True)
class Read:
    """`window` is what was chosen; `current` and `constant` are both perimeters of it, `constant` beside last year.

    `operational` is the same as `window` in that view, where the legal one was chosen.
    """

    choice: Choice
    months: Mapping[str, Months]
    window: Mapping[str, Series]
    current: Mapping[str, Series]
    constant: Mapping[str, Series]
    operational: Mapping[str, Series]

    def alike(self, code: str) -> tuple[Fraction | None, Fraction | None]:
        """This year and last year on the constant perimeter."""
        found = self.constant[code]
        return found.figures[-1].value, found.compare[-1].value if found.compare else None


def read(choice: Choice, codes: Sequence[str], *, validated: bool) -> Read:
    """As many reads whatever the number of establishments."""
    scope, last, window = choice.scope.code, choice.period, choice.window
    constant = series(
        scope=scope, codes=codes, first=last, last=last, window=window, compare="previous_year",
        perimeter="constant", view=choice.view, validated_only=validated, known_at=choice.figures,
    )  # fmt: skip
    current = series(
        scope=scope,
        codes=codes,
        first=last,
        last=last,
        window=window,
        compare=choice.compare,
        view=choice.view,
        validated_only=validated,
        known_at=choice.figures,
    )
    chosen: Mapping[str, Series] = current
    if choice.perimeter == "constant":
        chosen = constant
        if choice.compare != "previous_year":
            chosen = series(
                scope=scope, codes=codes, first=last, last=last, window=window, compare=choice.compare,
                perimeter="constant", view=choice.view, validated_only=validated, known_at=choice.figures,
            )  # fmt: skip
    months = _months(choice, codes, validated=validated)
    return Read(choice, months, chosen, current, constant, _operational(choice, codes, validated=validated))


def _operational(choice: Choice, codes: Sequence[str], *, validated: bool) -> Mapping[str, Series]:
    """Beside the legal view, and nothing beside the operational one."""
    if not choice.legal:
        return {}
    return series(
        scope=choice.scope.code, codes=codes, first=choice.period, last=choice.period, window=choice.window,
        perimeter=choice.perimeter, validated_only=validated, known_at=choice.figures,
    )  # fmt: skip


def _months(choice: Choice, codes: Sequence[str], *, validated: bool) -> dict[str, Months]:
    """On the constant perimeter last year is another sum than the year before it showed, and nothing is budgeted."""
    scope, last = choice.scope.code, choice.period
    if choice.perimeter == "constant":
        alike = series(
            scope=scope, codes=codes, first=last - YEAR, last=last, compare="previous_year", perimeter="constant",
            view=choice.view, validated_only=validated, known_at=choice.figures,
        )  # fmt: skip
        return {code: Months(each.figures, [], each.compare or []) for code, each in alike.items()}
    found = series(
        scope=scope,
        codes=codes,
        first=last - 2 * YEAR,
        last=last,
        compare="budget",
        view=choice.view,
        validated_only=validated,
        known_at=choice.figures,
    )
    return {
        code: Months(each.figures[YEAR:], (each.compare or [])[YEAR:], each.figures[:-YEAR])
        for code, each in found.items()
    }
