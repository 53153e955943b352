"""The periods of the group, closed or open."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from groupe.consolidation.models import Close
from groupe.consolidation.source import first_month
from groupe.kernel.errors import NotVisible
from groupe.kernel.periods import Month, last_completed_month


@dataclass
class PeriodState:
    """A month and its versions, the newest first; `restated`: whether its figures differ from the last of them."""

    month: Month
    versions: list[Close]
    restated: bool | None = None

    @property
    def close(self) -> Close | None:
        return self.versions[0] if self.versions else None


def periods() -> list[PeriodState]:
    """From the last completed month back to the group's first report; two queries."""
    first, last = first_month(), last_completed_month()
    if first is None:
        return []
    versions: dict[Month, list[Close]] = defaultdict(list)
    for close in Close.objects.select_related("author").defer("digests", "widths").order_by("-pk"):
        versions[Month.of(close.month)].append(close)
    return [PeriodState(month, versions.get(month, [])) for month in reversed(list(first.to(last)))]


def next_open(states: list[PeriodState]) -> Month | None:
    """The month to close next: the first one after the last that is closed, else the newest; None where all are."""
    closed = [state.month for state in states if state.versions]
    if not closed:
        return states[0].month if states else None
    following = max(closed) + 1
    return following if following <= states[0].month else None


def closed_period(text: str) -> list[Close]:
    """The versions of a period, the newest first; NotVisible (404) for what is no month or was never closed."""
    try:
        month = Month.parse(text)
    except ValueError:
        month = None
    found = Close.objects.filter(month=month.first).select_related("author").order_by("-version") if month else []
    if not found:
        raise NotVisible(_("This period is not closed."))
    return list(found)


def chosen_version(versions: list[Close], text: str) -> Close:
    """By its number, the newest where none is given; 404 for one that there is not."""
    found = next((close for close in versions if text in {"", str(close.version)}), None)
    if found is None:
        raise NotVisible(_("This period has no such version."))
    return found
