"""Documents of a file with their newest version, never with its content."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery

from acquisitions.models import Deal, DealDocument, DocumentVersion


def document_rows(deal: Deal) -> QuerySet[DealDocument]:
    """Annotated with `number`, `name`, `size` and `renewed_at` of the newest version."""
    newest = DocumentVersion.objects.filter(document=OuterRef("pk")).order_by("-number")
    told = {"number": "number", "name": "name", "size": "size", "media": "media", "renewed_at": "at"}
    shown = {name: Subquery(newest.values(field)[:1]) for name, field in told.items()}
    return deal.documents.select_related("created_by", "deal").annotate(**shown)
