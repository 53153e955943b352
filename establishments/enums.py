"""The closed lists of the domain, as the contract names them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    EXECUTIVE = "executive", _("group management")
    CONTROLLER = "controller", _("group controller")
    TERRITORY = "territory", _("territory director")
    DIRECTOR = "director", _("site director")
    ASSISTANT = "assistant", _("site assistant")
    SUPPORT = "support", _("head of a pooled department")
    ACQUISITIONS = "acquisitions", _("acquisitions team")
    QUALITY = "quality", _("quality officer")
    HR = "hr", _("human resources")
    AUDITOR = "auditor", _("statutory auditor")
    FUNDER = "funder", _("funder")
    ADMIN = "admin", _("technical administrator")


class PersonStatus(models.TextChoices):
    """Whether someone may sign in."""

    ACTIVE = "active", pgettext_lazy("person", "active")
    WITHOUT = "without", _("without password")
    INVITED = "invited", _("invited")
    DEACTIVATED = "deactivated", _("deactivated")


class EntryReason(models.TextChoices):
    FOUNDED = "founded", _("founded")
    COURT_SALE = "court_sale", _("court sale")
    BOARD_TAKEOVER = "board_takeover", _("board takeover")
    PURCHASE = "purchase", _("purchase")
    MERGER = "merger", _("merger")


class ExitReason(models.TextChoices):
    SOLD = "sold", _("sold")
    CLOSED = "closed", _("closed")
    MERGED = "merged", _("merged")


class Method(models.TextChoices):
    """Consolidation methods (code de commerce, L233-18)."""

    FULL = "full", _("full consolidation")
    PROPORTIONAL = "proportional", _("proportional consolidation")
    EQUITY = "equity", _("equity method")
    NONE = "none", _("not consolidated")


class FunderKind(models.TextChoices):
    DEPARTMENT = "department", _("department")
    METROPOLE = "metropole", _("metropolis")
    ARS = "ars", _("regional health agency")
    CAF = "caf", _("family allowance fund")
    CPAM = "cpam", _("health insurance fund")
    STATE = "state", _("State")
    OTHER = "other", _("other")


class Scenario(models.TextChoices):
    ACTUAL = "actual", _("actual")
    PRE_ACQUISITION = "pre_acquisition", _("before acquisition")
    BUDGET = "budget", _("budget")


class Status(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    VALIDATED = "validated", _("validated")
    FROZEN = "frozen", _("frozen")
    CORRECTED = "corrected", _("corrected")


class Account(models.TextChoices):
    """What an intra-group flow is about."""

    SERVICE = "service", _("service")
    RENT = "rent", _("rent")
    INTEREST = "interest", _("interest")
    DIVIDEND = "dividend", _("dividend")
    ASSET_GAIN = "asset_gain", _("asset gain")
    OTHER = "other", _("other")


class DeclaredBy(models.TextChoices):
    BOTH = "both", _("both sides")
    SELLER = "seller", _("seller")
    BUYER = "buyer", _("buyer")


class Standing(models.TextChoices):
    """Where an establishment stands towards the group on a day."""

    MEMBER = "member", _("in the group")
    LEFT = "left", _("left")
    UPCOMING = "upcoming", _("not yet in the group")
    REGISTER = "register", _("register only")
