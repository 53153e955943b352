"""Records as the open data set `annonces-commerciales` publishes them; organisations and numbers are invented."""

from __future__ import annotations

import json
from typing import Any

from establishments.identifiers import luhn_key

OPENING = "Jugement d'ouverture d'une procédure de redressement judiciaire"
LIQUIDATION = "Jugement d'ouverture de liquidation judiciaire"
CONVERSION = "Jugement de conversion en liquidation judiciaire"
CESSION = "Jugement arrêtant le plan de cession"
CLOSURE = "Jugement de clôture pour insuffisance d'actif"
EHPAD = "EHPAD LES ORMES BLEUS"


def siren(number: int) -> str:
    """Valid and of nobody: no SIREN in use begins with 000."""
    eight = f"000{number:05d}"
    return eight + luhn_key(eight)


def record(
    number: int = 1,
    *,
    day: str = "2026-02-04",
    nature: str = OPENING,
    name: str = EHPAD,
    of: int = 1,
    kind: str = "annonce",
    previous: tuple[str, int] | None = None,
    details: str = "Jugement prononçant l'ouverture d'une procédure de redressement judiciaire.",
    judged: str | None = "2026-01-28",
    postcode: str = "69003",
    **more: Any,
) -> dict[str, Any]:
    """One record; `previous` is the day and number of the notice that it amends or cancels."""
    issue = f"2026{day[5:7]}{day[8:]}"
    known = siren(of)
    judgment = {"type": "initial", "famille": "Jugement d'ouverture", "nature": nature, "complementJugement": details}
    person = {
        "typePersonne": "pm", "denomination": name, "formeJuridique": "Association",
        "numeroImmatriculation": {"codeRCS": "RCS", "numeroIdentification": f"{known[:3]} {known[3:6]} {known[6:]}"},
        "administration": "Président : Martin Jean",
        "adresseSiegeSocial": {"codePostal": postcode, "ville": "Lyon"},
    }  # fmt: skip
    return {
        "id": f"A{issue}{number}", "publicationavis": "A", "publicationavis_facette": "Bodacc A", "parution": issue,
        "dateparution": day, "numeroannonce": number, "typeavis": kind, "typeavis_lib": "Avis initial",
        "familleavis": "collective", "familleavis_lib": "Procédures collectives", "numerodepartement": postcode[:2],
        "departement_nom_officiel": "Rhône", "tribunal": "Greffe du Tribunal Judiciaire de Lyon", "commercant": name,
        "ville": "Lyon", "registre": [known, f"{known[:3]} {known[3:6]} {known[6:]}"], "cp": postcode,
        "pdf_parution_subfolder": 1, "ispdf_unitaire": "oui", "listepersonnes": json.dumps({"personne": person}),
        "listeetablissements": None, "jugement": json.dumps(judgment | ({"date": judged} if judged else {})),
        "acte": None, "modificationsgenerales": None, "radiationaurcs": None, "depot": None,
        "listeprecedentexploitant": None, "listeprecedentproprietaire": None, "divers": None,
        "parutionavisprecedent": json.dumps(_previous(*previous)) if previous else None,
        "url_complete": f"https://www.bodacc.fr/pages/annonces-commerciales-detail/?q.id=id:A{issue}{number}",
    } | more  # fmt: skip


def _previous(day: str, number: int) -> dict[str, str]:
    issue = f"2026{day[5:7]}{day[8:]}"
    return {
        "nomPublication": "BODACC A", "numeroParution": issue, "dateParution": day, "numeroAnnonce": str(number),
    }  # fmt: skip


def export(*records: dict[str, Any]) -> bytes:
    """As the site exports them."""
    return json.dumps({"total_count": len(records), "results": list(records)}, ensure_ascii=False).encode()
