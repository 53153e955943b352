"""From the file's words to the register's: legal entities and establishments."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from establishments.identifiers import check_finess, check_siren, check_siret

# Dates that FINESS writes where the true one was never recorded.
UNKNOWN_DATES = frozenset({dt.date(1903, 3, 3), dt.date(1904, 4, 4)})
PLACE_OF_WORK = "03"
CLOSED = "I"
LEGAL_FORMS = {
    "01": "État",
    "03": "Département",
    "04": "Commune",
    "11": "Établissement public départemental d'hospitalisation",
    "13": "Établissement public communal d'hospitalisation",
    "14": "Établissement public intercommunal d'hospitalisation",
    "17": "Centre communal d'action sociale",
    "18": "Établissement social et médico-social intercommunal",
    "19": "Établissement social et médico-social départemental",
    "21": "Établissement social et médico-social communal",
    "22": "Établissement social et médico-social intercommunal",
    "47": "Société mutualiste",
    "60": "Association loi 1901 non reconnue d'utilité publique",
    "61": "Association loi 1901 reconnue d'utilité publique",
    "62": "Association de droit local",
    "63": "Fondation",
    "72": "Société à responsabilité limitée",
    "73": "Société anonyme",
    "75": "Autre société",
    "95": "Société par actions simplifiée",
}
Warn = Callable[[str, str, str], None]


@dataclass(frozen=True)
class EntityRecord:
    finess: str
    siren: str
    name: str
    legal_form: str
    created_on: dt.date | None
    closed_on: dt.date | None


@dataclass(frozen=True)
class EstablishmentRecord:
    """`entity` is the FINESS number of the legal entity; `kind` is "" where the catalogue has none for the category."""

    finess: str
    entity: str
    name: str
    kind: str
    category: str
    siret: str
    commune: str
    address: str
    postcode: str
    city: str
    longitude: float | None
    latitude: float | None
    opened_on: dt.date | None
    closed_on: dt.date | None


def entity_record(item: dict[str, Any], warn: Warn) -> EntityRecord:
    """KeyError or TypeError where the item is not shaped as FINESS+ says."""
    facts = item["informationsGeneralesPMEJ"]
    finess, siren = facts["numFinessPm"], facts.get("siren") or ""
    if not check_finess(finess):
        warn("finess_key", finess, _("The key of this FINESS number is wrong."))
    if siren and not check_siren(siren):
        warn("siren_key", finess, _("The key of SIREN %(number)s is wrong.") % {"number": siren})
    form = facts.get("statutJuridique") or ""
    return EntityRecord(
        finess=finess,
        siren=siren if re.fullmatch(r"[0-9]{9}", siren) else "",
        name=_name(facts.get("denominationLonguePmSmsse"), facts.get("denominationPm"), finess),
        legal_form=LEGAL_FORMS.get(form, form),
        created_on=parse_date(facts.get("dateCreation")),
        closed_on=_closing(item, facts.get("dateFermeture"), finess, warn),
    )


def establishment_record(
    item: dict[str, Any], entity: EntityRecord, kinds: Mapping[str, str], warn: Warn
) -> EstablishmentRecord:
    """`kinds` gives the kind of a FINESS category; KeyError or TypeError where the item is not as FINESS+ says."""
    facts = item["informationsGeneralesEGE"]
    finess = facts["numFinessEge"]
    category = item.get("categorieentiteGeographiqueExercice") or ""
    if category not in kinds:
        warn("category", finess, _("No kind of the catalogue stands for category %(code)s.") % {"code": category})
    if not check_finess(finess):
        warn("finess_key", finess, _("The key of this FINESS number is wrong."))
    place = _place(item.get("adresse") or [])
    longitude, latitude = _coordinates(place, finess, warn)
    return EstablishmentRecord(
        finess=finess,
        entity=entity.finess,
        name=_name(facts.get("nomEgeLong"), facts.get("nomEgeCourt"), finess),
        kind=kinds.get(category, ""),
        category=category[:4],
        siret=_siret(facts.get("siret") or "", entity.siren, finess, warn),
        commune=place.get("cogCommune") or "",
        address=_address(place),
        postcode=(place.get("codePostal") or "")[:5],
        city=_squeezed(place.get("ligneAcheminement"))[:120],
        longitude=longitude,
        latitude=latitude,
        opened_on=parse_date(facts.get("dateOuverture")),
        closed_on=_closing(item, facts.get("dateFermeture"), finess, warn),
    )


def _closing(item: dict[str, Any], closed: str | None, finess: str, warn: Warn) -> dt.date | None:
    """The closing date of a closed object; the last update where FINESS gives none."""
    if item.get("etatObjet") != CLOSED:
        return None
    if found := parse_date(closed):
        return found
    warn("no_closing_date", finess, _("Closed, without a closing date: the date of the last update stands for it."))
    return parse_date(item.get("dateDerniereMaj")) or dt.date(1900, 1, 1)


def _siret(siret: str, siren: str, finess: str, warn: Warn) -> str:
    if not re.fullmatch(r"[0-9]{14}", siret):
        if siret:
            warn("siret_format", finess, _("SIRET %(number)s does not have 14 digits.") % {"number": siret})
        return ""
    if not check_siret(siret):
        warn("siret_key", finess, _("The key of SIRET %(number)s is wrong.") % {"number": siret})
    elif siren and not siret.startswith(siren):
        warn("siret_entity", finess, _("SIRET %(number)s belongs to another SIREN.") % {"number": siret})
    return siret


def _place(addresses: list[dict[str, Any]]) -> dict[str, Any]:
    """The address where the work is done, else the first one."""
    return next((one for one in addresses if one.get("usageAdresse") == PLACE_OF_WORK), (addresses or [{}])[0])


def _coordinates(place: dict[str, Any], finess: str, warn: Warn) -> tuple[float | None, float | None]:
    """`coordonneeX/Y` are longitude and latitude; `directionLatitude/Longitude` are Lambert metres."""
    point = place.get("coordonneesGeographique") or {}
    try:
        longitude, latitude = float(point["coordonneeX"]), float(point["coordonneeY"])
    except (KeyError, TypeError, ValueError):
        warn("no_coordinates", finess, _("No coordinates."))
        return None, None
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        warn("no_coordinates", finess, _("The coordinates are impossible."))
        return None, None
    return longitude, latitude


def _address(place: dict[str, Any]) -> str:
    street = place.get("ligneQuatre") or " ".join(
        filter(None, (place.get(key) for key in ("numeroVoie", "typeVoie", "libelleVoie")))
    )
    parts = (street, place.get("lieuDit"), place.get("complementPointGeographique"))
    return ", ".join(filter(None, map(_squeezed, parts)))[:250]


def _name(*candidates: str | None) -> str:
    return next(filter(None, map(_squeezed, candidates)))[:200]


def _squeezed(text: str | None) -> str:
    return " ".join((text or "").split())


def parse_date(text: str | None) -> dt.date | None:
    try:
        date = dt.date.fromisoformat((text or "")[:10])
    except ValueError:
        return None
    return None if date in UNKNOWN_DATES else date
