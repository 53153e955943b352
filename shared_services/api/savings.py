"""Savings of pooled departments."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from establishments.access import Can, access_in, require, require_anywhere, visible_establishments
from establishments.services.structure.checks import refused
from groupe.accounts.api.views import WriteView
from groupe.accounts.signed_in import user_of
from groupe.kernel.api.paging import PAGING, keyset_page, paged
from groupe.kernel.errors import NotAllowed
from groupe.kernel.numbers import round_half_up
from groupe.kernel.periods import Month
from shared_services.access import visible_departments
from shared_services.api.parsing import TAGS, valid
from shared_services.enums import SavingState
from shared_services.models import Saving
from shared_services.selectors.savings import (
    Measured,
    SavingRow,
    get_saving_for,
    may_measure,
    may_propose,
    saving_rows,
    signs_for_department,
    signs_for_site,
    visible_savings,
)
from shared_services.services.savings import saving_confirm, saving_measure, saving_propose, saving_sign

MONEY: dict[str, Any] = {"max_digits": 14, "decimal_places": 2}
INDEX: dict[str, Any] = {"max_digits": 12, "decimal_places": 4}


class MeasuredSerializer(serializers.Serializer[Any]):
    """Euros, exact to the cent; unit costs are rounded to the cent for reading."""

    base_unit = serializers.SerializerMethodField()
    indexed_unit = serializers.SerializerMethodField()
    counterfactual = serializers.DecimalField(**MONEY)
    own = serializers.DecimalField(**MONEY)
    allocated = serializers.DecimalField(**MONEY)
    current = serializers.DecimalField(**MONEY)
    from_runs = serializers.BooleanField()
    gross = serializers.DecimalField(**MONEY)
    net = serializers.DecimalField(**MONEY)
    gross_per_unit = serializers.SerializerMethodField()
    net_per_unit = serializers.SerializerMethodField()

    def get_base_unit(self, measured: Measured) -> str:
        return str(round_half_up(measured.base_unit, 2))

    def get_indexed_unit(self, measured: Measured) -> str:
        return str(round_half_up(measured.indexed_unit, 2))

    def get_gross_per_unit(self, measured: Measured) -> str:
        return str(round_half_up(measured.gross_per_unit, 2))

    def get_net_per_unit(self, measured: Measured) -> str:
        return str(round_half_up(measured.net_per_unit, 2))


class SavingSerializer(serializers.Serializer[Any]):
    """`measured` is null before the year is told; `counts` says with `reason` whether pools and sites together fell."""

    id = serializers.IntegerField(source="saving.pk")
    department = serializers.CharField(source="saving.department.code")
    establishment = serializers.CharField(source="saving.establishment.code")
    year = serializers.IntegerField(source="saving.year")
    unit = serializers.CharField(source="saving.unit")
    state = serializers.ChoiceField(SavingState.choices, source="saving.state")
    baseline_first = serializers.SerializerMethodField()
    baseline_cost = serializers.DecimalField(source="saving.baseline_cost", **MONEY)
    baseline_volume = serializers.DecimalField(source="saving.baseline_volume", **MONEY)
    index_name = serializers.CharField(source="saving.index_name")
    index_base = serializers.DecimalField(source="saving.index_base", **INDEX)
    index_now = serializers.DecimalField(source="saving.index_now", allow_null=True, **INDEX)
    volume = serializers.DecimalField(source="saving.volume", allow_null=True, **MONEY)
    transition = serializers.DecimalField(source="saving.transition", **MONEY)
    measured = MeasuredSerializer(allow_null=True)
    counts = serializers.BooleanField()
    reason = serializers.CharField(source="verdict.reason")

    def get_baseline_first(self, row: SavingRow) -> str:
        return str(Month.of(row.saving.baseline_first))


class SavingBodySerializer(serializers.Serializer[Any]):
    department = serializers.CharField()
    establishment = serializers.CharField()
    year = serializers.IntegerField(min_value=2000, max_value=2100)
    unit = serializers.CharField(max_length=60)
    baseline_first = serializers.CharField(help_text="YYYY-MM")
    baseline_cost = serializers.DecimalField(**MONEY)
    baseline_volume = serializers.DecimalField(**MONEY)
    index_name = serializers.CharField(max_length=120)
    index_base = serializers.DecimalField(**INDEX)


class SavingYearSerializer(serializers.Serializer[Any]):
    index_now = serializers.DecimalField(**INDEX)
    volume = serializers.DecimalField(**MONEY)
    own_cost = serializers.DecimalField(**MONEY)
    other_cost = serializers.DecimalField(default=Decimal(0), **MONEY)
    transition = serializers.DecimalField(default=Decimal(0), **MONEY)
    evidence = serializers.CharField(max_length=300, default="", allow_blank=True)


class SavingSideSerializer(serializers.Serializer[Any]):
    side = serializers.ChoiceField([("site", "site"), ("head", "head")])


class Savings(WriteView):
    @extend_schema(operation_id="savings_list", tags=TAGS, parameters=PAGING, responses=paged(SavingSerializer))
    def get(self, request: Request) -> Response:
        access = access_in(request)
        require_anywhere(access, Can.SEE_SHARED)
        rows = visible_savings(access)
        return keyset_page(request, rows, key="pk", render=_told)

    @extend_schema(
        operation_id="savings_create", tags=TAGS, request=SavingBodySerializer, responses={201: SavingSerializer}
    )
    def post(self, request: Request) -> Response:
        """Proposes a saving by its baseline."""
        access = access_in(request)
        if not may_propose(access):
            raise NotAllowed(_("Your role does not allow this here."))
        given = valid(SavingBodySerializer, request.data)
        department = visible_departments(access).filter(code=given.pop("department")).first()
        seen = visible_establishments(access, Can.SEE_SHARED)
        establishment = seen.filter(code=given.pop("establishment")).first()
        if department is None:
            raise refused("department", _("There is no such department."))
        if establishment is None:
            raise refused("establishment", _("There is no such establishment."))
        try:
            first = Month.parse(given.pop("baseline_first"))
        except ValueError:
            raise refused("baseline_first", _("Give a month such as 2026-01.")) from None
        made = saving_propose(
            department=department, establishment=establishment, baseline_first=first, author=user_of(request), **given
        )
        return Response(_told([made])[0], status=status.HTTP_201_CREATED)


class SavingDetail(APIView):
    @extend_schema(operation_id="savings_get", tags=TAGS, responses=SavingSerializer)
    def get(self, request: Request, pk: int) -> Response:
        access = access_in(request)
        require_anywhere(access, Can.SEE_SHARED)
        return Response(_told([get_saving_for(access, pk)])[0])


class SavingSign(WriteView):
    @extend_schema(operation_id="savings_sign", tags=TAGS, request=SavingSideSerializer, responses=SavingSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Signs the baseline for the site or for the department: two people, 403 for one and the same."""
        access = access_in(request)
        found, side = get_saving_for(access, pk), valid(SavingSideSerializer, request.data)["side"]
        if not (signs_for_site(access, found) if side == "site" else signs_for_department(access, found)):
            raise NotAllowed(_("Your role does not allow this here."))
        return Response(_told([saving_sign(saving=found, side=side, author=user_of(request))])[0])


class SavingMeasure(WriteView):
    @extend_schema(operation_id="savings_measure", tags=TAGS, request=SavingYearSerializer, responses=SavingSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Tells what the year came to."""
        access = access_in(request)
        found = get_saving_for(access, pk)
        if not may_measure(access, found):
            raise NotAllowed(_("Your role does not allow this here."))
        given = valid(SavingYearSerializer, request.data)
        return Response(_told([saving_measure(saving=found, author=user_of(request), **given)])[0])


class SavingConfirm(WriteView):
    @extend_schema(operation_id="savings_confirm", tags=TAGS, request=None, responses=SavingSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """403 for who proposed, signed or measured it; 422 where it does not count."""
        access = access_in(request)
        require(access, Can.RUN_SHARES)
        found = get_saving_for(access, pk)
        return Response(_told([saving_confirm(saving=found, author=user_of(request))])[0])


def _told(savings: list[Saving]) -> list[Any]:
    return list(SavingSerializer(saving_rows(savings), many=True).data)
