"""Agreements, loans and alerts of related parties."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from establishments.access import Can, access_in, require
from establishments.models import LegalEntity
from establishments.services.structure.checks import refused
from groupe.accounts.api.views import WriteView
from groupe.accounts.signed_in import user_of
from groupe.kernel.api.paging import PAGING, keyset_page, paged
from groupe.kernel.errors import DomainError, NotVisible
from groupe.kernel.periods import Month, last_completed_month
from shared_services.api.parsing import TAGS, valid
from shared_services.enums import AgreementKind, AgreementPrice, AgreementState, Body, LoanKind, Party, PartyAlert
from shared_services.models import Agreement, Department
from shared_services.selectors.parties import (
    billed_under,
    get_agreement_for,
    get_loan_for,
    visible_agreements,
    visible_loans,
)
from shared_services.selectors.party_alerts import PartyFinding, party_alerts
from shared_services.services.parties import (
    agreement_approve,
    agreement_save,
    agreement_sign,
    alert_acknowledge,
)

YEAR = OpenApiParameter("year", OpenApiTypes.INT, description="that of the last completed month by default")


class AgreementSerializer(serializers.Serializer[Any]):
    """Entities by code; `amount` is a price of `basis`, none where it is at cost."""

    id = serializers.IntegerField(source="pk")
    provider = serializers.CharField(source="provider.code")
    beneficiary = serializers.CharField(source="beneficiary.code")
    kind = serializers.ChoiceField(AgreementKind.choices)
    subject = serializers.CharField()
    department = serializers.CharField(source="department.code", allow_null=True, default=None)
    basis = serializers.ChoiceField(AgreementPrice.choices)
    amount = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    since = serializers.DateField(source="valid_from")
    until = serializers.DateField(source="valid_to", allow_null=True)
    state = serializers.ChoiceField(AgreementState.choices)
    signed_on = serializers.DateField(allow_null=True)
    provider_signatory = serializers.CharField()
    provider_function = serializers.CharField()
    beneficiary_signatory = serializers.CharField()
    beneficiary_function = serializers.CharField()


class ApprovalSerializer(serializers.Serializer[Any]):
    side = serializers.ChoiceField(Party.choices)
    body = serializers.ChoiceField(Body.choices)
    chair = serializers.CharField(max_length=120)
    decided_on = serializers.DateField()


class EvidenceSerializer(serializers.Serializer[Any]):
    first = serializers.SerializerMethodField()
    last = serializers.SerializerMethodField()
    document = serializers.CharField()
    dated = serializers.DateField()
    note = serializers.CharField()

    def get_first(self, row: Any) -> str:
        return str(Month.of(row.first))

    def get_last(self, row: Any) -> str:
        return str(Month.of(row.last))


class BilledSerializer(serializers.Serializer[Any]):
    period = serializers.CharField(source="month")
    billed = serializers.DecimalField(max_digits=14, decimal_places=2)
    price = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    difference = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)


class WholeAgreementSerializer(AgreementSerializer):
    approvals = ApprovalSerializer(many=True)
    evidence = EvidenceSerializer(many=True)
    billed = serializers.SerializerMethodField()

    def get_billed(self, agreement: Agreement) -> list[dict[str, Any]]:
        return [dict(row) for row in BilledSerializer(billed_under(agreement, last_completed_month()), many=True).data]


class AgreementBodySerializer(serializers.Serializer[Any]):
    provider = serializers.CharField()
    beneficiary = serializers.CharField()
    kind = serializers.ChoiceField(AgreementKind.choices)
    subject = serializers.CharField(max_length=200)
    department = serializers.CharField(default="", allow_blank=True)
    basis = serializers.ChoiceField(AgreementPrice.choices, default=AgreementPrice.COST)
    amount = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True, default=None)
    since = serializers.DateField()
    until = serializers.DateField(allow_null=True, default=None)
    provider_signatory = serializers.CharField(max_length=120)
    provider_function = serializers.CharField(max_length=120)
    beneficiary_signatory = serializers.CharField(max_length=120)
    beneficiary_function = serializers.CharField(max_length=120)


class SignedSerializer(serializers.Serializer[Any]):
    signed_on = serializers.DateField()


class LoanSerializer(serializers.Serializer[Any]):
    """Euros; entities by code."""

    id = serializers.IntegerField(source="pk")
    lender = serializers.CharField(source="lender.code")
    borrower = serializers.CharField(source="borrower.code")
    kind = serializers.ChoiceField(LoanKind.choices)
    principal = serializers.DecimalField(max_digits=14, decimal_places=2)
    rate = serializers.DecimalField(max_digits=6, decimal_places=3)
    since = serializers.DateField()
    until = serializers.DateField(allow_null=True)


class BalanceSerializer(serializers.Serializer[Any]):
    period = serializers.SerializerMethodField()
    amount = serializers.DecimalField(max_digits=14, decimal_places=2)

    def get_period(self, row: Any) -> str:
        return str(Month.of(row.month))


class WholeLoanSerializer(LoanSerializer):
    balances = BalanceSerializer(many=True)


class PartyAlertSerializer(serializers.Serializer[Any]):
    """`key` names it; `acknowledged` is the reason that somebody gave, none while it is open."""

    key = serializers.CharField()
    kind = serializers.ChoiceField(PartyAlert.choices)
    parties = serializers.CharField()
    detail = serializers.CharField()
    amount = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    acknowledged = serializers.CharField(source="acknowledged.reason", allow_null=True, default=None)


class AnswerSerializer(serializers.Serializer[Any]):
    """Why an alert may stay as it is."""

    reason = serializers.CharField(max_length=300)


class Agreements(WriteView):
    @extend_schema(operation_id="agreements_list", tags=TAGS, parameters=PAGING, responses=paged(AgreementSerializer))
    def get(self, request: Request) -> Response:
        access = access_in(request)
        require(access, Can.SEE_SHARED)
        rows = visible_agreements(access)
        return keyset_page(request, rows, key="pk", render=lambda page: list(AgreementSerializer(page, many=True).data))

    @extend_schema(
        operation_id="agreements_create",
        tags=TAGS,
        request=AgreementBodySerializer,
        responses={201: AgreementSerializer},
    )
    def post(self, request: Request) -> Response:
        """Drafts an agreement."""
        require(access_in(request), Can.RUN_SHARES)
        given = valid(AgreementBodySerializer, request.data)
        names = ("signatory", "function")
        signatories = {side.value: (*(given.pop(f"{side}_{name}") for name in names), None) for side in Party}
        provider, beneficiary = (_entity(given.pop(side), side) for side in Party)
        department = Department.objects.filter(code=given["department"]).first()
        if given.pop("department") and department is None:
            raise refused("department", _("There is no such department."))
        made = agreement_save(
            **given,
            provider=provider,
            beneficiary=beneficiary,
            department=department,
            signatories=signatories,
            author=user_of(request),
        )
        return Response(AgreementSerializer(made).data, status=status.HTTP_201_CREATED)


class AgreementDetail(APIView):
    @extend_schema(operation_id="agreements_get", tags=TAGS, responses=WholeAgreementSerializer)
    def get(self, request: Request, pk: int) -> Response:
        access = access_in(request)
        require(access, Can.SEE_SHARED)
        return Response(WholeAgreementSerializer(get_agreement_for(access, pk)).data)


class AgreementSign(WriteView):
    @extend_schema(operation_id="agreements_sign", tags=TAGS, request=SignedSerializer, responses=AgreementSerializer)
    def post(self, request: Request, pk: int) -> Response:
        access = access_in(request)
        require(access, Can.RUN_SHARES)
        found = get_agreement_for(access, pk)
        agreement_sign(agreement=found, **valid(SignedSerializer, request.data))
        return Response(AgreementSerializer(get_agreement_for(access, pk)).data)


class AgreementApprove(WriteView):
    @extend_schema(
        operation_id="agreements_approve", tags=TAGS, request=ApprovalSerializer, responses=WholeAgreementSerializer
    )
    def post(self, request: Request, pk: int) -> Response:
        """Records a side's approval; 403 for who decides or signs for the other side."""
        access = access_in(request)
        require(access, Can.APPROVE_SHARES)
        found = get_agreement_for(access, pk)
        agreement_approve(agreement=found, author=user_of(request), **valid(ApprovalSerializer, request.data))
        return Response(WholeAgreementSerializer(get_agreement_for(access, pk)).data)


