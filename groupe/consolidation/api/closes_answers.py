"""Closes and restatements as the API writes them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from groupe.consolidation.api.answers import decimal
from groupe.consolidation.models import Close
from groupe.consolidation.selectors.closes import Effect, ReportChange, Restatement, StructureChange

NAMED = ("late", "submitted", "own", "frozen_now")


def close_row(close: Close, codes: frozenset[str] | None, *, restated: bool) -> dict[str, Any]:
    """Sites are named that the reader may see; flows between entities, to who sees the whole group."""
    checklist = close.checklist

    def visible(sites: list[str]) -> list[str]:
        return [site for site in sites if codes is None or site in codes]

    return {
        "period": f"{close.month:%Y-%m}",
        "version": close.version,
        "closed_at": close.closed_at.isoformat(),
        "author": str(close.author) if close.author else None,
        "reason": close.reason,
        "generation": close.generation,
        "fingerprint": close.fingerprint,
        "previous": close.previous or None,
        "restated": restated,
        **{name: visible(checklist[name]) for name in NAMED},
        "unanswered": {site: checklist["unanswered"][site] for site in visible(list(checklist["unanswered"]))},
        "differences": [_difference(*each) for each in checklist["differences"]] if codes is None else [],
    }


def _difference(seller: str, buyer: str, account: str, sold: str, bought: str) -> dict[str, str]:
    return {"seller": seller, "buyer": buyer, "account": account, "sold": sold, "bought": bought}


def restatement_row(found: Restatement) -> dict[str, Any]:
    return {
        "reports": [_report(change) for change in found.reports],
        "structure": [_structure(change) for change in found.structure],
        "figures": [_figure(effect) for effect in found.figures],
    }


def _report(change: ReportChange) -> dict[str, Any]:
    return {
        "establishment": change.establishment.code,
        "period": str(change.month),
        "scenario": change.scenario,
        "before": change.before,
        "after": change.after,
        "author": change.author,
        "at": change.at.isoformat(),
        "reason": change.reason,
    }


def _structure(change: StructureChange) -> dict[str, Any]:
    return {
        "at": change.at.isoformat(),
        "author": change.by,
        "what": str(change.what),
        "subject": change.subject,
        "fields": [{"name": str(name), "before": before, "after": after} for name, before, after in change.fields],
    }


def _figure(effect: Effect) -> dict[str, Any]:
    return {
        "scope": effect.scope,
        "code": effect.code,
        "window": effect.window,
        "published": decimal(effect.code, effect.published),
        "now": decimal(effect.code, effect.now),
        "difference": decimal(effect.code, effect.difference),
    }


class CloseBodySerializer(serializers.Serializer[Any]):
    """What closes a period: a reason where it is closed already; `confirm_late` once the late sites are known."""

    period = serializers.RegexField(r"^\d{4}-\d{2}$")
    reason = serializers.CharField(required=False, max_length=500, allow_blank=True)
    confirm_late = serializers.BooleanField(required=False, default=False)


class _Flow(serializers.Serializer[Any]):
    seller = serializers.CharField()
    buyer = serializers.CharField()
    account = serializers.CharField()
    sold = serializers.CharField()
    bought = serializers.CharField()


class CloseSerializer(serializers.Serializer[Any]):
    """A version of a closed period; `previous` is the fingerprint of the close before it, of whatever period."""

    period = serializers.CharField()
    version = serializers.IntegerField()
    closed_at = serializers.DateTimeField()
    author = serializers.CharField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    generation = serializers.IntegerField()
    fingerprint = serializers.CharField()
    previous = serializers.CharField(allow_null=True)
    restated = serializers.BooleanField()
    late = serializers.ListField(child=serializers.CharField())
    submitted = serializers.ListField(child=serializers.CharField())
    own = serializers.ListField(child=serializers.CharField())
    frozen_now = serializers.ListField(child=serializers.CharField())
    unanswered = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    differences = _Flow(many=True)


class _Report(serializers.Serializer[Any]):
    establishment = serializers.CharField()
    period = serializers.CharField()
    scenario = serializers.CharField()
    before = serializers.IntegerField(allow_null=True)
    after = serializers.IntegerField(allow_null=True)
    author = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()
    reason = serializers.CharField(allow_blank=True)


class _Field(serializers.Serializer[Any]):
    name = serializers.CharField()
    before = serializers.CharField(allow_blank=True)
    after = serializers.CharField(allow_blank=True)


class _Structure(serializers.Serializer[Any]):
    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """`fields` is an attribute of every serializer: it cannot be declared."""
        return {**super().get_fields(), "fields": _Field(many=True)}

    at = serializers.DateTimeField()
    author = serializers.CharField(allow_blank=True)
    what = serializers.CharField()
    subject = serializers.CharField()


class _Effect(serializers.Serializer[Any]):
    scope = serializers.CharField()
    code = serializers.CharField()
    window = serializers.CharField()
    published = serializers.CharField(allow_null=True)
    now = serializers.CharField(allow_null=True)
    difference = serializers.CharField(allow_null=True)


class _Restatements(serializers.Serializer[Any]):
    reports = _Report(many=True)
    structure = _Structure(many=True)
    figures = _Effect(many=True)


class PeriodSerializer(serializers.Serializer[Any]):
    """`restatements`: what changed since the version `since`, and the figures that differ from it."""

    period = serializers.CharField()
    versions = CloseSerializer(many=True)
    since = serializers.IntegerField()
    restatements = _Restatements()
