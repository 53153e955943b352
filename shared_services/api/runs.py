"""Costs, keys and allocation runs."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from establishments.access import Can, access_in, require, require_anywhere
from groupe.accounts.api.views import WriteView
from groupe.accounts.signed_in import user_of
from groupe.kernel.api.paging import PAGING, keyset_page, paged
from shared_services.api.parsing import TAGS, month_of, valid
from shared_services.enums import Basis, Method, RunKind, RunState
from shared_services.models import AllocationRun
from shared_services.selectors.runs import get_run_for, visible_lines, visible_runs
from shared_services.services.frozen import amounts, fingerprint
from shared_services.services.runs import run_approve, run_ask, run_cancel
from shared_services.services.simulation import How, current_run, how_now, simulate


class RunBodySerializer(serializers.Serializer[Any]):
    """`order` is that of step-down, by department code; empty: who gives most to others comes first."""

    period = serializers.CharField(help_text="YYYY-MM")
    kind = serializers.ChoiceField(RunKind.choices, default=RunKind.MONTH)
    basis = serializers.ChoiceField(Basis.choices, default=Basis.ACTUAL)
    method = serializers.ChoiceField(Method.choices, default=Method.DIRECT)
    order = serializers.ListField(child=serializers.CharField(), default=list)


class RunSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="pk")
    period = serializers.SerializerMethodField()
    kind = serializers.ChoiceField(RunKind.choices)
    version = serializers.IntegerField()
    basis = serializers.ChoiceField(Basis.choices)
    method = serializers.ChoiceField(Method.choices)
    order = serializers.ListField(child=serializers.CharField())
    state = serializers.ChoiceField(RunState.choices)
    remark = serializers.CharField(allow_blank=True)
    fingerprint = serializers.CharField(allow_blank=True)
    author = serializers.CharField(source="author.email", allow_null=True, default=None)
    approved_by = serializers.CharField(source="approved_by.email", allow_null=True, default=None)
    approved_at = serializers.DateTimeField(allow_null=True)

    def get_period(self, run: AllocationRun) -> str:
        return str(run.period)


class LineSerializer(serializers.Serializer[Any]):
    """Euros: what follows from the key, and what is charged directly."""

    department = serializers.CharField(source="department.code")
    establishment = serializers.CharField(source="establishment.code")
    key = serializers.DecimalField(max_digits=18, decimal_places=6, allow_null=True)
    shared = serializers.DecimalField(max_digits=14, decimal_places=2)
    direct = serializers.DecimalField(max_digits=14, decimal_places=2)


class RunReasonSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=500)


class SimulationBodySerializer(serializers.Serializer[Any]):
    """`drivers` stand in for the keys in force, by department code; `against` is the method of the month's run."""

    period = serializers.CharField(help_text="YYYY-MM")
    basis = serializers.ChoiceField(Basis.choices, default=Basis.ACTUAL)
    method = serializers.ChoiceField(Method.choices, default=Method.DIRECT)
    against = serializers.ChoiceField(Method.choices, required=False)
    drivers = serializers.DictField(child=serializers.CharField(), default=dict)


class EffectSerializer(serializers.Serializer[Any]):
    establishment = serializers.CharField(source="code")
    now = serializers.DecimalField(max_digits=14, decimal_places=2)
    then = serializers.DecimalField(max_digits=14, decimal_places=2)
    difference = serializers.DecimalField(max_digits=14, decimal_places=2)


class ReplaySerializer(serializers.Serializer[Any]):
    """Whether the frozen inputs are those of the run, and whether they come to the same amounts."""

    fingerprint = serializers.CharField()
    unchanged = serializers.BooleanField()
    equal = serializers.BooleanField()


