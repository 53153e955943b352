"""What was published by a close beside what is known now, exactly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from django.db import connection

from establishments.catalogue import catalogue
from establishments.enums import Scenario
from groupe.consolidation.figures import Vectors, figure
from groupe.consolidation.layout import current_layout
from groupe.consolidation.models import Close, Scope
from groupe.consolidation.packing import unpack_sums
from groupe.consolidation.selectors.closes.published import close_rollups
from groupe.consolidation.selectors.extracts import files_of
from groupe.consolidation.selectors.vectors import rollup_sums, vectors_of
from groupe.kernel.periods import Month, Window, window_start

# Beside the leading indicators of the catalogue.
AMOUNTS: Final = ("PR", "CH", "RES", "EBE")
SPANS: Final[tuple[Window, ...]] = ("month", "ytd")


@dataclass(frozen=True)
class Effect:
    """A figure of a scope over the window that ends with the closed month; None where it cannot be computed."""

    scope: str
    code: str
    window: Window
    published: Fraction | None
    now: Fraction | None

    @property
    def changed(self) -> bool:
        return self.published != self.now

    @property
    def difference(self) -> Fraction | None:
        return None if self.published is None or self.now is None else self.now - self.published


def key_codes(readable: frozenset[str] | None) -> list[str]:
    """The amounts and the leading indicators, of those that the reader may read."""
    leading = [indicator.code for indicator in catalogue().indicators.values() if indicator.headline]
    return [code for code in (*AMOUNTS, *leading) if readable is None or code in readable]


def effects(close: Close, scopes: Iterable[str], codes: Sequence[str], windows: Sequence[Window]) -> list[Effect]:
    """Four queries whatever the number of scopes; in the order of the arguments."""
    last = Month.of(close.month)
    first = min((window_start(window, last) for window in windows), default=last)
    numbers = dict(Scope.objects.filter(code__in=list(scopes)).values_list("code", "pk"))
    files, positions = files_of(codes), current_layout().positions
    published = close_rollups(close, numbers.values(), first, last, files)
    present = rollup_sums(numbers.values(), first, last, files)

    def value(vectors: Vectors, code: str, window: Window) -> Fraction | None:
        return figure(vectors, code, last, window).value

    found = []
    for scope in scopes:
        number = numbers.get(scope, 0)
        then, now = (vectors_of(sums.get(number, {}), positions) for sums in (published, present))
        found += [
            Effect(scope, code, window, value(then, code, window), value(now, code, window))
            for code in codes
            for window in windows
        ]
    return found


# Rows that are stored otherwise: whether they mean something else is told by their values.
_DIFFERENT = """
    with wanted(close_id, first, last) as (
         select * from unnest(%(closes)s::bigint[], %(first)s::int[], %(last)s::int[]))
    select w.close_id, r.scope, published.vals, r.vals
      from wanted w
      join consolidation_rollup r on r.scope = any(%(scopes)s) and r.scenario = %(scenario)s
       and r.month between w.first and w.last and position(':' in r.file) = 0
      left join lateral (
           select c.vals from consolidation_closerow c
            where c.scope = r.scope and c.scenario = r.scenario and c.month = r.month and c.file = r.file
              and c.close_id <= w.close_id
            order by c.close_id desc limit 1) published on true
     where r.vals is distinct from published.vals
    union all
    select w.close_id, c.scope, c.vals, null
      from wanted w
      join consolidation_closerow c on c.scope = any(%(scopes)s) and c.scenario = %(scenario)s
       and c.month between w.first and w.last and position(':' in c.file) = 0 and c.close_id <= w.close_id
     where c.vals is not null
       and not exists (select from consolidation_rollup r
                        where r.scope = c.scope and r.scenario = c.scenario and r.month = c.month and r.file = c.file)
       and not exists (select from consolidation_closerow n
                        where n.scope = c.scope and n.scenario = c.scenario and n.month = c.month and n.file = c.file
                          and n.close_id > c.close_id and n.close_id <= w.close_id)
"""


def changed_scopes(closes: Iterable[Close], scopes: Iterable[str], window: Window = "month") -> dict[int, set[str]]:
    """By close, those of the scopes whose vectors differ now from what it published for the window that it ends."""
    wanted = list(closes)
    codes = dict(Scope.objects.filter(code__in=list(scopes)).values_list("pk", "code"))
    found: dict[int, set[str]] = {close.pk: set() for close in wanted}
    lasts = [Month.of(close.month) for close in wanted]
    with connection.cursor() as cursor:
        cursor.execute(
            _DIFFERENT,
            {
                "closes": list(found),
                "first": [window_start(window, last).index for last in lasts],
                "last": [last.index for last in lasts],
                "scopes": list(codes),
                "scenario": Scenario.ACTUAL.value,
            },
        )
        for close, scope, published, now in cursor.fetchall():
            if codes[scope] not in found[close] and not _alike(published, now):
                found[close].add(codes[scope])
    return found


def _alike(one: bytes | None, other: bytes | None) -> bool:
    """Nothing stored is a vector of zeros; the bytes of equal vectors may differ with the library that packed them."""
    first, second = (unpack_sums(packed or b"") for packed in (one, other))
    width = max(len(first), len(second))
    return bool((unpack_sums(one or b"", width) == unpack_sums(other or b"", width)).all())
