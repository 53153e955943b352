"""Where the due diligence of a file stands: what was said, what documents answer, what is asked and missing."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Max, QuerySet, Sum
from django.db.models.functions import Coalesce

from acquisitions.enums import Gravity, ItemState
from acquisitions.models import ChecklistItem, Deal, DealDocument, Finding, RequestLine, SellerRequest
from acquisitions.routes.diligence import Item, Stream, items, items_of, streams

SETTLED = (ItemState.REVIEWED, ItemState.NOT_APPLICABLE)
NOTHING = Decimal(0)


@dataclass(frozen=True)
class ItemRow:
    """A head with where it stands; `newer` tells that a document came after its review."""

    item: Item
    state: ItemState
    row: ChecklistItem | None
    documents: Sequence[DealDocument]
    asked_in: Sequence[int]
    newer: bool

    @property
    def settled(self) -> bool:
        return self.state in SETTLED


@dataclass(frozen=True)
class StreamRow:
    stream: Stream
    rows: Sequence[ItemRow]

    @property
    def done(self) -> int:
        return sum(row.settled for row in self.rows)

    @property
    def share(self) -> int:
        """Settled heads in percent."""
        return round(100 * self.done / len(self.rows)) if self.rows else 100


@dataclass(frozen=True)
class Missing:
    """A thing that was asked for and is not here; without an item, a whole request without an answer."""

    request: SellerRequest
    item: Item | None
    late: bool


def checklist_of(deal: Deal) -> list[StreamRow]:
    """Every head that the route asks for, by stream, in three queries."""
    said = {row.code: row for row in deal.checklist.select_related("owner")}
    documents: dict[str, list[DealDocument]] = defaultdict(list)
    live = deal.documents.filter(withdrawn_at__isnull=True, versions__isnull=False)
    for document in live.annotate(newest=Max("versions__at")).order_by("title", "pk"):
        documents[document.kind].append(document)
    asked: dict[str, list[int]] = defaultdict(list)
    for code, number in _waiting(deal).values_list("code", "request__number"):
        asked[code].append(number)
    wanted = items_of(deal.route)
    found = []
    for stream in streams().values():
        heads = [item for item in stream.items if item.code in wanted]
        rows = [_row(item, said.get(item.code), documents, asked[item.code]) for item in heads]
        found.append(StreamRow(stream, rows))
    return [each for each in found if each.rows]


def missing_of(deal: Deal, day: dt.date) -> list[Missing]:
    """What is asked and not received, the most pressing first; `day` tells what is late."""
    lines = _waiting(deal).select_related("request").order_by("request__due_on", "request__number", "pk")
    found = [Missing(line.request, items()[line.code], line.request.due_on < day) for line in lines]
    whole = deal.requests.filter(answered_on__isnull=True, lines__isnull=True)
    found += [Missing(request, None, request.due_on < day) for request in whole]
    return sorted(found, key=lambda each: (each.request.due_on, each.request.number))


def price_effect_of(deal: Deal) -> Decimal:
    """What all findings together add to the price."""
    return Decimal(deal.findings.aggregate(total=Coalesce(Sum("price_effect"), NOTHING))["total"])


def findings_to_integrate(deal: Deal) -> QuerySet[Finding]:
    """Those that become actions of the integration."""
    return deal.findings.filter(to_integrate=True).select_related("owner")


def open_reds(deal: Deal) -> QuerySet[Finding]:
    """Red findings without a resolution."""
    return deal.findings.filter(gravity=Gravity.RED, outcome="")


def _waiting(deal: Deal) -> QuerySet[RequestLine]:
    """Lines of requests that are not received, of heads that the route asks for."""
    return RequestLine.objects.filter(request__deal=deal, received_on__isnull=True, code__in=list(items()))


def _row(
    item: Item, said: ChecklistItem | None, by_kind: Mapping[str, Sequence[DealDocument]], asked: Sequence[int]
) -> ItemRow:
    documents = [document for kind in sorted(item.documents) for document in by_kind.get(kind, ())]
    newest: dt.datetime | None = max((document.newest for document in documents), default=None)  # type: ignore[attr-defined]
    said_at = said.said_at if said else None
    fresh = newest is not None and (said_at is None or newest > said_at)
    state = ItemState(said.state) if said else ItemState.OPEN
    newer = fresh and state == ItemState.REVIEWED
    if state not in SETTLED:
        state = ItemState.REQUESTED if asked else ItemState.RECEIVED if fresh else state
    return ItemRow(item, state, said, documents, asked, newer)
