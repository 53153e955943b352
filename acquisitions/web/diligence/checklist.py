"""The checklist of a file, stream by stream."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from acquisitions.enums import ItemState
from acquisitions.models import Deal
from acquisitions.selectors.diligence import ItemRow, StreamRow, checklist_of, missing_of, open_reds, price_effect_of
from acquisitions.selectors.scores import scores_of
from acquisitions.services.diligence import item_set
from acquisitions.web.diligence.forms import ItemForm
from acquisitions.web.diligence.opening import back_to, opened, shown
from establishments.web.structure.editing import change_page
from groupe.accounts.signed_in import user_of
from groupe.kernel.errors import NotVisible
from groupe.kernel.periods import today
from groupe.kernel.web import formats
from groupe.kernel.web.components import Kpi, Tone
from groupe.kernel.web.exports import FORMATS, export_response

TONES: dict[str, Tone] = {
    ItemState.OPEN: "", ItemState.REQUESTED: "warn", ItemState.RECEIVED: "info", ItemState.REVIEWED: "ok",
    ItemState.NOT_APPLICABLE: "",
}  # fmt: skip
read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def checklist(request: HttpRequest, code: str) -> HttpResponse:
    deal = opened(request, code)
    rows = checklist_of(deal)
    if (kind := request.GET.get("format", "")) in FORMATS:
        return _file(deal, rows, kind)
    context = shown(request, deal, "diligence") | {
        "streams": [(row, [(item, TONES[item.state]) for item in row.rows]) for row in rows],
        "tiles": _tiles(deal, rows),
    }
    return render(request, "acquisitions/diligence/checklist.html", context)


@read_or_write
def item(request: HttpRequest, code: str, item: str) -> HttpResponse:
    deal = opened(request, code, write=True)
    row = _row(deal, item)
    return change_page(
        request, lambda data: ItemForm(data, deal=deal, row=row, author=user_of(request)), title=row.item.label,
        back=back_to(deal, "diligence"), label=_("Save"),
    )  # fmt: skip


@require_POST
def review(request: HttpRequest, code: str, item: str) -> HttpResponse:
    """One click: what came was looked at."""
    deal = opened(request, code, write=True)
    row = _row(deal, item)
    said = row.row
    item_set(
        deal=deal, code=row.item.code, author=user_of(request), state=ItemState.REVIEWED,
        owner=said.owner if said else None, note=said.note if said else "",
    )  # fmt: skip
    messages.success(request, _("%(item)s: %(state)s.") % {"item": row.item.label, "state": ItemState.REVIEWED.label})
    return redirect("acquisitions:diligence", code=deal.code)


def _row(deal: Deal, code: str) -> ItemRow:
    for stream in checklist_of(deal):
        for row in stream.rows:
            if row.item.code == code:
                return row
    raise NotVisible(_("The checklist of this route has no such item."))


def _tiles(deal: Deal, rows: Sequence[StreamRow]) -> list[Kpi]:
    done, heads = sum(row.done for row in rows), sum(len(row.rows) for row in rows)
    missing, reds = missing_of(deal, today()), open_reds(deal).count()
    late = sum(each.late for each in missing)
    score = scores_of([deal]).get(deal.pk)
    return [
        Kpi(label=_("Reviewed"), value=done, digits=0, beside=_("of %(count)d") % {"count": heads}),
        Kpi(label=_("Asked and missing"), value=len(missing), digits=0, note=_("%(count)d late") % {"count": late}),
        Kpi(label=_("Red flags without a resolution"), value=reds, digits=0),
        Kpi(label=_("Effect on the price"), value=formats.compact_euros(price_effect_of(deal), signed=True)),
        Kpi(
            label=_("Score"), value=score.total if score else None, digits=0, beside=_("of %(count)d") % {"count": 100}
        ),
    ]


def _file(deal: Deal, rows: Sequence[StreamRow], kind: str) -> HttpResponse:
    header = [_("Stream"), _("Head"), _("State"), _("Owner"), _("Note"), _("Documents")]
    lines = [
        (
            stream.stream.label, row.item.label, row.state.label, row.row.owner if row.row else None,
            row.row.note if row.row else "", len(row.documents),
        )
        for stream in rows
        for row in stream.rows
    ]  # fmt: skip
    return export_response(kind, f"{deal.code} {_('Checklist')}", header, lines)
