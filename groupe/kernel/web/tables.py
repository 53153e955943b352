"""Tables declared by their columns: sorted and paged by the address, exported as they stand.

COLUMNS = (
    Column("name", _("Name"), order=("name",), href=lambda site: site.get_absolute_url()),
    Column("places", _("Places"), kind="number", order=("places",)),
)

def sites(request):
    table = build_table(request, COLUMNS, Establishment.objects.visible_to(request.user), sort="name")
    if file := table.file(_("Establishments")):
        return file
    return render(request, "establishments/list.html", {"table": table})  # {% data_table table %}
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol, TypeAlias, runtime_checkable

from django.core.paginator import Page, Paginator
from django.db.models import F, OrderBy, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from groupe.kernel.web import formats
from groupe.kernel.web.components import Empty, Tone
from groupe.kernel.web.exports import FORMATS, export_response
from groupe.kernel.web.marks import linked, meter_mark, tag_mark

Kind: TypeAlias = Literal[
    "text", "number", "signed", "quantity", "percent", "euros", "month", "day", "moment", "yes_no", "tag", "meter"
]
RIGHT: Final = frozenset({"number", "signed", "quantity", "percent", "euros", "meter"})
NOTHING_FOUND: Final = Empty(title=_("Nothing to show"), text=_("Nothing matches these filters."))


@runtime_checkable
class Sortable(Protocol):
    """Rows that are read, and sorted by the key of a column, where they lie."""

    def sorted_by(self, key: str, *, falling: bool) -> Sequence[Any]: ...


@dataclass(frozen=True, slots=True)
class Column:
    """`value` reads a row, its attribute or key `key` by default; `order` are the fields a QuerySet is sorted by.

    Rows of a list are sorted by their value when `order` is given. `tone` colours a tag; `bounds` are the minimum,
    low, high and maximum of a meter.
    """

    key: str
    label: StrOrPromise
    kind: Kind = "text"
    value: Callable[[Any], Any] | None = None
    order: tuple[str, ...] = ()
    href: Callable[[Any], str] | None = None
    tone: Callable[[Any], Tone] | None = None
    unit: str = ""
    digits: int | None = None
    bounds: tuple[float, float, float, float] = (0, 80, 90, 100)
    wrap: bool = False
    hint: StrOrPromise = ""

    @property
    def right(self) -> bool:
        return self.kind in RIGHT

    def read(self, row: Any) -> Any:
        if self.value is not None:
            return self.value(row)
        return row.get(self.key) if isinstance(row, Mapping) else getattr(row, self.key)

    def printed(self, value: Any) -> str:
        if value is None or value == "":
            return formats.NOTHING
        match self.kind:
            case "number":
                return formats.with_unit(formats.number(value, self.digits), self.unit)
            case "signed":
                return formats.with_unit(formats.signed(value, self.digits), self.unit)
            case "quantity" | "meter":
                return formats.quantity(value, self.unit, self.digits)
            case "percent":
                return formats.percent(value, 1 if self.digits is None else self.digits)
            case "euros":
                return formats.euros(value, self.digits or 0)
            case "month" | "day" | "moment" | "yes_no":
                return str(getattr(formats, "short_month" if self.kind == "month" else self.kind)(value))
            case _:
                return str(value)


@dataclass(frozen=True, slots=True)
class Cell:
    column: Column
    text: str
    raw: Any
    href: str
    tone: Tone

    @property
    def content(self) -> SafeString:
        """What stands between the tags of the cell."""
        tagged = self.column.kind == "tag" and self.raw
        shown = linked(tag_mark(self.text, self.tone) if tagged else self.text, self.href)
        return shown + meter_mark(self.raw, self.column.bounds) if self.column.kind == "meter" else shown

    @property
    def classes(self) -> str:
        if not self.column.right:
            return "wrap" if self.column.wrap else ""
        return {"bad": "num neg", "ok": "num pos"}.get(self.tone, "num")


@dataclass(frozen=True, slots=True)
class Heading:
    column: Column
    sort: str  # the value of `sort` that a click asks for; nothing where the column is not sorted by
    state: Literal["", "ascending", "descending"]


@dataclass(frozen=True, slots=True)
class Table:
    """A page of rows with everything its template needs."""

    request: HttpRequest
    id: str
    columns: Sequence[Column]
    rows: QuerySet[Any] | Sequence[Any]
    page: Page[Any]
    sorted_by: str
    caption: StrOrPromise
    empty: Empty
    exports: bool
    page_key: str

    def headings(self) -> list[Heading]:
        return [self._heading(column) for column in self.columns]

    def cells(self) -> Iterator[list[Cell]]:
        return ([_cell(column, row) for column in self.columns] for row in self.page.object_list)

    def body(self) -> Iterator[SafeString]:
        """The cells of each row: the first is its header."""
        for first, *others in self.cells():
            rest = ((cell.classes, cell.content) for cell in others)
            header = format_html(
                '<th scope="row" class="{}">{}</th>', "wrap" if first.column.wrap else "", first.content
            )
            yield header + format_html_join("", '<td class="{}">{}</td>', rest)

    def file(self, name: StrOrPromise) -> HttpResponse | None:
        """All rows as a file where the address asks for one (`?format=csv`, `xlsx`), else None."""
        wanted = self.request.GET.get("format", "")
        if not self.exports or wanted not in FORMATS:
            return None
        header = [_with_unit(column) for column in self.columns]
        rows = ([column.read(row) for column in self.columns] for row in self.rows)
        return export_response(wanted, str(name), header, rows)

    def _heading(self, column: Column) -> Heading:
        if not column.order:
            return Heading(column, "", "")
        if self.sorted_by.lstrip("-") != column.key:
            return Heading(column, f"-{column.key}" if column.right else column.key, "")
        falling = self.sorted_by.startswith("-")
        return Heading(column, column.key if falling else f"-{column.key}", "descending" if falling else "ascending")


def build_table(
    request: HttpRequest,
    columns: Sequence[Column],
    rows: QuerySet[Any] | Sequence[Any],
    *,
    sort: str,
    per_page: int = 50,
    id: str = "table",  # noqa: A002 - the HTML attribute
    caption: StrOrPromise = "",
    empty: Empty = NOTHING_FOUND,
    exports: bool = True,
    page_key: str = "page",
) -> Table:
    """`sort` is the key of the column sorted by at first, with `-` for falling; the address may choose another.

    A second table of a page takes a `page_key` of its own, so that each turns its pages alone.
    """
    known = {column.key: column for column in columns if column.order}
    asked = request.GET.get("sort", "")
    chosen = asked if asked.lstrip("-") in known else sort
    column = known.get(chosen.lstrip("-"))
    ordered = _ordered(rows, column, falling=chosen.startswith("-")) if column else rows
    page = Paginator(ordered, per_page).get_page(request.GET.get(page_key))
    return Table(request, id, columns, ordered, page, chosen, caption, empty, exports, page_key)


def _ordered(rows: QuerySet[Any] | Sequence[Any], column: Column, *, falling: bool) -> QuerySet[Any] | Sequence[Any]:
    """Unknown values last, both ways; rows that are equal keep one order from page to page."""
    if isinstance(rows, QuerySet):
        return rows.order_by(*(_by(name, falling=falling) for name in column.order), "pk")
    if isinstance(rows, Sortable):
        return rows.sorted_by(column.key, falling=falling)
    known = [row for row in rows if column.read(row) is not None]
    unknown = [row for row in rows if column.read(row) is None]
    return [*sorted(known, key=column.read, reverse=falling), *unknown]


def _by(name: str, *, falling: bool) -> OrderBy:
    return F(name).desc(nulls_last=True) if falling else F(name).asc(nulls_last=True)


def _cell(column: Column, row: Any) -> Cell:
    value = column.read(row)
    href = column.href(row) if column.href else ""
    return Cell(column, column.printed(value), value, href, column.tone(row) if column.tone else "")


def _with_unit(column: Column) -> str:
    return f"{column.label} ({column.unit})" if column.unit else str(column.label)
