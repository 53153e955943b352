"""Related parties: what entities of the group agreed with each other, lent each other, and what was noticed of it."""

from __future__ import annotations

import unicodedata

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from establishments.models import LegalEntity
from establishments.models.dated import Dated
from shared_services.enums import AgreementKind, AgreementPrice, AgreementState, Body, LoanKind, Party, PartyAlert
from shared_services.models.department import Department

USER = settings.AUTH_USER_MODEL
# Titles that people put before a name.
TITLES = frozenset({"m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle", "dr", "docteur", "me", "maitre"})


def person_key(name: str) -> str:
    """One spelling of a person's name, whatever its accents, capitals, titles and order of words.

    >>> person_key("Mme Hélène LE GALL") == person_key("Le Gall, Helene")
    True
    """
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    words = "".join(letter if letter.isalnum() else " " for letter in plain.casefold()).split()
    return " ".join(sorted(word for word in words if word not in TITLES) or sorted(words))


@pghistory.track()
class Agreement(Dated):
    """What one entity of the group does for another during `valid`, at which price, and who signs for each side."""

    provider = models.ForeignKey(
        LegalEntity, on_delete=models.PROTECT, related_name="agreements_given", verbose_name=_("provider")
    )
    beneficiary = models.ForeignKey(
        LegalEntity, on_delete=models.PROTECT, related_name="agreements_received", verbose_name=_("beneficiary")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=AgreementKind.choices)
    subject = models.CharField(_("subject"), max_length=200)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="agreements"
    )
    basis = models.CharField(_("price"), max_length=8, choices=AgreementPrice.choices)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2, null=True, blank=True)
    provider_signatory = models.CharField(_("signs for the provider"), max_length=120)
    provider_function = models.CharField(_("function"), max_length=120)
    provider_user = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    beneficiary_signatory = models.CharField(_("signs for the beneficiary"), max_length=120)
    beneficiary_function = models.CharField(_("function"), max_length=120)
    beneficiary_user = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=8, choices=AgreementState.choices, default=AgreementState.DRAFT)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    author = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("agreement")
        ordering = ["provider", "beneficiary", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(provider=F("beneficiary")), name="agreement_two_parties"),
            models.CheckConstraint(condition=Q(valid__lower_inf=False), name="agreement_has_start"),
            models.CheckConstraint(
                condition=Q(basis=AgreementPrice.COST, amount__isnull=True)
                | (~Q(basis=AgreementPrice.COST) & Q(amount__isnull=False, amount__gte=0)),
                name="agreement_price",
                violation_error_message=_("An amount, unless it is at cost."),
            ),
            models.CheckConstraint(
                condition=Q(state=AgreementState.DRAFT) | Q(signed_on__isnull=False), name="agreement_signed"
            ),
            models.CheckConstraint(
                condition=~Q(state=AgreementState.ENDED) | Q(valid__upper_inf=False), name="agreement_end_has_day"
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("shared_services:agreement", args=[self.pk])

    @property
    def one_person_for_both(self) -> bool:
        """The same user, or the same name however it is written."""
        users = self.provider_user_id, self.beneficiary_user_id
        if users[0] is not None and users[0] == users[1]:
            return True
        return person_key(self.provider_signatory) == person_key(self.beneficiary_signatory)


@pghistory.track()
class AgreementApproval(models.Model):
    """A side's body approved the agreement; nobody decides, chairs or records it for both."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="approvals")
    side = models.CharField(_("side"), max_length=11, choices=Party.choices)
    body = models.CharField(_("body"), max_length=9, choices=Body.choices)
    decided_on = models.DateField(_("decided on"))
    chair = models.CharField(_("chaired by"), max_length=120)
    chair_key = models.CharField(max_length=120)
    author = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("approval of an agreement")
        ordering = ["agreement", "-side"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "side"], name="approval_once_a_side"),
            models.UniqueConstraint(
                fields=["agreement", "author"], name="approval_not_by_one_user",
                violation_error_message=_("Nobody approves for both parties."),
            ),
            models.UniqueConstraint(
                fields=["agreement", "chair_key"], name="approval_not_by_one_person",
                violation_error_message=_("Nobody approves for both parties."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.agreement}: {self.side}"


@pghistory.track()
class Evidence(models.Model):
    """What proves that an agreement was delivered in the months from `first` to `last`."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="evidence")
    first = models.DateField(_("from the month"))
    last = models.DateField(_("to the month"))
    document = models.CharField(_("document"), max_length=200)
    dated = models.DateField(_("dated"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    author = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("evidence of delivery")
        ordering = ["agreement", "-last", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first__day=1, last__day=1, first__lte=F("last")), name="evidence_months"
            ),
        ]

    def __str__(self) -> str:
        return self.document


@pghistory.track()
class Loan(models.Model):
    """Money that one entity of the group lent another, or left on a current account; euros."""

    lender = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="loans_given")
    borrower = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="loans_taken")
    kind = models.CharField(_("kind"), max_length=8, choices=LoanKind.choices)
    principal = models.DecimalField(_("principal"), max_digits=14, decimal_places=2)
    rate = models.DecimalField(_("rate (%)"), max_digits=6, decimal_places=3)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    author = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("loan")
        ordering = ["lender", "borrower", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(lender=F("borrower")), name="loan_two_parties"),
            models.CheckConstraint(condition=Q(principal__gt=0, rate__gte=0, rate__lt=100), name="loan_amounts"),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="loan_days"),
        ]

    def __str__(self) -> str:
        return f"{self.lender} → {self.borrower}"

    def get_absolute_url(self) -> str:
        return reverse("shared_services:loan", args=[self.pk])


@pghistory.track()
class LoanBalance(models.Model):
    """What is still owed at the end of a month."""

    loan = models.ForeignKey(Loan, on_delete=models.CASCADE, related_name="balances")
    month = models.DateField(_("month"))
    amount = models.DecimalField(_("balance"), max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = _("balance of a loan")
        ordering = ["loan", "-month"]
        constraints = [
            models.UniqueConstraint(fields=["loan", "month"], name="loan_balance_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="loan_balance_month"),
        ]

    def __str__(self) -> str:
        return f"{self.loan} {self.month:%Y-%m}"


@pghistory.track()
class AlertAcknowledgement(models.Model):
    """Somebody looked at an alert as it stood (`facts`) and said why it may stay; new facts open it again."""

    key = models.CharField(max_length=80)
    kind = models.CharField(_("kind"), max_length=16, choices=PartyAlert.choices)
    facts = models.CharField(max_length=300)
    reason = models.CharField(_("reason"), max_length=300)
    author = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("acknowledgement of an alert")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["key", "facts"], name="alert_acknowledged_once")]

    def __str__(self) -> str:
        return self.key
