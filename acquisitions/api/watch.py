"""Notices of the gazette and leads. Files opened from a lead are told to the members of their rooms alone."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from acquisitions.access import require_pipeline
from acquisitions.api.parsing import TAGS, valid
from acquisitions.filters import LeadFilters
from acquisitions.gazette.facts import facts_of
from acquisitions.gazette.kinds import LeadOrigin, LeadState, NoticeType, Procedure, Step
from acquisitions.models import Lead, Notice
from acquisitions.selectors.watch import (
    files_of,
    get_lead_for,
    get_notice_for,
    reason_word,
    visible_leads,
    visible_notices,
)
from acquisitions.services.watching import lead_add, lead_dismiss, lead_follow, lead_reopen
from establishments.access import access_in
from groupe.accounts.api.views import WriteView
from groupe.accounts.signed_in import user_of
from groupe.kernel.api.paging import PAGING, keyset_page, paged
from groupe.kernel.errors import DomainError


def _asked(name: str, description: str, kind: Any = OpenApiTypes.STR) -> OpenApiParameter:
    return OpenApiParameter(name, kind, description=description)


FILTERS = [
    _asked("q", "Words of the name, the activity, the town or the court; the beginning of a SIREN."),
    _asked("state", "`new`, `followed`, `dismissed`, `file` or `all`; new and followed by default."),
    _asked("department", "The department, such as `69` or `2A`."),
    _asked("procedure", "`safeguard`, `recovery`, `liquidation` or `cession`."),
    _asked("score", "The least score; 30 by default, 0 for all.", OpenApiTypes.INT),
]


class LeadReasonSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    points = serializers.IntegerField()
    text = serializers.SerializerMethodField()

    def get_text(self, reason: dict[str, Any]) -> str:
        return reason_word(reason)


class LeadSerializer(serializers.Serializer[Any]):
    """`has_file`: a file was opened from it, and the reader is named in its room."""

    id = serializers.IntegerField(source="pk")
    origin = serializers.ChoiceField(LeadOrigin.choices)
    state = serializers.ChoiceField(LeadState.choices)
    has_file = serializers.BooleanField()
    name = serializers.CharField()
    siren = serializers.CharField(allow_blank=True)
    city = serializers.CharField(allow_blank=True)
    postcode = serializers.CharField(allow_blank=True)
    department = serializers.CharField(allow_blank=True)
    activity = serializers.CharField(allow_blank=True)
    naf = serializers.CharField(allow_blank=True)
    procedure = serializers.ChoiceField([("", ""), *Procedure.choices])
    step = serializers.ChoiceField([("", ""), *Step.choices])
    court = serializers.CharField(allow_blank=True)
    judged_on = serializers.DateField(allow_null=True)
    published_on = serializers.DateField(allow_null=True)
    offers_until = serializers.DateField(allow_null=True)
    hearing_on = serializers.DateField(allow_null=True)
    kinds = serializers.ListField(child=serializers.CharField())
    register = serializers.CharField(source="entity.code", allow_null=True, default=None)
    score = serializers.IntegerField()
    reasons = LeadReasonSerializer(many=True)


class NoticeSerializer(serializers.Serializer[Any]):
    """`standing`: no later notice amends or cancels it. `previous` names the notice that it amends or cancels."""

    id = serializers.IntegerField(source="pk")
    number = serializers.CharField(source="key")
    official_id = serializers.CharField(allow_blank=True)
    published_on = serializers.DateField()
    type = serializers.ChoiceField(NoticeType.choices)
    standing = serializers.BooleanField()
    previous = serializers.CharField(allow_blank=True)
    nature = serializers.CharField(allow_blank=True)
    judged_on = serializers.DateField(allow_null=True)
    step = serializers.ChoiceField(Step.choices)
    procedure = serializers.ChoiceField([("", ""), *Procedure.choices])
    court = serializers.CharField(allow_blank=True)
    name = serializers.CharField()
    siren = serializers.CharField(allow_blank=True)
    city = serializers.CharField(allow_blank=True)
    postcode = serializers.CharField(allow_blank=True)
    lead = serializers.IntegerField(source="lead_id", allow_null=True)


class FactsSerializer(serializers.Serializer[Any]):
    """What the text of the judgment says; nothing where it does not."""

    cessation_on = serializers.DateField(allow_null=True)
    activity_until = serializers.DateField(allow_null=True)
    offers_until = serializers.DateField(allow_null=True)
    hearing_on = serializers.DateField(allow_null=True)
    simplified = serializers.BooleanField()
    administrator = serializers.CharField(allow_blank=True)
    liquidator = serializers.CharField(allow_blank=True)
    trustee = serializers.CharField(allow_blank=True)


class WholeNoticeSerializer(NoticeSerializer):
    details = serializers.CharField(allow_blank=True)
    facts = serializers.SerializerMethodField()

    def get_facts(self, notice: Notice) -> dict[str, Any]:
        return dict(FactsSerializer(facts_of(notice.nature, notice.details)).data)


class LeadMoveSerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    state = serializers.ChoiceField(LeadState.choices, source="after")
    reason = serializers.CharField(allow_blank=True)
    author = serializers.CharField(allow_null=True)


class WholeLeadSerializer(LeadSerializer):
    """`files` are those that the reader is named in."""

    note = serializers.CharField(allow_blank=True)
    notices = NoticeSerializer(many=True)
    moves = LeadMoveSerializer(many=True)
    files = serializers.SerializerMethodField()

    def get_files(self, lead: Lead) -> list[str]:
        return [deal.code for deal in files_of(self.context["access"], lead)]


class LeadBodySerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=200)
    siren = serializers.CharField(max_length=11, default="", allow_blank=True)
    postcode = serializers.CharField(max_length=5, default="", allow_blank=True)
    city = serializers.CharField(max_length=120, default="", allow_blank=True)
    activity = serializers.CharField(max_length=500, default="", allow_blank=True)
    naf = serializers.CharField(max_length=6, default="", allow_blank=True)
    procedure = serializers.ChoiceField(Procedure.choices, default="", allow_blank=True)
    court = serializers.CharField(max_length=200, default="", allow_blank=True)
    judged_on = serializers.DateField(allow_null=True, default=None)
    offers_until = serializers.DateField(allow_null=True, default=None)
    hearing_on = serializers.DateField(allow_null=True, default=None)
    note = serializers.CharField(max_length=500, default="", allow_blank=True)


class DismissSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=300)


class WordSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=300, default="", allow_blank=True)


class Notices(APIView):
    @extend_schema(operation_id="gazette_notices_list", tags=TAGS, parameters=PAGING, responses=paged(NoticeSerializer))
    def get(self, request: Request) -> Response:
        """Notices that were kept, in the order in which they came in."""
        access = access_in(request)
        require_pipeline(access)
        rows = visible_notices(access)
        return keyset_page(request, rows, key="pk", render=lambda page: list(NoticeSerializer(page, many=True).data))


class NoticeDetail(APIView):
    @extend_schema(operation_id="gazette_notices_get", tags=TAGS, responses=WholeNoticeSerializer)
    def get(self, request: Request, pk: int) -> Response:
        return Response(WholeNoticeSerializer(get_notice_for(access_in(request), pk)).data)


class Leads(WriteView):
    @extend_schema(
        operation_id="leads_list", tags=TAGS, parameters=[*PAGING, *FILTERS], responses=paged(LeadSerializer)
    )
    def get(self, request: Request) -> Response:
        """Leads that fit and are open, unless asked otherwise."""
        access = access_in(request)
        require_pipeline(access)
        filters = LeadFilters(request.query_params)
        if not filters.is_valid():
            fields = {name: [str(each) for each in told] for name, told in filters.errors.items()}
            raise DomainError("invalid", " ".join(next(iter(fields.values()))), fields=fields)
        rows = filters.kept(visible_leads(access)).select_related("entity")
        return keyset_page(request, rows, key="pk", render=lambda page: list(LeadSerializer(page, many=True).data))

    @extend_schema(operation_id="leads_create", tags=TAGS, request=LeadBodySerializer, responses={201: LeadSerializer})
    def post(self, request: Request) -> Response:
        """A lead that people bring; 409 where the organisation is listed already."""
        access = access_in(request)
        require_pipeline(access, write=True)
        made = lead_add(author=user_of(request), given=valid(LeadBodySerializer, request.data))
        return Response(LeadSerializer(get_lead_for(access, made.pk)).data, status=status.HTTP_201_CREATED)


class LeadDetail(APIView):
    @extend_schema(operation_id="leads_get", tags=TAGS, responses=WholeLeadSerializer)
    def get(self, request: Request, pk: int) -> Response:
        access = access_in(request)
        return _whole(request, get_lead_for(access, pk))


class LeadFollow(WriteView):
    @extend_schema(operation_id="leads_follow", tags=TAGS, request=WordSerializer, responses=WholeLeadSerializer)
    def post(self, request: Request, pk: int) -> Response:
        found = get_lead_for(access_in(request), pk, write=True)
        lead_follow(lead=found, author=user_of(request), **valid(WordSerializer, request.data))
        return _whole(request, get_lead_for(access_in(request), pk))


class LeadDismiss(WriteView):
    @extend_schema(operation_id="leads_dismiss", tags=TAGS, request=DismissSerializer, responses=WholeLeadSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Takes a reason; 409 where it is dismissed already."""
        found = get_lead_for(access_in(request), pk, write=True)
        lead_dismiss(lead=found, author=user_of(request), **valid(DismissSerializer, request.data))
        return _whole(request, get_lead_for(access_in(request), pk))


class LeadReopen(WriteView):
    @extend_schema(operation_id="leads_reopen", tags=TAGS, request=WordSerializer, responses=WholeLeadSerializer)
    def post(self, request: Request, pk: int) -> Response:
        found = get_lead_for(access_in(request), pk, write=True)
        lead_reopen(lead=found, author=user_of(request), **valid(WordSerializer, request.data))
        return _whole(request, get_lead_for(access_in(request), pk))


def _whole(request: Request, lead: Lead) -> Response:
    context = {"access": access_in(request)}
    return Response(WholeLeadSerializer(lead, context=context).data)
