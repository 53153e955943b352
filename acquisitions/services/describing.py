"""What is known of a file and of its sites, checked before it is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from acquisitions.enums import DealState, Origin
from acquisitions.models import Deal, DealTarget
from acquisitions.services.holding import changed, held
from acquisitions.services.words import told
from establishments.catalogue import catalogue
from establishments.identifiers import check_siren
from establishments.models import Establishment, LegalEntity, Territory
from establishments.services.structure.checks import check_day, refused
from groupe.kernel.errors import DomainError
from groupe.kernel.periods import PARIS
from groupe.kernel.recording import saving


class Description(NamedTuple):
    """Facts of a file; instants are aware, amounts euros with two decimals."""

    name: str = ""
    origin: str = Origin.OTHER
    siren: str = ""
    legal_form: str = ""
    sector: str = ""
    cause: str = ""
    people: int | None = None
    fte: Decimal | None = None
    people_taken: int | None = None
    fte_taken: Decimal | None = None
    price: Decimal | None = None
    recapitalisation: Decimal | None = None
    court: str = ""
    administrator: str = ""
    deadline_at: dt.datetime | None = None
    hearing_at: dt.datetime | None = None
    entry_on: dt.date | None = None
    entity: LegalEntity | None = None


TEXTS = {"name": 120, "legal_form": 60, "cause": 400, "court": 120, "administrator": 120}


class Site(NamedTuple):
    """Facts of a site; capacities by measure, whole numbers."""

    name: str
    kind: str
    commune: str = ""
    postcode: str = ""
    city: str = ""
    address: str = ""
    finess: str = ""
    siret: str = ""
    capacities: Mapping[str, int] = {}
    people: int | None = None
    fte: Decimal | None = None
    territory: Territory | None = None
    register: Establishment | None = None
    taken: bool = True


def description_of(deal: Deal) -> Description:
    return Description(**{name: getattr(deal, name) for name in Description._fields})


def described(deal: Deal, facts: Description) -> None:
    """Puts the facts on the row, unsaved; DomainError (422) names the field that is wrong."""
    values: dict[str, Any] = facts._asdict()
    for name, longest in TEXTS.items():
        values[name] = told(values[name], name, longest=longest, needed=name == "name")
    if facts.siren and not check_siren(facts.siren):
        raise refused("siren", _("This SIREN is not valid: nine digits with their key."))
    if facts.sector and facts.sector not in catalogue().sectors:
        raise refused("sector", _("One of %(values)s is expected.") % {"values": ", ".join(catalogue().sectors)})
    _check_amounts(facts)
    for name in ("deadline_at", "hearing_at"):
        if values[name] is not None:
            check_day(values[name].astimezone(PARIS).date(), name)
    if facts.deadline_at and facts.hearing_at and facts.hearing_at < facts.deadline_at:
        raise refused("hearing_at", _("The hearing comes after the deadline for offers."))
    if facts.entry_on is not None:
        check_day(facts.entry_on, "entry_on")
    for name, value in values.items():
        setattr(deal, name, value)
    _clean(deal, exclude={"code", "opened_by", "stage", "state"})


def _check_amounts(facts: Description) -> None:
    for name in ("fte", "fte_taken", "price", "recapitalisation"):
        value = getattr(facts, name)
        if value is not None and value < 0:
            raise refused(name, _("Zero or more."))
    for before, taken in (("people", "people_taken"), ("fte", "fte_taken")):
        there, some = getattr(facts, before), getattr(facts, taken)
        if there is not None and some is not None and some > there:
            raise refused(taken, _("No more jobs can be taken than there are."))


@saving()
def target_save(*, deal: Deal, site: Site, target: DealTarget | None = None) -> DealTarget:
    """A site of the file, new or told again; never one that became an establishment of the group."""
    deal = held(deal, states=(DealState.OPEN,))
    row = (
        DealTarget.objects.select_for_update(of=("self",)).get(pk=target.pk, deal=deal)
        if target
        else DealTarget(deal=deal)
    )
    if site.kind not in catalogue().kinds:
        raise refused("kind", _("This kind of establishment is not in the catalogue."))
    measures = catalogue().measures
    for measure, value in site.capacities.items():
        if measure not in measures or value < 0 or value > 100_000:
            raise refused("capacities", _("A capacity is a whole number from 0 to 100,000."))
    values = site._asdict() | {"name": told(site.name, "name", longest=160), "capacities": dict(site.capacities)}
    if deal.targets.filter(name=values["name"]).exclude(pk=row.pk).exists():
        raise refused("name", _("The file has a site of this name already."))
    for name, value in values.items():
        setattr(row, name, value)
    _clean(row, exclude={"deal"})
    row.save()
    changed(deal)
    return row


@saving()
def target_remove(*, deal: Deal, target: DealTarget) -> None:
    deal = held(deal, states=(DealState.OPEN,))
    DealTarget.objects.filter(pk=target.pk, deal=deal).delete()
    changed(deal)


def _clean(row: Deal | DealTarget, exclude: set[str]) -> None:
    """What the table itself holds, told at its field."""
    try:
        row.full_clean(exclude=exclude)
    except ValidationError as error:
        fields = {name: " ".join(told) for name, told in error.message_dict.items()}
        raise DomainError("refused", " ".join(error.messages), fields=fields, status=422) from error
