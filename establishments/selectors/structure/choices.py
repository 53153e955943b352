"""What forms offer to choose from."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from establishments.models import Establishment, LegalEntity
from establishments.models.structure import EstablishmentQuerySet


def group_entities(also: int | None = None) -> QuerySet[LegalEntity]:
    """Entities that are, or were, consolidated or hold a site; not the whole register. `also` is one more."""
    known = LegalEntity.objects.filter(Q(terms__isnull=False) | Q(attachments__isnull=False)).order_by().values("pk")
    return LegalEntity.objects.filter(Q(pk__in=known) | Q(pk=also)).order_by("name", "code")


def members_ever() -> EstablishmentQuerySet:
    return Establishment.objects.ever_members().order_by("name", "code")
