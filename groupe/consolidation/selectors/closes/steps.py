"""Records of structure and flows since a close, each beside the one before it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange

from establishments.models import (
    Attachment,
    Capacity,
    ConsolidationTerm,
    Establishment,
    Flow,
    Funding,
    Holding,
    Link,
    Stay,
    Territory,
)
from groupe.consolidation.models import Close
from groupe.kernel.periods import Month

# What of each table makes figures; None is all of it.
TRACKED: Mapping[type[models.Model], frozenset[str] | None] = {
    Stay: None,
    Attachment: None,
    Capacity: None,
    Funding: None,
    Link: None,
    Holding: None,
    ConsolidationTerm: None,
    Flow: None,
    Territory: frozenset({"parent"}),
    Establishment: frozenset({"kind", "commune"}),
}
# Where the establishment of a row is named.
OWNERS: Mapping[type[models.Model], str] = {
    Stay: "establishment_id",
    Attachment: "establishment_id",
    Capacity: "establishment_id",
    Funding: "establishment_id",
    Link: "old_id",
    Establishment: "id",
}
UNTOLD = frozenset({"id", "recorded_at"})
State = dict[str, Any]


@dataclass(frozen=True)
class Step:
    model: type[models.Model]
    at: dt.datetime
    by: int
    before: State
    after: State

    @property
    def state(self) -> State:
        return self.after or self.before


def steps_since(model: type[models.Model], close: Close) -> Iterator[Step]:
    """Each record since the close beside the one before it, where the difference lies in the months up to it."""
    events: Any = getattr(model, "pgh_event_model")  # noqa: B009 - set by pghistory
    touched = events.objects.filter(pgh_created_at__gt=close.closed_at).values("pgh_obj_id")
    rows = (
        events.objects.filter(pgh_obj_id__in=touched)
        .order_by("pgh_id")
        .values("pgh_context__metadata", *_columns(events))
    )
    limit = Month.of(close.month).last + dt.timedelta(days=1)
    history: dict[int, State] = defaultdict(dict)
    for row in rows.values("pgh_context__metadata", *_columns(events)):
        pk, label, at = row.pop("pgh_obj_id"), row.pop("pgh_label"), row.pop("pgh_created_at")
        by = (row.pop("pgh_context__metadata") or {}).get("user") or 0
        before, after = history[pk], {} if label == "delete" else row
        history[pk] = after
        if at > close.closed_at and _reaching(model, before, limit) != _reaching(model, after, limit):
            yield Step(model, at, by, before, after)


def _columns(events: Any) -> list[str]:
    names = [field.attname for field in events._meta.concrete_fields]
    return [name for name in names if name not in {"pgh_id", "pgh_context_id"}]


def _reaching(model: type[models.Model], state: State, limit: dt.date) -> State:
    """What of a row holds before `limit`; nothing where none of it does."""
    valid = state.get("valid")
    first = valid.lower if valid else state.get("date") or state.get("month")
    if not state or (first is not None and first >= limit):
        return {}
    kept = TRACKED[model]
    found = {
        name: value
        for name, value in state.items()
        if name not in UNTOLD and (kept is None or name.removesuffix("_id") in kept)
    }
    if valid and valid.upper and valid.upper > limit:
        found["valid"] = DateRange(valid.lower, None, "[)")
    return found
