"""Departments, as the reader may see them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from establishments.access import Can, access_in, require_anywhere
from groupe.kernel.api.paging import PAGING, keyset_page, paged
from groupe.kernel.errors import NotAllowed
from groupe.kernel.periods import last_completed_month
from shared_services.access import get_department_for, sees_costs, visible_departments
from shared_services.api.parsing import TAGS
from shared_services.enums import Driver
from shared_services.selectors.unit_costs import unit_costs


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


class UnitCostSerializer(serializers.Serializer[Any]):
    """Euros; `units` are those of the key that the charged run of the month froze, weighted by days."""

    period = serializers.CharField(source="month")
    driver = serializers.ChoiceField([*Driver.choices, ("", "")])
    units = serializers.DecimalField(max_digits=20, decimal_places=6)
    actual = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    budget = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    actual_per_unit = serializers.DecimalField(source="per_unit", max_digits=20, decimal_places=6, allow_null=True)
    budget_per_unit = serializers.DecimalField(source="budgeted", max_digits=20, decimal_places=6, allow_null=True)


class DepartmentUnitCosts(APIView):
    @extend_schema(operation_id="departments_unit_costs", tags=TAGS, responses=UnitCostSerializer(many=True))
    def get(self, request: Request, code: str) -> Response:
        """Of the last 24 months that were charged, newest first; 403 for who sees shares and not whole costs."""
        access = access_in(request)
        require_anywhere(access, Can.SEE_SHARED)
        found = get_department_for(access, code)
        if not sees_costs(access, found):
            raise NotAllowed(_("Your role does not allow this here."))
        return Response(UnitCostSerializer(unit_costs(found, last_completed_month()), many=True).data)
