"""The figures that lead a page: which ones for a scope, and their tiles."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from django.urls import reverse
from django.utils.translation import gettext as _

from establishments.catalogue import catalogue
from establishments.models import Establishment
from establishments.scopes import ScopeInfo
from establishments.selectors.thresholds import Item
from establishments.web.catalogue.rows import usual_range
from groupe.consolidation.selectors import Figure
from groupe.kernel.periods import Window
from groupe.kernel.web import formats
from groupe.kernel.web.components import Kpi
from groupe.web.explain.links import explain_url
from groupe.web.figures.choice import Choice
from groupe.web.figures.printing import change, is_amount, short
from groupe.web.figures.reading import Read

GENERAL = ("AC01", "PR", "RES", "RH01", "RH06", "QL02")
# With figures of the sector's own in front, the general ones that stay.
BESIDE_SECTOR = ("PR", "RES", "RH01", "QL02")
OWN_THEMES = ("activity", "pooled")
MOST = 6


def kinds_in(scope: ScopeInfo) -> frozenset[str]:
    """The kinds that make a scope, where it is made of few: those of a sector, a kind or a site."""
    source = catalogue()
    code = scope.code.partition(":")[2]
    match scope.kind:
        case "sector":
            return frozenset(kind.code for kind in source.kinds.values() if kind.sector == code)
        case "kind":
            return frozenset({code})
        case "establishment":
            return frozenset(Establishment.objects.filter(code=code).values_list("kind", flat=True))
    return frozenset()


def leading_codes(kinds: frozenset[str], readable: frozenset[str] | None) -> list[str]:
    """At most six codes, in the order of the page; only what the reader may read."""
    source = catalogue()
    general = [code for code in GENERAL if not kinds or _applies(code, kinds)]
    own = [
        code
        for code, indicator in source.indicators.items()
        if indicator.headline and indicator.theme in OWN_THEMES and code not in GENERAL and indicator.kinds & kinds
    ][:2]
    codes = [*own, *(code for code in BESIDE_SECTOR if code in general)] if own else general
    if readable is not None:
        codes = [code for code in codes if code in readable] or _of_theme(readable, kinds)
    return codes[:MOST]


def _applies(code: str, kinds: frozenset[str]) -> bool:
    return bool(catalogue().code(code).kinds & kinds)


def _of_theme(readable: frozenset[str], kinds: frozenset[str]) -> list[str]:
    found = [i for i in catalogue().indicators.values() if i.code in readable and (not kinds or i.kinds & kinds)]
    return [indicator.code for indicator in sorted(found, key=lambda i: not i.headline)]


def tiles(items: Iterable[Item], facts: Read) -> list[Kpi]:
    return [_tile(item, facts) for item in items]


def _tile(item: Item, facts: Read) -> Kpi:
    code = item.code
    now = facts.window[code].figures[-1]
    before = (facts.window[code].compare or [])[-1:]
    compared = before[0].value if before else None
    shown = short(item, now.value)
    target = usual_range(item)
    return Kpi(
        label=item.label,
        value=formats.Figure(shown.value, shown.unit),
        series=[figure.value for figure in facts.months[code].figures],
        change=change(item, now.value, compared, against(facts.choice)),
        beside=_beside(item, facts),
        target=_("usual %(range)s") % {"range": target} if target else "",
        note=_compared_amount(item, compared, facts.choice) or _coverage_note(item, now),
        href=indicator_url(facts.choice, code),
        explain=explain_url(code, facts.choice.scope.code, facts.choice),
    )


def _beside(item: Item, facts: Read) -> str:
    """What the other perimeter says: the change alike in both years, or the figure of all that is there now.

    In the legal view, the figure of the operational one.
    """
    if facts.choice.legal:
        value = facts.operational[item.code].figures[-1].value
        return "" if value is None else _("operational view %(figure)s") % {"figure": short(item, value)}
    if facts.choice.perimeter == "constant":
        value = facts.current[item.code].figures[-1].value
        return "" if value is None else _("current perimeter %(figure)s") % {"figure": short(item, value)}
    moved = change(item, *facts.alike(item.code))
    return _("constant perimeter %(change)s") % {"change": moved.text} if moved else ""


def against(choice: Choice) -> str:
    """What a change is measured against: `vs 2025`, `vs budget`."""
    if choice.compare == "budget":
        return _("vs budget")
    return _("vs %(year)s") % {"year": choice.period.year - 1}


def _compared_amount(item: Item, compared: Fraction | None, choice: Choice) -> str:
    if not is_amount(item) or compared is None or choice.compare != "budget":
        return ""
    return _("budget %(amount)s") % {"amount": short(item, compared)}


def _coverage_note(item: Item, figure: Figure) -> str:
    """Sums are short of what is not reported; rates hold by themselves."""
    coverage = figure.coverage
    if not is_amount(item) or coverage.reported >= coverage.expected:
        return ""
    part = formats.percent(Fraction(coverage.reported, coverage.expected), 0)
    return _("%(part)s of reports") % {"part": part}


def indicator_url(choice: Choice, code: str) -> str:
    return reverse("web:indicator", args=[code]) + choice.query(code="", carries_scope=choice.scope.code != "group")


def likes_url(choice: Choice, code: str) -> str:
    """A scope's sites among comparable ones: over the month, else over twelve of them."""
    window: Window = "month" if choice.window == "month" else "r12"
    query = choice.query(code=code, carries_scope=False, window=window, by=choice.usual_by)
    return reverse("web:benchmark", args=[choice.scope.code]) + query
