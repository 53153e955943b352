"""What runs in a file: clocks, authorisation files, commitments."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from acquisitions import clocks as rules
from acquisitions.access import get_deal_for
from acquisitions.api.parsing import TAGS, valid
from acquisitions.enums import AuthorityAnswer, ClockKind, Towards
from acquisitions.models import AuthorisationFile, Commitment, Deal
from acquisitions.selectors.clocks import clocks_of
from acquisitions.services.clocks import authorisation_save, commitment_remove, commitment_save
from acquisitions.services.rooms import entered
from establishments.access import access_in
from groupe.accounts.api.views import WriteView
from groupe.accounts.signed_in import user_of

MONEY: dict[str, Any] = {"max_digits": 14, "decimal_places": 2}


class ClockSerializer(serializers.Serializer[Any]):
    """`on` is the last day, `at` its instant where there is one; workdays are counted after today up to `on`."""

    kind = serializers.ChoiceField(ClockKind.choices)
    key = serializers.CharField()
    what = serializers.CharField(allow_blank=True)
    on = serializers.DateField()
    at = serializers.DateTimeField(allow_null=True)
    days = serializers.IntegerField()
    workdays = serializers.IntegerField()
    over = serializers.BooleanField()
    missed = serializers.CharField()


class AuthorisationFileSerializer(serializers.Serializer[Any]):
    """`complete_on` and `refused_after`, the last day of silence, follow from the days that were told."""

    id = serializers.IntegerField(source="pk", read_only=True)
    authority = serializers.CharField(max_length=120)
    received_on = serializers.DateField()
    asked_on = serializers.DateField(allow_null=True, default=None)
    completed_on = serializers.DateField(allow_null=True, default=None)
    answer = serializers.ChoiceField(AuthorityAnswer.choices, allow_blank=True, default="")
    answered_on = serializers.DateField(allow_null=True, default=None)
    complete_on = serializers.SerializerMethodField()
    refused_after = serializers.SerializerMethodField()

    def get_complete_on(self, sent: AuthorisationFile) -> str | None:
        found = rules.complete_on(sent.received_on, sent.asked_on, sent.completed_on)
        return found.isoformat() if found else None

    def get_refused_after(self, sent: AuthorisationFile) -> str | None:
        found = rules.complete_on(sent.received_on, sent.asked_on, sent.completed_on)
        return rules.refused_after(found).isoformat() if found else None


class CommitmentSerializer(serializers.Serializer[Any]):
    """Euros; `towards` the court or the staff."""

    id = serializers.IntegerField(source="pk", read_only=True)
    towards = serializers.ChoiceField(Towards.choices)
    text = serializers.CharField(max_length=300)
    amount = serializers.DecimalField(allow_null=True, default=None, **MONEY)
    until = serializers.DateField()


class DealClocks(APIView):
    @extend_schema(operation_id="deal_clocks", tags=TAGS, responses=ClockSerializer(many=True))
    def get(self, request: Request, code: str) -> Response:
        """The nearest first; what is over by law or by itself is left out."""
        deal = _entered(request, code)
        return Response(ClockSerializer(clocks_of([deal])[deal.pk], many=True).data)


class Authorisations(WriteView):
    @extend_schema(operation_id="deal_authorisations_list", tags=TAGS, responses=AuthorisationFileSerializer(many=True))
    def get(self, request: Request, code: str) -> Response:
        rows = _entered(request, code).authorisations.all()
        return Response(AuthorisationFileSerializer(rows, many=True).data)

    @extend_schema(
        operation_id="deal_authorisations_create", tags=TAGS, request=AuthorisationFileSerializer,
        responses={201: AuthorisationFileSerializer},
    )  # fmt: skip
    def post(self, request: Request, code: str) -> Response:
        """A file that an authority received."""
        deal = get_deal_for(access_in(request), code, write=True)
        made = authorisation_save(deal=deal, **valid(AuthorisationFileSerializer, request.data))
        return Response(AuthorisationFileSerializer(made).data, status=status.HTTP_201_CREATED)


class AuthorisationOne(WriteView):
    @extend_schema(
        operation_id="deal_authorisations_put", tags=TAGS, request=AuthorisationFileSerializer,
        responses=AuthorisationFileSerializer,
    )  # fmt: skip
    def put(self, request: Request, code: str, pk: int) -> Response:
        """What became of it: asked for, completed, answered."""
        deal = get_deal_for(access_in(request), code, write=True)
        sent = get_object_or_404(AuthorisationFile, pk=pk, deal=deal)
        made = authorisation_save(deal=deal, sent=sent, **valid(AuthorisationFileSerializer, request.data))
        return Response(AuthorisationFileSerializer(made).data)


class Commitments(WriteView):
    @extend_schema(operation_id="deal_commitments_list", tags=TAGS, responses=CommitmentSerializer(many=True))
    def get(self, request: Request, code: str) -> Response:
        return Response(CommitmentSerializer(_entered(request, code).commitments.all(), many=True).data)

    @extend_schema(
        operation_id="deal_commitments_create", tags=TAGS, request=CommitmentSerializer,
        responses={201: CommitmentSerializer},
    )  # fmt: skip
    def post(self, request: Request, code: str) -> Response:
        deal = get_deal_for(access_in(request), code, write=True)
        given = valid(CommitmentSerializer, request.data)
        made = commitment_save(deal=deal, author=user_of(request), **given)
        return Response(CommitmentSerializer(made).data, status=status.HTTP_201_CREATED)


class CommitmentOne(WriteView):
    @extend_schema(
        operation_id="deal_commitments_put", tags=TAGS, request=CommitmentSerializer, responses=CommitmentSerializer
    )
    def put(self, request: Request, code: str, pk: int) -> Response:
        deal = get_deal_for(access_in(request), code, write=True)
        found, given = get_object_or_404(Commitment, pk=pk, deal=deal), valid(CommitmentSerializer, request.data)
        made = commitment_save(deal=deal, commitment=found, author=user_of(request), **given)
        return Response(CommitmentSerializer(made).data)

    @extend_schema(operation_id="deal_commitments_delete", tags=TAGS, responses={204: None})
    def delete(self, request: Request, code: str, pk: int) -> Response:
        deal = get_deal_for(access_in(request), code, write=True)
        commitment_remove(deal=deal, commitment=get_object_or_404(Commitment, pk=pk, deal=deal))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _entered(request: Request, code: str) -> Deal:
    deal = get_deal_for(access_in(request), code)
    entered(deal=deal, user=user_of(request), what="clocks")
    return deal
