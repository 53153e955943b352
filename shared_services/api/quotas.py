"""Head-office authorisations and opposable quotas."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from establishments.access import Can, access_in, require, require_anywhere
from groupe.accounts.api.views import WriteView
from groupe.accounts.signed_in import user_of
from groupe.kernel.api.paging import PAGING, keyset_page, paged
from groupe.kernel.errors import DomainError
from shared_services.api.parsing import TAGS, valid
from shared_services.enums import Base, Category
from shared_services.selectors.quota import get_quota_for, quota_rows, visible_authorisations, visible_quotas
from shared_services.services.quota import authorisation_add, quota_set


class AuthorisationSerializer(serializers.Serializer[Any]):
    """`since` and `until` are both included; `percentage` is a single one of gross costs, else a cost is shared."""

    id = serializers.IntegerField(source="pk", read_only=True)
    since = serializers.DateField(source="valid_from")
    until = serializers.DateField(source="valid_to")
    scope = serializers.CharField(default="group")
    authority = serializers.CharField(max_length=160)
    evidence = serializers.CharField(max_length=300)
    percentage = serializers.DecimalField(max_digits=7, decimal_places=4, allow_null=True, default=None)


class QuotaBodySerializer(serializers.Serializer[Any]):
    """Euros. `opposable` is the part of the cost for L312-1 activities, where `split_evidence` says so.

    `proposed` are the gross costs in the budgets of new establishments, by code.
    """

    authorisation = serializers.IntegerField()
    year = serializers.IntegerField(min_value=1900, max_value=2100)
    cost = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True, default=None)
    opposable = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True, default=None)
    split_evidence = serializers.CharField(max_length=300, allow_blank=True, default="")
    proposed = serializers.DictField(child=serializers.DecimalField(max_digits=14, decimal_places=2), default=dict)


class QuotaSerializer(serializers.Serializer[Any]):
    """`percentage` is what the quotas are of the gross costs of L312-1 activities."""

    id = serializers.IntegerField(source="pk")
    authorisation = serializers.IntegerField(source="authorisation_id")
    year = serializers.IntegerField()
    version = serializers.IntegerField()
    percentage = serializers.DecimalField(max_digits=9, decimal_places=4)
    recorded_at = serializers.DateTimeField()


class QuotaRowSerializer(serializers.Serializer[Any]):
    """Euros. `upto` is the quota of the months charged so far, `analytic` what pools charged, `gap` the difference.

    The two last are null for who may read quotas alone.
    """

    establishment = serializers.CharField(source="line.establishment.code")
    category = serializers.ChoiceField(Category.choices, source="line.category")
    base = serializers.DecimalField(max_digits=14, decimal_places=2, source="line.base")
    base_from = serializers.ChoiceField(Base.choices, source="line.base_from")
    amount = serializers.DecimalField(max_digits=14, decimal_places=2, source="line.amount")
    upto = serializers.DecimalField(max_digits=14, decimal_places=2)
    analytic = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    gap = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)


class WholeQuotaSerializer(QuotaSerializer):
    """With the establishments that the reader sees."""

    lines = QuotaRowSerializer(many=True)


class Authorisations(WriteView):
    @extend_schema(
        operation_id="authorisations_list", tags=TAGS, parameters=PAGING, responses=paged(AuthorisationSerializer)
    )
    def get(self, request: Request) -> Response:
        access = access_in(request)
        require_anywhere(access, Can.SEE_QUOTA)
        return keyset_page(
            request,
            visible_authorisations(access),
            key="pk",
            render=lambda page: list(AuthorisationSerializer(page, many=True).data),
        )

    @extend_schema(
        operation_id="authorisations_create",
        tags=TAGS,
        request=AuthorisationSerializer,
        responses={201: AuthorisationSerializer},
    )
    def post(self, request: Request) -> Response:
        """Five years at most; 422 where the scope has another one during that time."""
        require(access_in(request), Can.RUN_SHARES)
        given = valid(AuthorisationSerializer, request.data)
        since, until = given.pop("valid_from"), given.pop("valid_to")
        made = authorisation_add(since=since, until=until, author=user_of(request), **given)
        return Response(AuthorisationSerializer(made).data, status=status.HTTP_201_CREATED)


class Quotas(WriteView):
    @extend_schema(operation_id="quotas_list", tags=TAGS, parameters=PAGING, responses=paged(QuotaSerializer))
    def get(self, request: Request) -> Response:
        access = access_in(request)
        require_anywhere(access, Can.SEE_QUOTA)
        return keyset_page(
            request, visible_quotas(access), key="pk", render=lambda page: list(QuotaSerializer(page, many=True).data)
        )

    @extend_schema(
        operation_id="quotas_create", tags=TAGS, request=QuotaBodySerializer, responses={201: WholeQuotaSerializer}
    )
    def post(self, request: Request) -> Response:
        """A new version of the quotas of a year."""
        access = access_in(request)
        require(access, Can.RUN_SHARES)
        given = valid(QuotaBodySerializer, request.data)
        held = visible_authorisations(access).filter(pk=given["authorisation"]).first()
        if held is None:
            message = _("There is no such authorisation.")
            raise DomainError("refused", message, fields={"authorisation": message}, status=422)
        made = quota_set(**given | {"authorisation": held}, author=user_of(request))
        return Response(_whole(request, made.pk), status=status.HTTP_201_CREATED)


class QuotaDetail(APIView):
    @extend_schema(operation_id="quotas_get", tags=TAGS, responses=WholeQuotaSerializer)
    def get(self, request: Request, pk: int) -> Response:
        require_anywhere(access_in(request), Can.SEE_QUOTA)
        return Response(_whole(request, pk))


def _whole(request: Request, pk: int) -> dict[str, Any]:
    access = access_in(request)
    quota = get_quota_for(access, pk)
    lines = QuotaRowSerializer(quota_rows(access, quota), many=True).data
    return {**QuotaSerializer(quota).data, "lines": lines}
