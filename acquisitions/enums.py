"""The closed lists of takeovers."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Route(models.TextChoices):
    """How an activity may be taken over; each has a pipeline of its own (`routes/*.toml`)."""

    COURT_SALE = "court_sale", _("court sale")
    PREPACK = "prepack", _("prepared sale (prepack)")
    CONCILIATION = "conciliation", _("ad hoc mandate or conciliation")
    PURCHASE = "purchase", _("amicable purchase")
    MERGER = "merger", _("merger of associations")
    BOARD_TAKEOVER = "board_takeover", _("board takeover")
    LEASE = "lease", _("asset lease")


class DealState(models.TextChoices):
    OPEN = "open", pgettext_lazy("takeover file", "open")
    WON = "won", pgettext_lazy("takeover file", "taken over")
    LOST = "lost", pgettext_lazy("takeover file", "lost")


class MemberLevel(models.TextChoices):
    """What a named member of a room does there."""

    LEAD = "lead", _("leads the file")
    WORKER = "worker", _("works on it")
    READER = "reader", _("reads it")
    JOBS = "jobs", _("reads jobs only")


class ItemKind(models.TextChoices):
    """What a gate asks for."""

    FIELD = "field", _("a fact of the file")
    DOCUMENT = "document", _("a document")
    CHECK = "check", _("a check")
    APPROVAL = "approval", _("an approval")
    CONDITION = "condition", _("a condition")


class Answer(models.TextChoices):
    """What was said of an item of a gate."""

    DONE = "done", _("done")
    ASKED = "asked", _("approval asked for")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("refused")


class ItemState(models.TextChoices):
    """Where a head of the due diligence stands."""

    OPEN = "open", pgettext_lazy("checklist", "open")
    REQUESTED = "requested", pgettext_lazy("checklist", "requested")
    RECEIVED = "received", pgettext_lazy("checklist", "received")
    REVIEWED = "reviewed", pgettext_lazy("checklist", "reviewed")
    NOT_APPLICABLE = "not_applicable", pgettext_lazy("checklist", "not applicable")


class Gravity(models.TextChoices):
    """Of a finding; a red one closes the gate of the due diligence until it has a resolution."""

    INFO = "info", _("for information")
    MINOR = "minor", _("minor")
    MAJOR = "major", _("major")
    RED = "red", _("red flag")


class Outcome(models.TextChoices):
    """How a finding was resolved; only a cause that is gone lifts the cap of the score."""

    REMOVED = "removed", _("the cause is gone")
    PRICED = "priced", _("counted in the price")
    CONDITION = "condition", _("made a condition of the offer")
    ACCEPTED = "accepted", _("accepted as a known risk")


class LostReason(models.TextChoices):
    """Why a file is lost (domain.md, section 7)."""

    JOBS = "jobs", _("a better offer on jobs")
    PRICE = "price", _("a better offer on price")
    AUTHORITY = "authority", _("the authority opposed")
    DEBTOR_PLAN = "debtor_plan", _("the debtor's recovery plan was adopted")
    LIQUIDATION = "liquidation", _("liquidation without a sale")
    COST = "cost", _("price or works too high")
    TARIFF = "tariff", _("no agreement on tariffs")
    QUALITY = "quality", _("a red flag on quality")
    DEADLINE = "deadline", _("the deadline was missed")
    STAFF = "staff", _("the staff opposed")
    NO_BID = "no_bid", _("decision not to bid")


class Origin(models.TextChoices):
    """Where a file comes from: the group's own watch or others."""

    WATCH = "watch", _("own watch")
    ADMINISTRATOR = "administrator", _("court administrator")
    FEDERATION = "federation", _("federation")
    FUNDER = "funder", _("funder or authority")
    SELLER = "seller", _("the seller")
    OTHER = "other", _("other")


class ClockKind(models.TextChoices):
    """What a file waits for."""

    DEADLINE = "deadline", _("deadline for offers")
    IMPROVEMENT = "improvement", _("end of improvements")
    HEARING = "hearing", _("hearing")
    STAGE = "stage", _("target of the stage")
    COMPLETE = "complete", _("authorisation: file complete")
    SILENCE = "silence", _("authorisation: silence is a refusal")
    REPORT = "report", _("first monthly report")
    COMMITMENT = "commitment", _("end of a commitment")


class Towards(models.TextChoices):
    """To whom the group committed itself."""

    COURT = "court", _("the court")
    STAFF = "staff", _("the staff")


class AuthorityAnswer(models.TextChoices):
    GRANTED = "granted", pgettext_lazy("authorisation", "granted")
    REFUSED = "refused", pgettext_lazy("authorisation", "refused")


class TakeoverState(models.TextChoices):
    PREPARED = "prepared", pgettext_lazy("takeover", "prepared")
    DONE = "done", pgettext_lazy("takeover", "done")


class ActionState(models.TextChoices):
    """Where an action of an integration stands."""

    TODO = "todo", pgettext_lazy("action", "to do")
    DOING = "doing", pgettext_lazy("action", "under way")
    BLOCKED = "blocked", pgettext_lazy("action", "blocked")
    DONE = "done", pgettext_lazy("action", "done")


class ActionOrigin(models.TextChoices):
    """Where an action of an integration comes from."""

    TEMPLATE = "template", _("the 100-day plan")
    FINDING = "finding", _("a finding of the due diligence")
    ADDED = "added", _("added by hand")
