"""The offer of a file over the API: written, submitted, improved, filed, and beside those of others."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from acquisitions.access import get_deal_for
from acquisitions.api.parsing import TAGS, valid
from acquisitions.documents.offer import offer_pdf
from acquisitions.models import Competitor, Deal, OfferVersion
from acquisitions.selectors.offers import gaps_of, offered, promises, stands, written
from acquisitions.services.competitors import Rival, competitor_remove, competitor_save
from acquisitions.services.offers import filing_record, offer_save, offer_submit
from acquisitions.services.rooms import entered
from establishments.access import access_in
from groupe.accounts.api.views import WriteView
from groupe.accounts.signed_in import user_of

MONEY: dict[str, Any] = {"max_digits": 14, "decimal_places": 2}


class GapSerializer(serializers.Serializer[Any]):
    content = serializers.CharField(source="content.code")
    field = serializers.CharField()
    reason = serializers.CharField()


class OfferSerializer(serializers.Serializer[Any]):
    """`contents` by item: texts, amounts as `850000.00`, days as `2026-12-01`; nothing is `missing` once complete."""

    contents = serializers.DictField(child=serializers.CharField())
    missing = GapSerializer(many=True)


class OfferBodySerializer(serializers.Serializer[Any]):
    """Items that are left out stay as they are; an empty text takes one back."""

    contents = serializers.DictField(child=serializers.CharField(allow_blank=True, max_length=4000))


class OfferFilingSerializer(serializers.Serializer[Any]):
    filed_at = serializers.DateTimeField()
    how = serializers.CharField(max_length=200)


class OfferVersionSerializer(serializers.Serializer[Any]):
    """`sha256` is the fingerprint of the PDF."""

    number = serializers.IntegerField()
    at = serializers.DateTimeField()
    contents = serializers.DictField(child=serializers.CharField())
    commitments = serializers.ListField(child=serializers.DictField())
    sha256 = serializers.CharField()
    filing = OfferFilingSerializer(allow_null=True)


class CompetitorSerializer(serializers.Serializer[Any]):
    """What somebody else offers; amounts are euros."""

    id = serializers.IntegerField(source="pk", read_only=True)
    name = serializers.CharField(max_length=80)
    jobs = serializers.IntegerField(min_value=0, max_value=100_000, allow_null=True, default=None)
    fte = serializers.DecimalField(max_digits=8, decimal_places=2, allow_null=True, default=None)
    price = serializers.DecimalField(allow_null=True, default=None, **MONEY)
    payment = serializers.CharField(max_length=300, allow_blank=True, default="")
    guarantee_amount = serializers.DecimalField(allow_null=True, default=None, **MONEY)
    guarantees = serializers.CharField(max_length=300, allow_blank=True, default="")
    commitments = serializers.CharField(max_length=500, allow_blank=True, default="")
    committed_until = serializers.DateField(allow_null=True, default=None)


class StandSerializer(CompetitorSerializer):
    """An offer by the criteria of L642-5; `ours` is the group's last version, else what is written."""

    id = serializers.IntegerField(source="pk", allow_null=True)
    ours = serializers.BooleanField()
    share = serializers.DecimalField(max_digits=8, decimal_places=6, allow_null=True)


class DealOffer(WriteView):
    @extend_schema(operation_id="deal_offer_get", tags=TAGS, responses=OfferSerializer)
    def get(self, request: Request, code: str) -> Response:
        return _answer(_read(request, code))

    @extend_schema(operation_id="deal_offer_put", tags=TAGS, request=OfferBodySerializer, responses=OfferSerializer)
    def put(self, request: Request, code: str) -> Response:
        """Writes the items that are given, complete or not."""
        deal = _write(request, code)
        given = valid(OfferBodySerializer, request.data)
        offer_save(deal=deal, values=given["contents"], author=user_of(request))
        return _answer(deal)


