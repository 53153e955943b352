"""What the text of a judgment says that a buyer needs: days and who was appointed. What is not said stays unknown."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from acquisitions.gazette.words import plain

MONTHS: Final = {
    name: number
    for number, names in enumerate(
        ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre",
         "novembre", "decembre"), start=1,
    )
    for name in (names, names[:3] if names not in {"juin", "juillet"} else names[:4])
}  # fmt: skip
_WORDS: Final = rf"(\d{{1,2}})(?:er)? ({'|'.join(sorted(MONTHS, key=len, reverse=True))}) (\d{{4}})"
_FIGURES: Final = r"(\d{1,2})[ /.-](\d{1,2})[ /.-](\d{4})"
_ISO: Final = r"(\d{4})[ -](\d{2})[ -](\d{2})"
_DAY: Final = rf"(?P<day>{_ISO}|{_WORDS}|{_FIGURES})".replace("(\\d", "(?:\\d").replace("(janvier", "(?:janvier")
_CESSATION: Final = re.compile(rf"cessation des paiements.{{0,30}}?\b{_DAY}")
_ACTIVITY: Final = re.compile(
    rf"(?:poursuite|maintien|continuation) (?:provisoire )?(?:d |de l )activite.{{0,140}}?jusqu au {_DAY}"
)
_OFFERS: Final = re.compile(
    rf"\boffres?\b.{{0,100}}?(?:au plus tard|avant|jusqu au|date limite|fixee?s? au|pour) (?:le )?{_DAY}"
)
_LIMIT: Final = re.compile(rf"date limite.{{0,40}}?\boffres?\b.{{0,30}}?{_DAY}")
_HEARING: Final = re.compile(rf"\baudience\b.{{0,40}}?(?:du|le|au) {_DAY}")
_SIMPLIFIED: Final = re.compile(r"\bliquidation judiciaire simplifiee\b")
_ROLES: Final = {
    "administrator": re.compile(
        r"\badministrateur(?:s|\(s\))?(?: judiciaire(?:s|\(s\))?)?\s*[:,]?\s*(?:la |le )?", re.I
    ),
    "liquidator": re.compile(r"\bliquidateur(?:s|\(s\))?(?: judiciaire)?\s*[:,]?\s*(?:la |le )?", re.I),
    "trustee": re.compile(r"\bmandataire judiciaire\s*[:,]?\s*(?:la |le )?|\bmandataire\s*:\s*", re.I),
}
# Where the name of who was appointed ends: an address, another role, what creditors are told.
_ENDS: Final = re.compile(
    r",|\s-\s|\.\s|\.$|;|\s\d|\s(?:avec|les|et désign|mandataire judiciaire|prise? en la|mission)\b", re.I
)
_FORM: Final = re.compile(r"^(?:sas|scp|selarl|selas|sarl|selafa)\b", re.I)
_NO_NAME: Final = re.compile(r"^(?:à|a|au|ou|de|du|des|dans|le|la|sur|en|est|judiciaire|dont)\b", re.I)
LONGEST: Final = 120


@dataclass(frozen=True, slots=True)
class Facts:
    cessation_on: dt.date | None = None
    activity_until: dt.date | None = None
    offers_until: dt.date | None = None
    hearing_on: dt.date | None = None
    simplified: bool = False
    administrator: str = ""
    liquidator: str = ""
    trustee: str = ""


def facts_of(nature: str, details: str) -> Facts:
    text = plain(details)
    return Facts(
        cessation_on=_found(_CESSATION, text),
        activity_until=_found(_ACTIVITY, text),
        offers_until=_found(_OFFERS, text) or _found(_LIMIT, text),
        hearing_on=_found(_HEARING, text),
        simplified=bool(_SIMPLIFIED.search(f"{plain(nature)} {text}")),
        **{role: _appointed(pattern, details) for role, pattern in _ROLES.items()},
    )


def day_of(text: str) -> dt.date | None:
    """A day as the gazette writes it: `2026-02-04`, `4 février 2026`, `1er mars 2026`, `04/02/2026`; else nothing."""
    known = plain(text)
    for pattern, order in ((_ISO, (0, 1, 2)), (_WORDS, (2, 1, 0)), (_FIGURES, (2, 1, 0))):
        if found := re.fullmatch(pattern, known):
            year, month, day = (found.groups()[place] for place in order)
            try:
                return dt.date(int(year), MONTHS.get(month) or int(month), int(day))
            except ValueError:
                return None
    return None


def _found(pattern: re.Pattern[str], text: str) -> dt.date | None:
    found = pattern.search(text)
    return day_of(found["day"]) if found else None


def _appointed(pattern: re.Pattern[str], details: str) -> str:
    """The first name given after the role; texts that speak of the role in general give none."""
    for found in pattern.finditer(details):
        name = _ENDS.split(details[found.end() : found.end() + 2 * LONGEST], maxsplit=1)[0].strip(" :-")
        if (name[:1].isupper() or _FORM.match(name)) and not _NO_NAME.match(name):
            return name[:LONGEST]
    return ""
