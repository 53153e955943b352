"""Words of pooled departments."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Driver(models.TextChoices):
    """What the cost of a pool is shared by (domain.md, section 6)."""

    HEADCOUNT = "headcount", _("headcount")
    FTE_DAYS = "fte_days", _("FTE-days")
    PAYSLIPS = "payslips", _("payslips")
    PLACE_DAYS = "place_days", _("place-days")
    AREA_DAYS = "area_days", _("m²-days")
    TRAINING = "training", _("training hours")
    KM = "km", _("kilometres")
    KWH = "kwh", _("kilowatt-hours")
    TURNOVER = "turnover", _("turnover")
    COSTS = "costs", _("gross costs")
    TICKETS = "tickets", _("requests")
    FIXED = "fixed", _("fixed weights")


class Method(models.TextChoices):
    DIRECT = "direct", pgettext_lazy("method", "direct")
    STEP_DOWN = "step_down", _("step-down")
    RECIPROCAL = "reciprocal", _("reciprocal")


class Basis(models.TextChoices):
    """What is shared: a provisional call on the budget, or what was spent."""

    ACTUAL = "actual", _("actual cost")
    BUDGET = "budget", _("budget")


class RunKind(models.TextChoices):
    MONTH = "month", _("month")
    TRUE_UP = "true_up", _("true-up of the year")


class RunState(models.TextChoices):
    """draft -> approved -> invoiced -> adjusted; `failed` and `cancelled` count nowhere."""

    COMPUTING = "computing", _("being computed")
    FAILED = "failed", pgettext_lazy("run", "refused")
    DRAFT = "draft", pgettext_lazy("run", "draft")
    APPROVED = "approved", _("approved")
    INVOICED = "invoiced", _("invoiced")
    ADJUSTED = "adjusted", _("adjusted")
    CANCELLED = "cancelled", _("cancelled")


# Charged to the establishments: what later months and the year are made whole with.
CHARGED = (RunState.APPROVED, RunState.INVOICED, RunState.ADJUSTED)


class VatKind(models.TextChoices):
    """As the tax adviser decided: the product never does."""

    EXEMPT = "exempt", _("exempt: real grouping (art. 261 B CGI)")
    OUTSIDE = "outside", _("outside VAT")
    TAXABLE = "taxable", _("taxable")


class InvoiceKind(models.TextChoices):
    CALL = "call", _("provisional call")
    MONTH = "month", _("invoice")
    TRUE_UP = "true_up", _("true-up")


class PriceBasis(models.TextChoices):
    """How a service is paid for."""

    INCLUDED = "included", _("included in the shares")
    UNIT = "unit", _("price per unit")
    QUOTE = "quote", _("on quotation")


class Priority(models.TextChoices):
    NORMAL = "normal", pgettext_lazy("priority", "normal")
    HIGH = "high", pgettext_lazy("priority", "high")
    URGENT = "urgent", pgettext_lazy("priority", "urgent")


class QuestionKind(models.TextChoices):
    """The type of a question that the form of a service asks."""

    TEXT = "text", _("text")
    NUMBER = "number", _("number")
    DATE = "date", _("date")
    YES_NO = "yes_no", _("yes or no")


class RequestState(models.TextChoices):
    """new -> assigned -> in progress (<-> waiting for the asker) -> resolved -> closed; resolved may be reopened."""

    NEW = "new", pgettext_lazy("request", "new")
    ASSIGNED = "assigned", pgettext_lazy("request", "assigned")
    IN_PROGRESS = "in_progress", pgettext_lazy("request", "in progress")
    WAITING = "waiting", pgettext_lazy("request", "waiting for the asker")
    RESOLVED = "resolved", pgettext_lazy("request", "resolved")
    CLOSED = "closed", pgettext_lazy("request", "closed")


# The department still has to do something, or waits for the asker.
OPEN = (RequestState.NEW, RequestState.ASSIGNED, RequestState.IN_PROGRESS, RequestState.WAITING)


class Side(models.TextChoices):
    """Who makes a move of a request."""

    ASKER = "asker", _("asker")
    DEPARTMENT = "department", _("department")


class AgreementKind(models.TextChoices):
    SERVICE = "service", _("services")
    RENT = "rent", _("rent")
    LOAN = "loan", _("loan")
    ACCOUNT = "account", _("current account")
    BRAND = "brand", _("brand")
    STAFF = "staff", _("staff made available")


class AgreementPrice(models.TextChoices):
    COST = "cost", _("at cost")
    MONTH = "month", _("a month")
    YEAR = "year", _("a year")
    RATE = "rate", _("interest rate (%)")


class AgreementState(models.TextChoices):
    """draft -> signed -> approved by both sides -> ended."""

    DRAFT = "draft", pgettext_lazy("agreement", "draft")
    SIGNED = "signed", pgettext_lazy("agreement", "signed")
    APPROVED = "approved", pgettext_lazy("agreement", "approved")
    ENDED = "ended", pgettext_lazy("agreement", "ended")


class Party(models.TextChoices):
    PROVIDER = "provider", _("provider")
    BENEFICIARY = "beneficiary", _("beneficiary")


class Body(models.TextChoices):
    """Who decides for a side."""

    BOARD = "board", _("board")
    MEETING = "meeting", _("general meeting")
    AUTHORITY = "authority", _("authority")


class LoanKind(models.TextChoices):
    LOAN = "loan", _("loan")
    ACCOUNT = "account", _("current account")


class LenderType(models.TextChoices):
    """What a lender is: its legal form, and whether it holds an establishment of article L312-1 CASF."""

    MANAGER = "manager", _("L312-1 manager")
    NON_PROFIT = "non_profit", _("non-profit body")
    PUBLIC = "public", _("public body")
    COMPANY = "company", _("company")


class PartyAlert(models.TextChoices):
    SAME_SIGNATORY = "same_signatory", _("same signatory")
    UPWARD_LOAN = "upward_loan", _("loan upward")
    NO_EVIDENCE = "no_evidence", _("no evidence")
    NO_AGREEMENT = "no_agreement", _("no agreement")
    EXPIRED = "expired", _("expired agreement")
    SHARE_OVER = "share_over", _("share over the limit")


class SavingState(models.TextChoices):
    """proposed -> baseline signed by both -> measured -> confirmed by the controller."""

    PROPOSED = "proposed", pgettext_lazy("saving", "proposed")
    SIGNED = "signed", pgettext_lazy("saving", "baseline signed")
    MEASURED = "measured", pgettext_lazy("saving", "measured")
    CONFIRMED = "confirmed", pgettext_lazy("saving", "confirmed")


# Whose figures of the year are known.
MEASURED_STATES = (SavingState.MEASURED, SavingState.CONFIRMED)


class Category(models.TextChoices):
    """Activities by whether a quota of head-office costs is opposable (CASF R314-87 to R314-94)."""

    L312_1 = "l312_1", _("L312-1 activity")
    OTHER = "other", _("other activity")


class Base(models.TextChoices):
    """Where the gross costs of an establishment are read."""

    ACTUAL = "actual", _("year closed")
    BUDGET = "budget", _("budget")
    PROPOSED = "proposed", _("proposed budget")
