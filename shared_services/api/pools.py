"""What departments cost, what their cost is shared by, and what they charge directly."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from establishments.access import Access, Can, access_in, require_anywhere
from establishments.models import Establishment
from groupe.accounts.api.views import WriteView
from groupe.accounts.signed_in import user_of
from groupe.kernel.api.paging import PAGING, keyset_page, paged
from groupe.kernel.errors import DomainError
from groupe.kernel.periods import Month
from shared_services.access import get_department_for
from shared_services.api.parsing import TAGS, month_of, valid
from shared_services.enums import Driver
from shared_services.models import Department, DepartmentMonth, DirectCharge, PoolKey
from shared_services.selectors.charges import get_charge_for, visible_charges, visible_costs, visible_keys
from shared_services.services.departments import department_month_set
from shared_services.services.pools import direct_charge_add, direct_charge_remove, key_set

OF = OpenApiParameter("department", OpenApiTypes.STR, description="Code of one department")


class PeriodField(serializers.CharField):
    """YYYY-MM of a first day."""

    def to_representation(self, value: Any) -> str:
        return str(Month.of(value))


class CostSerializer(serializers.Serializer[Any]):
    """Euros; what is left out stays as it is, null where nobody told."""

    department = serializers.CharField(source="department.code")
    period = PeriodField(source="month", help_text="YYYY-MM")
    budget = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True, default=None)
    actual = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True, default=None)


class KeySerializer(serializers.Serializer[Any]):
    """`weights` by establishment code, for a fixed key alone; `until` is the last day, null where it goes on."""

    id = serializers.IntegerField(source="pk", read_only=True)
    department = serializers.CharField(source="department.code")
    driver = serializers.ChoiceField(Driver.choices)
    weights = serializers.DictField(child=serializers.DecimalField(max_digits=18, decimal_places=6), default=dict)
    since = serializers.DateField(source="valid_from")
    until = serializers.DateField(source="valid_to", read_only=True, allow_null=True)


class ChargeSerializer(serializers.Serializer[Any]):
    """Euros charged to one establishment before the rest is shared."""

    id = serializers.IntegerField(source="pk", read_only=True)
    department = serializers.CharField(source="department.code")
    period = PeriodField(source="month", help_text="YYYY-MM")
    establishment = serializers.CharField(source="establishment.code")
    amount = serializers.DecimalField(max_digits=14, decimal_places=2)
    reason = serializers.CharField(max_length=300)
    author = serializers.CharField(source="author.email", read_only=True, allow_null=True, default=None)


class Costs(WriteView):
    @extend_schema(operation_id="costs_list", tags=TAGS, parameters=[*PAGING, OF], responses=paged(CostSerializer))
    def get(self, request: Request) -> Response:
        """Of the departments whose cost the reader may see, by month."""
        access = access_in(request)
        require_anywhere(access, Can.SEE_SHARED)
        rows = _of(request, access, visible_costs(access))
        return keyset_page(request, rows, key="pk", render=lambda page: list(CostSerializer(page, many=True).data))

    @extend_schema(operation_id="costs_set", tags=TAGS, request=CostSerializer, responses=CostSerializer)
    def post(self, request: Request) -> Response:
        """What a department may spend, or spent, in a month."""
        given, department, month = _given(request, CostSerializer)
        values = {name: given[name] for name in ("budget", "actual")}
        if all(value is None for value in values.values()):
            message = _("Give a cost or a budget.")
            raise DomainError("invalid", message, fields={"actual": [message]})
        row: DepartmentMonth = department_month_set(department=department, month=month, **values)
        return Response(CostSerializer(row).data)


class Keys(WriteView):
    @extend_schema(operation_id="keys_list", tags=TAGS, parameters=[*PAGING, OF], responses=paged(KeySerializer))
    def get(self, request: Request) -> Response:
        access = access_in(request)
        require_anywhere(access, Can.SEE_SHARED)
        rows = _of(request, access, visible_keys(access))
        return keyset_page(request, rows, key="pk", render=lambda page: list(KeySerializer(page, many=True).data))

    @extend_schema(operation_id="keys_set", tags=TAGS, request=KeySerializer, responses={201: KeySerializer})
    def post(self, request: Request) -> Response:
        """The key from a day until the next one."""
        access = access_in(request)
        require_anywhere(access, Can.SEE_SHARED)
        given = valid(KeySerializer, request.data)
        department = get_department_for(access, given["department"]["code"], write=True)
        row: PoolKey = key_set(
            department=department, driver=given["driver"], since=given["valid_from"], weights=given["weights"]
        )
        return Response(KeySerializer(row).data, status=status.HTTP_201_CREATED)


class DirectCharges(WriteView):
    @extend_schema(
        operation_id="direct_charges_list", tags=TAGS, parameters=[*PAGING, OF], responses=paged(ChargeSerializer)
    )
    def get(self, request: Request) -> Response:
        """All over the whole group; else those of one's department, or of one's own establishments."""
        access = access_in(request)
        require_anywhere(access, Can.SEE_SHARED)
        rows = _of(request, access, visible_charges(access))
        return keyset_page(request, rows, key="pk", render=lambda page: list(ChargeSerializer(page, many=True).data))

    @extend_schema(
        operation_id="direct_charges_create", tags=TAGS, request=ChargeSerializer, responses={201: ChargeSerializer}
    )
    def post(self, request: Request) -> Response:
        given, department, month = _given(request, ChargeSerializer)
        code = given["establishment"]["code"]
        site = Establishment.objects.ever_members().filter(code=code).first()
        if site is None:
            message = _("There is no establishment %(code)s.") % {"code": code}
            raise DomainError("refused", message, fields={"establishment": message}, status=422)
        made: DirectCharge = direct_charge_add(
            department=department, month=month, establishment=site, amount=given["amount"], reason=given["reason"],
            author=user_of(request),
        )  # fmt: skip
        return Response(ChargeSerializer(made).data, status=status.HTTP_201_CREATED)


class DirectChargeDetail(WriteView):
    @extend_schema(operation_id="direct_charges_remove", tags=TAGS, request=None, responses={204: None})
    def delete(self, request: Request, pk: int) -> HttpResponse:
        """A run that froze it keeps it."""
        access = access_in(request)
        require_anywhere(access, Can.SEE_SHARED)
        direct_charge_remove(charge=get_charge_for(access, pk, write=True))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _of(request: Request, access: Access, rows: Any) -> Any:
    """Of the department asked for, which the reader may see (404)."""
    code = request.query_params.get("department")
    return rows.filter(department=get_department_for(access, code)) if code else rows


def _given(request: Request, serializer: type[serializers.Serializer[Any]]) -> tuple[dict[str, Any], Department, Month]:
    access = access_in(request)
    require_anywhere(access, Can.SEE_SHARED)
    given = valid(serializer, request.data)
    department = get_department_for(access, given["department"]["code"], write=True)
    return given, department, month_of(given["month"])
