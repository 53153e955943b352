"""`{% load groupe %}`: the layout, formats and components of every page (docs/ui.md shows each of them)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise
from heroicons.templatetags.heroicons import heroicon_mini

from groupe.kernel.charts.department_map import DepartmentMap
from groupe.kernel.charts.figure import ChartFigure
from groupe.kernel.web import formats
from groupe.kernel.web.components import Change, Crumb, Empty, EntryRow, Event, Facts, HeatTable, Kpi, Progress, Tone
from groupe.kernel.web.formats import Number
from groupe.kernel.web.language import theme_of
from groupe.kernel.web.marks import heat_marks, meter_mark, tag_mark
from groupe.kernel.web.navigation import MenuGroup, menu, user_caption
from groupe.kernel.web.sparkline import sparkline
from groupe.kernel.web.tables import Table

register = template.Library()

for _name in (
    "number", "signed", "quantity", "percent", "euros", "compact_euros",
    "month", "short_month", "day", "short_day", "weekday", "moment", "when", "clock", "ago", "yes_no",
):  # fmt: skip
    register.filter(_name, getattr(formats, _name))


# The layout


@register.simple_tag(takes_context=True)
def navigation(context: template.Context) -> list[MenuGroup]:
    """The groups of the menu for this user; nothing where there is no request."""
    request = _request(context)
    return menu(request) if request is not None else []


@register.simple_tag(takes_context=True)
def caption_of_user(context: template.Context) -> str:
    request = _request(context)
    return str(user_caption(request)) if request is not None else ""


@register.simple_tag(takes_context=True)
def theme(context: template.Context) -> str:
    request = _request(context)
    return theme_of(request) if request is not None else ""


@register.simple_tag
def initials(name: Any) -> str:
    """Two letters for the round badge of a person: `Claire Moreau` is CM, `a.roux@example.org` AR."""
    words = [word for word in str(name).partition("@")[0].replace(".", " ").replace("-", " ").split() if word]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.inclusion_tag("kernel/components/breadcrumb.html")
def breadcrumb(crumbs: Sequence[Crumb]) -> dict[str, Any]:
    return {"crumbs": crumbs}


# Boxes: `{% card "Title" subtitle="…" span=8 %}…{% endcard %}`


@register.simple_block_tag
def card(
    content: SafeString, title: StrOrPromise, *, subtitle: StrOrPromise = "", span: int = 0, href: str = "", **more: Any
) -> SafeString:
    """A card; `href` with `link` puts a link in its header, `id` names it."""
    shown = {"title": title, "subtitle": subtitle, "span": span, "href": href, "content": content}
    return render_to_string("kernel/components/card.html", {"link": "", "id": "", **more, **shown})


@register.simple_block_tag
def dialog(content: SafeString, id: str, title: StrOrPromise) -> SafeString:  # noqa: A002 - the HTML attribute
    """Opened by `<button command="show-modal" commandfor="ID">`."""
    return render_to_string("kernel/components/dialog.html", {"id": id, "title": title, "content": content})


@register.simple_block_tag
def notice(content: SafeString, tone: Tone = "info") -> SafeString:
    """A message inside the page: info, ok, warn or bad."""
    return render_to_string("kernel/components/notice.html", {"tone": tone, "content": content})


@register.inclusion_tag("kernel/components/confirm.html", takes_context=True)
def confirm(
    context: template.Context,
    id: str,  # noqa: A002 - the HTML attribute
    title: StrOrPromise,
    *,
    action: str,
    label: StrOrPromise,
    text: StrOrPromise = "",
    danger: bool = False,
    reason: StrOrPromise = "",
) -> dict[str, Any]:
    """A dialog that posts to `action`; `reason` is the label of a text that must be given."""
    shown = {"id": id, "title": title, "action": action, "label": label, "text": text, "danger": danger}
    return {**shown, "reason": reason, "csrf_token": context.get("csrf_token", "")}


@register.inclusion_tag("kernel/components/fetched.html")
def fetched(
    address: str,
    part: str,
    *,
    title: StrOrPromise,
    id: str,  # noqa: A002 - the HTML attribute
) -> dict[str, Any]:
    """A card filled with a part (a CSS selector) of another page, once it comes into view."""
    return {"address": address, "part": part, "title": title, "id": id}


@register.inclusion_tag("kernel/components/empty.html")
def empty_state(
    title: StrOrPromise, *, text: StrOrPromise = "", icon: str = "inbox", action: StrOrPromise = "", href: str = ""
) -> dict[str, Any]:
    return {"empty": Empty(title=title, text=text, icon=icon, action=action, href=href)}


# Figures


@register.inclusion_tag("kernel/components/kpi.html")
def kpi(tile: Kpi) -> dict[str, Any]:
    return {"kpi": tile}


@register.inclusion_tag("kernel/components/sparkline.html", name="sparkline")
def sparkline_tag(values: Sequence[Number | None], label: StrOrPromise, *, wide: bool = False) -> dict[str, Any]:
    drawn = sparkline(values)
    said = ""
    if drawn is not None:
        ends = {"first": formats.number(drawn.first), "last": formats.number(drawn.last)}
        said = _("%(label)s: from %(first)s to %(last)s") % {"label": label, **ends}
    return {"spark": drawn, "said": said, "wide": wide}


@register.inclusion_tag("kernel/components/change.html", name="change")
def change_tag(change: Change) -> dict[str, Any]:
    return {"change": change}


@register.simple_tag
def tag(label: StrOrPromise, tone: Tone = "", *, icon: str = "") -> SafeString:
    return tag_mark(label, tone, heroicon_mini(icon, size=14) if icon else "")


register.simple_tag(meter_mark, name="meter")


@register.inclusion_tag("kernel/components/facts.html")
def facts(rows: Sequence[tuple[StrOrPromise, object]], *, wide: bool = False) -> dict[str, Any]:
    return {"facts": Facts(rows=rows, wide=wide)}


@register.inclusion_tag("kernel/charts/figure.html")
def chart(figure: ChartFigure) -> dict[str, Any]:
    """A chart with its title and its table of figures."""
    return {"chart": figure}


@register.inclusion_tag("kernel/charts/map.html")
def department_map(drawn: DepartmentMap) -> dict[str, Any]:
    return {"map": drawn}


# Tables and lists


@register.inclusion_tag("kernel/components/table.html", takes_context=True)
def data_table(context: template.Context, table: Table) -> dict[str, Any]:
    return {"table": table, "request": context.get("request")}


@register.inclusion_tag("kernel/components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page[Any], *, target: str = "", key: str = "page") -> dict[str, Any]:
    """Links to the pages around this one, which the address names by `key`; `target` is the id of what htmx swaps."""
    request = _request(context)
    asked, path = (request.GET.copy(), request.path) if request else (QueryDict(mutable=True), "")

    def to(number: int) -> str:
        asked[key] = str(number)
        return f"?{asked.urlencode()}"

    near = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "path": path,
        "target": target,
        "numbers": [(number, to(number) if isinstance(number, int) else "") for number in near],
        "before": to(page.previous_page_number()) if page.has_previous() else "",
        "after": to(page.next_page_number()) if page.has_next() else "",
    }


@register.inclusion_tag("kernel/components/heat.html")
def heat_table(heat: HeatTable) -> dict[str, Any]:
    rows = [{"label": row.label, "href": row.href, "marks": heat_marks(row.cells)} for row in heat.rows]
    return {"heat": heat, "rows": rows, "levels": list(enumerate(heat.legend))}


@register.inclusion_tag("kernel/components/timeline.html")
def timeline(events: Sequence[Event]) -> dict[str, Any]:
    return {"events": events}


@register.inclusion_tag("kernel/components/progress.html")
def progress_panel(progress: Progress) -> dict[str, Any]:
    return {"progress": progress}


# Forms


@register.inclusion_tag("kernel/components/filters.html", takes_context=True)
def filter_bar(context: template.Context, form: BaseForm, *, target: str = "table") -> dict[str, Any]:
    """A form of filters; each change swaps the element `target` out of the answered page, and the address follows.

    Hidden fields are what the list is of: clearing the filters keeps them.
    """
    request = _request(context)
    asked, path = (request.GET, request.path) if request else (QueryDict(), "")
    active = any(asked.get(field.html_name) for field in form.visible_fields())
    kept = {field.html_name: asked[field.html_name] for field in form.hidden_fields() if asked.get(field.html_name)}
    clear = f"{path}?{urlencode(kept)}" if kept else path
    return {"form": form, "target": target, "active": active, "path": path, "clear": clear}


@register.inclusion_tag("kernel/components/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """A field with its label, help and errors."""
    widget = bound.field.widget
    kind = "plain"
    if isinstance(widget, CheckboxInput):
        kind = "check"
    elif isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        kind = "choices"
    return {"field": bound, "kind": kind}


@register.inclusion_tag("kernel/components/fields.html")
def fields(form: BaseForm) -> dict[str, Any]:
    """The errors of the whole form, then all its fields."""
    return {"form": form}


@register.inclusion_tag("kernel/components/entry_row.html")
def entry_row(row: EntryRow) -> dict[str, Any]:
    return {"row": row}


def _request(context: template.Context) -> HttpRequest | None:
    request = context.get("request")
    return request if isinstance(request, HttpRequest) else None
