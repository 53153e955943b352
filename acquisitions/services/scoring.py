"""The scoring grid, in versions, and the scores that are given with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from acquisitions.enums import DealState
from acquisitions.models import CAP, Deal, DealScore, ScoringGrid
from acquisitions.routes.diligence import WHOLE, criteria
from acquisitions.selectors.scores import capping, grid_now
from acquisitions.services.holding import changed, held
from acquisitions.services.words import told
from establishments.services.structure.checks import refused
from groupe.accounts.models import User
from groupe.kernel.errors import DomainError, WrongState
from groupe.kernel.recording import recorded_now, saving

ONE_AT_A_TIME = 7_260_502


class Mark(NamedTuple):
    mark: int
    word: str


@saving()
def grid_change(*, weights: Mapping[str, int], reason: str, author: User, expected: int | None = None) -> ScoringGrid:
    """The next version; scores that were given keep the one that they were given with."""
    _alone()
    now = _kept()
    if expected is not None and expected != now.version:
        raise WrongState("changed_meanwhile", _("Somebody else changed the grid meanwhile: look at it again."))
    if set(weights) != set(criteria()):
        raise refused("weights", _("A weight for each criterion is expected."))
    if any(not 0 <= weight <= WHOLE for weight in weights.values()):
        raise refused("weights", _("A weight lies between 0 and 100."))
    if (total := sum(weights.values())) != WHOLE:
        raise refused("weights", _("The weights add up to %(total)d: they must add up to 100.") % {"total": total})
    if dict(weights) == now.weights:
        raise refused("weights", _("These are the weights in force."))
    return ScoringGrid.objects.create(
        version=now.version + 1, weights=dict(weights), reason=told(reason, "reason"), author=author, at=recorded_now()
    )


@saving()
def deal_score(*, deal: Deal, marks: Mapping[str, Mark], author: User, grid: int | None = None) -> DealScore:
    """A score on the grid in force; 422 names the criterion whose mark is out of range or has no word."""
    deal = held(deal, states=(DealState.OPEN,))
    _alone()
    now = _kept()
    if grid is not None and grid != now.version:
        raise WrongState("grid_changed", _("The grid changed meanwhile: look at the weights again."))
    given = _marked(marks, now)
    raw = sum(each["mark"] for each in given.values())
    made = DealScore.objects.create(
        deal=deal, grid=now, marks=given, raw=raw, total=min(raw, CAP) if capping(deal) else raw, author=author,
        at=recorded_now(),
    )  # fmt: skip
    changed(deal)
    return made


def _marked(marks: Mapping[str, Mark], grid: ScoringGrid) -> dict[str, dict[str, Any]]:
    """As it is kept; every criterion of the grid is needed, within its weight and with a word."""
    if set(marks) - set(criteria()):
        raise refused("marks", _("The grid has no such criterion."))
    faults: dict[str, str] = {}
    given: dict[str, dict[str, Any]] = {}
    for code, criterion in criteria().items():
        found, most = marks.get(code), grid.weights[code]
        if found is None or not 0 <= found.mark <= most:
            faults[code] = _("%(name)s: a mark from 0 to %(most)d.") % {"name": criterion.label, "most": most}
            continue
        try:
            given[code] = {"mark": found.mark, "word": told(found.word, f"{code}_word", longest=300)}
        except DomainError as error:
            faults |= dict.fromkeys(error.fields, f"{criterion.label}: {error.message}")
    if faults:
        raise DomainError("refused", " ".join(faults.values()), fields=faults, status=422)
    return given


def _kept() -> ScoringGrid:
    """The grid in force; that of `routes/scoring.toml` is written down once somebody uses it."""
    now = grid_now()
    if now._state.adding:
        now.save()
    return now


def _alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
