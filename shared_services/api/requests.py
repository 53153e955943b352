"""Services and requests: a director asks and rates, a department works; strangers find nothing."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from establishments.access import Can, access_in, get_establishment_for, require_anywhere
from groupe.accounts.api.views import WriteView
from groupe.accounts.signed_in import user_of
from groupe.kernel.api.paging import PAGING, keyset_page, paged
from groupe.kernel.errors import DomainError
from groupe.kernel.files import LARGEST, MB, refused
from shared_services.access import (
    asks_for,
    get_request_for,
    get_service_for,
    require_requests,
    serves,
    visible_requests,
    visible_services,
)
from shared_services.api.parsing import TAGS, valid
from shared_services.enums import OPEN, PriceBasis, Priority, RequestState, Side
from shared_services.models import ServiceRequest
from shared_services.services.acting import request_act
from shared_services.services.requests import File, request_ask, request_attach, request_comment


class QuestionSerializer(serializers.Serializer[Any]):
    # `label` is an attribute of every field: declared in `get_fields`.
    kind = serializers.CharField()
    required = serializers.BooleanField()  # type: ignore[assignment]

    def get_fields(self) -> dict[str, Any]:
        return {"label": serializers.CharField(), **super().get_fields()}


class ServiceSerializer(serializers.Serializer[Any]):
    """`targets` are working hours by priority: to the first answer, to the resolution."""

    id = serializers.IntegerField(source="pk")
    department = serializers.CharField(source="department.code")
    code = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    basis = serializers.ChoiceField(PriceBasis.choices)
    unit = serializers.CharField(allow_blank=True)
    targets = serializers.DictField(child=serializers.ListField(child=serializers.FloatField()))
    weekdays = serializers.ListField(child=serializers.IntegerField())
    opens = serializers.TimeField()
    closes = serializers.TimeField()
    questions = QuestionSerializer(many=True)


class AskSerializer(serializers.Serializer[Any]):
    """`answers` are by label of the question."""

    service = serializers.IntegerField()
    establishment = serializers.CharField(max_length=40)
    title = serializers.CharField(max_length=160)
    details = serializers.CharField(max_length=4000, default="", allow_blank=True)
    priority = serializers.ChoiceField(Priority.choices, default=Priority.NORMAL)
    answers = serializers.DictField(child=serializers.CharField(), default=dict)


class RequestSerializer(serializers.Serializer[Any]):
    """`revision` is sent back with a move: 409 where somebody else moved the request meanwhile."""

    id = serializers.IntegerField(source="pk")
    number = serializers.CharField()
    service = serializers.IntegerField(source="service_id")
    department = serializers.CharField(source="service.department.code")
    establishment = serializers.CharField(source="establishment.code")
    title = serializers.CharField()
    details = serializers.CharField()
    answers = serializers.ListField(child=serializers.DictField(child=serializers.CharField()))
    priority = serializers.ChoiceField(Priority.choices)
    state = serializers.ChoiceField(RequestState.choices)
    author = serializers.CharField(source="author.email")
    assignee = serializers.CharField(source="assignee.email", allow_null=True, default=None)
    asked_at = serializers.DateTimeField()
    answer_due = serializers.DateTimeField()
    resolve_due = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(allow_null=True)
    resolved_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    in_time = serializers.BooleanField(allow_null=True)
    rating = serializers.IntegerField(allow_null=True)
    revision = serializers.IntegerField()


class CommentSerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    author = serializers.CharField(source="author.email")
    by_department = serializers.BooleanField()
    text = serializers.CharField()


class FileSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    kind = serializers.CharField()
    size = serializers.IntegerField()


class RequestDetailSerializer(RequestSerializer):
    comments = CommentSerializer(many=True)
    files = FileSerializer(many=True)


class CommentBodySerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=4000)


class MoveBodySerializer(serializers.Serializer[Any]):
    """Of these, what the move needs: `reason` for pause, resolve (the answer), prioritise, reopen and close."""

    revision = serializers.IntegerField(required=False, min_value=0)
    reason = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    assignee = serializers.CharField(max_length=254, required=False, help_text="E-mail, for assign.")
    priority = serializers.ChoiceField(Priority.choices, required=False)
    rating = serializers.IntegerField(min_value=1, max_value=5, required=False)
    word = serializers.CharField(max_length=500, required=False, allow_blank=True)


class FileBodySerializer(serializers.Serializer[Any]):
    file = serializers.FileField()


class Services(APIView):
    @extend_schema(operation_id="services_list", tags=TAGS, parameters=PAGING, responses=paged(ServiceSerializer))
    def get(self, request: Request) -> Response:
        """What the departments that serve one's establishments offer."""
        access = access_in(request)
        require_anywhere(access, Can.SEE_SHARED)
        rows = visible_services(access).filter(active=True).select_related("department")
        return keyset_page(request, rows, key="pk", render=lambda page: list(ServiceSerializer(page, many=True).data))


