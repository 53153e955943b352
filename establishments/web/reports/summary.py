"""The answer first: how many reports wait, for whom, until when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_stubs_ext import StrOrPromise

from establishments.selectors.owed import Standing, due_on
from groupe.kernel.periods import last_completed_month
from groupe.kernel.web.components import Tone
from groupe.kernel.web.formats import day, month, number


@dataclass(frozen=True)
class Said:
    """A part of the answer, and the filter that shows its rows."""

    text: StrOrPromise
    query: str
    tone: Tone = ""


def summary_of(rows: Sequence[Standing]) -> list[Said]:
    """One line per thing to do; how the last month stands where there is nothing to do."""
    told = [*_to_send(rows), *_to_decide(rows), *_others_late(rows)]
    if any(row.task for row in rows):
        return told
    return [*_nothing_to_do(rows), *told]


def _to_send(rows: Sequence[Standing]) -> Iterator[Said]:
    mine = [row for row in rows if row.task == "send"]
    if late := _count(row for row in mine if row.late):
        text = ngettext("%(count)s report is late", "%(count)s reports are late", late)
        yield Said(text % {"count": number(late)}, "?status=waiting&late=1", "bad")
    if corrections := _count(row for row in mine if row.reopened):
        text = ngettext("%(count)s report has to be corrected", "%(count)s reports have to be corrected", corrections)
        yield Said(text % {"count": number(corrections)}, "?status=waiting", "bad")
    ahead = [row for row in mine if not row.late and not row.reopened]
    for owed, due in sorted({(row.month, row.due) for row in ahead}):
        count = _count(row for row in ahead if (row.month, row.due) == (owed, due))
        text = ngettext(
            "%(count)s report to send before %(day)s", "%(count)s reports to send before %(day)s", count
        ) % {"count": number(count), "day": day(due)}
        yield Said(text, f"?status=waiting&month={owed}", "info")


def _to_decide(rows: Sequence[Standing]) -> Iterator[Said]:
    if count := _count(row for row in rows if row.task == "validate"):
        text = ngettext(
            "%(count)s report waits for your validation", "%(count)s reports wait for your validation", count
        )
        yield Said(text % {"count": number(count)}, "?status=waiting", "info")
    if count := _count(row for row in rows if row.task == "freeze"):
        text = ngettext("%(count)s validated report can be frozen", "%(count)s validated reports can be frozen", count)
        yield Said(text % {"count": number(count)}, "?status=waiting", "info")


def _others_late(rows: Sequence[Standing]) -> Iterator[Said]:
    if count := _count(row for row in rows if row.late and row.task != "send"):
        text = ngettext("%(count)s report is late", "%(count)s reports are late", count)
        yield Said(text % {"count": number(count)}, "?late=1", "warn")


def _nothing_to_do(rows: Sequence[Standing]) -> Iterator[Said]:
    last = last_completed_month()
    known = [row for row in rows if row.month == last and not row.residual]
    sent = _count(row for row in known if row.status not in {"missing", "draft"} or row.reopened)
    if known:
        text = _("%(month)s: %(sent)s of %(all)s reports sent, due on %(day)s")
        told = {
            "month": month(last).capitalize(),
            "sent": number(sent),
            "all": number(_count(known)),
            "day": day(due_on(last)),
        }
        yield Said(text % told, f"?month={last}", "ok" if sent == _count(known) else "")


def _count(rows: Iterable[Standing]) -> int:
    return sum(row.count for row in rows)
