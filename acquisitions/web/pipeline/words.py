"""How a file is told: its stage, its facts, what happened to it."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from acquisitions.enums import DealState
from acquisitions.models import Deal, DealTarget
from acquisitions.routes import routes
from establishments.catalogue import catalogue
from groupe.kernel.web import formats
from groupe.kernel.web.components import Event, Tone

TONES: Final[dict[str, Tone]] = {DealState.OPEN: "info", DealState.WON: "ok"}


def stage_label(route: str, code: str) -> str:
    """Of a stage, or of a state that a move went through."""
    plan = routes()[route]
    return plan.stage(code).label if plan.has(code) else str(dict(DealState.choices).get(code, code))


def facts_of(deal: Deal) -> list[tuple[str, object]]:
    """What is known, without what is empty."""
    sector = catalogue().sectors.get(deal.sector)
    rows: list[tuple[str, object]] = [
        (_("Lost because"), deal.get_lost_reason_display()),
        (_("Route"), deal.get_route_display()),
        (_("Sector"), sector.label if sector else ""),
        (_("SIREN"), deal.siren),
        (_("Cause of distress"), deal.cause),
        (_("Jobs before"), people_word(deal.people, deal.fte)),
        (_("Jobs taken"), people_word(deal.people_taken, deal.fte_taken)),
        (_("Price"), formats.euros(deal.price) if deal.price is not None else ""),
        (_("Court"), deal.court),
        (_("Court administrator"), deal.administrator),
        (_("Deadline for offers"), formats.moment(deal.deadline_at) if deal.deadline_at else ""),
        (_("Hearing"), formats.moment(deal.hearing_at) if deal.hearing_at else ""),
        (_("Judgment"), formats.day(deal.judgment_on) if deal.judgment_on else ""),
        (_("Entry into enjoyment"), formats.day(deal.entry_on) if deal.entry_on else ""),
        (_("Taken by"), deal.entity.name if deal.entity else ""),
        (_("Origin"), deal.get_origin_display()),
        (_("Opened"), f"{formats.when(deal.opened_at)}, {deal.opened_by}"),
    ]
    return [(label, value) for label, value in rows if value]


def people_word(people: int | None, fte: Decimal | None) -> str:
    """`118 personnes, 96,4 ETP`."""
    parts = [] if people is None else [_("%(count)s people") % {"count": formats.number(people)}]
    if fte is not None:
        parts.append(_("%(count)s FTE") % {"count": formats.number(fte, 1)})
    return ", ".join(parts)


def site_rows(deal: Deal) -> list[tuple[DealTarget, str, str]]:
    """The sites with their kind and capacities in words."""
    kinds, measures = catalogue().kinds, catalogue().measures
    rows = []
    for target in deal.targets.select_related("territory"):
        kind = kinds.get(target.kind)
        told = {measures[code].label: value for code, value in target.capacities.items() if code in measures}
        places = ", ".join(f"{label} {formats.number(value)}" for label, value in told.items())
        rows.append((target, kind.label if kind else target.kind, places))
    return rows


def story_of(deal: Deal) -> list[Event]:
    """Every move, the newest first."""
    rows = deal.moves.select_related("author").order_by("-at", "-pk")
    return [
        Event(
            at=row.at,
            title=_step(deal.route, row.before, row.after) if row.before else _("File opened"),
            who=str(row.author),
            text=row.reason,
        )
        for row in rows
    ]


def _step(route: str, before: str, after: str) -> str:
    return f"{stage_label(route, before)} → {stage_label(route, after)}"
