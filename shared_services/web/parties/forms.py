"""Forms of agreements, loans and alerts: each calls one service."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from establishments.models import LegalEntity
from establishments.web.structure.forms.base import (
    ChangeForm,
    DayField,
    EurosField,
    MonthField,
    PercentField,
    given_day,
)
from groupe.accounts.models import User
from groupe.kernel.periods import today
from groupe.kernel.web import formats
from shared_services.enums import AgreementKind, AgreementPrice, Body, LoanKind, Party
from shared_services.models import Agreement, Department, Loan
from shared_services.selectors.party_alerts import PartyFinding
from shared_services.services.parties import (
    agreement_approve,
    agreement_end,
    agreement_save,
    agreement_sign,
    alert_acknowledge,
    evidence_add,
    loan_add,
    loan_balance_set,
)

LABELS = {
    Party.PROVIDER: gettext_lazy("Signs for the provider"),
    Party.BENEFICIARY: gettext_lazy("For the beneficiary"),
}


def _entities() -> Any:
    return LegalEntity.objects.filter(attachments__isnull=False).distinct()


def _party(label: StrOrPromise) -> forms.ModelChoiceField[LegalEntity]:
    return forms.ModelChoiceField(label=label, queryset=_entities(), to_field_name="code")


def _signatory(side: Party) -> dict[str, forms.Field]:
    return {
        f"{side}_signatory": forms.CharField(label=LABELS[side], max_length=120),
        f"{side}_function": forms.CharField(label=gettext_lazy("Function"), max_length=120),
        f"{side}_user": forms.ModelChoiceField(
            label=gettext_lazy("Account here"), queryset=User.objects.filter(is_active=True), required=False,
            to_field_name="email",
        ),
    }  # fmt: skip


class AgreementForm(ChangeForm):
    provider = _party(gettext_lazy("Provider"))
    beneficiary = _party(gettext_lazy("Beneficiary"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=AgreementKind.choices)
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=200)
    department = forms.ModelChoiceField(
        label=gettext_lazy("Department"), queryset=Department.objects.all(), to_field_name="code", required=False
    )
    basis = forms.ChoiceField(label=gettext_lazy("Price"), choices=AgreementPrice.choices)
    amount = EurosField(
        label=gettext_lazy("Amount"), required=False, help_text=gettext_lazy("Nothing where it is at cost.")
    )
    since = DayField(label=gettext_lazy("From"))
    until = DayField(label=gettext_lazy("To"), required=False)

    def __init__(self, data: Any = None, *, author: User | None, agreement: Agreement | None = None) -> None:
        super().__init__(data, initial=_initial(agreement) if agreement else None)
        self.author, self.agreement = author, agreement
        for side in Party:
            self.fields |= _signatory(side)

    @property
    def groups(self) -> Sequence[tuple[StrOrPromise, Sequence[str]]]:
        own = list(self.base_fields)
        sides = [(side.label, [f"{side}_signatory", f"{side}_function", f"{side}_user"]) for side in Party]
        return [("", own), *sides]

    def apply(self) -> str:
        given = {name: self.cleaned_data[name] for name in self.base_fields}
        names = ("signatory", "function", "user")
        signatories = {side.value: tuple(self.cleaned_data[f"{side}_{name}"] for name in names) for side in Party}
        saved = agreement_save(agreement=self.agreement, signatories=signatories, author=self.author, **given)
        told = {"subject": saved.subject, "provider": saved.provider, "beneficiary": saved.beneficiary}
        return _("Draft “%(subject)s”: %(provider)s for %(beneficiary)s.") % told


def _initial(agreement: Agreement) -> dict[str, Any]:
    names = ("kind", "subject", "basis", "amount")
    known: dict[str, Any] = {name: getattr(agreement, name) for name in names}
    known |= {"since": agreement.valid_from, "until": agreement.valid_to}
    known |= {"provider": agreement.provider.code, "beneficiary": agreement.beneficiary.code}
    known["department"] = agreement.department.code if agreement.department else None
    for side in Party:
        known |= {f"{side}_{name}": getattr(agreement, f"{side}_{name}") for name in ("signatory", "function")}
        user = getattr(agreement, f"{side}_user")
        known[f"{side}_user"] = user.email if user else None
    return known


class OfAgreement(ChangeForm):
    def __init__(self, data: Any = None, *, agreement: Agreement, author: User | None) -> None:
        super().__init__(data)
        self.agreement, self.author = agreement, author


class SignForm(OfAgreement):
    signed_on = DayField(label=gettext_lazy("Signed on"))

    def apply(self) -> str:
        day = given_day(self, "signed_on")
        agreement_sign(agreement=self.agreement, signed_on=day)
        return _("Signed on %(day)s: both sides approve it now.") % {"day": formats.day(day)}


class ApproveForm(OfAgreement):
    side = forms.ChoiceField(label=gettext_lazy("Side"), choices=Party.choices)
    body = forms.ChoiceField(label=gettext_lazy("Body"), choices=Body.choices)
    chair = forms.CharField(
        label=gettext_lazy("Chaired by"), max_length=120,
        help_text=gettext_lazy("Somebody who neither signs nor decides for the other side."),
    )  # fmt: skip
    decided_on = DayField(label=gettext_lazy("Decided on"))

    def apply(self) -> str:
        given = {name: self.cleaned_data[name] for name in self.fields}
        if self.author is not None:
            agreement_approve(agreement=self.agreement, author=self.author, **given)
        told = {"side": Party(given["side"]).label, "day": formats.day(given["decided_on"])}
        return _("Approved on %(day)s for this side: %(side)s.") % told


class EndForm(OfAgreement):
    last_day = DayField(label=gettext_lazy("Last day"))

    def apply(self) -> str:
        day = given_day(self, "last_day")
        agreement_end(agreement=self.agreement, last_day=day)
        return _("It ends on %(day)s.") % {"day": formats.day(day)}


class EvidenceForm(OfAgreement):
    first = MonthField()
    last = MonthField()
    document = forms.CharField(
        label=gettext_lazy("Document"), max_length=200, help_text=gettext_lazy("What it is and where it is kept.")
    )
    dated = DayField(label=gettext_lazy("Dated"))
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)

    def __init__(self, data: Any = None, *, agreement: Agreement, author: User | None) -> None:
        super().__init__(data, agreement=agreement, author=author)
        self.fields["first"].label, self.fields["last"].label = _("From the month"), _("To the month")

    def apply(self) -> str:
        given = {name: self.cleaned_data[name] for name in self.fields}
        evidence_add(agreement=self.agreement, author=self.author, **given)
        told = {"first": formats.month(given["first"]), "last": formats.month(given["last"])}
        return _("Delivery is proved from %(first)s to %(last)s.") % told


class LoanForm(ChangeForm):
    lender = _party(gettext_lazy("Lender"))
    borrower = _party(gettext_lazy("Borrower"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=LoanKind.choices)
    principal = EurosField(label=gettext_lazy("Principal"))
    rate = PercentField(label=gettext_lazy("Rate (%)"))
    since = DayField(label=gettext_lazy("From"))
    until = DayField(label=gettext_lazy("To"), required=False)

    def __init__(self, data: Any = None, *, author: User | None) -> None:
        super().__init__(data)
        self.author = author

    def apply(self) -> str:
        loan = loan_add(author=self.author, **{name: self.cleaned_data[name] for name in self.fields})
        told = {"lender": loan.lender, "borrower": loan.borrower, "amount": formats.euros(loan.principal, 2)}
        return _("%(lender)s lends %(amount)s to %(borrower)s.") % told


class BalanceForm(ChangeForm):
    month = MonthField()
    amount = EurosField(label=gettext_lazy("Balance"))

    def __init__(self, data: Any = None, *, loan: Loan) -> None:
        super().__init__(data)
        self.loan = loan

    def apply(self) -> str:
        given = {name: self.cleaned_data[name] for name in self.fields}
        loan_balance_set(loan=self.loan, **given)
        told = {"month": formats.month(given["month"]), "amount": formats.euros(given["amount"], 2)}
        return _("%(amount)s are owed at the end of %(month)s.") % told


class AcknowledgeForm(ChangeForm):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, data: Any = None, *, finding: PartyFinding, author: User | None) -> None:
        super().__init__(data)
        self.finding, self.author = finding, author

    def apply(self) -> str:
        if self.author is not None:
            alert_acknowledge(finding=self.finding, reason=self.cleaned_data["reason"], author=self.author)
        return _("Acknowledged on %(day)s; new facts open it again.") % {"day": formats.day(today())}


class AlertFilter(forms.Form):
    """What the list of alerts shows."""

    year = forms.TypedChoiceField(label=gettext_lazy("Year"), coerce=int, required=False)
    show = forms.ChoiceField(
        label=gettext_lazy("Show"), required=False,
        choices=[
            ("open", gettext_lazy("Open")), ("known", gettext_lazy("Acknowledged")), ("all", gettext_lazy("All")),
        ],
    )  # fmt: skip

    def __init__(self, data: Any, *, years: Sequence[int]) -> None:
        super().__init__({"year": years[0], "show": "open"} | {name: data[name] for name in data if data[name]})
        self.fields["year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]
