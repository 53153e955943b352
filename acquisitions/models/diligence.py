"""Due diligence of a file: its checklist, what the seller is asked for, questions with their answers."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from acquisitions.enums import ItemState
from acquisitions.models.deal import Deal
from acquisitions.models.gates import DealDocument
from groupe.kernel.recording import recorded_now

USER = settings.AUTH_USER_MODEL


@pghistory.track()
class ChecklistItem(models.Model):
    """What was said of a head of `routes/diligence.toml`; without a row it is open and nobody's.

    `said_at` is when somebody told the state; what documents and requests tell besides is added when it is read
    (`selectors/diligence.py`).
    """

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="checklist")
    code = models.CharField(max_length=40)
    state = models.CharField(_("state"), max_length=16, choices=ItemState.choices, default=ItemState.OPEN)
    owner = models.ForeignKey(
        USER, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    note = models.CharField(_("note"), max_length=500, blank=True)
    author = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("item of a checklist")
        ordering = ["deal", "code"]
        constraints = [
            models.UniqueConstraint(fields=["deal", "code"], name="checklist_item_once"),
            models.CheckConstraint(
                condition=~Q(state=ItemState.NOT_APPLICABLE) | ~Q(note=""), name="checklist_item_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deal.code} {self.code}"


@pghistory.track()
class SellerRequest(models.Model):
    """What the seller, or the administrator, is asked for; it is answered once all its lines are received."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="requests")
    number = models.PositiveIntegerField(_("number"))
    text = models.CharField(_("what is asked"), max_length=1000)
    asked_on = models.DateField(_("asked on"))
    due_on = models.DateField(_("due on"))
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=1000, blank=True)
    reminded_on = models.DateField(_("last reminder"), null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(_("reminders"), default=0)
    author = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=recorded_now)

    class Meta:
        verbose_name = _("request to the seller")
        verbose_name_plural = _("requests to the seller")
        ordering = ["deal", "number"]
        constraints = [
            models.UniqueConstraint(fields=["deal", "number"], name="seller_request_once"),
            models.CheckConstraint(condition=Q(due_on__gte=models.F("asked_on")), name="seller_request_due"),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=models.F("asked_on")),
                name="seller_request_answered",
            ),
            models.CheckConstraint(
                condition=Q(reminders=0, reminded_on__isnull=True) | Q(reminders__gt=0, reminded_on__isnull=False),
                name="seller_request_reminded",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deal.code} no. {self.number}"


@pghistory.track()
class RequestLine(models.Model):
    """A head of the checklist that a request asks for, and the document that brought it, where one did."""

    request = models.ForeignKey(SellerRequest, on_delete=models.CASCADE, related_name="lines")
    code = models.CharField(max_length=40)
    received_on = models.DateField(_("received on"), null=True, blank=True)
    document = models.ForeignKey(DealDocument, on_delete=models.SET_NULL, null=True, blank=True, related_name="lines")

    class Meta:
        verbose_name = _("line of a request to the seller")
        ordering = ["request", "pk"]
        constraints = [models.UniqueConstraint(fields=["request", "code"], name="request_line_once")]

    def __str__(self) -> str:
        return self.code


class DealQuestion(models.Model):
    """A question put to the seller; neither it nor its answers are changed or taken away."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="questions")
    number = models.PositiveIntegerField(_("number"))
    stream = models.CharField(_("stream"), max_length=16, blank=True)
    text = models.CharField(_("question"), max_length=1000)
    author = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by"))
    at = models.DateTimeField(_("asked"), default=recorded_now)

    class Meta:
        verbose_name = _("question to the seller")
        verbose_name_plural = _("questions to the seller")
        ordering = ["deal", "number"]
        constraints = [models.UniqueConstraint(fields=["deal", "number"], name="deal_question_once")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.deal.code} Q{self.number}"


class QuestionAnswer(models.Model):
    """An answer, as somebody of the room noted it; a better one is added below."""

    question = models.ForeignKey(DealQuestion, on_delete=models.CASCADE, related_name="answers")
    text = models.CharField(_("answer"), max_length=2000)
    given_by = models.CharField(_("answered by"), max_length=120)
    author = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=recorded_now)

    class Meta:
        verbose_name = _("answer to a question")
        verbose_name_plural = _("answers to questions")
        ordering = ["question", "at", "pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return self.text
