"""The log of questions put to the seller, with their answers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from acquisitions.models import Deal, DealQuestion
from acquisitions.routes.diligence import streams
from acquisitions.web.diligence.forms import AnswerForm, QuestionForm
from acquisitions.web.diligence.opening import back_to, opened, shown
from establishments.web.structure.editing import change_page
from groupe.accounts.signed_in import user_of
from groupe.kernel.errors import NotVisible
from groupe.kernel.web.exports import FORMATS, export_response

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def questions(request: HttpRequest, code: str) -> HttpResponse:
    deal = opened(request, code)
    rows = list(deal.questions.select_related("author").prefetch_related("answers__author").order_by("-number"))
    if (kind := request.GET.get("format", "")) in FORMATS:
        return _file(deal, rows, kind)
    told = [(row, streams()[row.stream].label if row.stream else "", list(row.answers.all())) for row in rows]
    context = shown(request, deal, "diligence-questions") | {
        "rows": told,
        "unanswered": sum(not answers for _row, _stream, answers in told),
    }
    return render(request, "acquisitions/diligence/questions.html", context)


@read_or_write
def question_new(request: HttpRequest, code: str) -> HttpResponse:
    deal = opened(request, code, write=True)
    return change_page(
        request, lambda data: QuestionForm(data, deal=deal, author=user_of(request)), title=_("Put a question"),
        back=back_to(deal, "diligence-questions"), label=_("Save"),
        intro=_("Questions and answers are never changed or taken away."),
    )  # fmt: skip


@read_or_write
def question_answer(request: HttpRequest, code: str, number: int) -> HttpResponse:
    deal = opened(request, code, write=True)
    found = deal.questions.filter(number=number).first()
    if found is None:
        raise NotVisible(_("There is no such question."))
    return change_page(
        request, lambda data: AnswerForm(data, deal=deal, question=found, author=user_of(request)),
        title=_("Answer to question no. %(number)d") % {"number": number},
        back=back_to(deal, "diligence-questions"), label=_("Save"), intro=found.text,
    )  # fmt: skip


def _file(deal: Deal, rows: list[DealQuestion], kind: str) -> HttpResponse:
    """A line an answer; a question without one is a line as well."""
    header = [
        _("Number"), _("Stream"), _("Question"), _("Asked by"), _("Asked"), _("Answer"), _("Answered by"),
        _("Noted by"), _("Noted"),
    ]  # fmt: skip
    lines = []
    for row in reversed(rows):
        told = [row.number, streams()[row.stream].label if row.stream else "", row.text, row.author, row.at]
        answers = [[each.text, each.given_by, each.author, each.at] for each in row.answers.all()]
        lines += [[*told, *each] for each in answers or [[None, None, None, None]]]
    return export_response(kind, f"{deal.code} {_('Questions and answers')}", header, lines)
