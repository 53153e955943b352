"""What a notice is, what a judgment did, and where a lead stands."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class NoticeType(models.TextChoices):
    """`typeavis` of the data set: annonce, rectificatif, annulation."""

    INITIAL = "initial", _("first notice")
    AMENDED = "amended", _("amended notice")
    CANCELLED = "cancelled", _("cancelled notice")


class Procedure(models.TextChoices):
    SAFEGUARD = "safeguard", _("safeguard")
    RECOVERY = "recovery", _("receivership")
    LIQUIDATION = "liquidation", _("liquidation")
    CESSION = "cession", _("sale plan")


class Step(models.TextChoices):
    """`other` says nothing of its own: it amends or cancels a notice that may be kept."""

    OPENING = "opening", _("opening")
    CONVERSION = "conversion", _("conversion")
    CESSION = "cession", _("sale plan decided")
    OTHER = "other", _("other judgment")


class Ignored(models.TextChoices):
    """Why a record of the data set is no notice of the watch."""

    FAMILY = "family", _("not a collective proceeding")
    PERSON = "person", _("a person, not an organisation")
    CLOSURE = "closure", _("proceeding closed")
    DEPOSIT = "deposit", _("list or statement filed")
    SANCTION = "sanction", _("sanction against a manager")
    PLAN = "plan", _("recovery plan, nothing for sale")
    OTHER = "other", _("other judgment or order")
    REPEAT = "repeat", _("same notice published again")


class LeadOrigin(models.TextChoices):
    GAZETTE = "gazette", _("gazette")
    HAND = "hand", _("typed by hand")


class LeadState(models.TextChoices):
    NEW = "new", pgettext_lazy("lead", "new")
    FOLLOWED = "followed", pgettext_lazy("lead", "followed")
    DISMISSED = "dismissed", pgettext_lazy("lead", "dismissed")
