"""The sites behind a figure that is no longer what a close published."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from groupe.consolidation.figures import Figure
from groupe.consolidation.models import Close
from groupe.consolidation.selectors.children import children
from groupe.consolidation.selectors.past import as_known
from groupe.consolidation.selectors.vectors import TODAY, Today
from groupe.kernel.periods import Month, Window


@dataclass(frozen=True)
class RestatedSite:
    """A site's part of a figure, at the close and now; None where it had or has none."""

    scope: str
    name: str
    published: Fraction | None
    now: Fraction | None

    @property
    def difference(self) -> Fraction | None:
        return None if self.published is None or self.now is None else self.now - self.published


def restated_sites(close: Close, scope: str, code: str, window: Window) -> list[RestatedSite]:
    """Those whose part differs, the largest difference first; what came or went stands before these."""
    with as_known(close.closed_at) as then:
        published = _parts(close, scope, code, window, then)
    now = _parts(close, scope, code, window, TODAY)
    names = {site: name for parts in (published, now) for site, (name, _figure) in parts.items()}
    found = [RestatedSite(site, name, _value(published, site), _value(now, site)) for site, name in names.items()]
    changed = [each for each in found if each.published != each.now]
    return sorted(changed, key=lambda each: (each.difference is not None, -abs(each.difference or 0), each.name))


Parts = dict[str, tuple[str, Figure]]


def _parts(close: Close, scope: str, code: str, window: Window, known_at: Today) -> Parts:
    rows = children(
        scope=scope, by="establishment", codes=[code], period=Month.of(close.month), window=window, known_at=known_at
    )
    return {row.scope: (row.label, row.figures[code]) for row in rows}


def _value(parts: Parts, site: str) -> Fraction | None:
    return parts[site][1].value if site in parts else None
