"""What was said of the items of a gate, and the documents of a file."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from acquisitions.enums import Answer
from acquisitions.models.deal import Deal
from groupe.kernel.recording import recorded_now

USER = settings.AUTH_USER_MODEL


@pghistory.track()
class GateAnswer(models.Model):
    """A check that was made, or an approval asked for and given; facts and documents speak for themselves."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="answers")
    stage = models.CharField(max_length=24)
    item = models.CharField(max_length=40)
    answer = models.CharField(_("answer"), max_length=8, choices=Answer.choices)
    note = models.CharField(_("note"), max_length=500, blank=True)
    author = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=recorded_now)
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("answer to a gate")
        ordering = ["deal", "stage", "item"]
        constraints = [
            models.UniqueConstraint(fields=["deal", "stage", "item"], name="gate_answer_once"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("author")), name="gate_never_own"
            ),
            models.CheckConstraint(
                condition=Q(answer__in=["approved", "refused"], decided_by__isnull=False, decided_at__isnull=False)
                | Q(answer__in=["done", "asked"], decided_by__isnull=True, decided_at__isnull=True),
                name="gate_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deal.code} {self.stage} {self.item}"


@pghistory.track()
class DealDocument(models.Model):
    """A document of a file, of a type of `routes/documents.toml`; its content lies in its versions."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(_("type"), max_length=40)
    title = models.CharField(_("title"), max_length=160)
    sensitive = models.BooleanField(_("price-sensitive"), default=False)
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=recorded_now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("document of a takeover file")
        ordering = ["deal", "kind", "title", "pk"]

    def __str__(self) -> str:
        return self.title


class DocumentVersion(models.Model):
    """One content of a document, kept in the database; nobody changes it."""

    document = models.ForeignKey(DealDocument, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    name = models.CharField(_("file"), max_length=120)
    media = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    author = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=recorded_now)

    class Meta:
        verbose_name = _("version of a document")
        ordering = ["document", "-number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="document_version_once")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"
