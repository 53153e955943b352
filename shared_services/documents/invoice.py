"""An invoice as a PDF that people read and programs too: Factur-X (profile BASIC WL) in a PDF/A-3."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import facturx
import font_source_sans_pro
import typst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from facturx.generate_xml import generate_cii_xml

from groupe.kernel.periods import Month
from groupe.kernel.web import formats
from shared_services.enums import VatKind
from shared_services.models import Invoice, InvoiceLine
from shared_services.selectors.invoices import VatPart, vat_parts

TEMPLATE: Final = Path(__file__).with_name("invoice.typ").read_bytes()
FONTS: Final = Path(font_source_sans_pro.__file__).parent / "files"
LEVEL: Final = "basicwl"
TRANSFER: Final = "30"
INVOICE, CREDIT_NOTE = "380", "381"
SIREN: Final = "0002"
# UNTDID 5305: exempt, outside the scope, standard rate.
CATEGORIES: Final = {VatKind.EXEMPT: "E", VatKind.OUTSIDE: "O", VatKind.TAXABLE: "S"}


def invoice_pdf(invoice: Invoice) -> bytes:
    """The same rows always give the same figures; Factur-X is validated against its schema."""
    lines = list(invoice.lines.select_related("department", "establishment"))
    parts = vat_parts(lines)
    data = json.dumps(_data(invoice, lines, parts))
    compiled: Any = typst.compile  # its stub cannot tell bytes from a path
    pdf: bytes = compiled(TEMPLATE, sys_inputs={"data": data}, font_paths=[str(FONTS)], pdf_standards=["a-3b"])
    embed: Any = facturx.generate_from_binary
    found: bytes = embed(pdf, invoice_xml(invoice, parts), flavor="factur-x", level=LEVEL, lang=get_language() or "fr")
    return found


def invoice_xml(invoice: Invoice, parts: list[VatPart]) -> bytes:
    """Amounts of a credit note are positive: its type says what it is."""
    sign = -1 if invoice.is_credit else 1

    def euros(amount: Decimal) -> float:
        return float(sign * amount)

    month = Month.of(invoice.month)
    data: dict[str, Any] = {
        "BT-1": invoice.reference,
        "BT-2": invoice.issued_on,
        "BT-3": CREDIT_NOTE if invoice.is_credit else INVOICE,
        "BT-5": "EUR",
        "BT-9": invoice.due_on,
        "BT-72": month.last,
        "BT-73": month.first,
        "BT-74": month.last,
        "BT-81": TRANSFER,
        "BG-1": [{"BT-22": note} for note in _notes(parts)],
        "BG-4": _trade_party(invoice.parties["seller"]),
        "BG-7": _trade_party(invoice.parties["buyer"]),
        "BG-23": [
            {
                "BT-116": euros(part.net),
                "BT-117": euros(part.vat),
                "BT-118": CATEGORIES[VatKind(part.kind)],
                "BT-119": float(part.rate),
                **({"BT-120": str(VatKind(part.kind).label)} if part.kind != VatKind.TAXABLE else {}),
            }
            for part in parts
        ],
        "BT-106": euros(invoice.net),
        "BT-109": euros(invoice.net),
        "BT-110": euros(invoice.vat),
        "BT-112": euros(invoice.total),
        "BT-115": euros(invoice.total),
    }
    generate: Any = generate_cii_xml
    found: bytes = generate(data, level=LEVEL, check_schematron=False)
    return found


def _data(invoice: Invoice, lines: list[InvoiceLine], parts: list[VatPart]) -> dict[str, Any]:
    title = _("Credit note %(number)s") if invoice.is_credit else _("Invoice %(number)s")
    vat = [
        [
            _("VAT %(rate)s on %(net)s") % {"rate": formats.percent(part.rate / 100, 1), "net": _euros(part.net)},
            _euros(part.vat),
        ]
        for part in parts
        if part.kind == VatKind.TAXABLE
    ]
    return {
        "title": title % {"number": invoice.reference},
        "lang": (get_language() or "fr")[:2],
        "footer": _("Shared to the cent from approved figures; run %(run)s, version %(version)s.")
        % {"run": f"{invoice.month:%Y-%m}", "version": invoice.run.version},
        "seller": _shown(invoice.parties["seller"]),
        "buyer": _shown(invoice.parties["buyer"]),
        "facts": [
            [_("Month"), formats.month(Month.of(invoice.month))],
            [_("Kind"), str(invoice.get_kind_display())],
            [_("Issued on"), formats.day(invoice.issued_on)],
            [_("Due on"), formats.day(invoice.due_on)],
        ],
        "columns": [_("Pooled department"), _("Establishment"), _("VAT"), _("Amount")],
        "lines": [[line.department.name, line.establishment.name, _rate(line), _euros(line.amount)] for line in lines],
        "totals": [[_("Net"), _euros(invoice.net)], *vat, [_("To pay"), _euros(invoice.total)]],
        "notes": _notes(parts),
    }


def _notes(parts: list[VatPart]) -> list[str]:
    return [str(VatKind(part.kind).label).capitalize() for part in parts if part.kind != VatKind.TAXABLE]


def _rate(line: InvoiceLine) -> str:
    return formats.percent(line.vat_rate / 100, 1) if line.vat_kind == VatKind.TAXABLE else formats.NOTHING


def _euros(amount: Decimal) -> str:
    return formats.euros(amount, 2)


def _shown(party: dict[str, Any]) -> dict[str, Any]:
    rows = [party["legal_form"], f"SIREN {party['siren']}" if party["siren"] else ""]
    return {"name": party["name"], "rows": [row for row in rows if row]}


def _trade_party(party: dict[str, Any]) -> dict[str, Any]:
    found = {"name": party["name"], "country_code": "FR"}
    if party["siren"]:
        found |= {"legal_identifier": party["siren"], "legal_identifier_schemeid": SIREN}
    return found
