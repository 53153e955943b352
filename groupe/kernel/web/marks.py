"""Marks that pages hold by the hundred, in cells of tables: a template for each would cost more than all the rest."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django_stubs_ext import StrOrPromise

from groupe.kernel.web.components import HeatCell, Tone
from groupe.kernel.web.formats import Number


def tag_mark(label: StrOrPromise, tone: Tone = "", icon: str = "") -> SafeString:
    """`icon` is the drawing, already HTML."""
    return format_html('<span class="tag {}">{}{}</span>', tone, icon, label)


def meter_mark(value: Number | None, bounds: Sequence[float] = (0, 80, 90, 100)) -> SafeString:
    """`bounds`: minimum, low, high, maximum; high is good. The figure itself stands beside it, as text."""
    if value is None:
        return SafeString("")
    least, low, high, most = (f"{float(bound):g}" for bound in bounds)
    return format_html(
        '<meter min="{}" low="{}" high="{}" max="{most}" optimum="{most}" value="{value}" aria-hidden="true"></meter>',
        least, low, high, most=most, value=f"{float(value):.4g}",
    )  # fmt: skip


def linked(text: StrOrPromise, href: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', href, text) if href else conditional_escape(text)


def heat_marks(cells: Sequence[HeatCell]) -> SafeString:
    """The cells of a row of a heat table."""
    return format_html_join(
        "",
        '<td class="{}" title="{}">{}</td>',
        (
            ("none" if cell.level is None else f"h{cell.level}", cell.title or cell.text, linked(cell.text, cell.href))
            for cell in cells
        ),
    )
