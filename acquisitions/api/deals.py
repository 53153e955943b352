"""Files: those in whose rooms the caller is named, and what is done to them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from acquisitions.access import get_deal_for, require_pipeline
from acquisitions.api.parsing import TAGS, valid
from acquisitions.api.serializers import (
    DealDetailSerializer,
    DealFactsSerializer,
    DealLoseSerializer,
    DealMemberSerializer,
    DealMoveSerializer,
    DealReopenSerializer,
    DealSerializer,
    DealStepSerializer,
    DealTargetSerializer,
    NewDealSerializer,
    NewDealTargetSerializer,
)
from acquisitions.enums import DealState, Route
from acquisitions.filters import DealFilters
from acquisitions.models import Deal
from acquisitions.selectors.pipeline import deal_rows
from acquisitions.services.describing import Description, Site, description_of, target_save
from acquisitions.services.moving import deal_lose, deal_move, deal_reopen
from acquisitions.services.rooms import deal_describe, deal_open, entered
from establishments.access import access_in
from groupe.accounts.api.views import WriteView
from groupe.accounts.signed_in import user_of
from groupe.kernel.api.paging import PAGING, keyset_page, paged

FILTERS = [
    OpenApiParameter("q", OpenApiTypes.STR, description="Words of the name, number, court, SIREN or a site."),
    OpenApiParameter("route", OpenApiTypes.STR, enum=Route.values),
    OpenApiParameter("state", OpenApiTypes.STR, enum=DealState.values),
    OpenApiParameter("sector", OpenApiTypes.STR),
]


def opened(request: Request, code: str, *, write: bool = False) -> Deal:
    """The file, and the entry into its room written down."""
    found = get_deal_for(access_in(request), code, write=write)
    entered(deal=found, user=user_of(request), what="api")
    return found


def told(deal: Deal, code: int = status.HTTP_200_OK) -> Response:
    return Response(DealDetailSerializer(Deal.objects.get(pk=deal.pk)).data, status=code)


class Deals(WriteView):
    @extend_schema(
        operation_id="deals_list", tags=TAGS, parameters=[*PAGING, *FILTERS], responses=paged(DealSerializer)
    )
    def get(self, request: Request) -> Response:
        """The files in whose rooms the caller is named today."""
        access = access_in(request)
        require_pipeline(access)
        rows = DealFilters(request.query_params).kept(deal_rows(access))
        return keyset_page(request, rows, key="code", render=lambda page: list(DealSerializer(page, many=True).data))

    @extend_schema(
        operation_id="deals_open", tags=TAGS, request=NewDealSerializer, responses={201: DealDetailSerializer}
    )
    def post(self, request: Request) -> Response:
        """Opens a file that the caller leads, alone in its room."""
        require_pipeline(access_in(request), write=True)
        facts = valid(NewDealSerializer, request.data)
        route, signed_on = facts.pop("route"), facts.pop("signed_on")
        made = deal_open(
            route=route, name=facts["name"], author=user_of(request), signed_on=signed_on,
            description=Description(**facts),
        )  # fmt: skip
        return told(made, status.HTTP_201_CREATED)


class DealOne(WriteView):
    @extend_schema(operation_id="deals_get", tags=TAGS, responses=DealDetailSerializer)
    def get(self, request: Request, code: str) -> Response:
        return told(opened(request, code))

    @extend_schema(
        operation_id="deals_describe", tags=TAGS, request=DealFactsSerializer, responses=DealDetailSerializer
    )
    def patch(self, request: Request, code: str) -> Response:
        """Changes the facts that are named."""
        found = opened(request, code, write=True)
        facts = valid(DealFactsSerializer, request.data, partial=True)
        named = {name: value for name, value in facts.items() if name in request.data}
        deal_describe(deal=found, description=description_of(found)._replace(**named), author=user_of(request))
        return told(found)


class DealStep(WriteView):
    @extend_schema(operation_id="deals_moves", tags=TAGS, parameters=PAGING, responses=paged(DealStepSerializer))
    def get(self, request: Request, code: str) -> Response:
        """Stages and states that the file went through."""
        rows = opened(request, code).moves.select_related("author")
        return keyset_page(request, rows, key="pk", render=lambda page: list(DealStepSerializer(page, many=True).data))

    @extend_schema(operation_id="deals_move", tags=TAGS, request=DealMoveSerializer, responses=DealDetailSerializer)
    def post(self, request: Request, code: str) -> Response:
        """To another stage: 422 names what the gates on the way still ask for."""
        found, body = opened(request, code, write=True), valid(DealMoveSerializer, request.data)
        deal_move(
            deal=found, stage=body["stage"], reason=body["reason"], author=user_of(request),
            expected=body.get("revision"),
        )  # fmt: skip
        return told(found)


class DealLose(WriteView):
    @extend_schema(operation_id="deals_lose", tags=TAGS, request=DealLoseSerializer, responses=DealDetailSerializer)
    def post(self, request: Request, code: str) -> Response:
        found, body = opened(request, code, write=True), valid(DealLoseSerializer, request.data)
        deal_lose(
            deal=found, reason=body["reason"], word=body["word"], author=user_of(request),
            expected=body.get("revision"),
        )  # fmt: skip
        return told(found)


class DealReopen(WriteView):
    @extend_schema(operation_id="deals_reopen", tags=TAGS, request=DealReopenSerializer, responses=DealDetailSerializer)
    def post(self, request: Request, code: str) -> Response:
        found, body = opened(request, code, write=True), valid(DealReopenSerializer, request.data)
        deal_reopen(deal=found, word=body["word"], author=user_of(request), expected=body.get("revision"))
        return told(found)


class DealTargets(WriteView):
    @extend_schema(
        operation_id="deals_target_add",
        tags=TAGS,
        request=NewDealTargetSerializer,
        responses={201: DealTargetSerializer},
    )
    def post(self, request: Request, code: str) -> Response:
        """A site that the group would run."""
        found = opened(request, code, write=True)
        body: dict[str, Any] = valid(NewDealTargetSerializer, request.data)
        made = target_save(deal=found, site=Site(**body))
        return Response(DealTargetSerializer(made).data, status=status.HTTP_201_CREATED)


class DealMembers(APIView):
    @extend_schema(operation_id="deals_members", tags=TAGS, parameters=PAGING, responses=paged(DealMemberSerializer))
    def get(self, request: Request, code: str) -> Response:
        """Who is named in the room, or was."""
        rows = opened(request, code).members.select_related("user")
        return keyset_page(
            request, rows, key="pk", render=lambda page: list(DealMemberSerializer(page, many=True).data)
        )
