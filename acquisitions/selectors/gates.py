"""How far a gate is: each item with what was said of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from acquisitions.enums import Answer, ItemKind
from acquisitions.models import Deal, GateAnswer
from acquisitions.routes import GateItem, Stage, routes
from acquisitions.selectors.conditions import CONDITIONS


@dataclass(frozen=True)
class ItemState:
    """An item of a gate: whether it holds, and the check or approval behind it."""

    item: GateItem
    met: bool
    answer: GateAnswer | None


def stage_of(deal: Deal) -> Stage:
    return routes()[deal.route].stage(deal.stage)


def gate_of(deal: Deal, stage: Stage | None = None) -> list[ItemState]:
    """Every item of the gate of this stage (of the one that the file is in), in the order of the route."""
    stage = stage or stage_of(deal)
    rows = deal.answers.filter(stage=stage.code).select_related("author", "decided_by")
    answers, documents = {row.item: row for row in rows}, _document_kinds(deal)
    return [_state(deal, item, answers, documents) for item in stage.gate]


def missing_before(deal: Deal, target: Stage) -> list[tuple[Stage, GateItem]]:
    """What must still hold to bring the file forwards to `target`: the gates of all stages that it leaves behind."""
    position = stage_of(deal).position
    passed = [stage for stage in routes()[deal.route].stages if position <= stage.position < target.position]
    return [(stage, state.item) for stage in passed for state in gate_of(deal, stage) if not state.met]


def _document_kinds(deal: Deal) -> set[str]:
    rows = deal.documents.filter(withdrawn_at__isnull=True, versions__isnull=False)
    return set(rows.order_by().values_list("kind", flat=True))


def _state(deal: Deal, item: GateItem, answers: Mapping[str, GateAnswer], documents: Iterable[str]) -> ItemState:
    answer = answers.get(item.code)
    match item.kind:
        case ItemKind.FIELD:
            met = getattr(deal, item.target) not in (None, "")
        case ItemKind.DOCUMENT:
            met = item.target in documents
        case ItemKind.CONDITION:
            met = CONDITIONS[item.target](deal)
        case ItemKind.CHECK:
            met = answer is not None
        case ItemKind.APPROVAL:
            met = answer is not None and answer.answer == Answer.APPROVED
    return ItemState(item, met, answer)
