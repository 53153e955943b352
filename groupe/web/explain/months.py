"""A site's months: what each adds, the values that made it, and the report version with who sent it and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from establishments.access import Access, Can, visible_establishments
from establishments.catalogue.units import unit_label
from establishments.enums import Method, Status
from establishments.web.structure.page import REPORT_TONES
from groupe.consolidation.selectors.explain import Behind, Explanation, MonthBelow, Origin, Part, ValueBehind, behind
from groupe.kernel.periods import Month
from groupe.kernel.web import formats
from groupe.kernel.web.components import Tone

SOURCES: dict[str, StrOrPromise] = {
    "carried": gettext_lazy("carried from %(month)s"),
    "capacity": gettext_lazy("authorised since %(day)s"),
    "budget": gettext_lazy("budget"),
    "opening": gettext_lazy("opening record of %(day)s"),
    "perimeter": gettext_lazy("days in the group"),
    "parameter": gettext_lazy("in force since %(day)s"),
}


@dataclass(frozen=True)
class Said:
    """The report version behind a month; without a version, it was never reported."""

    number: int | None
    status: StrOrPromise
    tone: Tone
    author: str
    at: dt.datetime | None
    comment: str
    reason: str
    href: str


@dataclass(frozen=True)
class MonthRow:
    """`flow`: a month of a stock set against a flow, below the row that it belongs to."""

    month: Month
    days: str
    numerator: str
    denominator: str
    values: list[tuple[str, str, str]]
    said: Said
    flow: bool = False


class ReportLinks:
    """Where a month's report is opened: its history for those who may read it, else the report."""

    def __init__(self, access: Access, sites: Sequence[str]) -> None:
        self._history, self._report = (
            set(visible_establishments(access, can).filter(code__in=sites).values_list("code", flat=True))
            for can in (Can.SEE_HISTORY, Can.SEE_REPORTS)
        )

    def of(self, site: str, month: Month) -> str:
        if site in self._history:
            return reverse("reports:history", args=[site, month])
        return reverse("reports:entry", args=[site, month]) if site in self._report else ""


def month_rows(found: Explanation, access: Access, *, people: bool) -> list[MonthRow]:
    """`people`: with authors and what they wrote."""
    links = ReportLinks(access, sorted({part.code for part in found.parts}))
    rows = []
    for each in behind(found, found.parts):
        rows.append(_row(each, links, people=people))
        rows += _flows(each, links, people=people)
    return rows


def _row(each: Behind, links: ReportLinks, *, people: bool) -> MonthRow:
    part = each.part
    return MonthRow(
        month=part.month,
        days=days_told(each),
        numerator=formats.number(part.numerator),
        denominator=formats.number(part.denominator),
        values=[
            *((value.label, value_told(value), source_told(value)) for value in each.values),
            *_days_counted(each),
            *_counted(part),
        ],
        said=_said(each.origin, links.of(part.code, part.month), people=people),
    )


def _days_counted(each: Behind) -> list[tuple[str, str, str]]:
    """The days that a stock is multiplied by, where it is set against a flow by day."""
    if not each.by_day:
        return []
    days = sum(row.days for row, _origin in each.months if row.flow is not None)
    return [(_("Days of the months counted"), formats.number(days), "")]


def _counted(part: Part) -> list[tuple[str, str, str]]:
    """In the legal view: how much of the month counts, and by which method."""
    return [(_("Counts for"), share_told(part.fraction), str(Method(part.method).label))] if part.method else []


def share_told(fraction: Fraction) -> str:
    """A share, exact: interests have as many decimals as they have."""
    digits = next(digits for digits in range(20) if (fraction * 100 * 10**digits).denominator == 1)
    return formats.percent(fraction, digits)


def _flows(each: Behind, links: ReportLinks, *, people: bool) -> list[MonthRow]:
    return [
        MonthRow(
            month=row.month,
            days=formats.number(row.days),
            numerator="",
            denominator="",
            values=_flow(row),
            said=_said(origin, links.of(each.part.code, row.month), people=people),
            flow=True,
        )
        for row, origin in each.months
    ]


def _flow(row: MonthBelow) -> list[tuple[str, str, str]]:
    told = [(_("Flow of the month"), formats.number(row.flow), "" if row.flow is not None else _("left out"))]
    if row.before is not None:
        told.append((_("A year before"), formats.number(row.before), ""))
    return told


def days_told(each: Behind) -> str:
    """`15 of 31` where the month is cut."""
    if each.part.days == each.owned:
        return formats.number(each.owned)
    return _("%(days)s of %(owned)s") % {"days": each.part.days, "owned": each.owned}


def value_told(value: ValueBehind) -> str:
    if value.value is None:
        return _("not applicable")
    return formats.quantity(Fraction(value.value), unit_label(value.unit))


def source_told(value: ValueBehind) -> str:
    if value.source == "reported":
        return _("end of %(month)s") % {"month": formats.month(value.month)} if value.month else ""
    words = str(SOURCES.get(value.source, ""))
    return words % {"month": formats.month(value.month), "day": formats.day(value.since)} if "%" in words else words


def _said(origin: Origin | None, href: str, *, people: bool) -> Said:
    if origin is None:
        return Said(None, _("not reported"), "bad", "", None, "", "", href)
    return Said(
        number=origin.version,
        status=Status(origin.status).label,
        tone=REPORT_TONES.get(origin.status, ""),
        author=(origin.author or "") if people else "",
        at=origin.recorded_at,
        comment=origin.comment if people else "",
        reason=origin.reason if people else "",
        href=href,
    )
