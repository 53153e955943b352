"""The takeover of a file."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from acquisitions.access import approves
from acquisitions.api.deals import opened
from acquisitions.api.parsing import TAGS, valid
from acquisitions.enums import TakeoverState
from acquisitions.models import Deal, Takeover
from acquisitions.selectors.takeovers import site_lines, takeover_of
from acquisitions.services.takeover import (
    EntityPlan,
    HolderPlan,
    SitePlan,
    TakeoverPlan,
    takeover_prepare,
    takeover_record,
    takeover_undo,
)
from establishments.access import access_in
from establishments.enums import Method
from groupe.accounts.api.views import WriteView
from groupe.accounts.signed_in import user_of
from groupe.kernel.errors import NotAllowed, NotVisible

PERCENT: dict[str, Any] = {"max_digits": 9, "decimal_places": 6, "min_value": 0, "max_value": 100}


class TakeoverSiteSerializer(serializers.Serializer[Any]):
    """`establishment` is the one that it became; empty before the takeover is confirmed."""

    target = serializers.IntegerField(source="target.pk")
    name = serializers.CharField(source="target.name")
    establishment = serializers.CharField(source="target.establishment.code", allow_null=True, default=None)
    territory = serializers.CharField()
    headcount = serializers.IntegerField(allow_null=True)
    people = serializers.IntegerField(allow_null=True)


class TakeoverSerializer(serializers.Serializer[Any]):
    state = serializers.ChoiceField(TakeoverState.choices)
    judgment_on = serializers.DateField()
    entry_on = serializers.DateField()
    decision = serializers.CharField()
    prepared_by = serializers.CharField(source="prepared_by.email")
    confirmed_by = serializers.CharField(source="confirmed_by.email", allow_null=True, default=None)
    sites = serializers.SerializerMethodField()

    def get_sites(self, takeover: Takeover) -> list[dict[str, Any]]:
        return list(TakeoverSiteSerializer(site_lines(takeover), many=True).data)


class TakeoverPlanSiteSerializer(serializers.Serializer[Any]):
    """`code` names an establishment that the register does not know; `director` is an e-mail address."""

    target = serializers.IntegerField()
    code = serializers.CharField(max_length=40, allow_blank=True, default="")
    territory = serializers.CharField(max_length=40)
    headcount = serializers.IntegerField(allow_null=True, default=None)
    people = serializers.IntegerField(allow_null=True, default=None)
    funders = serializers.ListField(child=serializers.CharField(max_length=40), default=list)
    director = serializers.CharField(max_length=254, allow_blank=True, default="")
    director_name = serializers.CharField(max_length=150, allow_blank=True, default="")


class TakeoverEntitySerializer(serializers.Serializer[Any]):
    """With a `name` it is opened, without one it is there already."""

    code = serializers.CharField(max_length=40)
    name = serializers.CharField(max_length=200, allow_blank=True, default="")
    legal_form = serializers.CharField(max_length=80, allow_blank=True, default="")
    siren = serializers.CharField(max_length=9, allow_blank=True, default="")


class TakeoverHolderSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(max_length=40)
    votes = serializers.DecimalField(**PERCENT)
    capital = serializers.DecimalField(**PERCENT)


class TakeoverPlanSerializer(serializers.Serializer[Any]):
    judgment_on = serializers.DateField()
    entry_on = serializers.DateField()
    decision = serializers.CharField(max_length=500)
    entity = TakeoverEntitySerializer()
    method = serializers.ChoiceField(Method.choices, allow_blank=True, default="")
    holder = TakeoverHolderSerializer(allow_null=True, default=None)
    sites = TakeoverPlanSiteSerializer(many=True)
    revision = serializers.IntegerField(required=False, min_value=0)


class TakeoverConfirmSerializer(serializers.Serializer[Any]):
    revision = serializers.IntegerField(required=False, min_value=0)


class TakeoverUndoSerializer(serializers.Serializer[Any]):
    word = serializers.CharField(max_length=500)
    revision = serializers.IntegerField(required=False, min_value=0)


class TakeoverOne(WriteView):
    @extend_schema(operation_id="takeover_get", tags=TAGS, responses=TakeoverSerializer)
    def get(self, request: Request, code: str) -> Response:
        """404 before it is prepared."""
        return _told(opened(request, code))

    @extend_schema(
        operation_id="takeover_prepare", tags=TAGS, request=TakeoverPlanSerializer, responses=TakeoverSerializer
    )
    def put(self, request: Request, code: str) -> Response:
        """Prepares it, by who works on the file; 422 names the site and the field that would be refused."""
        found, body = opened(request, code, write=True), valid(TakeoverPlanSerializer, request.data)
        holder = body["holder"]
        plan = TakeoverPlan(
            body["judgment_on"],
            body["entry_on"],
            body["decision"],
            EntityPlan(**body["entity"]),
            tuple(SitePlan(**(site | {"funders": tuple(site["funders"])})) for site in body["sites"]),
            body["method"],
            HolderPlan(**holder) if holder else None,
        )
        takeover_prepare(deal=found, plan=plan, author=user_of(request), expected=body.get("revision"))
        return _told(found)


class TakeoverConfirm(WriteView):
    @extend_schema(
        operation_id="takeover_confirm", tags=TAGS, request=TakeoverConfirmSerializer, responses=TakeoverSerializer
    )
    def post(self, request: Request, code: str) -> Response:
        """Opens everything; 403 to whoever prepared it or works on the file, 409 where it is done."""
        found = opened(request, code)
        if not approves(access_in(request), found):
            raise NotAllowed(_("Your role does not allow this here."))
        body = valid(TakeoverConfirmSerializer, request.data)
        takeover_record(
            deal=found, author=user_of(request), expected=body.get("revision"),
            link_of=lambda token: request.build_absolute_uri(reverse("account_invitation", args=[token])),
        )  # fmt: skip
        return _told(found)


class TakeoverUndo(WriteView):
    @extend_schema(
        operation_id="takeover_undo", tags=TAGS, request=TakeoverUndoSerializer, responses=TakeoverSerializer
    )
    def post(self, request: Request, code: str) -> Response:
        """On its day, as long as nothing was reported: else 409."""
        found, body = opened(request, code, write=True), valid(TakeoverUndoSerializer, request.data)
        takeover_undo(deal=found, word=body["word"], author=user_of(request), expected=body.get("revision"))
        return _told(found)


def _told(deal: Deal) -> Response:
    found = takeover_of(deal)
    if found is None:
        raise NotVisible(_("The takeover is not prepared yet."))
    return Response(TakeoverSerializer(found).data)
