"""The watch: notices of the official gazette, and the leads that they or people bring."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from acquisitions.gazette.kinds import LeadOrigin, LeadState, NoticeType, Procedure, Step
from acquisitions.gazette.scoring import shown_from
from acquisitions.models.deal import Deal, siren_validator
from establishments.models import LegalEntity
from groupe.kernel.recording import recorded_now

USER = settings.AUTH_USER_MODEL


class LeadQuerySet(models.QuerySet["Lead"]):
    def worth_a_look(self, least: int | None = None) -> LeadQuerySet:
        """From a score on; what people typed or follow is always worth it."""
        from_score = shown_from() if least is None else least
        return self.filter(Q(score__gte=from_score) | Q(origin=LeadOrigin.HAND) | Q(state=LeadState.FOLLOWED))


class Lead(models.Model):
    """An organisation that may be for sale. One row for each, however many notices speak of it (`key`).

    `reasons` say what the score is made of, each with a code, points and what it is about. That a file was opened is
    told by `LeadFile`, to the members of its room alone: it is no state.
    """

    key = models.CharField(max_length=260, unique=True)
    origin = models.CharField(_("origin"), max_length=8, choices=LeadOrigin.choices)
    state = models.CharField(_("state"), max_length=10, choices=LeadState.choices, default=LeadState.NEW)
    name = models.CharField(_("name"), max_length=200)
    siren = models.CharField("SIREN", max_length=9, blank=True, db_index=True, validators=[siren_validator])
    legal_form = models.CharField(_("legal form"), max_length=120, blank=True)
    city = models.CharField(_("town"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=5, blank=True)
    department = models.CharField(_("department"), max_length=3, blank=True, db_index=True)
    activity = models.CharField(_("activity"), max_length=500, blank=True)
    naf = models.CharField("NAF", max_length=5, blank=True)
    procedure = models.CharField(_("procedure"), max_length=12, choices=Procedure.choices, blank=True)
    step = models.CharField(_("step"), max_length=12, choices=Step.choices, blank=True)
    court = models.CharField(_("court"), max_length=200, blank=True)
    judged_on = models.DateField(_("judgment"), null=True, blank=True)
    published_on = models.DateField(_("published"), null=True, blank=True)
    offers_until = models.DateField(_("offers until"), null=True, blank=True)
    hearing_on = models.DateField(_("hearing"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    entity = models.ForeignKey(LegalEntity, on_delete=models.SET_NULL, null=True, blank=True, related_name="leads")
    kinds = models.JSONField(default=list, blank=True)
    score = models.PositiveSmallIntegerField(_("fit"), default=0)
    reasons = models.JSONField(default=list, blank=True)
    author = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"), default=recorded_now)

    objects = LeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        ordering = ["-score", "-published_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["siren"], condition=~Q(siren=""), name="lead_once_a_siren"),
            models.CheckConstraint(condition=Q(score__lte=100), name="lead_score"),
        ]
        indexes = [models.Index(fields=["state", "-score"], name="lead_by_state")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("acquisitions:lead", args=[self.pk])

    @property
    def open(self) -> bool:
        return self.state != LeadState.DISMISSED


@pghistory.track()
class Notice(models.Model):
    """A notice of the gazette, as last read. `chain` joins it with those it amends or cancels: the newest stands."""

    key = models.CharField(max_length=24, unique=True)
    chain = models.CharField(max_length=24, db_index=True)
    official_id = models.CharField(_("official number"), max_length=24, blank=True, db_index=True)
    letter = models.CharField(max_length=1)
    parution = models.CharField(_("issue"), max_length=12, blank=True)
    published_on = models.DateField(_("published"))
    number = models.PositiveIntegerField(_("notice"))
    type = models.CharField(_("type"), max_length=10, choices=NoticeType.choices)
    previous = models.CharField(_("earlier notice"), max_length=24, blank=True)
    standing = models.BooleanField(_("standing"), default=True)
    family = models.CharField(_("kind of judgment"), max_length=120, blank=True)
    nature = models.CharField(_("judgment"), max_length=300, blank=True)
    judged_on = models.DateField(_("judgment"), null=True, blank=True)
    details = models.TextField(_("text"), blank=True)
    step = models.CharField(_("step"), max_length=12, choices=Step.choices)
    procedure = models.CharField(_("procedure"), max_length=12, choices=Procedure.choices, blank=True)
    court = models.CharField(_("court"), max_length=200, blank=True)
    name = models.CharField(_("name"), max_length=200)
    siren = models.CharField("SIREN", max_length=9, blank=True, db_index=True)
    legal_form = models.CharField(_("legal form"), max_length=120, blank=True)
    city = models.CharField(_("town"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=5, blank=True)
    department = models.CharField(_("department"), max_length=3, blank=True)
    activity = models.CharField(_("activity"), max_length=500, blank=True)
    naf = models.CharField("NAF", max_length=5, blank=True)
    url = models.CharField(max_length=300, blank=True)
    content = models.CharField(max_length=64)
    raw = models.JSONField(default=dict)
    lead = models.ForeignKey(Lead, on_delete=models.SET_NULL, null=True, blank=True, related_name="notices")
    recorded_at = models.DateTimeField(_("recorded"), default=recorded_now)

    class Meta:
        verbose_name = _("notice of the gazette")
        verbose_name_plural = _("notices of the gazette")
        ordering = ["-published_on", "-number", "pk"]

    def __str__(self) -> str:
        return self.official_id or self.key


class LeadMove(models.Model):
    """What was decided of a lead, and why; nobody where a notice decided it."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="moves")
    before = models.CharField(max_length=10, choices=LeadState.choices)
    after = models.CharField(max_length=10, choices=LeadState.choices)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    author = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=recorded_now)

    class Meta:
        verbose_name = _("decision about a lead")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.lead}: {self.after}"


class LeadFile(models.Model):
    """A file that was opened from a lead: told to the members of its room alone."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="files")
    deal = models.OneToOneField(Deal, on_delete=models.CASCADE, related_name="lead_file")
    author = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=recorded_now)

    class Meta:
        verbose_name = _("file opened from a lead")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.lead} → {self.deal_id}"


class GazetteReading(models.Model):
    """A day of the gazette, asked from its open data address. A day without notices is asked again."""

    day = models.DateField(_("day"), unique=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    records = models.PositiveIntegerField(_("records"), default=0)
    kept = models.PositiveIntegerField(_("kept"), default=0)
    faults = models.PositiveIntegerField(_("wrong records"), default=0)
    remark = models.CharField(_("remark"), max_length=500, blank=True)
    tried_at = models.DateTimeField(_("tried"), default=recorded_now)

    class Meta:
        verbose_name = _("reading of the gazette")
        ordering = ["-day"]

    def __str__(self) -> str:
        return str(self.day)
