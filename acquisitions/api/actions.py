"""The actions of an integration."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from acquisitions.access import get_deal_for, works_on
from acquisitions.api.deals import opened
from acquisitions.api.parsing import TAGS, valid
from acquisitions.enums import ActionOrigin, ActionState
from acquisitions.models import IntegrationAction
from acquisitions.selectors.integration import actions_of, is_late, title_of
from acquisitions.services.integration import ActionFacts, action_move, integration_action_add
from establishments.access import access_in
from establishments.enums import Role
from groupe.accounts.api.views import WriteView
from groupe.accounts.signed_in import user_of
from groupe.kernel.errors import NotAllowed
from groupe.kernel.periods import today


class ActionSerializer(serializers.Serializer[Any]):
    """`needs` are the actions that are done before it; `late` once its last day is over."""

    id = serializers.IntegerField(source="pk")
    code = serializers.CharField()
    stream = serializers.CharField()
    title = serializers.SerializerMethodField()
    role = serializers.CharField()
    owner = serializers.CharField(source="owner.email", allow_null=True, default=None)
    target = serializers.IntegerField(source="target_id", allow_null=True)
    first = serializers.DateField()
    last = serializers.DateField()
    state = serializers.ChoiceField(ActionState.choices)
    reason = serializers.CharField()
    done_on = serializers.DateField(allow_null=True)
    origin = serializers.ChoiceField(ActionOrigin.choices)
    needs = serializers.SerializerMethodField()
    late = serializers.SerializerMethodField()
    revision = serializers.IntegerField()

    def get_title(self, action: IntegrationAction) -> str:
        return title_of(action)

    def get_needs(self, action: IntegrationAction) -> list[int]:
        return [each.pk for each in action.needs.all()]

    def get_late(self, action: IntegrationAction) -> bool:
        return is_late(action, today())


class NewActionSerializer(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=200)
    stream = serializers.CharField(max_length=24)
    first = serializers.DateField()
    last = serializers.DateField()
    role = serializers.ChoiceField(Role.choices, allow_blank=True, default="")
    needs = serializers.ListField(child=serializers.IntegerField(), default=list)


class ActionMoveSerializer(serializers.Serializer[Any]):
    """`reason` says what blocks it."""

    state = serializers.ChoiceField(ActionState.choices)
    reason = serializers.CharField(max_length=300, allow_blank=True, default="")
    revision = serializers.IntegerField(required=False, min_value=0)


class Actions(WriteView):
    @extend_schema(operation_id="actions_list", tags=TAGS, responses=ActionSerializer(many=True))
    def get(self, request: Request, code: str) -> Response:
        """By their days."""
        rows = actions_of(opened(request, code)).select_related("deal", "owner", "target")
        return Response(ActionSerializer(rows, many=True).data)

    @extend_schema(
        operation_id="actions_create", tags=TAGS, request=NewActionSerializer, responses={201: ActionSerializer}
    )
    def post(self, request: Request, code: str) -> Response:
        found, body = opened(request, code, write=True), valid(NewActionSerializer, request.data)
        facts = ActionFacts(**(body | {"needs": tuple(body["needs"])}))
        made = integration_action_add(deal=found, facts=facts, author=user_of(request))
        return Response(ActionSerializer(made).data, status=status.HTTP_201_CREATED)


class ActionMove(WriteView):
    @extend_schema(operation_id="actions_move", tags=TAGS, request=ActionMoveSerializer, responses=ActionSerializer)
    def post(self, request: Request, code: str, pk: int) -> Response:
        """By who works on the file or owns the action; 422 while what it needs is not done."""
        access = access_in(request)
        found = get_deal_for(access, code)
        action = get_object_or_404(IntegrationAction.objects.select_related("deal"), pk=pk, deal=found)
        if not works_on(access, found) and action.owner_id != user_of(request).pk:
            raise NotAllowed(_("You read this file only."))
        body = valid(ActionMoveSerializer, request.data)
        made = action_move(
            action=action, state=body["state"], reason=body["reason"], author=user_of(request),
            expected=body.get("revision"),
        )  # fmt: skip
        return Response(ActionSerializer(made).data)
