"""An integration in words and as a chart."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from acquisitions.enums import ActionState
from acquisitions.models import Deal, IntegrationAction
from acquisitions.routes.integration import streams
from acquisitions.selectors.integration import IntegrationProgress, actions_of, is_late, progress_of, title_of
from establishments.enums import Role
from groupe.accounts.models import User
from groupe.kernel.charts.figure import ChartFigure
from groupe.kernel.charts.specs import GanttWords, Task, gantt
from groupe.kernel.charts.specs.gantt import Status
from groupe.kernel.periods import today
from groupe.kernel.web import formats
from groupe.kernel.web.components import Kpi, Tone
from groupe.kernel.web.formats import Figure

TONES: Final[dict[str, Tone]] = {ActionState.DONE: "ok", ActionState.DOING: "info", ActionState.BLOCKED: "bad"}


@dataclass(frozen=True)
class Line:
    """An action as the page shows it; `moves` are the states that the reader may bring it to."""

    action: IntegrationAction
    title: str
    stream: str
    owner: str
    waits: str
    late: bool
    moves: tuple[tuple[str, str], ...]
    href: str

    @property
    def tone(self) -> Tone:
        return "bad" if self.late else TONES.get(self.action.state, "")

    @property
    def word(self) -> str:
        label = str(self.action.get_state_display())
        return _("%(state)s, late") % {"state": label} if self.late else label


def lines_of(deal: Deal, user: User, *, working: bool) -> list[Line]:
    day, names = today(), streams()
    return [
        Line(
            action=action,
            title=title_of(action),
            stream=names[action.stream].label,
            owner=str(action.owner) if action.owner else str(dict(Role.choices).get(action.role, "")),
            waits=", ".join(title_of(each) for each in action.needs.all() if each.state != ActionState.DONE),
            late=is_late(action, day),
            moves=_moves(action) if working or action.owner_id == user.pk else (),
            href=reverse("acquisitions:action-edit", args=[deal.code, action.pk]) if working else "",
        )
        for action in _with_deal(deal)
    ]


def _with_deal(deal: Deal) -> list[IntegrationAction]:
    """The rows know their file without asking for it again."""
    rows = list(actions_of(deal))
    for row in rows:
        row.deal = deal
        for each in row.needs.all():
            each.deal = deal
    return rows


def _moves(action: IntegrationAction) -> tuple[tuple[str, str], ...]:
    """The next steps; an action that waits for others offers none but to be blocked, on its own page."""
    if any(each.state != ActionState.DONE for each in action.needs.all()):
        return ()
    match action.state:
        case ActionState.TODO:
            return ((ActionState.DOING, _("Start")), (ActionState.DONE, _("Done")))
        case ActionState.DONE:
            return ((ActionState.DOING, _("Open again")),)
    return ((ActionState.DONE, _("Done")),)


def tiles_of(deal: Deal, lines: list[Line]) -> list[Kpi]:
    found = progress_of([deal]).get(deal.pk, IntegrationProgress())
    first = next((line.action for line in lines if line.action.code == "first_report"), None)
    tiles = [
        Kpi(
            label=_("Progress"),
            value=found.percent,
            unit="%",
            digits=0,
            note=_("%(done)s of %(all)s done") % {"done": found.done, "all": found.total},
        ),
        Kpi(label=_("Late"), value=found.late, digits=0),
        Kpi(label=_("Blocked"), value=found.blocked, digits=0),
    ]
    if first is not None:
        tiles.append(Kpi(label=_("First report due"), value=Figure(formats.short_day(first.last), "")))
    return tiles


def chart_of(lines: list[Line]) -> ChartFigure:
    """Every action over its days."""
    words = GanttWords(start=_("From"), end=_("Due"), progress=_("Progress"), today=_("Today"))
    tasks = [
        Task(
            line.title,
            line.action.first,
            line.action.last + dt.timedelta(days=1),
            _status(line),
            progress=1.0 if line.action.state == ActionState.DONE else 0.0,
            milestone=line.action.last if line.action.code == "first_report" else None,
        )
        for line in lines
    ]
    spec = gantt(tasks, today=today(), words=words, description=_("The hundred days, action by action"))
    return ChartFigure(
        id="hundred-days",
        title=_("The hundred days"),
        spec=spec,
        columns=[_("Action"), _("From"), _("Due"), _("State")],
        rows=[[line.title, formats.day(line.action.first), formats.day(line.action.last), line.word] for line in lines],
    )


def _status(line: Line) -> Status:
    if line.action.state == ActionState.DONE:
        return "done"
    if line.late or line.action.state == ActionState.BLOCKED:
        return "late"
    return "running" if line.action.state == ActionState.DOING else "planned"
