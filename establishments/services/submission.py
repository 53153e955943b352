"""What a submission writes, in one statement: a version, the move of its report, and the report itself.

Every figure begins here, on the last day of a month by hundreds: round trips are most of what a save takes.
"""

from __future__ import annotations

from typing import Final

from django.db import connection
from django.utils import timezone

from establishments.enums import Status
from establishments.models import Report, ReportVersion
from establishments.packing import pack

_WRITE: Final = """
with version as (
  insert into establishments_reportversion
    (report_id, version, common, sector, submitted, comment, reason, label, author_id, recorded_at)
  values (%(report)s, %(version)s, %(common)s, %(sector)s, true, %(comment)s, '', '', %(author)s, %(instant)s)
  returning id
), move as (
  insert into establishments_reportevent (report_id, at, author_id, before, after, move, reason, counting_id)
  select %(report)s, %(instant)s, %(author)s, %(before)s, %(after)s, 'submit', '', id from version
)
update establishments_report
set status = %(after)s, counting_id = version.id, last_version = %(version)s, reopened = false, draft = '{}',
  revision = %(revision)s, updated_at = %(now)s
from version where establishments_report.id = %(report)s
returning version.id
"""


def submission_write(*, report: Report, version: ReportVersion, after: Status) -> None:
    """The report is locked by who queues the change as well; it is as it was written when this returns."""
    now, revision = timezone.now(), report.revision + 1
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE,
            {
                "report": report.pk,
                "version": version.version,
                "common": pack(version.common),
                "sector": pack(version.sector),
                "comment": version.comment,
                "author": version.author_id,
                "instant": version.recorded_at,
                "before": report.status,
                "after": str(after),
                "revision": revision,
                "now": now,
            },
        )
        (version.pk,) = cursor.fetchone()
    version._state.adding, version._state.db = False, "default"
    report.status, report.counting, report.last_version = after, version, version.version
    report.reopened, report.draft, report.revision, report.updated_at = False, {}, revision, now