class Loans(APIView):
    @extend_schema(operation_id="loans_list", tags=TAGS, parameters=PAGING, responses=paged(LoanSerializer))
    def get(self, request: Request) -> Response:
        access = access_in(request)
        require(access, Can.SEE_SHARED)
        rows = visible_loans(access)
        return keyset_page(request, rows, key="pk", render=lambda page: list(LoanSerializer(page, many=True).data))


class LoanDetail(APIView):
    @extend_schema(operation_id="loans_get", tags=TAGS, responses=WholeLoanSerializer)
    def get(self, request: Request, pk: int) -> Response:
        access = access_in(request)
        require(access, Can.SEE_SHARED)
        return Response(WholeLoanSerializer(get_loan_for(access, pk)).data)


class PartyAlerts(APIView):
    @extend_schema(
        operation_id="party_alerts_list", tags=TAGS, parameters=[YEAR], responses=PartyAlertSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        """All of a year, open ones first."""
        require(access_in(request), Can.SEE_SHARED)
        return Response(PartyAlertSerializer(party_alerts(_last(request)), many=True).data)


class PartyAlertAcknowledge(WriteView):
    @extend_schema(
        operation_id="party_alerts_acknowledge",
        tags=TAGS,
        parameters=[YEAR],
        request=AnswerSerializer,
        responses=PartyAlertSerializer,
    )
    def post(self, request: Request, key: str) -> Response:
        """Says why it may stay as it is."""
        require(access_in(request), Can.APPROVE_SHARES)
        finding, reason = _finding(request, key), valid(AnswerSerializer, request.data)["reason"]
        alert_acknowledge(finding=finding, reason=reason, author=user_of(request))
        return Response(PartyAlertSerializer(_finding(request, key)).data)


def _finding(request: Request, key: str) -> PartyFinding:
    found = next((each for each in party_alerts(_last(request)) if each.key == key), None)
    if found is None:
        raise NotVisible(_("There is no such alert."))
    return found


def _last(request: Request) -> Month:
    asked, newest = request.query_params.get("year", ""), last_completed_month()
    if not asked:
        return newest
    if not (asked.isascii() and asked.isdigit() and 2000 <= int(asked) <= newest.year):
        message = _("There is no such year.")
        raise DomainError("invalid", message, fields={"year": [message]})
    return min(newest, Month.parse(f"{int(asked)}-12"))


def _entity(code: str, field: str) -> LegalEntity:
    found = LegalEntity.objects.filter(code=code).first()
    if found is None:
        raise refused(field, _("There is no entity %(code)s.") % {"code": code})
    return found
