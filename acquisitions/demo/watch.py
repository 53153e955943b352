"""The watch of the demo: invented organisations in records such as the gazette publishes, read as any other."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from acquisitions.gazette.kinds import LeadState
from acquisitions.gazette.reading import read_records
from acquisitions.models import Lead
from acquisitions.services.gazette import gazette_load
from acquisitions.services.watching import lead_add, lead_dismiss, lead_follow
from establishments.demo.users import DOMAIN
from establishments.enums import Role
from establishments.identifiers import luhn_key
from groupe.accounts.models import User
from groupe.kernel.periods import today

WORDS: Final = Path(__file__).with_name("watch.toml")
Told = dict[str, Any]
NATURES: Final = {
    "recovery": "Jugement d'ouverture d'une procédure de redressement judiciaire",
    "liquidation": "Jugement d'ouverture de liquidation judiciaire",
    "safeguard": "Jugement d'ouverture d'une procédure de sauvegarde",
}
THEN: Final = {
    "liquidation": "Jugement de conversion en liquidation judiciaire",
    "cession": "Jugement arrêtant le plan de cession",
}
MONTHS: Final = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
# From a judgment to the gazette, and between two judgments.
PRINTED: Final = dt.timedelta(days=6)
LATER: Final = dt.timedelta(days=24)


def write_watch() -> None:
    """Twenty-four leads of the gazette in all states, and two that people told of."""
    told = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    records = [record for number, one in enumerate(told["leads"], 1) for record in _records(number, one)]
    for kinds in ({"annonce"}, {"rectificatif", "annulation"}):  # as time would bring them
        read = read_records("demo", [("", record) for record in records if record["typeavis"] in kinds])
        read.refuse_faults()
        gazette_load(found=read.found)
    worker = User.objects.get(email=f"{Role.ACQUISITIONS}@{DOMAIN}")
    for one in told["leads"]:
        _decided(one, worker)
    for one in told["typed"]:
        lead_add(author=worker, given=one)


def _decided(one: Told, worker: User) -> None:
    lead, word = Lead.objects.get(name=one["name"]), one.get("word", "")
    if one.get("decided") == LeadState.FOLLOWED:
        lead_follow(lead=lead, author=worker, reason=word)
    elif one.get("decided") == LeadState.DISMISSED:
        lead_dismiss(lead=lead, author=worker, reason=word)


def _records(number: int, one: Told) -> Iterator[Told]:
    """The first notice of an organisation, and those that amend it, cancel it or tell what came next."""
    judged = today() - dt.timedelta(days=one["age"] + PRINTED.days)
    first = judged + PRINTED
    nature = NATURES[one["procedure"]]
    yield _record(number, one, first, judged, nature)
    if one.get("amended"):
        yield _record(number + 300, one, first + dt.timedelta(days=4), judged, nature, kind="rectificatif", of=number)
    if one.get("cancelled"):
        yield _record(number + 400, one, first + dt.timedelta(days=5), judged, nature, kind="annulation", of=number)
    if then := one.get("then"):
        yield _record(number + 500, one, min(first + LATER, today()), judged + LATER, THEN[then])


def _record(
    number: int, one: Told, day: dt.date, judged: dt.date, nature: str, *, kind: str = "annonce", of: int = 0
) -> Told:
    stem = f"0008{(of or number) % 100:04d}"
    found: Told = {
        "dateparution": str(day), "numeroannonce": number, "typeavis": kind, "familleavis": "collective",
        "familleavis_lib": "Procédures collectives", "tribunal": f"Greffe du Tribunal de {one['city']}",
        "commercant": one["name"], "ville": one["city"], "cp": one["postcode"], "registre": [stem + luhn_key(stem)],
        "listepersonnes": {"personne": {"typePersonne": "pm", "formeJuridique": one["form"]}}, "naf": one.get("naf"),
        "jugement": {"nature": nature, "date": str(judged), "complementJugement": _text(one, nature, judged)},
    }  # fmt: skip
    if of:
        first = today() - dt.timedelta(days=one["age"])
        found["parutionavisprecedent"] = {
            "nomPublication": "BODACC A", "dateParution": str(first), "numeroAnnonce": str(of),
        }  # fmt: skip
    return found


def _text(one: Told, nature: str, judged: dt.date) -> str:
    """As courts write it."""
    stopped = _day(judged - dt.timedelta(days=40))
    simply = " simplifiée" if one.get("simplified") else ""
    parts = [f"{nature}{simply}, date de cessation des paiements le {stopped}"]
    if name := one.get("administrator"):
        parts.append(f"désignant administrateur {name}")
    if days := one.get("activity"):
        parts.append(f"autorise la poursuite d'activité jusqu'au {_day(today() + dt.timedelta(days=days))}")
    if days := one.get("offers"):
        parts.append(f"les offres sont à déposer au plus tard le {_day(today() + dt.timedelta(days=days))}")
    return ", ".join(parts) + "."


def _day(day: dt.date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
