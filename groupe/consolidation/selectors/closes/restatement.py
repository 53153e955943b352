"""What changed since the figures of a close were published, as far as the reader may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from establishments.access import Access, Can, visible_establishments
from establishments.scopes import ScopeInfo
from groupe.consolidation.access import readable_codes, visible_scopes
from groupe.consolidation.models import Close
from groupe.consolidation.selectors.closes.effects import SPANS, Effect, changed_scopes, effects, key_codes
from groupe.consolidation.selectors.closes.reports_since import ReportChange, reports_since
from groupe.consolidation.selectors.closes.structure_since import StructureChange, structure_since


@dataclass(frozen=True)
class Restatement:
    """`figures` are those that differ, of scopes in the order of their names; the changes come the newest first."""

    reports: list[ReportChange]
    structure: list[StructureChange]
    scopes: list[ScopeInfo]
    figures: list[Effect]

    def __bool__(self) -> bool:
        return bool(self.reports or self.structure or self.figures)


def published_scopes(access: Access) -> list[ScopeInfo]:
    """Scopes of the reader whose figures a close keeps: sums, of which single sites are the parts."""
    return [scope for scope in visible_scopes(access) if not scope.is_site]


def visible_codes(access: Access) -> frozenset[str] | None:
    """The sites that may be named to the reader; None for all of them."""
    if access.whole_group(Can.SEE_CLOSES):
        return None
    return frozenset(visible_establishments(access, Can.SEE_CLOSES).values_list("code", flat=True))


def restatement_of(close: Close, access: Access) -> Restatement:
    """Of the sites and scopes that the reader may see; what belongs to no site, for who sees the whole group."""
    sites = visible_establishments(access, Can.SEE_CLOSES)
    whole = access.whole_group(Can.SEE_CLOSES)
    scopes = published_scopes(access)
    changed = changed_scopes([close], [scope.code for scope in scopes], "ytd")[close.pk]
    touched = [scope for scope in scopes if scope.code in changed]
    return Restatement(
        reports=reports_since(close, sites),
        structure=structure_since(close, None if whole else frozenset(sites.values_list("pk", flat=True))),
        scopes=touched,
        figures=[
            effect
            for group in _by_readable(access, touched)
            for effect in effects(close, group[1], key_codes(group[0]), SPANS)
            if effect.changed
        ],
    )


def restated(closes: Iterable[Close], access: Access) -> set[int]:
    """The closes of which a figure of the month, in a scope that the reader sees, is no longer what was published."""
    found = changed_scopes(closes, [scope.code for scope in published_scopes(access)])
    return {close for close, scopes in found.items() if scopes}


def _by_readable(access: Access, scopes: Iterable[ScopeInfo]) -> list[tuple[frozenset[str] | None, list[str]]]:
    """Scopes together that the reader reads the same figures of: nearly always all of them."""
    groups: dict[frozenset[str] | None, list[str]] = {}
    for scope in scopes:
        groups.setdefault(readable_codes(access, scope.code), []).append(scope.code)
    return list(groups.items())
