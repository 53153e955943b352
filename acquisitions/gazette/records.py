"""One record of the data set, checked field by field: a `Found` notice, or what is wrong with it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from acquisitions.gazette.facts import day_of
from acquisitions.gazette.judgments import verdict_of
from acquisitions.gazette.kinds import Ignored, NoticeType, Step
from acquisitions.gazette.organisation import Organisation, organisation_of
from acquisitions.gazette.values import Fault, clean, values_in
from acquisitions.gazette.words import plain

COLLECTIVE: Final = "procedures collectives"
TYPES: Final = {
    "annonce": NoticeType.INITIAL, "avis initial": NoticeType.INITIAL,
    "rectificatif": NoticeType.AMENDED, "avis rectificatif": NoticeType.AMENDED,
    "annulation": NoticeType.CANCELLED, "avis d annulation": NoticeType.CANCELLED,
    "avis annulation": NoticeType.CANCELLED,
}  # fmt: skip
# Collective proceedings are published in BODACC A; extracts of the data set may leave the letter out.
LETTER: Final = "A"
FIRST: Final = dt.date(2000, 1, 1)
LAST: Final = dt.date(2100, 1, 1)
LONGEST_TEXT: Final = 8000
KEPT: Final = (
    "id", "publicationavis", "parution", "dateparution", "numeroannonce", "typeavis", "typeavis_lib", "familleavis",
    "familleavis_lib", "numerodepartement", "departement_nom_officiel", "tribunal", "commercant", "ville", "registre",
    "cp", "jugement", "acte", "depot", "divers", "parutionavisprecedent", "listeetablissements", "url_complete",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Number:
    """What a notice is called: letter of the gazette, day, number of the notice on that day."""

    letter: str
    day: dt.date | None
    number: int
    parution: str = ""

    @property
    def key(self) -> str:
        """`A:2026-02-04:1452`; nothing where the day is not known."""
        return f"{self.letter}:{self.day}:{self.number}" if self.day else ""

    @property
    def official(self) -> str:
        """`A202600241452`, the `id` of the data set; nothing where the issue is not known."""
        return f"{self.letter}{self.parution}{self.number}" if self.parution else ""


@dataclass(frozen=True, slots=True)
class Found:
    """A record as the watch reads it; `ignored` says why it is not kept."""

    number: Number
    type: str
    organisation: Organisation
    court: str
    family: str
    nature: str
    judged_on: dt.date | None
    details: str
    step: str
    procedure: str
    ignored: str
    previous: Number | None
    url: str
    raw: dict[str, Any] = field(compare=False)

    @property
    def key(self) -> str:
        return self.number.key

    @property
    def content(self) -> str:
        """A fingerprint of what the notice says, whatever its number and whichever extract it came in."""
        known = self.organisation
        said = [
            self.type, plain(known.name), known.siren, plain(known.city), known.postcode, plain(self.court),
            self.family, self.nature, str(self.judged_on), self.details,
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def found_in(record: object) -> Found:
    """Reads one record; Fault names the first field that is wrong."""
    if not isinstance(record, Mapping):
        raise Fault("", _("a record is an object"))
    raw = {str(name): clean(value) for name, value in record.items()}
    family = plain(_text(raw, "familleavis_lib") or _text(raw, "familleavis"))
    if not family:
        raise Fault("familleavis", _("is missing"))
    number, kind = _number(raw), _type(raw)
    if family not in {COLLECTIVE, "collective"}:
        return _bare(raw, number, kind, Ignored.FAMILY)
    previous = _previous(raw)
    judgment = _judgment(raw, needed=kind != NoticeType.CANCELLED)
    organisation = organisation_of(raw)
    if not organisation.name:
        raise Fault("commercant", _("is missing"))
    nature, details = _short(judgment, "nature", 300), _short(judgment, "complementJugement", LONGEST_TEXT)
    verdict = verdict_of(nature, details)
    step, ignored = verdict.step, verdict.ignored
    if organisation.person:
        ignored = Ignored.PERSON
    elif previous and kind != NoticeType.INITIAL:
        ignored = ""  # what it amends or cancels may be kept, or come later
    return Found(
        number=number, type=kind, organisation=organisation, court=_text(raw, "tribunal")[:200],
        family=_short(judgment, "famille", 120), nature=nature, judged_on=_judged_on(judgment), details=details,
        step=step, procedure=verdict.procedure if step != Step.OTHER else "", ignored=ignored, previous=previous,
        url=_url(raw), raw={name: raw[name] for name in KEPT if raw.get(name) is not None},
    )  # fmt: skip


def _bare(raw: dict[str, Any], number: Number, kind: str, ignored: str) -> Found:
    return Found(number, kind, Organisation(), "", "", "", None, "", Step.OTHER, "", ignored, None, "", raw)


def _text(raw: Mapping[str, Any], name: str) -> str:
    value = raw.get(name)
    if value is None:
        return ""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        raise Fault(name, _("a text is expected"))
    return str(value).strip()


def _number(raw: Mapping[str, Any]) -> Number:
    text = _text(raw, "numeroannonce")
    if not re.fullmatch(r"[0-9]{1,9}", text) or not int(text):
        raise Fault("numeroannonce", _("a whole number is expected, not “%(value)s”") % {"value": text[:40]})
    day = _date(_text(raw, "dateparution"), "dateparution")
    letter, parution = _text(raw, "publicationavis").upper()[-1:] or LETTER, _text(raw, "parution")
    if letter not in "ABC":
        raise Fault("publicationavis", _("A, B or C is expected, not “%(value)s”") % {"value": letter})
    if parution and not re.fullmatch(r"[0-9]{5,12}", parution):
        raise Fault("parution", _("the number of an issue is expected, not “%(value)s”") % {"value": parution[:40]})
    return Number(letter, day, int(text), parution)


def _type(raw: Mapping[str, Any]) -> str:
    text = _text(raw, "typeavis") or _text(raw, "typeavis_lib")
    found = TYPES.get(plain(text))
    if found is None:
        told = {"value": text[:40]}
        raise Fault("typeavis", _("annonce, rectificatif or annulation is expected, not “%(value)s”") % told)
    return found


def _judgment(raw: Mapping[str, Any], *, needed: bool) -> dict[str, Any]:
    found = values_in(raw.get("jugement"), "jugement")
    if found is None:
        if needed:
            raise Fault("jugement", _("is missing"))
        return {}
    if not isinstance(found, dict):
        raise Fault("jugement", _("an object is expected"))
    return found


def _judged_on(judgment: Mapping[str, Any]) -> dt.date | None:
    text = _text(judgment, "date")
    return _date(text, "jugement.date") if text else None


def _date(text: str, name: str) -> dt.date:
    day = day_of(text)
    if not text:
        raise Fault(name, _("is missing"))
    if day is None or not FIRST <= day <= LAST:
        raise Fault(name, _("a date as YYYY-MM-DD is expected, not “%(value)s”") % {"value": text[:40]})
    return day


def _previous(raw: Mapping[str, Any]) -> Number | None:
    """`parutionavisprecedent`: nomPublication, numeroParution, dateParution, numeroAnnonce."""
    name = "parutionavisprecedent"
    found = values_in(raw.get(name), name)
    if not found:
        return None
    if not isinstance(found, dict):
        raise Fault(name, _("an object is expected"))
    number = _text(found, "numeroAnnonce")
    if not re.fullmatch(r"[0-9]{1,9}", number):
        raise Fault(f"{name}.numeroAnnonce", _("a whole number is expected, not “%(value)s”") % {"value": number[:40]})
    text = _text(found, "dateParution")
    day = _date(text, f"{name}.dateParution") if text else None
    letter, parution = _text(found, "nomPublication").upper()[-1:] or LETTER, _text(found, "numeroParution")
    if not day and not parution:
        raise Fault(name, _("neither the day nor the number of the issue is told"))
    return Number(letter, day, int(number), parution)


def _short(judgment: Mapping[str, Any], name: str, longest: int) -> str:
    value = judgment.get(name)
    if value is not None and not isinstance(value, str):
        raise Fault(f"jugement.{name}", _("a text is expected"))
    text = " ".join((value or "").split())
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _url(raw: Mapping[str, Any]) -> str:
    """Only an address of the official site becomes a link."""
    text = _text(raw, "url_complete")
    return text[:300] if re.match(r"https://(www\.)?bodacc\.fr/", text) else ""
