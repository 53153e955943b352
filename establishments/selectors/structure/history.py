"""Who recorded the dated rows of an establishment, and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from establishments.models import Attachment, Capacity, Establishment, Funding, Link, Stay
from groupe.accounts.models import User

TRACKED: tuple[tuple[type[models.Model], str], ...] = (
    (Stay, "establishment"),
    (Attachment, "establishment"),
    (Capacity, "establishment"),
    (Funding, "establishment"),
    (Link, "old"),
)


@dataclass(frozen=True)
class Recorded:
    """The first record of a row, and the last where it was changed since."""

    at: dt.datetime
    by: str


@dataclass
class Records:
    first: dict[tuple[str, int], Recorded] = field(default_factory=dict)
    last: dict[tuple[str, int], Recorded] = field(default_factory=dict)

    def of(self, row: models.Model) -> Recorded | None:
        return self.first.get((row._meta.label, row.pk))

    def latest(self, row: models.Model) -> Recorded | None:
        return self.last.get((row._meta.label, row.pk))


def records_of(establishment: Establishment) -> Records:
    """A query per table and one for the names."""
    events = [
        (model._meta.label, row["pgh_obj_id"], row["pgh_created_at"], row["pgh_context__metadata"])
        for model, owner in TRACKED
        for row in _events(model, owner, establishment)
    ]
    names = _names(metadata for _label, _pk, _at, metadata in events)
    records = Records()
    for label, pk, at, metadata in events:
        recorded = Recorded(at, names.get(_user(metadata), ""))
        records.first.setdefault((label, pk), recorded)
        records.last[label, pk] = recorded
    return records


def _events(model: type[models.Model], owner: str, establishment: Establishment) -> models.QuerySet[Any, Any]:
    events: Any = getattr(model, "pgh_event_model")  # noqa: B009 - set by pghistory
    rows = events.objects.filter(**{f"{owner}_id": establishment.pk}).order_by("pgh_id")
    found: models.QuerySet[Any, Any] = rows.values("pgh_obj_id", "pgh_created_at", "pgh_context__metadata")
    return found


def _names(contexts: Any) -> dict[int, str]:
    users = {_user(metadata) for metadata in contexts} - {0}
    return {user.pk: str(user) for user in User.objects.filter(pk__in=users)} if users else {}


def _user(metadata: Mapping[str, Any] | None) -> int:
    found = (metadata or {}).get("user")
    return found if isinstance(found, int) else 0
