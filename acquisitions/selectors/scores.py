"""Scores: of one file with its reasons, and of many files in one query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from acquisitions.enums import Gravity, Outcome
from acquisitions.models import CAP, Deal, DealScore, Finding, ScoringGrid
from acquisitions.routes.diligence import Criterion, criteria

CAPS = Q(gravity=Gravity.RED, safety=True) & ~Q(outcome=Outcome.REMOVED)


@dataclass(frozen=True)
class Score:
    """What a file is worth today: a red safety flag caps it whenever the flag was found."""

    row: DealScore
    capped: bool

    @property
    def total(self) -> int:
        return min(self.row.raw, CAP) if self.capped else self.row.raw

    @property
    def cut(self) -> bool:
        """Whether the cap takes something away."""
        return self.total < self.row.raw


@dataclass(frozen=True)
class Marked:
    """A criterion with its weight, mark and word."""

    criterion: Criterion
    most: int
    mark: int
    word: str


def scores_of(deals: Iterable[Deal]) -> Mapping[int, Score]:
    """The last score of each of these files, by primary key, in one query; a file without one is absent."""
    flags = Finding.objects.filter(CAPS, deal=OuterRef("deal"))
    rows = DealScore.objects.filter(deal__in=[deal.pk for deal in deals]).select_related("grid", "author")
    rows = rows.order_by("deal_id", "-at", "-pk").distinct("deal_id").annotate(capped=Exists(flags))
    return {row.deal_id: Score(row, row.capped) for row in rows}


def capping(deal: Deal) -> Sequence[Finding]:
    """The red safety flags that cap the score of this file."""
    return list(deal.findings.filter(CAPS))


def cap_reason(flags: Sequence[Finding]) -> str:
    """Why the score is capped, in a sentence; empty where it is not."""
    if not flags:
        return ""
    named = ", ".join(f"F{flag.number} {flag.title}" for flag in flags)
    return _("Capped at %(cap)d by a red safety flag: %(flags)s.") % {"cap": CAP, "flags": named}


def marks_of(row: DealScore) -> list[Marked]:
    """In the order of the grid, with the weights of the version that the score was given with."""
    given = row.marks
    return [
        Marked(criterion, row.grid.weights[code], given[code]["mark"], given[code]["word"])
        for code, criterion in criteria().items()
        if code in given
    ]


def grid_now() -> ScoringGrid:
    """The version in force; until somebody uses it, that of `routes/scoring.toml`, unsaved."""
    weights = {code: criterion.weight for code, criterion in criteria().items()}
    first = ScoringGrid(version=1, weights=weights, reason=_("As the grid starts."))
    return ScoringGrid.objects.select_related("author").first() or first
