"""What the reports API answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from establishments.enums import Status
from establishments.models import Report, ReportEvent
from establishments.selectors.history import VersionView
from establishments.selectors.reports import current_values
from establishments.services.findings import Finding
from establishments.vectors import Value, as_text
from groupe.kernel.periods import Month


class FindingSerializer(serializers.Serializer[Any]):
    """A rule that does not hold, and the measures that it is about."""

    code = serializers.CharField()
    message = serializers.CharField()
    measures = serializers.ListField(child=serializers.CharField())


class ReportRowSerializer(serializers.Serializer[Any]):
    """`reopened`: a correction is being typed, and the version before it still counts."""

    establishment = serializers.CharField(source="establishment.code")
    period = serializers.SerializerMethodField()
    version = serializers.IntegerField(source="last_version")
    status = serializers.ChoiceField(choices=Status.choices)
    reopened = serializers.BooleanField()
    updated_at = serializers.DateTimeField()

    def get_period(self, report: Report) -> str:
        return str(Month.of(report.month))


class ReportSerializer(ReportRowSerializer):
    """`values`: decimals as strings, or "na"; what is unknown is left out."""

    values = serializers.SerializerMethodField()
    comment = serializers.SerializerMethodField()
    errors = FindingSerializer(many=True)  # type: ignore[assignment]  # DRF takes declared fields off the class
    warnings = FindingSerializer(many=True)

    def get_values(self, report: Report) -> dict[str, str]:
        return as_text(current_values(report))

    def get_comment(self, report: Report) -> str:
        version = report.counting
        return report.draft_comment if report.status == Status.DRAFT or version is None else version.comment


class ReportBodySerializer(serializers.Serializer[Any]):
    """Merged into the draft: null clears, "na" is not applicable; numbers or decimal strings."""

    values = serializers.DictField(child=serializers.CharField(allow_null=True), required=False)
    comment = serializers.CharField(required=False, allow_blank=True, max_length=2000)


class ReasonSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(required=False, allow_blank=True, max_length=500)


class BulkEntrySerializer(ReportBodySerializer):
    establishment = serializers.CharField()
    period = serializers.CharField()


class BulkBodySerializer(serializers.Serializer[Any]):
    reports = BulkEntrySerializer(many=True)
    submit = serializers.BooleanField(required=False)


class BulkRowSerializer(serializers.Serializer[Any]):
    establishment = serializers.CharField()
    period = serializers.CharField()
    version = serializers.IntegerField()
    status = serializers.ChoiceField(choices=Status.choices)
    errors = FindingSerializer(many=True)  # type: ignore[assignment]  # DRF takes declared fields off the class
    warnings = FindingSerializer(many=True)


class BulkAnswerSerializer(serializers.Serializer[Any]):
    dry_run = serializers.BooleanField()
    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    reports = BulkRowSerializer(many=True)


class ChangedSerializer(serializers.Serializer[Any]):
    before = serializers.CharField(allow_null=True)
    after = serializers.CharField(allow_null=True)


class VersionSerializer(serializers.Serializer[Any]):
    """`counts`: figures use this version; `reason`: of the return or reopening that it answers."""

    version = serializers.IntegerField()
    author = serializers.CharField(allow_null=True)
    recorded_at = serializers.DateTimeField()
    submitted = serializers.BooleanField()
    counts = serializers.BooleanField()
    reason = serializers.CharField(allow_blank=True)
    comment = serializers.CharField(allow_blank=True)
    values = serializers.DictField(child=serializers.CharField())
    changes = serializers.DictField(child=ChangedSerializer())


class MoveSerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    author = serializers.CharField(allow_null=True)
    move = serializers.CharField()
    before = serializers.ChoiceField(choices=Status.choices)
    after = serializers.ChoiceField(choices=Status.choices)
    reason = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField(allow_null=True)


class HistorySerializer(serializers.Serializer[Any]):
    versions = VersionSerializer(many=True)
    moves = MoveSerializer(many=True)


def shown_findings(found: Iterable[Finding]) -> list[dict[str, Any]]:
    return [{"code": each.code, "message": each.message, "measures": list(each.measures)} for each in found]


def shown_report(report: Report, errors: Iterable[Finding], warnings: Iterable[Finding]) -> dict[str, Any]:
    row: Any = report
    row.errors, row.warnings = list(errors), list(warnings)
    return dict(ReportSerializer(row).data)


def shown_history(versions: Iterable[VersionView], moves: Iterable[ReportEvent]) -> dict[str, Any]:
    return {"versions": [_version(view) for view in versions], "moves": [_move(event) for event in moves]}


def _version(view: VersionView) -> dict[str, Any]:
    row = view.version
    return {
        "version": row.version,
        "author": str(row.author) if row.author else None,
        "recorded_at": row.recorded_at,
        "submitted": row.submitted,
        "counts": view.counts,
        "reason": view.reason,
        "comment": row.comment,
        "values": as_text(view.values),
        "changes": {
            change.measure.code: {"before": _text(change.before), "after": _text(change.after)}
            for change in view.changes
        },
    }


def _move(event: ReportEvent) -> dict[str, Any]:
    return {
        "at": event.at,
        "author": str(event.author) if event.author else None,
        "move": event.move,
        "before": event.before,
        "after": event.after,
        "reason": event.reason,
        "version": event.counting.version if event.counting else None,
    }


def _text(value: Value | None) -> str | None:
    return None if value is None else str(value) if value == "na" else f"{value:f}"
