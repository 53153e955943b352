"""Invoices between entities of the group."""

from __future__ import annotations

from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from establishments.access import Can, access_in, require, require_anywhere
from groupe.accounts.api.views import WriteView
from groupe.accounts.signed_in import user_of
from groupe.kernel.api.paging import PAGING, keyset_page, paged
from groupe.kernel.periods import Month
from shared_services.api.parsing import TAGS
from shared_services.documents.invoice import invoice_pdf
from shared_services.enums import InvoiceKind, VatKind
from shared_services.models import Invoice
from shared_services.selectors.invoices import get_invoice_for, visible_invoices
from shared_services.selectors.runs import get_run_for
from shared_services.services.invoices import run_invoice


class InvoiceSerializer(serializers.Serializer[Any]):
    """Euros; a negative total is a credit note."""

    id = serializers.IntegerField(source="pk")
    number = serializers.CharField(source="reference")
    kind = serializers.ChoiceField(InvoiceKind.choices)
    period = serializers.SerializerMethodField()
    run = serializers.IntegerField(source="run_id")
    seller = serializers.CharField(source="seller.code")
    buyer = serializers.CharField(source="buyer.code")
    issued_on = serializers.DateField()
    due_on = serializers.DateField()
    net = serializers.DecimalField(max_digits=14, decimal_places=2)
    vat = serializers.DecimalField(max_digits=14, decimal_places=2)
    total = serializers.DecimalField(max_digits=14, decimal_places=2)

    def get_period(self, invoice: Invoice) -> str:
        return str(Month.of(invoice.month))


class InvoiceLineSerializer(serializers.Serializer[Any]):
    department = serializers.CharField(source="department.code")
    establishment = serializers.CharField(source="establishment.code")
    amount = serializers.DecimalField(max_digits=14, decimal_places=2)
    vat_kind = serializers.ChoiceField(VatKind.choices)
    vat_rate = serializers.DecimalField(max_digits=5, decimal_places=2)


class WholeInvoiceSerializer(InvoiceSerializer):
    lines = InvoiceLineSerializer(many=True)


class Invoices(APIView):
    @extend_schema(operation_id="invoices_list", tags=TAGS, parameters=PAGING, responses=paged(InvoiceSerializer))
    def get(self, request: Request) -> Response:
        access = access_in(request)
        require_anywhere(access, Can.SEE_SHARED)
        return keyset_page(
            request,
            visible_invoices(access),
            key="pk",
            render=lambda page: list(InvoiceSerializer(page, many=True).data),
        )


class InvoiceDetail(APIView):
    @extend_schema(operation_id="invoices_get", tags=TAGS, responses=WholeInvoiceSerializer)
    def get(self, request: Request, pk: int) -> Response:
        access = access_in(request)
        require_anywhere(access, Can.SEE_SHARED)
        found = get_invoice_for(access, pk)
        prefetch_related_objects([found], "lines__department", "lines__establishment")
        return Response(WholeInvoiceSerializer(found).data)


class InvoicePdf(APIView):
    @extend_schema(operation_id="invoices_pdf", tags=TAGS, responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int) -> HttpResponse:
        """Factur-X, profile BASIC WL."""
        access = access_in(request)
        require_anywhere(access, Can.SEE_SHARED)
        return HttpResponse(invoice_pdf(get_invoice_for(access, pk)), content_type="application/pdf")


class RunInvoice(WriteView):
    @extend_schema(operation_id="runs_invoice", tags=TAGS, request=None, responses={201: InvoiceSerializer(many=True)})
    def post(self, request: Request, pk: int) -> Response:
        """Invoices an approved run; 422 where a VAT status is missing."""
        access = access_in(request)
        require(access, Can.RUN_SHARES)
        made = run_invoice(run=get_run_for(access, pk), author=user_of(request))
        return Response(InvoiceSerializer(made, many=True).data, status=status.HTTP_201_CREATED)
