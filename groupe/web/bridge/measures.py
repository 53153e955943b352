"""Which measures a bridge is offered for: those of a scope that add up over establishments and may be read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext as _p

from establishments.catalogue import catalogue
from establishments.catalogue.units import unit_label
from groupe.consolidation.engine.plan import current_plan

MONEY = ("PR", "CH", "RES")
MOST_TABS = 5


def bridged(kinds: frozenset[str], readable: frozenset[str] | None) -> list[str]:
    """Codes in the order of the catalogue; `kinds` empty stands for all of them."""
    return [
        code
        for code, plan in current_plan().measures.items()
        if plan.moves and (readable is None or code in readable) and (not kinds or plan.kinds & kinds)
    ]


def leading(kinds: frozenset[str], readable: frozenset[str] | None) -> list[str]:
    """A few of them: income, cost and result, then what the kinds of a scope deliver."""
    offered = set(bridged(kinds, readable))
    source = catalogue()
    delivered = dict.fromkeys(code for kind in sorted(kinds) for code in source.kinds[kind].activity[:1])
    found = [code for code in (*MONEY, *delivered) if code in offered]
    return (found or sorted(offered))[:MOST_TABS]


def grouped(codes: Iterable[str]) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
    """The choices of a picker: amounts, flows, stocks, by name."""
    groups: dict[str, list[tuple[str, str]]] = {
        _("Amounts"): [],
        _("Activity and other flows"): [],
        _("At the end of the period"): [],
    }
    names = list(groups)
    for code in codes:
        item, plan = catalogue().code(code), current_plan().measures[code]
        name = names[2] if plan.time == "LAST" else names[0] if item.unit == "EUR" else names[1]
        unit = "" if item.unit == "EUR" else f" ({unit_label(item.unit)})"
        groups[name].append((code, f"{item.label}{unit}"))
    return [(name, sorted(rows, key=lambda row: row[1].casefold())) for name, rows in groups.items() if rows]


def short_label(code: str) -> str:
    """What a tab says: `Income`, `Cost`, `Result`; the name of the catalogue for the others."""
    words = {"PR": _p("measure", "Income"), "CH": _p("measure", "Cost"), "RES": _p("measure", "Result")}
    return words.get(code, catalogue().code(code).label)
