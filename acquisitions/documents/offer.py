"""The offer for the court, as a tagged PDF (PDF/UA-1): nine contents in the order of the law, in French."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import font_source_sans_pro
import typst
from django.utils import translation
from django.utils.translation import gettext as _

from acquisitions import offering
from acquisitions.clocks import day_of
from acquisitions.enums import Towards
from acquisitions.models import Deal
from acquisitions.offering import Content, Promise, Values
from acquisitions.services.offers import shown
from groupe.kernel.web import formats

TEMPLATE: Final = Path(__file__).with_name("offer.typ").read_bytes()
FONTS: Final = Path(font_source_sans_pro.__file__).parent / "files"
ANNEXES: Final = "annexes"


def offer_pdf(
    deal: Deal, number: int, values: Values, made: Sequence[Promise], at: dt.datetime, *, draft: bool = False
) -> bytes:
    """Of this file alone, and only what the offer says; a draft says that it is one."""
    with translation.override("fr"):
        data = json.dumps(_data(deal, _version(number, draft=draft), values, made, at))
    compiled: Any = typst.compile  # its stub cannot tell bytes from a path
    pdf: bytes = compiled(
        TEMPLATE,
        sys_inputs={"data": data},
        font_paths=[str(FONTS)],
        pdf_standards=["ua-1"],
        timestamp=int(at.timestamp()),
    )
    return pdf


def _data(deal: Deal, version: str, values: Values, made: Sequence[Promise], at: dt.datetime) -> dict[str, Any]:
    title = _("Takeover offer – %(name)s") % {"name": deal.name}
    facts = [
        (_("Court"), deal.court), (_("Court administrator"), deal.administrator),
        (_("Debtor"), f"{deal.name} (SIREN {deal.siren})" if deal.siren else deal.name),
        (_("Offered by"), f"{deal.entity.name} (SIREN {deal.entity.siren})" if deal.entity else ""),
        (_("Hearing"), formats.moment(deal.hearing_at) if deal.hearing_at else ""),
        (_("Made on"), formats.day(day_of(at))),
    ]  # fmt: skip
    return {
        "title": title,
        "author": deal.entity.name if deal.entity else "",
        "keywords": ["L642-2", deal.code],
        "subtitle": version,
        "facts": [[_("Offer"), version], *([label, told] for label, told in facts if told)],
        "contents": [_content(content, values, made) for content in offering.contents()],
        "annexes_title": _("Annexes"),
        "annexes": [line for line in values.get(ANNEXES, "").splitlines() if line.strip()],
        "footer": f"{title} · {version}",
    }


def _version(number: int, *, draft: bool) -> str:
    told = _("Version %(number)d") if number == 1 else _("Version %(number)d, an improvement (R642-1)")
    version = told % {"number": number}
    return _("Draft of: %(version)s") % {"version": version} if draft else version


def _content(content: Content, values: Values, made: Sequence[Promise]) -> dict[str, Any]:
    entries = [
        {"label": item.label, "lines": [line for line in shown(item, values).splitlines() if line.strip()]}
        for item in content.items
        if values.get(item.code) and item.code != ANNEXES
    ]
    return {
        "title": f"{content.number}. {content.label}",
        "law": f"L642-2, II, {content.number}°",
        "entries": entries,
        "table": _promised(made) if content.code == "commitments" else [],
    }


def _promised(made: Sequence[Promise]) -> list[list[str]]:
    rows = [
        [
            str(Towards(promise.towards).label).capitalize(), promise.text,
            formats.euros(Decimal(promise.amount), 2) if promise.amount else formats.NOTHING,
            formats.day(dt.date.fromisoformat(promise.until)),
        ]
        for promise in made
    ]  # fmt: skip
    return [[_("Towards"), _("Commitment"), _("Amount"), _("Until")], *rows]
