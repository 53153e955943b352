"""Where a definition comes from, in words: the catalogue notes it by short marks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

SOURCES: dict[str, StrOrPromise] = {
    "H": _("definitions of the health ministry (ANAP dashboard, ERRD, VIGIE RH)"),
    "K": _("practice of the field, to be confirmed by the group"),
    "D": _("choice of the group"),
    # Texts and publications are cited as they are called.
    "V3": "CASF, annexe 3-6",
    "V4": "CASF, R314-160 à R314-174",
    "V5": "CASF, R314-87 à R314-94",
    "V5b": "ANAP, guide du tableau de bord, 2021",
    "V7": "ARS Occitanie, AGGIR-PATHOS",
    "V8": "CNSA, EHPAD, 2017",
    "V9": "Caf, réforme de 2025",
    "V10": "Cnaf, circulaire 2014-009",
    "V11": "CASF, L314-2-1",
    "V17": "HAS, évaluation des ESSMS",
    "V19": "JORFTEXT000033749053",
    "V21": "BOI-TVA-CHAMP-30-10-40",
    "V25": "CNSA, 2017-2023",
    "V26": "Insee, c1532",
    "V27": "CSP, R2324-27",
    "V28": "Caf, mai 2025",
}


def source_words(marks: str) -> str:
    """`H V25`: each mark in words; what is none stays as it was written."""
    if "," in marks:
        return marks
    return " ; ".join(str(SOURCES.get(mark, mark)) for mark in marks.split())
