"""Who a notice is about. Names of people are not read: those of managers, and of traders in their own name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from acquisitions.gazette.values import values_in
from acquisitions.gazette.words import naf_code
from establishments.identifiers import check_siren

NAF: Final = ("naf", "codenaf", "code_naf", "codeape", "code_ape")


@dataclass(frozen=True, slots=True)
class Organisation:
    name: str = ""
    siren: str = ""
    legal_form: str = ""
    city: str = ""
    postcode: str = ""
    department: str = ""
    activity: str = ""
    naf: str = ""
    person: bool = False


def organisation_of(raw: Mapping[str, Any]) -> Organisation:
    people = _listed(raw, "listepersonnes", "personne")
    sites = _listed(raw, "listeetablissements", "etablissement")
    first = people[0] if people else {}
    seat = _inner(first, "adresseSiegeSocial")
    postcode = _digits(raw.get("cp") or seat.get("codePostal"))
    told = [_word(each, name) for each in (first, *sites) for name in ("activite", "enseigne", "nomCommercial")]
    activity = list(dict.fromkeys(text for text in told if text))
    return Organisation(
        name=(_word(raw, "commercant") or _word(first, "denomination"))[:200],
        siren=_siren(raw, first),
        legal_form=_word(first, "formeJuridique")[:120],
        city=(_word(raw, "ville") or _word(seat, "ville"))[:120],
        postcode=postcode if len(postcode) == 5 else "",
        department=_department(_word(raw, "numerodepartement"), postcode),
        activity=" · ".join(activity)[:500],
        naf=next((code for name in NAF if (code := naf_code(_word(raw, name)))), ""),
        person=bool(people) and all(_word(each, "typePersonne").lower() == "pp" for each in people),
    )


def department_of(postcode: str) -> str:
    """The department of a French postcode; nothing where it is none.

    >>> department_of("69003"), department_of("20200"), department_of("97410"), department_of("")
    ('69', '2B', '974', '')
    """
    if not re.fullmatch(r"[0-9]{5}", postcode):
        return ""
    if postcode.startswith("20"):
        return "2A" if postcode[2] in "01" else "2B"
    return postcode[:3] if postcode.startswith(("97", "98")) else postcode[:2]


def _listed(raw: Mapping[str, Any], name: str, inner: str) -> list[Mapping[str, Any]]:
    """One is an object, several are a list of them."""
    found = values_in(raw.get(name), name)
    rows = found.get(inner, found) if isinstance(found, Mapping) else found
    return [row for row in (rows if isinstance(rows, list) else [rows]) if isinstance(row, Mapping)]


def _inner(row: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = row.get(name)
    return found if isinstance(found, Mapping) else {}


def _word(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return " ".join(str(value).split()) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _digits(value: object) -> str:
    return re.sub(r"[^0-9]", "", str(value or ""))


def _siren(raw: Mapping[str, Any], first: Mapping[str, Any]) -> str:
    """The first with a right key, of `registre` (a list, each number twice) or of the first organisation."""
    given = raw.get("registre")
    listed = given if isinstance(given, list) else [given]
    known = (*listed, _inner(first, "numeroImmatriculation").get("numeroIdentification"))
    return next((number for number in _nine(known) if check_siren(number)), "")


def _nine(values: tuple[object, ...]) -> Iterator[str]:
    for value in values:
        digits = _digits(value)
        if len(digits) in {9, 14}:  # a SIREN, or the SIRET that begins with it
            yield digits[:9]


def _department(told: str, postcode: str) -> str:
    known = told.upper().zfill(2)
    return (
        known if re.fullmatch(r"(0[1-9]|[1-8][0-9]|9[0-5]|2A|2B|97[1-8]|98[4-8])", known) else department_of(postcode)
    )
