"""Documents of a file: the list, attaching, versions, and the way out, always as a file to keep."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from acquisitions.models import Deal, DealDocument
from acquisitions.routes import document_types
from acquisitions.selectors.documents import document_rows
from acquisitions.services.documents import MOVES, document_renew, taken
from acquisitions.web.diligence.document_forms import DescribeForm, DocumentFilters, FilesField, UploadForm, read_files
from acquisitions.web.diligence.opening import may_work, opened
from acquisitions.web.room import room
from establishments.web.structure.editing import change_page
from groupe.accounts.signed_in import user_of
from groupe.kernel.errors import DomainError, NotVisible
from groupe.kernel.web.components import Crumb, Empty
from groupe.kernel.web.exports import attached
from groupe.kernel.web.tables import Column, build_table

read_or_write = require_http_methods(["GET", "HEAD", "POST"])
NO_DOCUMENT = Empty(
    title=gettext_lazy("No document"),
    text=gettext_lazy("Attach what the seller gives: each file is checked and kept in versions."),
    icon="document",
)


def _page(document: DealDocument) -> str:
    return reverse("acquisitions:document", args=[document.deal.code, document.pk])


COLUMNS = (
    Column("title", gettext_lazy("Document"), order=("title",), href=_page, wrap=True),
    Column("kind", gettext_lazy("Type"), value=lambda row: kind_label(row.kind), order=("kind",), wrap=True),
    Column(
        "sensitive", gettext_lazy("Mark"), "tag", order=("sensitive",), tone=lambda _row: "warn",
        value=lambda row: _("price-sensitive") if row.sensitive else "",
    ),
    Column(
        "name", gettext_lazy("File"), order=("name",), wrap=True,
        href=lambda row: reverse("acquisitions:document-file", args=[row.deal.code, row.pk, row.number]),
    ),
    Column("number", gettext_lazy("Version"), "number", order=("number",), digits=0),
    Column("size", gettext_lazy("Size"), value=lambda row: filesizeformat(row.size), order=("size",)),
    Column("renewed_at", gettext_lazy("Since"), "day", value=lambda row: row.renewed_at.date(), order=("renewed_at",)),
    Column("created_by", gettext_lazy("Added by"), value=lambda row: str(row.created_by), order=("created_by__name",)),
)  # fmt: skip


def kind_label(kind: str) -> str:
    """A type that the files no longer name shows its code."""
    known = document_types().get(kind)
    return known.label if known else kind


@require_safe
def documents(request: HttpRequest, code: str) -> HttpResponse:
    deal = opened(request, code, what="documents")
    filters = DocumentFilters(request.GET)
    rows = filters.kept(document_rows(deal))
    table = build_table(request, COLUMNS, rows, sort="-renewed_at", empty=NO_DOCUMENT, caption=_("Documents"))
    if file := table.file(f"{deal.code} {_('Documents')}"):
        return file
    context = room(request, deal, "documents") | {
        "table": table, "filters": filters, "may_work": may_work(request, deal),
    }  # fmt: skip
    return render(request, "acquisitions/diligence/documents.html", context)


@read_or_write
def document_new(request: HttpRequest, code: str) -> HttpResponse:
    deal = opened(request, code, what="documents", write=True)
    sent, author = request.method == "POST", user_of(request)
    given: Any = (request.POST, request.FILES) if sent else (None, None)
    form = UploadForm(*given, deal=deal, author=author, kind=request.GET.get("kind", ""))
    if sent and form.is_valid() and (made := form.add()):
        told = ngettext("%(count)d document was added.", "%(count)d documents were added.", len(made))
        messages.success(request, told % {"count": len(made)})
        return redirect("acquisitions:documents", code=deal.code)
    context = room(request, deal, "documents") | {"form": form}
    return render(request, "acquisitions/diligence/upload.html", context, status=422 if sent else 200)


@require_safe
def one(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    deal = opened(request, code, what="documents")
    return _shown(request, deal, _document(deal, pk))


@require_safe
def file(request: HttpRequest, code: str, pk: int, number: int) -> HttpResponse:
    """A version, to whoever is named in the room; who took it is written down. The browser never shows it."""
    deal = opened(request, code, what="documents")
    row = _document(deal, pk).versions.filter(number=number).first()
    if row is None:
        raise NotVisible(_("There is no such file."))
    taken(deal=deal, user=user_of(request), version=row)
    return attached(row.name, row.media, bytes(row.content))


@require_POST
def document_version(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    deal = opened(request, code, what="documents", write=True)
    found = _document(deal, pk)
    try:
        name, content = read_files(FilesField(most=1).clean(request.FILES.getlist("files")))[0]
        made = document_renew(deal=deal, document=found, name=name, content=content, author=user_of(request))
    except ValidationError as error:
        return _shown(request, deal, found, refusal=" ".join(error.messages))
    except DomainError as error:
        if error.status != 422:
            raise
        return _shown(request, deal, found, refusal=error.message)
    messages.success(request, _("Version %(number)d is there.") % {"number": made.number})
    return redirect(_page(found))


@read_or_write
def document_edit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    deal = opened(request, code, what="documents", write=True)
    found = _document(deal, pk)
    return change_page(
        request, lambda data: DescribeForm(data, deal=deal, author=user_of(request), document=found),
        title=_("Describe the document"), back=Crumb(found.title, _page(found)), label=_("Save"),
    )  # fmt: skip


@require_POST
def document_move(request: HttpRequest, code: str, pk: int, verb: str) -> HttpResponse:
    """Withdrawn, or back again."""
    deal = opened(request, code, what="documents", write=True)
    found = _document(deal, pk)
    service = MOVES.get(verb)
    if service is None:
        raise NotVisible(_("This page does not exist."))
    service(deal=deal, document=found, author=user_of(request))
    messages.success(request, _("Done."))
    return redirect(_page(found))


def _shown(request: HttpRequest, deal: Deal, found: DealDocument, refusal: str = "") -> HttpResponse:
    context = room(request, deal, "documents") | {
        "document": found,
        "kind": kind_label(found.kind),
        "versions": found.versions.defer("content").select_related("author"),
        "may_work": may_work(request, deal),
        "refusal": refusal,
    }
    return render(request, "acquisitions/diligence/document.html", context, status=422 if refusal else 200)


def _document(deal: Deal, pk: int) -> DealDocument:
    """Of this file: the document of another one does not exist here."""
    found = deal.documents.select_related("created_by", "deal").filter(pk=pk).first()
    if found is None:
        raise NotVisible(_("There is no such document."))
    return found
