"""Notices come in: new, told again, amended, cancelled. The same notices again change nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction

from acquisitions.gazette.kinds import Ignored, NoticeType
from acquisitions.gazette.reading import Progress
from acquisitions.gazette.records import Found
from acquisitions.models import Notice
from acquisitions.services.chains import chains_settle
from acquisitions.services.leads import leads_from, one_at_a_time
from groupe.kernel.recording import recorded_now

BATCH: Final = 500
# Read anew each time, even from a notice that says the same: rules may have changed, extracts say more or less.
READ: Final = frozenset({"step", "procedure", "previous"})


@dataclass
class Loaded:
    """What a load did; `kept` and `ignored` count records by procedure and by reason."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    leads: int = 0
    kept: Counter[str] = field(default_factory=Counter)
    ignored: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return self.created + self.changed + self.unchanged


@transaction.atomic
def gazette_load(*, found: Iterable[Found], progress: Progress = lambda done, total: None) -> Loaded:
    """All of it or nothing; leads and their scores follow."""
    one_at_a_time()
    loaded = Loaded()
    worth = sorted(_worth(found, loaded), key=lambda each: (str(each.number.day), each.number.number))
    touched: list[Notice] = []
    for start in range(0, len(worth), BATCH):
        touched += _written(worth[start : start + BATCH], loaded)
        progress(min(start + BATCH, len(worth)), len(worth))
    settled = chains_settle(touched)
    loaded.leads = leads_from(settled)
    return loaded


def _worth(found: Iterable[Found], loaded: Loaded) -> list[Found]:
    """Those that are kept, each once; the others are counted with the reason."""
    worth: dict[str, Found] = {}
    for each in found:
        if each.ignored:
            loaded.ignored[each.ignored] += 1
            continue
        loaded.unchanged += each.key in worth
        worth[each.key] = each
    return list(worth.values())


def _written(batch: Sequence[Found], loaded: Loaded) -> list[Notice]:
    """Notices that are new or say something else than before."""
    known = {row.key: row for row in Notice.objects.filter(key__in=[each.key for each in batch])}
    said = _said_already(batch)
    made, changed = [], []
    for each in batch:
        row = known.get(each.key)
        if row is None and each.type == NoticeType.INITIAL and said.get(_saying(each), each.key) != each.key:
            loaded.ignored[Ignored.REPEAT] += 1
            continue
        loaded.kept[each.procedure or each.step] += 1
        said.setdefault(_saying(each), each.key)
        if row is None:
            made.append(_put(Notice(key=each.key, chain=each.key, recorded_at=recorded_now()), each))
        elif _differs(row, each):
            changed.append(row)
        else:
            loaded.unchanged += 1
    Notice.objects.bulk_create(made)
    for row in changed:
        row.save()
    loaded.created, loaded.changed = loaded.created + len(made), loaded.changed + len(changed)
    return [*made, *changed]


Saying = tuple[str, str]


def _saying(each: Found) -> Saying:
    return each.content, str(each.number.day)


def _said_already(batch: Sequence[Found]) -> dict[Saying, str]:
    """What first notices of these days say: the same again under another number is no other notice."""
    rows = Notice.objects.filter(
        content__in={each.content for each in batch}, published_on__in={each.number.day for each in batch}
    )
    return {(row.content, str(row.published_on)): row.key for row in rows.order_by("-number")}


def _put(row: Notice, each: Found) -> Notice:
    for name, value in _values(each).items():
        setattr(row, name, value)
    return row


def _differs(row: Notice, each: Found) -> bool:
    """Puts on the row what it does not say yet; a poorer extract of the same notice takes nothing away."""
    same, differs = row.content == each.content, False
    for name, value in _values(each).items():
        before = getattr(row, name)
        poorer = not value or (same and (set(value) <= set(before) if name == "raw" else before and name not in READ))
        if before != value and not poorer:
            setattr(row, name, value)
            differs = True
    return differs


def _values(each: Found) -> dict[str, Any]:
    known, number = each.organisation, each.number
    previous = (each.previous.key or each.previous.official) if each.previous else ""
    return {
        "official_id": number.official, "letter": number.letter, "parution": number.parution,
        "published_on": number.day, "number": number.number, "type": each.type,
        "previous": previous if each.type != NoticeType.INITIAL and previous != each.key else "",
        "family": each.family, "nature": each.nature, "judged_on": each.judged_on, "details": each.details,
        "step": each.step, "procedure": each.procedure, "court": each.court, "name": known.name, "siren": known.siren,
        "legal_form": known.legal_form, "city": known.city, "postcode": known.postcode,
        "department": known.department, "activity": known.activity, "naf": known.naf, "url": each.url,
        "content": each.content, "raw": each.raw,
    }  # fmt: skip