class Requests(WriteView):
    @extend_schema(
        operation_id="requests_list", tags=TAGS, responses=paged(RequestSerializer),
        parameters=[*PAGING, OpenApiParameter("state", OpenApiTypes.STR, description="A state, or `open`.")],
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """Of one's establishments, and of the departments that one works for."""
        access = access_in(request)
        require_requests(access)
        rows = _joined(visible_requests(access))
        if state := request.query_params.get("state"):
            rows = rows.filter(state__in=OPEN if state == "open" else [state])
        return keyset_page(request, rows, key="pk", render=lambda page: list(RequestSerializer(page, many=True).data))

    @extend_schema(
        operation_id="requests_create", tags=TAGS, request=AskSerializer, responses={201: RequestDetailSerializer}
    )
    def post(self, request: Request) -> Response:
        access = access_in(request)
        require_anywhere(access, Can.ASK_SERVICE)
        given = valid(AskSerializer, request.data)
        service = get_service_for(access, given.pop("service"))
        site = get_establishment_for(access, given.pop("establishment"), Can.ASK_SERVICE)
        made = request_ask(service=service, establishment=site, author=user_of(request), **given)
        return Response(RequestDetailSerializer(made).data, status=status.HTTP_201_CREATED)


class RequestOne(APIView):
    @extend_schema(operation_id="requests_get", tags=TAGS, responses=RequestDetailSerializer)
    def get(self, request: Request, pk: int) -> Response:
        return Response(RequestDetailSerializer(get_request_for(access_in(request), pk)).data)


class RequestComments(WriteView):
    @extend_schema(
        operation_id="requests_comment", tags=TAGS, request=CommentBodySerializer, responses=RequestDetailSerializer
    )
    def post(self, request: Request, pk: int) -> Response:
        """Of the asker, it lets a paused clock go on; the first of the department is its answer."""
        found, sides = _found(request, pk)
        given = valid(CommentBodySerializer, request.data)
        request_comment(
            request=found, author=user_of(request), text=given["text"], by_department=Side.ASKER not in sides
        )
        return _detail(request, pk)


class RequestFiles(APIView):
    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="requests_attach", tags=TAGS, request={"multipart/form-data": FileBodySerializer},
        responses={201: FileSerializer},
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> Response:
        """One file; its type is told by its content."""
        found, _sides = _found(request, pk)
        made = request_attach(request=found, author=user_of(request), files=[_file(request.FILES.get("file"))])
        return Response(FileSerializer(made[0]).data, status=status.HTTP_201_CREATED)


class RequestMove(WriteView):
    parser_classes = (JSONParser,)

    @extend_schema(
        operation_id="requests_move", tags=TAGS, request=MoveBodySerializer, responses=RequestDetailSerializer
    )
    def post(self, request: Request, pk: int, name: str) -> Response:
        """assign, start, pause, resume, resolve, prioritise by the department; rate, reopen, close by the asker."""
        found, sides = _found(request, pk)
        given = valid(MoveBodySerializer, request.data)
        expected = given.pop("revision", None)
        request_act(request=found, author=user_of(request), move=name, sides=sides, given=given, expected=expected)
        return _detail(request, pk)


def _found(request: Request, pk: int) -> tuple[ServiceRequest, set[str]]:
    access = access_in(request)
    found = get_request_for(access, pk)
    sides: set[str] = {Side.DEPARTMENT} if serves(access, found.service.department) else set()
    return found, sides | ({Side.ASKER} if asks_for(access, found.establishment) else set())


def _detail(request: Request, pk: int) -> Response:
    return Response(RequestDetailSerializer(get_request_for(access_in(request), pk)).data)


def _joined(rows: Any) -> Any:
    return rows.select_related("service__department", "establishment", "author", "assignee")


def _file(given: object) -> File:
    if not isinstance(given, UploadedFile):
        raise DomainError("invalid", _("A file is expected."), fields={"file": [_("Required.")]})
    if (given.size or 0) > LARGEST:
        raise refused(_("The file is too large: %(size)d MB at most.") % {"size": LARGEST // MB})
    return given.name or "", given.read()
