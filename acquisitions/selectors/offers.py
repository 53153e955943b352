"""The offer of a file: what is written, what is missing and why, and how it stands beside others."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from django.utils.translation import gettext as _

from acquisitions import offering
from acquisitions.clocks import day_of
from acquisitions.models import Commitment, Competitor, Deal, Offer, OfferVersion
from acquisitions.offering import Content, Item, Promise, Values
from acquisitions.routes import routes
from establishments.catalogue import catalogue
from groupe.kernel.errors import NotVisible


@dataclass(frozen=True)
class Gap:
    """What a content still lacks, with the reason."""

    content: Content
    field: str
    label: str
    reason: str


def offered(deal: Deal) -> Deal:
    """The file, where its route goes before a court; NotVisible (404) otherwise."""
    if not routes()[deal.route].has("offer"):
        raise NotVisible(_("This route has no offer to a court."))
    return deal


def written(deal: Deal) -> Values:
    row = Offer.objects.filter(deal=deal).first()
    return row.contents if row else {}


def promises(deal: Deal) -> list[Promise]:
    return [_promise(row) for row in Commitment.objects.filter(deal=deal).order_by("until", "pk")]


def frozen_promises(version: OfferVersion) -> list[Promise]:
    return [Promise(**told) for told in version.commitments]


def last_version(deal: Deal) -> OfferVersion | None:
    return OfferVersion.objects.filter(deal=deal).defer("pdf").order_by("-number").first()


def prefilled(deal: Deal) -> Values:
    """What the file knows already, for what nobody wrote yet."""
    known = {
        "assets": "\n".join(_site_words(site) for site in deal.targets.filter(taken=True)),
        "price": deal.price,
        "cash_need": deal.recapitalisation,
        "entry_on": deal.entry_on.isoformat() if deal.entry_on else None,
        "jobs_before": deal.people,
        "jobs_taken": deal.people_taken,
        "fte_taken": deal.fte_taken,
    }
    return {code: str(value) for code, value in known.items() if value not in (None, "")}


def stamp(values: Values, content: Content) -> str:
    """Tells whether somebody else wrote the content meanwhile."""
    told = json.dumps([values.get(item.code, "") for item in content.items])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def gaps_of(deal: Deal, values: Values, made: Sequence[Promise]) -> list[Gap]:
    """Everything that an offer still lacks, in the order of the law; empty where it is complete."""
    found = []
    for content in offering.contents():
        found += [_gap(content, item, _("not written yet")) for item in content.items if _lacks(item, values)]
        found += [_gap(content, offering.items()[code], why) for code, why in _doubts(content.code, deal, values)]
        if content.code == "commitments" and not made:
            found.append(Gap(content, "commitments", content.label, _("no commitment with its duration")))
    return found


def offer_complete(deal: Deal) -> bool:
    """Whether a version was submitted, or what is written could be."""
    return last_version(deal) is not None or not gaps_of(deal, written(deal), promises(deal))


def _lacks(item: Item, values: Values) -> bool:
    return item.asks and not values.get(item.code)


def _doubts(content: str, deal: Deal, values: Values) -> list[tuple[str, str]]:
    """What is written and cannot stand."""
    count, amount = partial(offering.count_of, values), partial(offering.decimal_of, values)
    found: list[tuple[str, str]] = []
    match content:
        case "price":
            if amount("loan") and not values.get("loan_terms"):
                found.append(("loan_terms", _("loans are offered: their terms and duration are needed")))
        case "date":
            entry = offering.day_of(values, "entry_on")
            if entry and deal.hearing_at and entry < day_of(deal.hearing_at):
                found.append(("entry_on", _("before the hearing")))
        case "employment":
            before, taken, fte = count("jobs_before"), count("jobs_taken"), amount("fte_taken")
            if before is not None and deal.people is not None and before != deal.people:
                found.append(("jobs_before", _("the file says %(count)d") % {"count": deal.people}))
            if before is not None and taken is not None and taken > before:
                found.append(("jobs_taken", _("more than there are")))
            if fte is not None and deal.fte is not None and fte > deal.fte:
                found.append(("fte_taken", _("more than there are")))
    return found


def _gap(content: Content, item: Item, reason: str) -> Gap:
    return Gap(content, item.code, item.label, reason)


def _promise(row: Commitment) -> Promise:
    amount = "" if row.amount is None else str(row.amount)
    return Promise(row.pk, row.towards, row.text, amount, row.until.isoformat())


def _site_words(site: object) -> str:
    name, kind = getattr(site, "name", ""), catalogue().kinds.get(getattr(site, "kind", ""))
    places = ", ".join(str(count) for count in getattr(site, "capacities", {}).values())
    facts = [kind.label if kind else "", getattr(site, "city", ""), _("%(places)s places") % {"places": places}]
    return f"{name} ({', '.join(fact for fact in (facts if places else facts[:2]) if fact)})"


@dataclass(frozen=True)
class Stand:
    """One offer by the three criteria of the court (L642-5)."""

    name: str
    ours: bool
    jobs: int | None
    fte: Decimal | None
    share: Decimal | None
    committed_until: dt.date | None
    commitments: str
    price: Decimal | None
    payment: str
    guarantee_amount: Decimal | None
    guarantees: str
    pk: int | None = None

    @property
    def price_per_job(self) -> Decimal | None:
        return self.price / self.jobs if self.price is not None and self.jobs else None


def stands(deal: Deal) -> list[Stand]:
    """Ours first: the last version, else what is written; then the others by name."""
    version = last_version(deal)
    values, made = (version.values, frozen_promises(version)) if version else (written(deal), promises(deal))
    jobs, until = offering.count_of(values, "jobs_taken"), max((promise.until for promise in made), default="")
    ours = Stand(
        name=_("Our offer"), ours=True, jobs=jobs, fte=offering.decimal_of(values, "fte_taken"),
        share=_share(jobs, deal.people), committed_until=dt.date.fromisoformat(until) if until else None,
        commitments="\n".join(promise.text for promise in made), price=offering.decimal_of(values, "price"),
        payment=values.get("payment", ""), guarantee_amount=offering.decimal_of(values, "guarantee_amount"),
        guarantees=values.get("guarantees", ""),
    )  # fmt: skip
    return [ours, *(_stand(row, deal.people) for row in deal.competitors.all())]


def _stand(row: Competitor, people: int | None) -> Stand:
    names = ("name", "jobs", "fte", "committed_until", "commitments", "price", "payment", "guarantee_amount")
    told = {name: getattr(row, name) for name in names}
    return Stand(**told, ours=False, share=_share(row.jobs, people), guarantees=row.guarantees, pk=row.pk)


def _share(jobs: int | None, people: int | None) -> Decimal | None:
    return Decimal(jobs) / people if jobs is not None and people else None
