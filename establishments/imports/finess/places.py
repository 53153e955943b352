"""From authorised activities to capacities.

FINESS counts places by activity, mode of functioning (TRE_R209) and public; the group counts them by capacity measure
of the kind. Status 09 is authorised, 08 installed (TRE_R330). Rows that detail a total (by gender, funding, social-aid
habilitation) repeat its places and are left out. An activity that ended is left out; hospital activities, which are
authorised without a number of beds, all bear the state "I" and count by their installed places.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from establishments.imports.finess.records import Warn, parse_date

AUTHORISED, INSTALLED = "09", "08"
SOCIAL = frozenset({"ASMR", "AMSR", "ASOCR"})
HOSPITAL = "ASDR"
DETAILS = ("habilitation", "typeLogement", "genre", "modeFinancement")
# Places for people who already hold a bed (PASA), and a service without places of its own (platform for carers).
NOT_PLACES = frozenset({"961", "963"})
RESPITE = frozenset({"657"})

NIGHTS = frozenset({"11", "12", "17", "18", "22", "40", "43"})
HALF_BOARD = frozenset({"13"})
DAYS = frozenset({"14", "21", "44"})
AT_HOME = frozenset({"16"})
INPATIENT = frozenset({"03", "20"})
AMBULATORY = frozenset({"04", "23"})

ModeMap = Mapping[str, frozenset[str]]
_OLDER: ModeMap = {"CAP_AJ": DAYS, "CAP_HT": frozenset({"40", "45"}), "CAP_HP": NIGHTS | {"46", "48"}}
_DISABILITY: ModeMap = {"CAP_INT": NIGHTS, "CAP_SI": HALF_BOARD, "CAP_EXT": DAYS}
_PROTECTION: ModeMap = {"CAP_HEB": NIGHTS | {"15"}, "CAP_MES": AT_HOME}
MODES: Mapping[str, ModeMap] = {
    "ehpad": _OLDER,
    "accueil_jour": {"CAP_AJ": DAYS},
    "ime": _DISABILITY,
    "itep": _DISABILITY,
    "mas": _DISABILITY,
    "eam": _DISABILITY,
    "eanm": _DISABILITY,
    "mecs": _PROTECTION,
    "foyer_enfance": _PROTECTION,
    "aemo": {"CAP_MES": AT_HOME},
}
HOSPITAL_MODES: ModeMap = {"LITS": INPATIENT, "PL_AMB": AMBULATORY}
HOSPITAL_KINDS = frozenset({"clinique"})


@dataclass(frozen=True)
class Places:
    """The places of one capacity measure, and since when as far as the activities tell."""

    value: int
    since: dt.date | None


def capacities(kind: str, finess: str, activities: list[dict[str, Any]], warn: Warn) -> dict[str, Places]:
    """Places by capacity measure; KeyError or TypeError where an activity is not shaped as FINESS+ says."""
    found: dict[str, Places] = {}
    for activity in activities:
        nature = activity["nature"]
        function, mode = _function(nature)
        places = _count(activity, nature["codeNature"], finess, warn)
        if places is None or function in NOT_PLACES:
            continue
        since = parse_date(activity["caracteristiquesGeneriques"].get("dateDebutActiviteAutorisee"))
        for measure in _measures(kind, nature["codeNature"], function, mode):
            found[measure] = _added(found.get(measure), places, since)
    return {measure: places for measure, places in found.items() if places.value > 0}


def _function(nature: dict[str, Any]) -> tuple[str, str]:
    """The code of the activity and its mode; ("", "") for natures that have none."""
    specific = nature["caracteristiquesSpecifiques"]
    block = next((value for key, value in specific.items() if key.startswith("typeActivite")), None) or {}
    code = block.get("activiteSocialeRegulee") or block.get("activiteSanitaireDiverseRegulee") or ""
    return code, block.get("modeFonctionnement") or ""


def _count(activity: dict[str, Any], nature: str, finess: str, warn: Warn) -> int | None:
    totals = {AUTHORISED: None, INSTALLED: None} | _totals(activity.get("capacite") or [])
    if nature == HOSPITAL:
        return totals[INSTALLED]
    if nature not in SOCIAL or activity["caracteristiquesGeneriques"].get("etatObjet") != "A":
        return None
    if totals[AUTHORISED] is None and totals[INSTALLED]:
        warn("capacity_installed", finess, _("No authorised capacity: the installed one is taken."))
        return totals[INSTALLED]
    return totals[AUTHORISED]


def _totals(rows: list[dict[str, Any]]) -> dict[str, int | None]:
    totals: dict[str, int | None] = {}
    for row in rows:
        if any(row.get(detail) for detail in DETAILS) or not str(row.get("nombre") or "").isdigit():
            continue
        status = row["statutCapacite"]
        totals[status] = (totals.get(status) or 0) + int(row["nombre"])
    return totals


def _measures(kind: str, nature: str, function: str, mode: str) -> list[str]:
    """The measures that a place counts in: its own, and the authorised total outside hospitals."""
    if nature == HOSPITAL:
        modes = HOSPITAL_MODES if kind in HOSPITAL_KINDS else {}
        return [measure for measure, accepted in modes.items() if mode in accepted]
    own = [measure for measure, accepted in MODES.get(kind, {}).items() if mode in accepted]
    if kind == "ehpad" and function in RESPITE and own == ["CAP_HP"]:
        own = ["CAP_HT"]
    return ["CAP_AUT", *own]


def _added(before: Places | None, value: int, since: dt.date | None) -> Places:
    if before is None:
        return Places(value, since)
    dates = [date for date in (before.since, since) if date]
    return Places(before.value + value, max(dates, default=None))
