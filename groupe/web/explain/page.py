"""The page of an explanation, put together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_stubs_ext import StrOrPromise

from establishments.access import Access
from establishments.catalogue import Indicator
from establishments.enums import Method
from establishments.selectors.thresholds import Item
from establishments.web.catalogue.rows import linked_codes, usual_range
from groupe.consolidation.access import sees_sites_in, validated_only
from groupe.consolidation.selectors.explain import (
    Definition,
    Explanation,
    Inside,
    Part,
    by_method,
    explain,
    inside_of,
)
from groupe.kernel.periods import Month
from groupe.kernel.web import formats
from groupe.kernel.web.components import Crumb
from groupe.web.eliminations.facts import elimination_facts
from groupe.web.explain.months import MonthRow, month_rows, share_told
from groupe.web.explain.tree import Branch, branches, with_denominator
from groupe.web.explain.words import in_words, sides
from groupe.web.figures.choice import Choice
from groupe.web.figures.page import Tab, tabs
from groupe.web.figures.printing import is_amount, printed
from groupe.web.figures.tiles import indicator_url

SORTS: Final[dict[str, StrOrPromise]] = {
    "share": gettext_lazy("Largest contribution"),
    "name": gettext_lazy("Name"),
    "value": gettext_lazy("Highest value"),
}
UNKNOWN: Final[dict[str, StrOrPromise]] = {
    "nothing_reported": gettext_lazy("Nothing of it was reported."),
    "not_consolidated": gettext_lazy("Nothing of it counts in the legal view."),
    "never_added": gettext_lazy("It is read for one establishment alone: it is never added up over several."),
    "one_month_only": gettext_lazy("It is read month by month: it is never added up over several."),
    "denominator_zero": gettext_lazy("The denominator is zero."),
}
MOST_MISSING = 12
MOST_INSIDE = 200
Fact = tuple[StrOrPromise, object]


@dataclass(frozen=True)
class Missing:
    """A site with the months that were expected and do not count."""

    name: str
    code: str
    months: str
    begun: bool


@dataclass(frozen=True)
class Formula:
    """A computed measure: its name, what it is in words, and as the catalogue writes it."""

    label: str
    words: str
    pieces: list[tuple[str, str]]


@dataclass(frozen=True)
class ExplainPage:
    choice: Choice
    item: Item
    found: Explanation
    inside: list[Inside]
    branches: list[Branch]
    months: list[MonthRow]
    tabs: list[Tab]
    search: str
    sort: str
    sites: bool
    eliminations: list[Fact]

    @property
    def value(self) -> str:
        value = self.found.figure.value
        return formats.euros(value, 2) if is_amount(self.item) else printed(self.item, value)

    @property
    def unknown(self) -> StrOrPromise:
        return UNKNOWN[self.found.unknown] if self.found.unknown else ""

    @property
    def division(self) -> tuple[str, str, str]:
        """Factor, numerator and denominator in figures; the last one may be nothing."""
        figure, factor = self.found.figure, self.found.definition.factor
        below = "" if figure.denominator is None else formats.number(figure.denominator)
        return (formats.number(factor) if factor != 1 else "", formats.number(figure.numerator), below)

    @property
    def in_words(self) -> tuple[str, str]:
        above, below = sides(self.item)
        return above, below or (_("days of the months with a report") if self.found.over_days else "")

    @property
    def formulas(self) -> list[Formula]:
        return [Formula(d.label, in_words(d.expr), linked_codes(d.formula)) for d in self.found.definition.derived]

    @property
    def two_sides(self) -> bool:
        return with_denominator(self.found)

    @property
    def stays(self) -> bool:
        """Whether what is added up is that of the establishments inside on the last day."""
        return isinstance(self.item, Indicator) and self.item.windowed

    @property
    def missing(self) -> list[Missing]:
        return missing_sites(self.found.missing)

    @property
    def crumbs(self) -> list[Crumb]:
        kept = self.choice.query(carries_scope=False, by=self.choice.usual_by, code="")
        scope = self.choice.scope
        return [
            Crumb(scope.name, reverse("web:scope", args=[scope.code]) + kept),
            Crumb(self.item.label, indicator_url(self.choice, self.item.code)),
        ]

    @property
    def facts(self) -> list[Fact]:
        """What the figure was taken over."""
        coverage, count = self.found.figure.coverage, len(self.inside)
        months = len(list(self.found.first.to(self.found.last)))
        return [
            (_("Period"), period_told(self.found.first, self.found.last)),
            (_("Months"), formats.number(months)),
            (_("Perimeter"), ngettext("%(count)s establishment", "%(count)s establishments", count) % {"count": count}),
            (_("Site-months expected"), formats.number(coverage.expected)),
            (_("Site-months reported"), formats.number(coverage.reported)),
            (_("Site-months validated"), formats.number(coverage.validated)),
            *(self.eliminations or [(_("Eliminations"), _("none"))]),
            *self._year_before(),
        ]

    def _year_before(self) -> list[Fact]:
        """On the constant perimeter: what the same cells gave a year before."""
        before = self.found.previous
        if before is None:
            return []
        value = formats.euros(before.value, 2) if is_amount(self.item) else printed(self.item, before.value)
        return [(_("A year before, of the same establishments"), value)]

    @property
    def methods(self) -> list[Fact]:
        """In the legal view: what counts by each method and share."""
        if not self.choice.legal:
            return []
        return [
            (f"{Method(each.method).label}, {share_told(each.fraction)}", formats.number(each.total.numerator))
            for each in by_method(self.found.parts)
        ]

    @property
    def definition(self) -> list[Fact]:
        return definition_facts(self.item, self.found.definition)


def explained_for(choice: Choice, item: Item, *, validated: bool, site: str = "") -> Explanation:
    """What was chosen, explained; of one establishment alone where it is named."""
    return explain(
        choice.scope.code, item.code, choice.period, choice.window, perimeter=choice.perimeter, view=choice.view,
        validated_only=validated, site=site, known_at=choice.figures,
    )  # fmt: skip


def explain_page(request: HttpRequest, access: Access, choice: Choice, item: Item) -> ExplainPage:
    scope = choice.scope.code
    validated, sites = validated_only(access, scope), sees_sites_in(access, scope)
    found = explained_for(choice, item, validated=validated)
    search, sort = request.GET.get("q", "")[:100], request.GET.get("sort", "")
    sort = sort if sort in SORTS else "share"
    alone = choice.scope.is_site
    return ExplainPage(
        choice=choice,
        item=item,
        found=found,
        inside=inside_of(found),
        branches=[] if alone else branches(found, choice, search=search, sort=sort, sites=sites),
        months=month_rows(found, access, people=not validated) if alone else [],
        tabs=[] if alone else tabs(choice, offered(choice, sites=sites)),
        search=search,
        sort=sort,
        sites=sites,
        eliminations=elimination_facts(item, found.series, choice, validated=validated),
    )


def offered(choice: Choice, *, sites: bool) -> list[str]:
    return offered_for(choice.scope.kind, sites=sites)


def offered_for(kind: str, *, sites: bool) -> list[str]:
    """What parts may be grouped by: finer than the scope; by kind alone for those who read no single site."""
    if kind == "establishment":
        return []
    return [by for by in ("sector", "kind", "territory") if by != kind or by == "territory"] if sites else ["kind"]


def missing_sites(parts: list[Part]) -> list[Missing]:
    by_site: dict[str, list[Part]] = defaultdict(list)
    for part in parts:
        by_site[part.code].append(part)
    rows = [
        Missing(
            name=own[0].name,
            code=code,
            months=runs_told([part.month for part in own]),
            begun=any(part.level for part in own),
        )
        for code, own in by_site.items()
    ]
    return sorted(rows, key=lambda row: (row.name.casefold(), row.code))


def runs_told(months: Sequence[Month]) -> str:
    """Months in order, consecutive ones as one run: `oct. 2025 to sept. 2026, nov. 2026`."""
    runs: list[tuple[Month, Month]] = []
    for month in dict.fromkeys(months):
        if runs and runs[-1][1] + 1 == month:
            runs[-1] = (runs[-1][0], month)
        else:
            runs.append((month, month))
    return ", ".join(formats.short_month(first) if first == last else _span(first, last) for first, last in runs)


def _span(first: Month, last: Month) -> str:
    return _("%(first)s to %(last)s") % {"first": formats.short_month(first), "last": formats.short_month(last)}


def period_told(first: Month, last: Month) -> str:
    if first == last:
        return formats.month(last)
    return _span(first, last)


def definition_facts(item: Item, definition: Definition) -> list[Fact]:
    """Since when, in which version of the catalogue, and what is usual."""
    rows: list[Fact] = [(_("Version"), definition.own[:12])]
    if definition.valid_from:
        rows.append((_("In force since"), formats.day(definition.valid_from)))
    if definition.valid_to:
        rows.append((_("In force until"), formats.day(definition.valid_to)))
    usual = definition.usual
    if usual and usual_range(item):
        since = _(", since %(day)s") % {"day": formats.day(usual.since)} if usual.since else ""
        rows.append((_("Usual"), usual_range(item) + since))
    for each in definition.parameters:
        told = _("%(value)s since %(day)s") % {"value": formats.number(each.value, 4), "day": formats.day(each.since)}
        rows.append((each.label, told))
    return rows
