"""Names and official numbers of an establishment."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import asdict, dataclass

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from establishments.catalogue import catalogue
from establishments.changes import record_change
from establishments.identifiers import check_finess, check_siren, check_siret
from establishments.models import Establishment, LegalEntity, Report, Stay
from establishments.models.structure import code_validator
from establishments.services.structure.checks import locked, refused
from groupe.kernel.recording import saving

COMMUNE = re.compile(r"(?:\d\d|2[AB])\d{3}")
POSTCODE = re.compile(r"\d{5}")


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What an establishment is called, where it is, its official numbers; empty where unknown."""

    name: str
    kind: str
    commune: str = ""
    address: str = ""
    postcode: str = ""
    city: str = ""
    finess: str = ""
    siret: str = ""
    opened_on: dt.date | None = None


@saving()
def establishment_edit(*, establishment: Establishment, identity: Identity) -> Establishment:
    """Where the kind or the department changes, every month since the first entry is computed again."""
    establishment = locked(establishment)
    check_identity(identity, establishment)
    check_kind(establishment, identity.kind)
    before = (establishment.kind, establishment.department)
    write_identity(establishment, identity)
    establishment.save()
    establishment.refresh_from_db()
    first = Stay.objects.filter(establishment=establishment).order_by("valid").first()
    if first is not None and first.valid_from and before != (establishment.kind, establishment.department):
        record_change([establishment.pk], first.valid_from)
    return establishment


def write_identity(establishment: Establishment, identity: Identity) -> None:
    for name, value in asdict(identity).items():
        setattr(establishment, name, value)
    establishment.finess = identity.finess or None


def check_kind(establishment: Establishment, kind: str) -> None:
    """The kind decides the form of the reports: it stays once there is one."""
    changed = bool(establishment.kind) and kind != establishment.kind
    if changed and Report.objects.filter(establishment=establishment).exists():
        raise refused("kind", _("Reports exist for this kind: it can no longer change."))


def check_identity(identity: Identity, establishment: Establishment | None = None) -> None:
    if identity.kind not in catalogue().kinds:
        raise refused("kind", _("Choose a kind."))
    if not identity.name.strip():
        raise refused("name", _("Give a name."))
    if identity.commune and not COMMUNE.fullmatch(identity.commune):
        raise refused("commune", _("An INSEE code has 5 characters, such as 69123 or 2A004."))
    if identity.postcode and not POSTCODE.fullmatch(identity.postcode):
        raise refused("postcode", _("A postcode has 5 digits."))
    if identity.siret and not check_siret(identity.siret):
        raise refused("siret", _("This SIRET is not valid: 14 digits, the last of which is a check digit."))
    check_finess_number(Establishment, identity.finess, establishment)


def check_finess_number(
    model: type[Establishment | LegalEntity], number: str, known: models.Model | None = None
) -> None:
    """A valid FINESS number that no other row bears."""
    if not number:
        return
    if not check_finess(number):
        raise refused("finess", _("This FINESS number is not valid: 9 characters, the last of which is a check digit."))
    other = model._default_manager.filter(finess=number).first()
    if other is not None and other != known:
        raise refused("finess", _("%(name)s already bears this number.") % {"name": other})


def check_siren_number(number: str) -> None:
    if number and not check_siren(number):
        raise refused("siren", _("This SIREN is not valid: 9 digits, the last of which is a check digit."))


def check_code(model: type[models.Model], code: str) -> None:
    """A code that the address of a page can bear, and that no other row has."""
    try:
        code_validator(code)
    except ValidationError as error:
        raise refused("code", error.messages[0]) from error
    if model._default_manager.filter(code=code).exists():
        raise refused("code", _("This code is already taken."))
