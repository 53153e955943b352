"""The answer first: how many reports wait, for whom, until when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_stubs_ext import StrOrPromise

from establishments.selectors.owed import Owed, due_on
from groupe.kernel.periods import last_completed_month
from groupe.kernel.web.components import Tone
from groupe.kernel.web.formats import day, month, number


@dataclass(frozen=True)
class Said:
    """A part of the answer, and the filter that shows its rows."""

    text: StrOrPromise
    query: str
    tone: Tone = ""


def summary_of(rows: Sequence[Owed]) -> list[Said]:
    """One line per thing to do; how the last month stands where there is nothing to do."""
    told = [*_to_send(rows), *_to_decide(rows), *_others_late(rows)]
    if any(row.task for row in rows):
        return told
    return [*_nothing_to_do(rows), *told]


def _to_send(rows: Sequence[Owed]) -> Iterator[Said]:
    mine = [row for row in rows if row.task == "send"]
    if late := sum(row.late for row in mine):
        text = ngettext("%(count)s report is late", "%(count)s reports are late", late)
        yield Said(text % {"count": number(late)}, "?status=waiting&late=1", "bad")
    if corrections := sum(row.reopened for row in mine):
        text = ngettext("%(count)s report has to be corrected", "%(count)s reports have to be corrected", corrections)
        yield Said(text % {"count": number(corrections)}, "?status=waiting", "bad")
    ahead = [row for row in mine if not row.late and not row.reopened]
    for due in sorted({row.due for row in ahead}):
        count = sum(row.due == due for row in ahead)
        text = ngettext(
            "%(count)s report to send before %(day)s", "%(count)s reports to send before %(day)s", count
        ) % {"count": number(count), "day": day(due)}
        yield Said(text, f"?status=waiting&month={next(row.month for row in ahead if row.due == due)}", "info")


def _to_decide(rows: Sequence[Owed]) -> Iterator[Said]:
    if count := sum(row.task == "validate" for row in rows):
        text = ngettext(
            "%(count)s report waits for your validation", "%(count)s reports wait for your validation", count
        )
        yield Said(text % {"count": number(count)}, "?status=waiting", "info")
    if count := sum(row.task == "freeze" for row in rows):
        text = ngettext("%(count)s validated report can be frozen", "%(count)s validated reports can be frozen", count)
        yield Said(text % {"count": number(count)}, "?status=waiting", "info")


def _others_late(rows: Sequence[Owed]) -> Iterator[Said]:
    if count := sum(row.late and row.task != "send" for row in rows):
        text = ngettext("%(count)s report is late", "%(count)s reports are late", count)
        yield Said(text % {"count": number(count)}, "?late=1", "warn")


def _nothing_to_do(rows: Sequence[Owed]) -> Iterator[Said]:
    last = last_completed_month()
    known = [row for row in rows if row.month == last and not row.residual]
    sent = sum(row.status not in {"missing", "draft"} or row.reopened for row in known)
    if known:
        text = _("%(month)s: %(sent)s of %(all)s reports sent, due on %(day)s")
        told = {
            "month": month(last).capitalize(),
            "sent": number(sent),
            "all": number(len(known)),
            "day": day(due_on(last)),
        }
        yield Said(text % told, f"?month={last}", "ok" if sent == len(known) else "")
