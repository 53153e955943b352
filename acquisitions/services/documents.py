"""Documents of a file: checked, versioned, never overwritten."""

from __future__ import annotations

import hashlib

from django.utils.translation import gettext as _

from acquisitions.enums import DealState
from acquisitions.models import Deal, DealDocument, DocumentVersion
from acquisitions.routes import document_types
from acquisitions.services.holding import changed, held
from acquisitions.services.words import told
from establishments.services.structure.checks import refused
from groupe.accounts.models import User
from groupe.kernel.files import clean_name, kind_of
from groupe.kernel.recording import recorded_now, saving

CHANGING = (DealState.OPEN, DealState.WON)


@saving()
def document_add(
    *, deal: Deal, kind: str, title: str, name: str, content: bytes, author: User, sensitive: bool = False
) -> DealDocument:
    """A new document with its first version; a content that is not what its name says is refused (422)."""
    deal = held(deal, states=CHANGING)
    if kind not in document_types():
        raise refused("kind", _("One of %(values)s is expected.") % {"values": ", ".join(document_types())})
    made = DealDocument.objects.create(
        deal=deal, kind=kind, title=told(title, "title", longest=160), sensitive=sensitive, created_by=author,
        created_at=recorded_now(),
    )  # fmt: skip
    _version(made, 1, name, content, author)
    changed(deal)
    return made


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
    changed(deal)
    return made


@saving()
def document_withdraw(*, deal: Deal, document: DealDocument, author: User) -> None:
    """No longer counted for gates; its versions stay."""
    deal = held(deal, states=CHANGING)
    DealDocument.objects.filter(pk=document.pk, deal=deal).update(withdrawn_at=recorded_now())
    changed(deal)


def _version(document: DealDocument, number: int, name: str, content: bytes, author: User) -> DocumentVersion:
    media = kind_of(name, content)
    return DocumentVersion.objects.create(
        document=document, number=number, name=clean_name(name), media=media, size=len(content),
        sha256=hashlib.sha256(content).hexdigest(), content=content, author=author, at=recorded_now(),
    )  # fmt: skip
