"""The checklist of a file, requests to the seller, questions with their answers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from acquisitions.api.parsing import TAGS, valid
from acquisitions.api.rooms import member_of, opened
from acquisitions.enums import ItemState
from acquisitions.models import Deal, DealQuestion, SellerRequest
from acquisitions.routes.diligence import items_of
from acquisitions.selectors.diligence import ItemRow, checklist_of, missing_of
from acquisitions.services.diligence import item_set, question_answer, question_ask
from acquisitions.services.requests import request_answer, request_ask, request_remind
from groupe.accounts.api.views import WriteView
from groupe.accounts.signed_in import user_of
from groupe.kernel.api.paging import PAGING, keyset_page, paged
from groupe.kernel.errors import NotVisible
from groupe.kernel.periods import today


class ChecklistItemSerializer(serializers.Serializer[Any]):
    """`state` is what people, documents and requests tell together; `newer` where a document came after the review."""

    code = serializers.CharField(source="item.code")
    stream = serializers.CharField(source="item.stream")
    name = serializers.CharField(source="item.label")
    state = serializers.ChoiceField(ItemState.choices)
    owner = serializers.CharField(source="row.owner.email", allow_null=True, default=None)
    note = serializers.CharField(source="row.note", default="")
    documents = serializers.SerializerMethodField()
    requests = serializers.ListField(child=serializers.IntegerField(), source="asked_in")
    newer = serializers.BooleanField()

    def get_documents(self, row: ItemRow) -> list[int]:
        return [document.pk for document in row.documents]


class ItemBodySerializer(serializers.Serializer[Any]):
    """Without `state` it stays as it is. `not_applicable` needs a note."""

    state = serializers.ChoiceField(ItemState.choices, required=False)
    owner = serializers.CharField(max_length=254, allow_null=True, default=None, help_text="E-mail, in the room.")
    note = serializers.CharField(max_length=500, allow_blank=True, default="")


class RequestLineSerializer(serializers.Serializer[Any]):
    item = serializers.CharField(source="code")
    received_on = serializers.DateField(allow_null=True)
    document = serializers.IntegerField(source="document_id", allow_null=True)


class SellerRequestSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    text = serializers.CharField()
    asked_on = serializers.DateField()
    due_on = serializers.DateField()
    answered_on = serializers.DateField(allow_null=True)
    answer = serializers.CharField()
    reminders = serializers.IntegerField()
    reminded_on = serializers.DateField(allow_null=True)
    author = serializers.CharField(source="author.email")
    lines = RequestLineSerializer(many=True)


class SellerRequestBodySerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=1000)
    items = serializers.ListField(child=serializers.CharField(max_length=40), default=list, max_length=100)
    asked_on = serializers.DateField(required=False, help_text="Today by default.")
    due_on = serializers.DateField()


class RemindBodySerializer(serializers.Serializer[Any]):
    due_on = serializers.DateField(required=False, allow_null=True, default=None)


class RequestAnswerBodySerializer(serializers.Serializer[Any]):
    """`received` are all items that are here now; those not named are missing."""

    received = serializers.ListField(child=serializers.CharField(max_length=40), default=list, max_length=100)
    answer = serializers.CharField(max_length=1000, allow_blank=True, default="")
    answered_on = serializers.DateField(required=False, help_text="Today by default.")


class MissingSerializer(serializers.Serializer[Any]):
    request = serializers.IntegerField(source="request.number")
    item = serializers.CharField(source="item.code", allow_null=True, default=None)
    text = serializers.CharField(source="request.text")
    due_on = serializers.DateField(source="request.due_on")
    late = serializers.BooleanField()


class QuestionAnswerSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=2000)
    given_by = serializers.CharField(max_length=120)
    author = serializers.CharField(source="author.email", read_only=True)
    at = serializers.DateTimeField(read_only=True)


class DealQuestionSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField(read_only=True)
    stream = serializers.CharField(max_length=16, allow_blank=True, default="")
    text = serializers.CharField(max_length=1000)
    author = serializers.CharField(source="author.email", read_only=True)
    at = serializers.DateTimeField(read_only=True)
    answers = QuestionAnswerSerializer(many=True, read_only=True)


class DealChecklist(APIView):
    @extend_schema(operation_id="deal_checklist_list", tags=TAGS, responses=ChecklistItemSerializer(many=True))
    def get(self, request: Request, code: str) -> Response:
        """Every head that the route asks for, in the order of its streams."""
        rows = [row for stream in checklist_of(opened(request, code)) for row in stream.rows]
        return Response(ChecklistItemSerializer(rows, many=True).data)


class DealChecklistItem(WriteView):
    @extend_schema(
        operation_id="deal_checklist_set", tags=TAGS, request=ItemBodySerializer, responses=ChecklistItemSerializer
    )
    def put(self, request: Request, code: str, item: str) -> Response:
        """Where a head stands, who owns it, a note."""
        deal = opened(request, code, write=True)
        if item not in items_of(deal.route):
            raise NotVisible(_("The checklist of this route has no such item."))
        given = valid(ItemBodySerializer, request.data)
        owner = member_of(deal, given.pop("owner"))
        item_set(deal=deal, code=item, author=user_of(request), owner=owner, **given)
        row = next(row for stream in checklist_of(deal) for row in stream.rows if row.item.code == item)
        return Response(ChecklistItemSerializer(row).data)


class DealRequests(WriteView):
    @extend_schema(
        operation_id="deal_requests_list", tags=TAGS, parameters=PAGING, responses=paged(SellerRequestSerializer)
    )
    def get(self, request: Request, code: str) -> Response:
        rows = opened(request, code).requests.select_related("author").prefetch_related("lines")
        return keyset_page(
            request, rows, key="number", render=lambda page: list(SellerRequestSerializer(page, many=True).data)
        )

    @extend_schema(
        operation_id="deal_requests_create", tags=TAGS, request=SellerRequestBodySerializer,
        responses={201: SellerRequestSerializer},
    )  # fmt: skip
    def post(self, request: Request, code: str) -> Response:
        deal = opened(request, code, write=True)
        given = {"asked_on": today(), **valid(SellerRequestBodySerializer, request.data)}
        made = request_ask(deal=deal, author=user_of(request), **given)
        return Response(SellerRequestSerializer(made).data, status=status.HTTP_201_CREATED)


class DealRequestAnswer(WriteView):
    @extend_schema(
        operation_id="deal_requests_answer", tags=TAGS, request=RequestAnswerBodySerializer,
        responses=SellerRequestSerializer,
    )  # fmt: skip
    def post(self, request: Request, code: str, number: int) -> Response:
        deal = opened(request, code, write=True)
        found = _request(deal, number)
        given = {"answered_on": today(), **valid(RequestAnswerBodySerializer, request.data)}
        made = request_answer(deal=deal, request=found, author=user_of(request), **given)
        return Response(SellerRequestSerializer(made).data)


class DealRequestRemind(WriteView):
    @extend_schema(
        operation_id="deal_requests_remind", tags=TAGS, request=RemindBodySerializer, responses=SellerRequestSerializer
    )
    def post(self, request: Request, code: str, number: int) -> Response:
        """409 where the request is answered."""
        deal = opened(request, code, write=True)
        found = _request(deal, number)
        given = valid(RemindBodySerializer, request.data)
        made = request_remind(deal=deal, request=found, author=user_of(request), **given)
        return Response(SellerRequestSerializer(made).data)


class DealMissing(APIView):
    @extend_schema(operation_id="deal_requests_missing", tags=TAGS, responses=MissingSerializer(many=True))
    def get(self, request: Request, code: str) -> Response:
        """What is asked and not received, the most pressing first."""
        return Response(MissingSerializer(missing_of(opened(request, code), today()), many=True).data)


class DealQuestions(WriteView):
    @extend_schema(
        operation_id="deal_questions_list", tags=TAGS, parameters=PAGING, responses=paged(DealQuestionSerializer)
    )
    def get(self, request: Request, code: str) -> Response:
        rows = opened(request, code).questions.select_related("author").prefetch_related("answers__author")
        return keyset_page(
            request, rows, key="number", render=lambda page: list(DealQuestionSerializer(page, many=True).data)
        )

    @extend_schema(
        operation_id="deal_questions_create", tags=TAGS, request=DealQuestionSerializer,
        responses={201: DealQuestionSerializer},
    )  # fmt: skip
    def post(self, request: Request, code: str) -> Response:
        """For good: neither questions nor answers are changed or taken away."""
        deal = opened(request, code, write=True)
        made = question_ask(deal=deal, author=user_of(request), **valid(DealQuestionSerializer, request.data))
        return Response(DealQuestionSerializer(made).data, status=status.HTTP_201_CREATED)


class DealQuestionAnswers(WriteView):
    @extend_schema(
        operation_id="deal_questions_answer", tags=TAGS, request=QuestionAnswerSerializer,
        responses={201: DealQuestionSerializer},
    )  # fmt: skip
    def post(self, request: Request, code: str, number: int) -> Response:
        deal = opened(request, code, write=True)
        found: DealQuestion | None = deal.questions.filter(number=number).first()
        if found is None:
            raise NotVisible(_("There is no such question."))
        question_answer(
            deal=deal, question=found, author=user_of(request), **valid(QuestionAnswerSerializer, request.data)
        )
        return Response(DealQuestionSerializer(found).data, status=status.HTTP_201_CREATED)


def _request(deal: Deal, number: int) -> SellerRequest:
    found: SellerRequest | None = deal.requests.filter(number=number).first()
    if found is None:
        raise NotVisible(_("There is no such request."))
    return found
