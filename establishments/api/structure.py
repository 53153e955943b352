"""Establishments of the group, as they stood on a day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from establishments.access import Can, access_in, get_establishment_for, require_anywhere, visible_establishments
from establishments.catalogue import catalogue
from establishments.enums import EntryReason, ExitReason, Standing
from establishments.filters import ANY, EstablishmentFilter
from establishments.models import Establishment
from establishments.selectors.structure.standing import as_they_stood, stay_shown
from groupe.kernel.api.paging import PAGING, keyset_page, paged
from groupe.kernel.errors import DomainError

ON = OpenApiParameter("on", OpenApiTypes.DATE, description="The day they are looked at, today by default.")
FILTERS = [
    OpenApiParameter("sector", OpenApiTypes.STR, description="Code of a sector."),
    OpenApiParameter("kind", OpenApiTypes.STR, description="Code of a kind."),
    OpenApiParameter("territory", OpenApiTypes.STR, description="Code of a territory, with all below it."),
    OpenApiParameter("entity", OpenApiTypes.STR, description="Code of a legal entity."),
    ON,
    OpenApiParameter(
        "status", OpenApiTypes.STR, enum=[*Standing.values, ANY], description="Members alone by default; any: ever."
    ),
    OpenApiParameter("search", OpenApiTypes.STR, description="Words of the name, the town, a code or a number."),
]


class EstablishmentSerializer(serializers.Serializer[Any]):
    """Where the establishment belonged on the day; `exit_date` is the last day in the group."""

    code = serializers.CharField()
    name = serializers.CharField()
    sector = serializers.SerializerMethodField()
    kind = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField(choices=Standing.choices, source="standing")
    entity = serializers.CharField(source="entity_code", allow_null=True)
    territory = serializers.CharField(source="territory_code", allow_null=True)
    department = serializers.CharField(allow_blank=True)
    commune = serializers.CharField(allow_blank=True)
    address = serializers.CharField(allow_blank=True)
    postcode = serializers.CharField(allow_blank=True)
    city = serializers.CharField(allow_blank=True)
    longitude = serializers.FloatField(allow_null=True)
    latitude = serializers.FloatField(allow_null=True)
    finess = serializers.CharField(allow_null=True)
    siret = serializers.CharField(allow_blank=True)
    places = serializers.IntegerField(allow_null=True)
    entry_date = serializers.DateField(allow_null=True)
    entry_reason = serializers.ChoiceField(choices=EntryReason.choices, allow_null=True)
    exit_date = serializers.DateField(allow_null=True)
    exit_reason = serializers.ChoiceField(choices=ExitReason.choices, allow_null=True)

    def get_sector(self, row: Any) -> str:
        kinds = catalogue().kinds
        return kinds[row.kind].sector if row.kind in kinds else ""

    def to_representation(self, instance: Any) -> dict[str, Any]:
        stay = stay_shown(instance.stays_known, self.context["on"])
        instance.entry_date = stay.valid_from if stay else None
        instance.entry_reason = stay.entry_reason if stay else None
        instance.exit_date = stay.valid_to if stay else None
        instance.exit_reason = (stay.exit_reason or None) if stay else None
        return super().to_representation(instance)


class EstablishmentList(APIView):
    @extend_schema(
        operation_id="establishments_list", parameters=[*FILTERS, *PAGING], responses=paged(EstablishmentSerializer)
    )
    def get(self, request: Request) -> Response:
        access = access_in(request)
        require_anywhere(access, Can.SEE_STRUCTURE)
        filters = EstablishmentFilter(request.query_params, visible_establishments(access), request=request)
        day = _day(filters)
        rows = as_they_stood(filters.qs, day)
        return keyset_page(request, rows, key="code", render=lambda page: _shown(page, day))


class EstablishmentDetail(APIView):
    @extend_schema(operation_id="establishments_get", parameters=[ON], responses=EstablishmentSerializer)
    def get(self, request: Request, code: str) -> Response:
        found = get_establishment_for(access_in(request), code)
        day = _day(EstablishmentFilter({"on": request.query_params.get("on", "")}, request=request))
        row = as_they_stood(Establishment.objects.filter(pk=found.pk), day).get()
        return Response(_shown([row], day)[0])


def _day(filters: EstablishmentFilter) -> dt.date:
    """The day asked for; DomainError naming each field that is not valid."""
    if not filters.is_valid():
        fields = {name: [str(error) for error in errors] for name, errors in filters.errors.items()}
        raise DomainError("invalid", _("Some fields are not valid."), fields=fields)
    return filters.day


def _shown(rows: list[Any], day: dt.date) -> list[dict[str, Any]]:
    return [dict(row) for row in EstablishmentSerializer(rows, many=True, context={"on": day}).data]
