"""What comes from the seller: lines of requests are received with documents, and missing again without them."""

from __future__ import annotations

import datetime as dt

from acquisitions.models import DealDocument, RequestLine, SellerRequest
from acquisitions.routes.diligence import items
from groupe.kernel.periods import today


def document_came(document: DealDocument) -> None:
    """Lines that wait for a document of this type are received with it; the requests that are whole are answered."""
    codes = [item.code for item in items().values() if document.kind in item.documents]
    rows = RequestLine.objects.filter(request__deal=document.deal_id, code__in=codes, received_on__isnull=True)
    requests = list(rows.order_by().values_list("request", flat=True).distinct())
    rows.update(received_on=today(), document=document)
    for request in SellerRequest.objects.filter(pk__in=requests):
        settled(request)


def document_gone(document: DealDocument) -> None:
    """What it brought is missing again."""
    rows = RequestLine.objects.filter(document=document)
    requests = list(rows.order_by().values_list("request", flat=True).distinct())
    rows.update(received_on=None, document=None)
    for request in SellerRequest.objects.filter(pk__in=requests):
        settled(request)


def head_came(deal: int, code: str, day: dt.date) -> None:
    """Somebody says that a head needs nothing more: its lines no longer wait."""
    rows = RequestLine.objects.filter(request__deal=deal, code=code, received_on__isnull=True)
    requests = list(rows.order_by().values_list("request", flat=True).distinct())
    rows.update(received_on=day)
    for request in SellerRequest.objects.filter(pk__in=requests):
        settled(request)


def settled(request: SellerRequest) -> None:
    """A request with lines is answered on the day of the last one, once none is missing."""
    days = list(request.lines.values_list("received_on", flat=True))
    if not days:
        return
    known = [day for day in days if day is not None]
    answered = max(known) if len(known) == len(days) else None
    if request.answered_on != answered:
        request.answered_on = answered
        request.save()
