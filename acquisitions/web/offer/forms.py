"""Forms of an offer: one content at a time, its filing, and what others offer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acquisitions.models import Competitor, Deal, OfferVersion
from acquisitions.offering import Content, Item
from acquisitions.selectors.offers import prefilled, stamp, written
from acquisitions.services.competitors import Rival, competitor_save
from acquisitions.services.offers import LONGEST, filing_record, offer_save
from acquisitions.web.pipeline.forms import FteField, MomentField
from establishments.web.structure.forms.base import ChangeForm, CountField, DayField, EurosField
from groupe.accounts.models import User
from groupe.kernel.web import formats

NUMBERED: dict[str, type[forms.Field]] = {
    "euros": EurosField, "count": CountField, "number": FteField, "day": DayField,
}  # fmt: skip


class StepForm(ChangeForm):
    """The items of one content; what the file knows is offered where nothing was written."""

    seen = forms.CharField(widget=forms.HiddenInput(), required=False)

    def __init__(self, data: Any = None, *, deal: Deal, content: Content, author: User) -> None:
        values = written(deal)
        known = {**prefilled(deal), **values}
        initial = {item.code: _typed(item, known.get(item.code, "")) for item in content.items}
        super().__init__(data, initial={**initial, "seen": stamp(values, content)})
        self.deal, self.content, self.author = deal, content, author
        self.suggested = any(known.get(item.code) and not values.get(item.code) for item in content.items)
        for item in content.items:
            self.fields[item.code] = _field(item)

    def apply(self) -> str:
        values = {item.code: _told(self.cleaned_data[item.code]) for item in self.content.items}
        seen = {self.content.code: self.cleaned_data["seen"]}
        offer_save(deal=self.deal, values=values, author=self.author, seen=seen)
        return _("%(content)s: saved.") % {"content": self.content.label}


def _field(item: Item) -> forms.Field:
    needed = gettext_lazy("Needed for a complete offer.") if item.asks else ""
    if item.kind == "text":
        area = forms.Textarea(attrs={"rows": 5})
        return forms.CharField(
            label=item.label, max_length=LONGEST, required=False, widget=area, strip=False, help_text=needed
        )
    return NUMBERED[item.kind](label=item.label, required=False, help_text=needed)


def _typed(item: Item, value: str) -> Any:
    if item.kind in {"euros", "count", "number"} and value:
        return formats.number(Decimal(value))
    return value


def _told(value: Any) -> str:
    return "" if value is None else value.isoformat() if hasattr(value, "isoformat") else str(value)


class FilingForm(ChangeForm):
    filed_at = MomentField(label=gettext_lazy("Filed"))
    how = forms.CharField(
        label=gettext_lazy("How"), max_length=200, help_text=gettext_lazy("Registry, administrator, platform, receipt…")
    )

    def __init__(self, data: Any = None, *, deal: Deal, version: OfferVersion, author: User) -> None:
        super().__init__(data)
        self.deal, self.version, self.author = deal, version, author
        self.fields["filed_at"].required = True

    def apply(self) -> str:
        told = filing_record(deal=self.deal, version=self.version, author=self.author, **self.cleaned_data)
        return _("Filed on %(moment)s.") % {"moment": formats.moment(told.filed_at)}


class CompetitorForm(ChangeForm):
    name = forms.CharField(label=gettext_lazy("Name or letter"), max_length=80)
    jobs = CountField(label=gettext_lazy("Jobs taken (people)"), min_value=0, max_value=100_000, required=False)
    fte = FteField(label=gettext_lazy("Jobs taken (FTE)"), required=False)
    commitments = forms.CharField(
        label=gettext_lazy("Commitments"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    committed_until = DayField(label=gettext_lazy("Commitments until"), required=False)
    price = EurosField(label=gettext_lazy("Price"), required=False)
    payment = forms.CharField(label=gettext_lazy("Payment"), max_length=300, required=False)
    guarantee_amount = EurosField(label=gettext_lazy("Amount guaranteed"), required=False)
    guarantees = forms.CharField(label=gettext_lazy("Guarantees"), max_length=300, required=False)

    def __init__(self, data: Any = None, *, deal: Deal, competitor: Competitor | None = None) -> None:
        known = {name: getattr(competitor, name) for name in self.base_fields} if competitor else None
        super().__init__(data, initial=known)
        self.deal, self.competitor = deal, competitor

    def apply(self) -> str:
        made = competitor_save(deal=self.deal, rival=Rival(**self.cleaned_data), competitor=self.competitor)
        return _("%(name)s: saved.") % {"name": made.name}
