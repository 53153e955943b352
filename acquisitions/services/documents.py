"""Documents of a file: checked, versioned, never overwritten."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.utils.translation import gettext as _

from acquisitions.enums import DealState
from acquisitions.models import Deal, DealDocument, DocumentVersion
from acquisitions.routes import document_types
from acquisitions.services.holding import changed, held
from acquisitions.services.receiving import document_came, document_gone
from acquisitions.services.rooms import entered
from acquisitions.services.words import told
from establishments.services.structure.checks import refused
from groupe.accounts.models import User
from groupe.kernel.errors import DomainError, WrongState
from groupe.kernel.files import MB, clean_name, kind_of
from groupe.kernel.recording import recorded_now, saving

CHANGING = (DealState.OPEN, DealState.WON)
# Scans of a data room are larger than what a desk is sent.
LARGEST = 20 * MB
MOST = 10
File = tuple[str, bytes]


@saving()
def document_add(
    *, deal: Deal, kind: str, title: str, name: str, content: bytes, author: User, sensitive: bool = False
) -> DealDocument:
    """A new document with its first version; a content that is not what its name says is refused (422)."""
    deal = held(deal, states=CHANGING)
    _check_kind(kind)
    made = DealDocument.objects.create(
        deal=deal, kind=kind, title=told(title, "title", longest=160), sensitive=sensitive, created_by=author,
        created_at=recorded_now(),
    )  # fmt: skip
    _version(made, 1, name, content, author)
    document_came(made)
    changed(deal)
    return made


@saving()
def documents_add(
    *, deal: Deal, kind: str, files: Sequence[File], author: User, title: str = "", sensitive: bool = False
) -> list[DealDocument]:
    """A document a file, all of them or none; without a title each bears the name of its file."""
    if not 0 < len(files) <= MOST:
        raise refused("files", _("Attach 1 to %(most)d files.") % {"most": MOST})
    found = []
    for name, content in files:
        shown = clean_name(name)
        told_title = title if title.strip() and len(files) == 1 else shown.rpartition(".")[0] or shown
        try:
            made = document_add(
                deal=deal, kind=kind, title=told_title, name=name, content=content, author=author, sensitive=sensitive
            )
        except DomainError as error:
            if set(error.fields or {}) != {"files"}:
                raise
            told_file = {"file": shown, "problem": error.message}
            raise refused("files", _("%(file)s: %(problem)s") % told_file) from error
        found.append(made)
    return found


@saving()
def document_renew(*, deal: Deal, document: DealDocument, name: str, content: bytes, author: User) -> DocumentVersion:
    """The next version; the same content again is refused."""
    deal = held(deal, states=CHANGING)
    row = DealDocument.objects.select_for_update().get(pk=document.pk, deal=deal)
    last = row.versions.defer("content").order_by("-number").first()
    if last is not None and last.sha256 == hashlib.sha256(content).hexdigest():
        raise refused("files", _("This is the content of the current version already."))
    made = _version(row, last.number + 1 if last else 1, name, content, author)
    if row.withdrawn_at is not None:
        row.withdrawn_at = None
        row.save()
    document_came(row)
    changed(deal)
    return made


@saving()
def document_describe(
    *, deal: Deal, document: DealDocument, kind: str, title: str, sensitive: bool, author: User
) -> DealDocument:
    """Another title, type or flag; as another type it answers other heads of the checklist."""
    deal = held(deal, states=CHANGING)
    row = DealDocument.objects.select_for_update().get(pk=document.pk, deal=deal)
    _check_kind(kind)
    moved = row.kind != kind
    if moved:
        document_gone(row)
    row.kind, row.title, row.sensitive = kind, told(title, "title", longest=160), sensitive
    row.save()
    if moved and row.withdrawn_at is None:
        document_came(row)
    changed(deal)
    return row


@saving()
def document_withdraw(*, deal: Deal, document: DealDocument, author: User) -> None:
    """No longer counted for gates, and what it answered is missing again; its versions stay."""
    deal = held(deal, states=CHANGING)
    row = DealDocument.objects.select_for_update().get(pk=document.pk, deal=deal)
    if row.withdrawn_at is not None:
        raise WrongState("withdrawn", _("This document is withdrawn already."))
    row.withdrawn_at = recorded_now()
    row.save()
    document_gone(row)
    changed(deal)


@saving()
def document_restore(*, deal: Deal, document: DealDocument, author: User) -> None:
    """A withdrawn document counts again."""
    deal = held(deal, states=CHANGING)
    row = DealDocument.objects.select_for_update().get(pk=document.pk, deal=deal)
    if row.withdrawn_at is None:
        raise WrongState("not_withdrawn", _("This document is not withdrawn."))
    row.withdrawn_at = None
    row.save()
    document_came(row)
    changed(deal)


MOVES = {"withdraw": document_withdraw, "restore": document_restore}


def taken(*, deal: Deal, user: User, version: DocumentVersion) -> None:
    """Writes who took a file out of the room."""
    entered(deal=deal, user=user, what=f"{version.name} ({version.number})"[:120])


def _check_kind(kind: str) -> None:
    if kind not in document_types():
        raise refused("kind", _("One of %(values)s is expected.") % {"values": ", ".join(document_types())})


def _version(document: DealDocument, number: int, name: str, content: bytes, author: User) -> DocumentVersion:
    media = kind_of(name, content, largest=LARGEST)
    return DocumentVersion.objects.create(
        document=document, number=number, name=clean_name(name), media=media, size=len(content),
        sha256=hashlib.sha256(content).hexdigest(), content=content, author=author, at=recorded_now(),
    )  # fmt: skip
