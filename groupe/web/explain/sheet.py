"""An explanation as a workbook: the figure, its parts, what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from establishments.catalogue import catalogue
from establishments.enums import Method, Status
from groupe.consolidation.selectors.explain import Behind, Origin, behind
from groupe.kernel.web.exports import Sheet, workbook_bytes
from groupe.web.explain.months import source_told, value_told
from groupe.web.explain.page import ExplainPage
from groupe.web.figures.pickers import PERIMETER_LABELS, VIEW_LABELS

CHUNK = 500


def workbook(page: ExplainPage, *, people: bool) -> bytes:
    """Single sites for those who read them; without, the sums by kind. `people`: with authors and their words."""
    parts = _parts(page, people=people) if page.sites else _kinds(page)
    sheets = [_figure(page), parts]
    if page.sites:
        sheets.append(_missing(page))
    return workbook_bytes(sheets)


def _figure(page: ExplainPage) -> Sheet:
    figure, definition = page.found.figure, page.found.definition
    above, below = page.in_words
    rows: list[tuple[Any, Any]] = [
        (_("Code"), page.item.code),
        (_("Name"), page.item.label),
        (_("Unit"), page.item.unit),
        (_("Scope"), page.choice.scope.name),
        (_("View"), str(VIEW_LABELS[page.choice.view])),
        (_("Perimeter"), str(PERIMETER_LABELS[page.choice.perimeter])),
        (_("Known on"), page.choice.known_at or None),
        (_("Value"), figure.value),
        (_("Numerator"), figure.numerator),
        (_("Denominator"), figure.denominator),
        (_("Factor"), definition.factor),
        (_("Numerator in words"), above),
        (_("Denominator in words"), below),
        (_("Formula of the numerator"), definition.numerator),
        (_("Formula of the denominator"), definition.denominator),
        *((each.label, each.formula) for each in definition.derived),
        *page.facts,
        *page.definition,
        (_("Version of the catalogue"), definition.catalogue),
    ]
    return _("Figure"), [_("What"), _("Answer")], rows


def _parts(page: ExplainPage, *, people: bool) -> Sheet:
    header = [
        _("Code"), _("Establishment"), _("Kind"), _("Month"), _("First day"), _("Last day"), _("Days"),
        _("Numerator"), _("Denominator"), _("Method"), _("Counts for"), _("Values"), _("Version"), _("Status"),
        _("Recorded"), _("Author"), _("Comment"), _("Reason"),
    ]  # fmt: skip
    return _("Parts"), header, _part_rows(page, people=people)


def _part_rows(page: ExplainPage, *, people: bool) -> Iterator[Sequence[Any]]:
    parts = page.found.parts
    for start in range(0, len(parts), CHUNK):
        for each in behind(page.found, parts[start : start + CHUNK]):
            yield _row(each, people=people)
            for month, origin in each.months:
                flow = f"{_('Flow of the month')} : {month.flow if month.flow is not None else _('left out')}"
                own = [each.part.code, each.part.name, _kind(each), str(month.month), None, None, month.days]
                yield [*own, None, None, None, None, flow, *_origin(origin, people=people)]


def _row(each: Behind, *, people: bool) -> Sequence[Any]:
    part = each.part
    values = "; ".join(
        f"{value.code} = {value_told(value)}" + (f" ({source})" if (source := source_told(value)) else "")
        for value in each.values
    )
    own = [part.code, part.name, _kind(each), str(part.month), part.first, part.last, part.days]
    counted = [str(Method(part.method).label) if part.method else "", part.fraction]
    return [*own, part.numerator, part.denominator, *counted, values, *_origin(each.origin, people=people)]


def _kind(each: Behind) -> str:
    return catalogue().kinds[each.part.kind].label


def _origin(origin: Origin | None, *, people: bool) -> list[Any]:
    if origin is None:
        return [None, _("not reported"), None, None, None, None]
    said = [origin.author, origin.comment, origin.reason] if people else [None, None, None]
    return [origin.version, str(Status(origin.status).label), origin.recorded_at, *said]


def _kinds(page: ExplainPage) -> Sheet:
    header = [_("Kind"), _("Establishments"), _("Numerator"), _("Denominator")]
    rows = [
        (branch.row.label, branch.row.total.sites, branch.row.total.numerator, branch.row.total.denominator)
        for branch in page.branches
    ]
    return _("Parts"), header, rows


def _missing(page: ExplainPage) -> Sheet:
    header = [_("Code"), _("Establishment"), _("Month"), _("Why")]
    rows = [
        (part.code, part.name, str(part.month), _("incomplete") if part.level else _("not reported"))
        for part in page.found.missing
    ]
    return _("Missing"), header, rows
