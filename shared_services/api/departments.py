"""Departments, as the reader may see them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from establishments.access import Can, access_in, require_anywhere
from groupe.kernel.api.paging import PAGING, keyset_page, paged
from shared_services.access import get_department_for, visible_departments
from shared_services.api.parsing import TAGS


class DepartmentSerializer(serializers.Serializer[Any]):
    """`scope` is whom it serves, `team` in full-time equivalents."""

    code = serializers.CharField()
    name = serializers.CharField()
    mission = serializers.CharField(allow_blank=True)
    head = serializers.CharField(allow_null=True)
    team = serializers.DecimalField(max_digits=7, decimal_places=2, allow_null=True)
    scope = serializers.CharField()
    site = serializers.CharField(source="site.code", allow_null=True, default=None)
    entity = serializers.CharField(source="entity.code", allow_null=True, default=None)
    active = serializers.BooleanField()


class Departments(APIView):
    @extend_schema(operation_id="departments_list", tags=TAGS, parameters=PAGING, responses=paged(DepartmentSerializer))
    def get(self, request: Request) -> Response:
        access = access_in(request)
        require_anywhere(access, Can.SEE_SHARED)
        rows = visible_departments(access).select_related("head", "site", "entity")
        return keyset_page(
            request, rows, key="code", render=lambda page: list(DepartmentSerializer(page, many=True).data)
        )


class DepartmentDetail(APIView):
    @extend_schema(operation_id="departments_get", tags=TAGS, responses=DepartmentSerializer)
    def get(self, request: Request, code: str) -> Response:
        access = access_in(request)
        require_anywhere(access, Can.SEE_SHARED)
        return Response(DepartmentSerializer(get_department_for(access, code)).data)
