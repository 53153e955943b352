"""Recomputing every fingerprint from what is stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from groupe.consolidation.models import Close
from groupe.consolidation.services.closing.fingerprint import digests_of, fingerprint_of

Progress = Callable[[int, int], None]
CHAIN = "chain"
FINGERPRINT = "fingerprint"


@dataclass(frozen=True)
class Fault:
    """A close and the part of its content that is no longer what its fingerprint says.

    `part` is a part of its digests, `fingerprint` where the digests or the fingerprint itself were rewritten, or
    `chain` where it does not follow the close before.
    """

    close: Close
    part: str


@transaction.atomic
def verify_closes(progress: Progress | None = None) -> list[Fault]:
    """Every close, the oldest first; empty where all is as it was published."""
    closes = list(Close.objects.order_by("pk"))
    faults, previous, instant = [], "", None
    for number, close in enumerate(closes):
        digests = digests_of(close)
        parts = digests.keys() | close.digests.keys()
        faults += [Fault(close, part) for part in sorted(parts) if digests.get(part) != close.digests.get(part)]
        if fingerprint_of(close.previous, close.digests) != close.fingerprint:
            faults.append(Fault(close, FINGERPRINT))
        if close.previous != previous or (instant is not None and close.closed_at <= instant):
            faults.append(Fault(close, CHAIN))
        previous, instant = close.fingerprint, close.closed_at
        if progress:
            progress(number + 1, len(closes))
    return faults
