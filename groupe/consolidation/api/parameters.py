"""What a call asks for, read from its query: refusals name the parameter and what is accepted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, get_args

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from establishments.access import Access
from establishments.catalogue import catalogue
from groupe.consolidation.access import get_scope_for, readable_codes
from groupe.consolidation.selectors import BREAKDOWNS, TODAY, Comparison, Perimeter, Today, View
from groupe.kernel.errors import DomainError, NotVisible
from groupe.kernel.periods import WINDOWS, Month, Window, last_completed_month, window_start

MOST_MONTHS: Final = 240
MOST_CODES: Final = 200
FIRST, LAST = Month.parse("1990-01"), Month.parse("2099-12")


def _text(name: str, said: str, **more: Any) -> OpenApiParameter:
    return OpenApiParameter(name, OpenApiTypes.STR, description=said, **more)


SCOPE = _text("scope", "`group`, `sector:elderly`, `territory:sud`, `establishment:E12`, ...; the group by default.")
INDICATORS = _text("indicators", "Codes of indicators, separated by commas.")
MEASURES = _text("measures", "Codes of measures and derived measures, separated by commas.")
WINDOW = _text("window", "What each figure spans.", enum=WINDOWS, default="month")
VIEW = _text("view", "Every cell whole, or by consolidation method.", enum=get_args(View), default="operational")
PERIMETER = _text(
    "perimeter", "As it is at each date, or alike in both years.", enum=get_args(Perimeter), default="current"
)
KNOWN_AT = _text(
    "known_at",
    "Figures as they were known then: a day (its end in Paris), or an instant with its zone; now by default.",
)
FIGURES: Final = [
    SCOPE,
    INDICATORS,
    MEASURES,
    _text("from", "First month, `YYYY-MM`: the newest with figures by default."),
    _text("to", "Last month, `YYYY-MM`: the first one by default."),
    WINDOW,
    PERIMETER,
    VIEW,
    _text("compare", "What each figure is set beside.", enum=get_args(Comparison)),
    KNOWN_AT,
]
BRIDGE: Final = [
    SCOPE,
    _text("measure", "A measure that adds up over establishments.", required=True),
    _text("from", "First month, `YYYY-MM`: January of the last one's year by default."),
    _text("to", "Last month, `YYYY-MM`: the newest with figures by default."),
    VIEW,
    KNOWN_AT,
]
CHILDREN: Final = [
    SCOPE,
    _text("by", "What the scope is broken down by.", enum=BREAKDOWNS, required=True),
    INDICATORS,
    MEASURES,
    _text("period", "Last month of the window, `YYYY-MM`: the newest with figures by default."),
    WINDOW,
    PERIMETER,
    VIEW,
    KNOWN_AT,
]


@dataclass(frozen=True)
class Asked:
    """Figures of a scope that the reader may see; `codes` in the order of the call."""

    scope: str
    codes: list[str]
    window: Window


def read_asked(access: Access, query: Mapping[str, str]) -> Asked:
    """NotVisible (404) for a scope or a figure that is not for this reader."""
    scope = get_scope_for(access, query.get("scope") or "group").code
    source = catalogue()
    codes = [
        *_codes(query, "indicators", source.indicators),
        *_codes(query, "measures", {**source.measures, **source.derived}),
    ]
    if not codes:
        raise refused("indicators", _("Give at least one code in indicators or in measures."))
    readable = readable_codes(access, scope)
    if readable is not None and not readable.issuperset(codes):
        raise NotVisible(_("There is no such figure."))
    return Asked(scope, codes, one_of(query, "window", WINDOWS, "month"))


def read_bridge(access: Access, query: Mapping[str, str], figures: Today = TODAY) -> tuple[str, str, Month, Month]:
    """(scope, measure, first month, last month); NotVisible (404) for a scope or figure that is not for this reader."""
    scope = get_scope_for(access, query.get("scope") or "group").code
    measure = query.get("measure", "")
    if not measure:
        raise refused("measure", _("Give the code of a measure."))
    _codes(query, "measure", {**catalogue().measures, **catalogue().derived})
    readable = readable_codes(access, scope)
    if readable is not None and measure not in readable:
        raise NotVisible(_("There is no such figure."))
    last = read_month(query, "to") or newest(figures)
    first = read_month(query, "from") or window_start("ytd", last)
    if first > last:
        raise refused("to", _("The last month comes before the first."))
    if last.index - first.index >= MOST_MONTHS:
        raise refused("from", _("At most %(most)s months at a time.") % {"most": MOST_MONTHS})
    return scope, measure, first, last


def read_months(query: Mapping[str, str], figures: Today = TODAY) -> tuple[Month, Month]:
    first = read_month(query, "from") or (read_month(query, "to") or newest(figures))
    last = read_month(query, "to") or max(first, newest(figures))
    if first > last:
        raise refused("to", _("The last month comes before the first."))
    if last.index - first.index >= MOST_MONTHS:
        raise refused("from", _("At most %(most)s months at a time.") % {"most": MOST_MONTHS})
    return first, last


def newest(figures: Today = TODAY) -> Month:
    months = figures.span()
    return months[1] if months else last_completed_month()


def read_month(query: Mapping[str, str], name: str) -> Month | None:
    text = query.get(name, "")
    if not text:
        return None
    try:
        month = Month.parse(text)
    except ValueError:
        month = None
    if month is None or not FIRST <= month <= LAST:
        raise refused(name, _("A month such as 2026-03 is expected."))
    return month


def one_of(query: Mapping[str, str], name: str, offered: Sequence[Any], usual: Any) -> Any:
    value = query.get(name) or usual
    if value not in offered and value is not None:
        raise refused(name, _("One of %(values)s is expected.") % {"values": ", ".join(offered)})
    return value


def _codes(query: Mapping[str, str], name: str, known: Mapping[str, object]) -> list[str]:
    codes = list(dict.fromkeys(code.strip() for code in query.get(name, "").split(",") if code.strip()))
    unknown = [code for code in codes if code not in known]
    if unknown:
        raise refused(name, _("Not in the catalogue: %(codes)s.") % {"codes": ", ".join(unknown[:10])})
    if len(codes) > MOST_CODES:
        raise refused(name, _("At most %(most)s codes at a time.") % {"most": MOST_CODES})
    return codes


def refused(name: str, message: str) -> DomainError:
    return DomainError("invalid", message, fields={name: [message]})