class OfferVersions(WriteView):
    @extend_schema(operation_id="deal_offer_versions_list", tags=TAGS, responses=OfferVersionSerializer(many=True))
    def get(self, request: Request, code: str) -> Response:
        """The newest first."""
        rows = _read(request, code).offer_versions.defer("pdf").select_related("filing")
        return Response(_versions(list(rows)))

    @extend_schema(
        operation_id="deal_offer_versions_create", tags=TAGS, request=None, responses={201: OfferVersionSerializer}
    )
    def post(self, request: Request, code: str) -> Response:
        """Freezes what is written as the next version: 409 where it is too late, 422 where something is missing or less
        than in the version before."""
        made = offer_submit(deal=_write(request, code), author=user_of(request), printer=offer_pdf)
        return Response(_versions([made])[0], status=status.HTTP_201_CREATED)


class OfferVersionPdf(APIView):
    @extend_schema(
        operation_id="deal_offer_version_pdf", tags=TAGS, responses={(200, "application/pdf"): OpenApiTypes.BINARY}
    )
    def get(self, request: Request, code: str, number: int) -> HttpResponse:
        found = get_object_or_404(OfferVersion, deal=_read(request, code), number=number)
        return HttpResponse(bytes(found.pdf), content_type="application/pdf")


class OfferVersionFiling(WriteView):
    @extend_schema(
        operation_id="deal_offer_version_file", tags=TAGS, request=OfferFilingSerializer,
        responses={201: OfferVersionSerializer},
    )  # fmt: skip
    def post(self, request: Request, code: str, number: int) -> Response:
        """Says when and how the version was given to the court, once."""
        deal = _write(request, code)
        version = get_object_or_404(OfferVersion.objects.defer("pdf"), deal=deal, number=number)
        filing_record(deal=deal, version=version, author=user_of(request), **valid(OfferFilingSerializer, request.data))
        return Response(_versions([version])[0], status=status.HTTP_201_CREATED)


class Competitors(WriteView):
    @extend_schema(operation_id="deal_competitors_list", tags=TAGS, responses=StandSerializer(many=True))
    def get(self, request: Request, code: str) -> Response:
        """Ours first, then the others by name."""
        return Response(StandSerializer(stands(_read(request, code)), many=True).data)

    @extend_schema(
        operation_id="deal_competitors_create", tags=TAGS, request=CompetitorSerializer,
        responses={201: CompetitorSerializer},
    )  # fmt: skip
    def post(self, request: Request, code: str) -> Response:
        deal = _write(request, code)
        made = competitor_save(deal=deal, rival=Rival(**valid(CompetitorSerializer, request.data)))
        return Response(CompetitorSerializer(made).data, status=status.HTTP_201_CREATED)


class CompetitorOne(WriteView):
    @extend_schema(
        operation_id="deal_competitors_put", tags=TAGS, request=CompetitorSerializer, responses=CompetitorSerializer
    )
    def put(self, request: Request, code: str, pk: int) -> Response:
        deal = _write(request, code)
        found = get_object_or_404(Competitor, pk=pk, deal=deal)
        given = Rival(**valid(CompetitorSerializer, request.data))
        return Response(CompetitorSerializer(competitor_save(deal=deal, rival=given, competitor=found)).data)

    @extend_schema(operation_id="deal_competitors_delete", tags=TAGS, responses={204: None})
    def delete(self, request: Request, code: str, pk: int) -> Response:
        deal = _write(request, code)
        competitor_remove(deal=deal, competitor=get_object_or_404(Competitor, pk=pk, deal=deal))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _read(request: Request, code: str) -> Deal:
    deal = offered(get_deal_for(access_in(request), code))
    entered(deal=deal, user=user_of(request), what="offer")
    return deal


def _write(request: Request, code: str) -> Deal:
    return offered(get_deal_for(access_in(request), code, write=True))


def _answer(deal: Deal) -> Response:
    values = written(deal)
    told = {"contents": values, "missing": gaps_of(deal, values, promises(deal))}
    return Response(OfferSerializer(told).data)


def _versions(rows: list[OfferVersion]) -> list[Any]:
    """A version that was not filed has no row beside it."""
    return [
        OfferVersionSerializer(
            {**{name: getattr(row, name) for name in NAMES}, "filing": getattr(row, "filing", None)}
        ).data
        for row in rows
    ]


NAMES = ("number", "at", "contents", "commitments", "sha256")
