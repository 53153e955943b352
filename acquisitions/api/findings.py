"""Findings of a file, its score, and the scoring grid."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from acquisitions.access import require_grid, require_pipeline
from acquisitions.api.parsing import TAGS, valid
from acquisitions.api.rooms import member_of, opened
from acquisitions.enums import Gravity, Outcome
from acquisitions.models import Deal, Finding, ScoringGrid
from acquisitions.selectors.scores import cap_reason, capping, grid_now, marks_of, scores_of
from acquisitions.services.findings import Found, finding_add, finding_change, finding_reopen, finding_resolve
from acquisitions.services.scoring import Mark, deal_score, grid_change
from establishments.access import access_in
from groupe.accounts.api.views import WriteView
from groupe.accounts.signed_in import user_of
from groupe.kernel.api.paging import PAGING, keyset_page, paged
from groupe.kernel.errors import NotVisible


class FindingBodySerializer(serializers.Serializer[Any]):
    """`price_effect` in euros, below zero where it lowers the price."""

    stream = serializers.CharField(max_length=16)
    title = serializers.CharField(max_length=160)
    gravity = serializers.ChoiceField(Gravity.choices)
    text = serializers.CharField(max_length=2000, allow_blank=True, default="")
    safety = serializers.BooleanField(default=False)
    price_effect = serializers.DecimalField(max_digits=14, decimal_places=2, default=Decimal(0))
    owner = serializers.CharField(max_length=254, allow_null=True, default=None, help_text="E-mail, in the room.")
    to_integrate = serializers.BooleanField(default=False)


class DealFindingSerializer(serializers.Serializer[Any]):
    """`caps` where it caps the score: a red safety flag whose cause is not gone."""

    number = serializers.IntegerField()
    stream = serializers.CharField()
    title = serializers.CharField()
    gravity = serializers.ChoiceField(Gravity.choices)
    text = serializers.CharField()
    safety = serializers.BooleanField()
    price_effect = serializers.DecimalField(max_digits=14, decimal_places=2)
    owner = serializers.CharField(source="owner.email", allow_null=True, default=None)
    to_integrate = serializers.BooleanField()
    outcome = serializers.ChoiceField([("", ""), *Outcome.choices], allow_blank=True)
    resolution = serializers.CharField()
    resolved_by = serializers.CharField(source="resolved_by.email", allow_null=True, default=None)
    resolved_at = serializers.DateTimeField(allow_null=True)
    author = serializers.CharField(source="author.email")
    at = serializers.DateTimeField()
    caps = serializers.BooleanField()


class ResolveBodySerializer(serializers.Serializer[Any]):
    outcome = serializers.ChoiceField(Outcome.choices)
    resolution = serializers.CharField(max_length=1000)


class MarkSerializer(serializers.Serializer[Any]):
    criterion = serializers.CharField(source="criterion.code")
    most = serializers.IntegerField()
    mark = serializers.IntegerField()
    word = serializers.CharField()


class ScoreSerializer(serializers.Serializer[Any]):
    """`total` is `raw`, at most 40 under a red safety flag; `reason` says which. Without a score, both are null."""

    total = serializers.IntegerField(allow_null=True)
    raw = serializers.IntegerField(allow_null=True)
    capped = serializers.BooleanField()
    reason = serializers.CharField(allow_blank=True)
    grid = serializers.IntegerField(allow_null=True)
    marks = MarkSerializer(many=True)
    author = serializers.CharField(allow_null=True)
    at = serializers.DateTimeField(allow_null=True)


class MarkBodySerializer(serializers.Serializer[Any]):
    mark = serializers.IntegerField()
    word = serializers.CharField(max_length=300)


class ScoreBodySerializer(serializers.Serializer[Any]):
    """A mark for every criterion; `grid` is the version that they were given with, 409 where it changed."""

    grid = serializers.IntegerField(required=False)
    marks = serializers.DictField(child=MarkBodySerializer())


class ScoringGridSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(read_only=True)
    weights = serializers.DictField(child=serializers.IntegerField())
    reason = serializers.CharField(max_length=500)
    author = serializers.CharField(source="author.email", allow_null=True, default=None, read_only=True)
    at = serializers.DateTimeField(read_only=True)


class DealFindings(WriteView):
    @extend_schema(
        operation_id="deal_findings_list", tags=TAGS, parameters=PAGING, responses=paged(DealFindingSerializer)
    )
    def get(self, request: Request, code: str) -> Response:
        rows = opened(request, code).findings.select_related("owner", "author", "resolved_by")
        return keyset_page(
            request, rows, key="number", render=lambda page: list(DealFindingSerializer(page, many=True).data)
        )

    @extend_schema(
        operation_id="deal_findings_create", tags=TAGS, request=FindingBodySerializer,
        responses={201: DealFindingSerializer},
    )  # fmt: skip
    def post(self, request: Request, code: str) -> Response:
        deal = opened(request, code, write=True)
        made = finding_add(deal=deal, found=_found(deal, request.data), author=user_of(request))
        return Response(DealFindingSerializer(made).data, status=status.HTTP_201_CREATED)


class DealFindingOne(WriteView):
    @extend_schema(operation_id="deal_findings_get", tags=TAGS, responses=DealFindingSerializer)
    def get(self, request: Request, code: str, number: int) -> Response:
        return Response(DealFindingSerializer(_finding(opened(request, code), number)).data)

    @extend_schema(
        operation_id="deal_findings_put", tags=TAGS, request=FindingBodySerializer, responses=DealFindingSerializer
    )
    def put(self, request: Request, code: str, number: int) -> Response:
        """Told again as a whole; a resolution stays."""
        deal = opened(request, code, write=True)
        row = _finding(deal, number)
        made = finding_change(deal=deal, finding=row, found=_found(deal, request.data), author=user_of(request))
        return Response(DealFindingSerializer(made).data)


class DealFindingResolve(WriteView):
    @extend_schema(
        operation_id="deal_findings_resolve", tags=TAGS, request=ResolveBodySerializer, responses=DealFindingSerializer
    )
    def post(self, request: Request, code: str, number: int) -> Response:
        """The cap of a red safety flag is lifted by the outcome `removed` alone."""
        deal = opened(request, code, write=True)
        row, given = _finding(deal, number), valid(ResolveBodySerializer, request.data)
        return Response(
            DealFindingSerializer(finding_resolve(deal=deal, finding=row, author=user_of(request), **given)).data
        )


class DealFindingReopen(WriteView):
    @extend_schema(operation_id="deal_findings_reopen", tags=TAGS, request=None, responses=DealFindingSerializer)
    def post(self, request: Request, code: str, number: int) -> Response:
        deal = opened(request, code, write=True)
        row = finding_reopen(deal=deal, finding=_finding(deal, number), author=user_of(request))
        return Response(DealFindingSerializer(row).data)


class DealScoreView(WriteView):
    @extend_schema(operation_id="deal_score_get", tags=TAGS, responses=ScoreSerializer)
    def get(self, request: Request, code: str) -> Response:
        """What the file is worth today."""
        return Response(_score(opened(request, code)))

    @extend_schema(
        operation_id="deal_score_create", tags=TAGS, request=ScoreBodySerializer, responses={201: ScoreSerializer}
    )
    def post(self, request: Request, code: str) -> Response:
        """The next score; those before stay."""
        deal = opened(request, code, write=True)
        given = valid(ScoreBodySerializer, request.data)
        marks = {criterion: Mark(**each) for criterion, each in given["marks"].items()}
        deal_score(deal=deal, marks=marks, author=user_of(request), grid=given.get("grid"))
        return Response(_score(deal), status=status.HTTP_201_CREATED)


class Grid(WriteView):
    @extend_schema(operation_id="scoring_grid_list", tags=TAGS, responses=ScoringGridSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Every version, the one in force first."""
        require_pipeline(access_in(request))
        rows = list(ScoringGrid.objects.select_related("author")) or [grid_now()]
        return Response(ScoringGridSerializer(rows, many=True).data)

    @extend_schema(
        operation_id="scoring_grid_create",
        tags=TAGS,
        request=ScoringGridSerializer,
        responses={201: ScoringGridSerializer},
    )
    def post(self, request: Request) -> Response:
        """The next version; weights add up to 100."""
        require_grid(access_in(request))
        made = grid_change(author=user_of(request), **valid(ScoringGridSerializer, request.data))
        return Response(ScoringGridSerializer(made).data, status=status.HTTP_201_CREATED)


def _score(deal: Deal) -> dict[str, Any]:
    flags, found = capping(deal), scores_of([deal]).get(deal.pk)
    told: dict[str, Any] = {"capped": bool(flags), "reason": cap_reason(flags), "marks": []}
    if found is None:
        return dict(ScoreSerializer(told | dict.fromkeys(("total", "raw", "grid", "author", "at"))).data)
    row = found.row
    told |= {"total": found.total, "raw": row.raw, "grid": row.grid.version, "author": row.author.email, "at": row.at}
    return dict(ScoreSerializer(told | {"marks": marks_of(row)}).data)


def _found(deal: Deal, data: object) -> Found:
    given = valid(FindingBodySerializer, data)
    return Found(**given | {"owner": member_of(deal, given["owner"])})


def _finding(deal: Deal, number: int) -> Finding:
    found: Finding | None = deal.findings.select_related("owner", "author", "resolved_by").filter(number=number).first()
    if found is None:
        raise NotVisible(_("There is no such finding."))
    return found
