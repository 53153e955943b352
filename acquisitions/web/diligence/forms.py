"""Forms of the checklist, of requests to the seller and of questions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from acquisitions.enums import ItemState
from acquisitions.models import Deal, DealQuestion, SellerRequest
from acquisitions.routes.diligence import items, items_of, streams
from acquisitions.selectors.diligence import ItemRow
from acquisitions.services.diligence import item_set, question_answer, question_ask
from acquisitions.services.requests import request_answer, request_ask, request_remind
from acquisitions.web.diligence.opening import OwnerField, people_of, stream_choices
from establishments.web.structure.forms.base import ChangeForm, DayField, given_day
from groupe.accounts.models import User
from groupe.kernel.periods import today
from groupe.kernel.web import formats

DAYS_TO_ANSWER = 7
NO_NAMES = gettext_lazy("Facts, not people: no names of staff or residents.")


def long_text(
    label: Any, longest: int, *, required: bool = True, rows: int = 3, help_text: Any = ""
) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, required=required, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


class ItemForm(ChangeForm):
    """A head of the checklist: where it stands, who owns it, a note."""

    state = forms.ChoiceField(label=gettext_lazy("State"), choices=ItemState.choices)
    owner = OwnerField()
    note = long_text(
        gettext_lazy("Note"), 500, required=False,
        help_text=gettext_lazy("Needed where this does not apply: say why. No names of staff or residents."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, deal: Deal, row: ItemRow, author: User) -> None:
        said = row.row
        owner, note = (said.owner_id, said.note) if said else (None, "")
        super().__init__(data, initial={"state": row.state, "owner": owner, "note": note})
        self.deal, self.row, self.author = deal, row, author
        field: Any = self.fields["owner"]
        field.queryset = people_of(deal)

    def apply(self) -> str:
        given = self.cleaned_data
        state = given["state"] if given["state"] != self.row.state else None
        item_set(
            deal=self.deal, code=self.row.item.code, author=self.author, state=state, owner=given["owner"],
            note=given["note"],
        )  # fmt: skip
        return _("%(item)s: %(state)s.") % {
            "item": self.row.item.label, "state": ItemState(given["state"]).label,
        }  # fmt: skip


class RequestForm(ChangeForm):
    """What the seller is asked for, and by when; the heads of a stream are one field."""

    text = long_text(gettext_lazy("What is asked"), 1000, help_text=NO_NAMES)
    asked_on = DayField(label=gettext_lazy("Asked on"))
    due_on = DayField(label=gettext_lazy("Due on"))

    def __init__(self, data: Any = None, *, deal: Deal, author: User, asked: list[str]) -> None:
        super().__init__(data, initial={"asked_on": today(), "due_on": today() + dt.timedelta(days=DAYS_TO_ANSWER)})
        self.deal, self.author = deal, author
        self.heads: list[str] = []
        for stream in streams().values():
            offered = [(item.code, item.label) for item in stream.items if item.code in items_of(deal.route)]
            self.heads.append(f"items_{stream.code}")
            self.fields[self.heads[-1]] = forms.MultipleChoiceField(
                label=stream.label, required=False, choices=offered, widget=forms.CheckboxSelectMultiple,
                initial=[code for code, _label in offered if code in asked],
            )  # fmt: skip

    @property
    def groups(self) -> Sequence[tuple[StrOrPromise, Sequence[str]]]:
        return [("", ("text", "asked_on", "due_on")), (_("Heads of the checklist"), self.heads)]

    def apply(self) -> str:
        given = self.cleaned_data
        made = request_ask(
            deal=self.deal, author=self.author, text=given["text"], asked_on=given_day(self, "asked_on"),
            due_on=given_day(self, "due_on"), items=[code for head in self.heads for code in given[head]],
        )  # fmt: skip
        return _("Request no. %(number)d is due on %(day)s.") % {
            "number": made.number, "day": formats.day(made.due_on),
        }  # fmt: skip


class RemindForm(ChangeForm):
    due_on = DayField(label=gettext_lazy("New day, if any"), required=False)

    def __init__(self, data: Any = None, *, deal: Deal, request: SellerRequest, author: User) -> None:
        super().__init__(data)
        self.deal, self.request, self.author = deal, request, author

    def apply(self) -> str:
        made = request_remind(
            deal=self.deal, request=self.request, author=self.author, due_on=self.cleaned_data["due_on"]
        )
        return _("Reminder no. %(count)d, for %(day)s.") % {
            "count": made.reminders, "day": formats.day(made.due_on),
        }  # fmt: skip


class AnswerRequestForm(ChangeForm):
    """What of a request is here; what is not ticked is missing."""

    received = forms.MultipleChoiceField(
        label=gettext_lazy("Received"), required=False, widget=forms.CheckboxSelectMultiple
    )
    answered_on = DayField(label=gettext_lazy("Received on"))
    answer = long_text(gettext_lazy("Answer"), 1000, required=False, help_text=NO_NAMES)

    def __init__(self, data: Any = None, *, deal: Deal, request: SellerRequest, author: User) -> None:
        lines = list(request.lines.all())
        here = [line.code for line in lines if line.received_on]
        super().__init__(data, initial={"received": here, "answered_on": today(), "answer": request.answer})
        self.deal, self.request, self.author = deal, request, author
        field: Any = self.fields["received"]
        field.choices = [(line.code, items()[line.code].label) for line in lines]
        if not lines:
            del self.fields["received"]

    def apply(self) -> str:
        given = self.cleaned_data
        made = request_answer(
            deal=self.deal, request=self.request, author=self.author, answered_on=given_day(self, "answered_on"),
            answer=given["answer"], received=given.get("received", []),
        )  # fmt: skip
        left = made.lines.filter(received_on=None).count()
        return _("Still missing: %(count)d.") % {"count": left} if left else _("The request is answered.")


class QuestionForm(ChangeForm):
    text = long_text(gettext_lazy("Question"), 1000, help_text=NO_NAMES)
    stream = forms.ChoiceField(label=gettext_lazy("Stream"), required=False)

    def __init__(self, data: Any = None, *, deal: Deal, author: User) -> None:
        super().__init__(data)
        self.deal, self.author = deal, author
        field: Any = self.fields["stream"]
        field.choices = [("", "–"), *stream_choices()]

    def apply(self) -> str:
        made = question_ask(deal=self.deal, author=self.author, **self.cleaned_data)
        return _("Question no. %(number)d is in the log.") % {"number": made.number}


class AnswerForm(ChangeForm):
    text = long_text(gettext_lazy("Answer"), 2000, rows=4, help_text=NO_NAMES)
    given_by = forms.CharField(
        label=gettext_lazy("Answered by"), max_length=120, help_text=gettext_lazy("A function or an office.")
    )

    def __init__(self, data: Any = None, *, deal: Deal, question: DealQuestion, author: User) -> None:
        super().__init__(data)
        self.deal, self.question, self.author = deal, question, author

    def apply(self) -> str:
        question_answer(deal=self.deal, question=self.question, author=self.author, **self.cleaned_data)
        return _("The answer to question no. %(number)d is in the log.") % {"number": self.question.number}
