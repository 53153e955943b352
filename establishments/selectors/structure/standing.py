"""Establishments as they stood on a day: where they belonged, how many places they had."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Case, CharField, OuterRef, Prefetch, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from establishments.catalogue import catalogue
from establishments.enums import Standing
from establishments.filters import standing_on
from establishments.models import Attachment, Capacity, Stay
from establishments.models.structure import EstablishmentQuerySet
from groupe.kernel.ranges import contains


def as_they_stood(rows: EstablishmentQuerySet, day: dt.date) -> QuerySet[Any]:
    """Adds `standing`, `entity_code`, `entity_name`, `territory_code`, `territory_name`, `places` and `stays_known`.

    One that left is shown where it was last, one to come where it will be first.
    """
    return (
        rows.annotate(
            standing=_standing(day),
            attachment=Coalesce(_attachment(day, before=True), _attachment(day, before=False)),
            places=_places(day),
        )
        .annotate(
            **_named("entity"),
            **_named("territory"),
        )
        .prefetch_related(Prefetch("stays", Stay.objects.order_by("valid"), to_attr="stays_known"))
    )


def stay_shown(stays: list[Stay], day: dt.date) -> Stay | None:
    """The stay that holds on the day, else the last one before it, else the first to come."""
    before = [stay for stay in stays if stay.valid_from and stay.valid_from <= day]
    if any(contains(stay.valid, day) for stay in before):
        return next(stay for stay in before if contains(stay.valid, day))
    return before[-1] if before else next(iter(stays), None)


def _standing(day: dt.date) -> Case:
    conditions = standing_on(day)
    return Case(
        *(When(conditions[each], then=Value(each.value)) for each in Standing if each != Standing.REGISTER),
        default=Value(Standing.REGISTER.value),
        output_field=CharField(),
    )


def _attachment(day: dt.date, *, before: bool) -> Subquery:
    rows = Attachment.objects.filter(establishment=OuterRef("pk"))
    if before:
        return Subquery(rows.filter(valid__startswith__lte=day).order_by("-valid").values("pk")[:1])
    return Subquery(rows.order_by("valid").values("pk")[:1])


def _named(name: str) -> dict[str, Subquery]:
    chosen = Attachment.objects.filter(pk=OuterRef("attachment")).order_by()
    return {f"{name}_{field}": Subquery(chosen.values(f"{name}__{field}")[:1]) for field in ("code", "name")}


def _places(day: dt.date) -> Subquery:
    """The size of the kind: its main capacity on the day."""
    others = (kind for kind in catalogue().kinds.values() if kind.capacity != "CAP_FIN")
    main = Case(
        *(When(establishment__kind=kind.code, then=Value(kind.capacity)) for kind in others),
        default=Value("CAP_FIN"),
        output_field=CharField(),
    )
    rows = Capacity.objects.filter(establishment=OuterRef("pk"), measure=main, valid__contains=day)
    return Subquery(rows.order_by().values("value")[:1])