class Runs(WriteView):
    @extend_schema(operation_id="runs_list", tags=TAGS, parameters=PAGING, responses=paged(RunSerializer))
    def get(self, request: Request) -> Response:
        access = access_in(request)
        require(access, Can.SEE_SHARED)
        return keyset_page(
            request, visible_runs(access), key="pk", render=lambda page: list(RunSerializer(page, many=True).data)
        )

    @extend_schema(operation_id="runs_create", tags=TAGS, request=RunBodySerializer, responses={201: RunSerializer})
    def post(self, request: Request) -> Response:
        """Asks for a run: a worker computes it, see `state`."""
        require(access_in(request), Can.RUN_SHARES)
        given = valid(RunBodySerializer, request.data)
        run = run_ask(author=user_of(request), month=month_of(given.pop("period")), **given)
        return Response(RunSerializer(run).data, status=status.HTTP_201_CREATED)


class RunDetail(APIView):
    @extend_schema(operation_id="runs_get", tags=TAGS, responses=RunSerializer)
    def get(self, request: Request, pk: int) -> Response:
        access = access_in(request)
        require(access, Can.SEE_SHARED)
        return Response(RunSerializer(get_run_for(access, pk)).data)


class RunLines(APIView):
    @extend_schema(operation_id="runs_lines", tags=TAGS, parameters=PAGING, responses=paged(LineSerializer))
    def get(self, request: Request, pk: int) -> Response:
        """Who reads single establishments sees their lines alone, once the run is approved."""
        access = access_in(request)
        require_anywhere(access, Can.SEE_SHARED)
        rows = visible_lines(access).filter(run=pk)
        if not rows.exists():
            get_run_for(access, pk)
        return keyset_page(request, rows, key="pk", render=lambda page: list(LineSerializer(page, many=True).data))


class RunApprove(WriteView):
    @extend_schema(operation_id="runs_approve", tags=TAGS, request=None, responses=RunSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Charges the establishments; 403 for the author of the run."""
        access = access_in(request)
        require(access, Can.APPROVE_SHARES)
        return Response(RunSerializer(run_approve(run=get_run_for(access, pk), author=user_of(request))).data)


class RunCancel(WriteView):
    @extend_schema(operation_id="runs_cancel", tags=TAGS, request=RunReasonSerializer, responses=RunSerializer)
    def post(self, request: Request, pk: int) -> Response:
        access = access_in(request)
        require(access, Can.RUN_SHARES)
        given = valid(RunReasonSerializer, request.data)
        return Response(RunSerializer(run_cancel(run=get_run_for(access, pk), reason=given["reason"])).data)


class RunReplay(APIView):
    @extend_schema(operation_id="runs_replay", tags=TAGS, responses=ReplaySerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Computes the run again from its frozen inputs, and compares every line."""
        access = access_in(request)
        require(access, Can.SEE_SHARED)
        run = get_run_for(access, pk)
        inputs = AllocationRun.objects.values_list("inputs", flat=True).get(pk=pk)
        lines = run.lines.values_list("department__code", "establishment__code", "shared", "direct")
        stored = {(code, site): int((shared + direct) * 100) for code, site, shared, direct in lines}
        found = {
            "fingerprint": run.fingerprint,
            "unchanged": bool(inputs) and fingerprint(inputs) == run.fingerprint,
            "equal": bool(inputs) and amounts(inputs) == {line: cents for line, cents in stored.items() if cents},
        }
        return Response(ReplaySerializer(found).data)


class Simulation(APIView):
    @extend_schema(
        operation_id="runs_simulate", tags=TAGS, request=SimulationBodySerializer, responses=EffectSerializer(many=True)
    )
    def post(self, request: Request) -> Response:
        """Winners and losers of another method and keys, against the run of the month with the keys in force.

        Where nothing was shared yet it is the direct method; `against` names another one.
        """
        require(access_in(request), Can.SEE_SHARED)
        given = valid(SimulationBodySerializer, request.data)
        then = How(given["method"], given["drivers"])
        month = month_of(given["period"])
        now = How(given["against"]) if "against" in given else how_now(current_run(month))
        effects = simulate(month=month, basis=given["basis"], now=now, then=then)
        return Response(EffectSerializer(effects, many=True).data)
