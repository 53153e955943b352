"""What is asked of the seller and not here, as a PDF to send."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import font_source_sans_pro
import typst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from acquisitions.models import Deal
from acquisitions.selectors.diligence import Missing
from groupe.kernel.web import formats

TEMPLATE: Final = Path(__file__).with_name("missing.typ").read_bytes()
FONTS: Final = Path(font_source_sans_pro.__file__).parent / "files"


def missing_pdf(deal: Deal, rows: Sequence[Missing], day: dt.date) -> bytes:
    """Nothing of what the group thinks is in it: what was asked, when, and for when."""
    compiled: Any = typst.compile  # its stub cannot tell bytes from a path
    data = json.dumps(_data(deal, rows, day))
    found: bytes = compiled(TEMPLATE, sys_inputs={"data": data}, font_paths=[str(FONTS)], pdf_standards=["a-3b"])
    return found


def _data(deal: Deal, rows: Sequence[Missing], day: dt.date) -> dict[str, Any]:
    facts = [(_("File"), deal.name), (_("SIREN"), deal.siren), (_("Court"), deal.court), (_("As of"), formats.day(day))]
    return {
        "title": _("Documents and information still to be provided"),
        "lang": (get_language() or "fr")[:2],
        "facts": [[str(label), value] for label, value in facts if value],
        "columns": [_("Request"), _("What is missing"), _("Asked on"), _("Due on")],
        "lines": [
            [
                str(row.request.number),
                row.item.label if row.item else row.request.text,
                formats.day(row.request.asked_on),
                formats.day(row.request.due_on) + (f" ({_('late')})" if row.late else ""),
            ]
            for row in rows
        ],
        "nothing": _("Nothing is missing."),
        "footer": _("Confidential: under the undertaking of confidentiality of this file."),
    }
