"""The lines of the legal result: equity method, minority, associative funds, group share (semantics, rule 23)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np

from establishments.enums import Method
from establishments.models import LegalEntity
from groupe.consolidation.eliminations import Book, effect
from groupe.consolidation.engine.plan import current_plan
from groupe.consolidation.layout import current_layout
from groupe.consolidation.models import Scope
from groupe.consolidation.scopes import scope_number
from groupe.consolidation.selectors.eliminations import sums_of
from groupe.consolidation.selectors.vectors import TODAY, Today
from groupe.consolidation.source.holdings import WHOLE, Holdings
from groupe.kernel.periods import Month, Window, window_start

RESULT = "RES"
# Legal forms without capital: what nobody holds stays in their funds.
WITHOUT_CAPITAL = ("assoc", "mutu", "fondation", "foundation", "groupement de coop", "gcsms")


@dataclass(frozen=True)
class LegalResult:
    """Euros, after elimination. `whole` = `group` + `minority` + `associative`; `equity` is a part of `whole`."""

    whole: Fraction
    equity: Fraction
    minority: Fraction
    associative: Fraction

    @property
    def group(self) -> Fraction:
        return self.whole - self.minority - self.associative


@dataclass(frozen=True)
class _Entity:
    pk: int
    code: str
    without_capital: bool


def legal_result(*, scope: str, period: Month, window: Window = "month", known_at: Today = TODAY) -> LegalResult:
    """The result of a scope by who it belongs to: each day by the method and the exact interest in force."""
    months = list(window_start(window, period).to(period))
    lines = _Lines(Holdings(known_at.reading))
    for entity, cents, first, last in _results(scope, months[0], period, known_at):
        lines.add(entity, cents, first, last)
    _eliminate(lines, known_at.book(), scope, months)
    found = {name: amount / 100 for name, amount in lines.total.items()}
    return LegalResult(*(found.get(name, Fraction(0)) for name in ("whole", "equity", "minority", "associative")))


class _Lines:
    """Adds results up by who they belong to, in cents."""

    def __init__(self, holdings: Holdings) -> None:
        self.holdings = holdings
        self.total: dict[str, Fraction] = defaultdict(Fraction)

    def add(self, entity: _Entity, cents: int, first: dt.date, last: dt.date) -> None:
        """A result of some days: where the interest changes in between, shared by days."""
        days = max((last - first).days + 1, 1)
        changes = {day for day in self.holdings.days(entity.pk) if first.toordinal() < day <= last.toordinal()}
        cuts = [first.toordinal(), *sorted(changes), first.toordinal() + days]
        begin = cuts[0]
        for start, end in pairwise(cuts):
            part = _upto(cents, end - begin, days) - _upto(cents, start - begin, days)
            self.take(entity, Fraction(part), dt.date.fromordinal(start))

    def take(self, entity: _Entity, amount: Fraction, day: dt.date) -> None:
        method, interest = self.holdings.method(entity.pk, day), self.interest(entity, day)
        if method == Method.FULL:
            self.total["whole"] += amount
            self.total["associative" if entity.without_capital else "minority"] += amount * (1 - interest)
        elif method in {Method.PROPORTIONAL, Method.EQUITY}:
            self.total["whole"] += amount * interest
            if method == Method.EQUITY:
                self.total["equity"] += amount * interest

    def interest(self, entity: _Entity, day: dt.date) -> Fraction:
        held = self.holdings.interest(entity.pk, day)
        return Fraction(0) if entity.without_capital and held == WHOLE else held


def _upto(cents: int, part: int, whole: int) -> int:
    rounded = (2 * abs(cents) * part + whole) // (2 * whole)
    return rounded if cents >= 0 else -rounded


def _results(scope: str, first: Month, last: Month, known_at: Today) -> Iterator[tuple[_Entity, int, dt.date, dt.date]]:
    """Each cell's result in cents, its entity and its days."""
    plan = current_plan().measures[RESULT]
    position = current_layout().positions[RESULT, "v"]
    entities = _entities()
    numbers = [number for each in _read(scope, known_at) if (number := scope_number(each))]
    for number in numbers:
        for cell in known_at.whole_cells(number, first, last):
            vector = np.frombuffer(cell.common if plan.file == "common" else cell.sector, dtype="<i8")
            entity = next((entities[each] for each in cell.scopes if each in entities), None)
            if entity and position < len(vector) and vector[position]:
                start = Month(cell.month).first
                days = start.replace(day=max(cell.first_day, 1)), start + dt.timedelta(days=cell.last_day - 1)
                yield entity, int(vector[position]), *days


def _read(scope: str, known_at: Today) -> Iterable[str]:
    """An entity's legal view holds those below it."""
    name, _colon, code = scope.partition(":")
    if name != "entity":
        return [scope]
    owners = Holdings(known_at.reading).owners
    rows = [row for found in owners.values() for row in found]
    known = {row.owner_id: row.owner.code for row in rows}
    codes = dict(LegalEntity.objects.values_list("pk", "code"))
    below = {pk for pk, each in codes.items() if each == code}
    while more := {row.owned_id for row in rows if row.owner_id in below} - below:
        below |= more
    return [f"entity:{codes.get(pk) or known[pk]}" for pk in sorted(below)]


def _entities() -> dict[int, _Entity]:
    """By the number of their scope."""
    rows = {
        f"entity:{code}": _Entity(pk, code, any(word in form.casefold() for word in WITHOUT_CAPITAL))
        for pk, code, form in LegalEntity.objects.values_list("pk", "code", "legal_form")
    }
    numbered = Scope.objects.filter(code__startswith="entity:").values_list("pk", "code")
    return {pk: rows[code] for pk, code in numbered if code in rows}


def _eliminate(lines: _Lines, book: Book, scope: str, months: Iterable[Month]) -> None:
    """What both sides of a bill take out cancels; a gain or a dividend is taken from the owners of who made it."""
    entities = {each.pk: each for each in _entities().values()}
    for line in book.lines((scope,), months, "legal"):
        taken = effect(RESULT, sums_of(line))
        if taken and line.pair.seller.entity in entities:
            _take(lines, entities[line.pair.seller.entity], taken * 100, line.month)


def _take(lines: _Lines, entity: _Entity, taken: Fraction, month: Month) -> None:
    """The line already counts its fraction: only who it belongs to is asked."""
    day = month.last
    method, interest = lines.holdings.method(entity.pk, day), lines.interest(entity, day)
    lines.total["whole"] -= taken
    if method == Method.FULL:
        lines.total["associative" if entity.without_capital else "minority"] -= taken * (1 - interest)
    elif method == Method.EQUITY:
        lines.total["equity"] -= taken
