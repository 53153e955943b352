"""Documents of a file: listed, attached, renewed, withdrawn; their contents as files to keep."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Prefetch
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from acquisitions.api.parsing import TAGS, valid
from acquisitions.api.rooms import opened
from acquisitions.models import Deal, DealDocument, DocumentVersion
from acquisitions.selectors.documents import document_rows
from acquisitions.services.documents import (
    LARGEST,
    MOVES,
    File,
    document_describe,
    document_renew,
    documents_add,
    taken,
)
from groupe.accounts.api.views import WriteView
from groupe.accounts.signed_in import user_of
from groupe.kernel.api.paging import PAGING, keyset_page, paged
from groupe.kernel.errors import NotVisible
from groupe.kernel.files import MB, refused
from groupe.kernel.web.exports import attached


class DocumentVersionSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    name = serializers.CharField()
    media = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    author = serializers.CharField(source="author.email")
    at = serializers.DateTimeField()


class DealDocumentSerializer(serializers.Serializer[Any]):
    """`version` is the newest; a withdrawn document counts neither for gates nor for the checklist."""

    id = serializers.IntegerField(source="pk")
    kind = serializers.CharField()
    title = serializers.CharField()
    sensitive = serializers.BooleanField()
    version = serializers.IntegerField(source="number")
    name = serializers.CharField()
    size = serializers.IntegerField()
    created_by = serializers.CharField(source="created_by.email")
    created_at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class DealDocumentDetailSerializer(DealDocumentSerializer):
    versions = DocumentVersionSerializer(many=True)


class DocumentBodySerializer(serializers.Serializer[Any]):
    kind = serializers.CharField(max_length=40)
    title = serializers.CharField(max_length=160)
    sensitive = serializers.BooleanField(default=False)


class UploadSerializer(serializers.Serializer[Any]):
    """Without a title the document bears the name of its file."""

    file = serializers.FileField()
    kind = serializers.CharField(max_length=40)
    title = serializers.CharField(max_length=160, allow_blank=True, default="")
    sensitive = serializers.BooleanField(default=False)


class DealVersionBodySerializer(serializers.Serializer[Any]):
    file = serializers.FileField()


FILTERS = [
    OpenApiParameter("kind", OpenApiTypes.STR, description="A type of document."),
    OpenApiParameter("withdrawn", OpenApiTypes.BOOL, description="`true`: withdrawn ones as well."),
]


class DealDocuments(APIView):
    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="deal_documents_list", tags=TAGS, parameters=[*PAGING, *FILTERS],
        responses=paged(DealDocumentSerializer),
    )  # fmt: skip
    def get(self, request: Request, code: str) -> Response:
        rows = document_rows(opened(request, code, what="documents"))
        if kind := request.query_params.get("kind"):
            rows = rows.filter(kind=kind)
        if request.query_params.get("withdrawn") != "true":
            rows = rows.filter(withdrawn_at__isnull=True)
        return keyset_page(
            request, rows, key="pk", render=lambda page: list(DealDocumentSerializer(page, many=True).data)
        )

    @extend_schema(
        operation_id="deal_documents_create", tags=TAGS, request={"multipart/form-data": UploadSerializer},
        responses={201: DealDocumentDetailSerializer},
    )  # fmt: skip
    def post(self, request: Request, code: str) -> Response:
        """One file, told by its content: 422 where it is not what its name says, or holds a program."""
        deal = opened(request, code, what="documents", write=True)
        given = valid(UploadSerializer, request.data)
        file = _file(given.pop("file"))
        made = documents_add(deal=deal, files=[file], author=user_of(request), **given)
        return Response(_told(deal, made[0].pk), status=status.HTTP_201_CREATED)


class DealDocumentOne(WriteView):
    @extend_schema(operation_id="deal_documents_get", tags=TAGS, responses=DealDocumentDetailSerializer)
    def get(self, request: Request, code: str, pk: int) -> Response:
        return Response(_told(opened(request, code, what="documents"), pk))

    @extend_schema(
        operation_id="deal_documents_put", tags=TAGS, request=DocumentBodySerializer,
        responses=DealDocumentDetailSerializer,
    )  # fmt: skip
    def put(self, request: Request, code: str, pk: int) -> Response:
        """Another title, type or flag."""
        deal = opened(request, code, what="documents", write=True)
        found, given = _document(deal, pk), valid(DocumentBodySerializer, request.data)
        document_describe(deal=deal, document=found, author=user_of(request), **given)
        return Response(_told(deal, pk))


class DealDocumentVersions(APIView):
    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="deal_documents_renew", tags=TAGS, request={"multipart/form-data": DealVersionBodySerializer},
        responses={201: DealDocumentDetailSerializer},
    )  # fmt: skip
    def post(self, request: Request, code: str, pk: int) -> Response:
        """The next version."""
        deal = opened(request, code, what="documents", write=True)
        found = _document(deal, pk)
        name, content = _file(valid(DealVersionBodySerializer, request.data)["file"])
        document_renew(deal=deal, document=found, name=name, content=content, author=user_of(request))
        return Response(_told(deal, pk), status=status.HTTP_201_CREATED)


class DealDocumentFile(APIView):
    @extend_schema(
        operation_id="deal_documents_file",
        tags=TAGS,
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, code: str, pk: int, number: int) -> HttpResponse:
        """The content of a version; who took it is written down."""
        deal = opened(request, code, what="documents")
        row = _document(deal, pk).versions.filter(number=number).first()
        if row is None:
            raise NotVisible(_("There is no such file."))
        taken(deal=deal, user=user_of(request), version=row)
        return attached(row.name, row.media, bytes(row.content))


class DealDocumentMove(WriteView):
    @extend_schema(operation_id="deal_documents_move", tags=TAGS, request=None, responses=DealDocumentDetailSerializer)
    def post(self, request: Request, code: str, pk: int, verb: str) -> Response:
        """withdraw, or restore; 409 where it is so already."""
        deal = opened(request, code, what="documents", write=True)
        found, service = _document(deal, pk), MOVES.get(verb)
        if service is None:
            raise NotVisible(_("This page does not exist."))
        service(deal=deal, document=found, author=user_of(request))
        return Response(_told(deal, pk))


def _told(deal: Deal, pk: int) -> dict[str, Any]:
    return dict(DealDocumentDetailSerializer(_document(deal, pk)).data)


def _document(deal: Deal, pk: int) -> DealDocument:
    """Of this file, without its contents."""
    versions = Prefetch("versions", DocumentVersion.objects.defer("content").select_related("author"))
    found = document_rows(deal).prefetch_related(versions).filter(pk=pk).first()
    if found is None:
        raise NotVisible(_("There is no such document."))
    return found


def _file(given: UploadedFile) -> File:
    if (given.size or 0) > LARGEST:
        raise refused(_("The file is too large: %(size)d MB at most.") % {"size": LARGEST // MB})
    return given.name or "", given.read()
