"""The part of the page that refreshes itself."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from groupe.consolidation.models import Run
from groupe.consolidation.selectors.upkeep import Upkeep
from groupe.consolidation.services import remarks
from groupe.kernel.web import formats
from groupe.kernel.web.components import Kpi, Progress
from groupe.kernel.web.formats import Figure


@dataclass(frozen=True)
class State:
    now: Upkeep
    tiles: list[Kpi]
    progress: Progress | None
    # The page is loaded anew when this changes: a run has begun or ended.
    seen: str


def state_of(now: Upkeep) -> State:
    current = now.current
    seen = f"{current.pk}-{current.state}-{now.going:d}" if current else "-"
    return State(now, _tiles(now), _progress(now), seen)


def _tiles(now: Upkeep) -> list[Kpi]:
    fresh = now.freshness
    wait = formats.duration(fresh.oldest.total_seconds()) if fresh.oldest else formats.NOTHING
    return [
        Kpi(label=_("Changes waiting"), value=fresh.waiting, digits=0, icon="queue-list"),
        Kpi(label=_("The oldest has waited"), value=Figure(wait, ""), icon="clock"),
        Kpi(label=_("Last fold"), value=Figure(formats.ago(fresh.folded_at) or formats.NOTHING, ""), icon="check"),
        Kpi(
            label=_("Changes folded in the last minute"),
            value=now.minutes[-1] + now.minutes[-2],
            digits=0,
            series=now.minutes,
            note=_("%(count)s in the last hour") % {"count": formats.number(sum(now.minutes))},
            icon="bolt",
        ),
        Kpi(label=_("Generation of the figures"), value=fresh.generation, digits=0, icon="arrow-path"),
    ]


def _progress(now: Upkeep) -> Progress | None:
    run = now.current
    if run is None or now.cut_short:
        return None
    labels = {Run.Kind.REBUILD: _("Rebuild of the figures"), Run.Kind.CHECK: _("Check of the figures")}
    by = str(run.author) if run.author else _("automatic")
    return Progress(
        id="run",
        label=labels[Run.Kind(run.kind)],
        state="waiting" if run.state == Run.State.QUEUED else "running",
        done=run.done,
        total=run.total,
        detail=f"{by} · {formats.ago(run.started_at)}",
    )


def remark(run: Run) -> str:
    """Why a rebuild started over, what a check covered, or the error as it was told."""
    if run.state == Run.State.STOPPED:
        return _("stopped by %(who)s") % {"who": run.stopped_by or formats.NOTHING}
    said = remarks().get(run.remark, run.remark)
    if run.resumed:
        return _("gone on with after an interruption")
    if run.kind == Run.Kind.REBUILD and run.state == Run.State.DONE and said:
        return _("started over: %(reason)s") % {"reason": said}
    return said
