"""A small complete group as a workbook, and the three shapes it may come in."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import xlsxwriter

Tables = dict[str, list[dict[str, Any]]]
SITE = {
    "code": "EHP-01", "name": "Les Tilleuls", "kind": "ehpad", "entity": "100000009", "territory": "sud",
    "commune": "69123", "finess": "690000014", "siret": "", "entry_date": "2024-01-01", "entry_reason": "purchase",
    "exit_date": "", "exit_reason": "", "headcount_at_entry": "58", "people_at_entry": "80",
}  # fmt: skip


def small_group() -> Tables:
    """Two entities, two sites (one sold), a transfer, a capacity change, a correction, a budget, flows, people."""
    report = {"establishment": "EHP-01", "period": "2024-02", "recorded_at": "2024-03-05T10:00:00+01:00"}
    return {
        "entities": [
            {"code": "100000009", "name": "Association", "legal_form": "Association", "method": "full",
             "valid_from": "2020-01-01", "valid_to": "", "parent": "", "interest": "", "control": ""},
            {"code": "IMMO", "name": "Immobilière", "legal_form": "SCI", "method": "proportional",
             "valid_from": "2021-01-01", "valid_to": "", "parent": "100000009", "interest": "60", "control": "51.5"},
        ],
        "holdings": [
            {"owner": "IMMO", "owned": "100000009", "votes": "0", "capital": "1.25", "valid_from": "2022-01-01",
             "valid_to": "2022-12-31"},
        ],
        "territories": [
            {"code": "sud", "name": "Sud", "parent": "france"}, {"code": "france", "name": "France", "parent": ""},
            {"code": "nord", "name": "Nord", "parent": "france"},
        ],
        "establishments": [
            SITE,
            {**SITE, "code": "CR-01", "name": "Crèche", "kind": "creche_psu", "finess": "", "commune": "2A004",
             "entry_reason": "founded", "exit_date": "2024-06-30", "exit_reason": "sold", "headcount_at_entry": "",
             "people_at_entry": ""},
        ],
        "attachments": [
            {"establishment": "EHP-01", "entity": "IMMO", "territory": "", "valid_from": "2024-04-01"},
            {"establishment": "EHP-01", "entity": "", "territory": "nord", "valid_from": "2024-05-01"},
        ],
        "links": [{"old": "CR-01", "new": "EHP-01", "weight": "0.25", "date": "2024-07-01"}],
        "capacities": [
            {"establishment": "EHP-01", "measure": "CAP_HP", "value": "80", "valid_from": "2024-01-01"},
            {"establishment": "EHP-01", "measure": "CAP_HP", "value": "84", "valid_from": "2024-06-15"},
        ],
        "funders": [{"code": "ars-ara", "name": "ARS", "kind": "ars"}],
        "funding": [
            {"establishment": "EHP-01", "funder": "ars-ara", "valid_from": "2024-01-01", "valid_to": "2024-12-31"},
            {"establishment": "EHP-01", "funder": "ars-ara", "valid_from": "2025-01-01", "valid_to": ""},
        ],
        "reports": [
            {**report, "measure": "J_HP", "value": "2300", "status": "submitted", "scenario": ""},
            {**report, "measure": "J_ABS72", "value": "na", "status": "submitted", "scenario": ""},
            {**report, "measure": "ETP_REEL", "value": "55.25", "status": "submitted", "scenario": ""},
            {**report, "measure": "J_HP", "value": "2310", "status": "validated", "scenario": "",
             "recorded_at": "2024-04-02"},
            {**report, "measure": "ETP_REEL", "value": "", "status": "validated", "scenario": "",
             "recorded_at": "2024-04-02"},
            {**report, "period": "2024-03", "measure": "J_HP", "value": "2400", "status": "draft", "scenario": "",
             "recorded_at": ""},
            {**report, "period": "2023-12", "measure": "PR_G1", "value": "1000.5", "status": "", "recorded_at": "",
             "scenario": "pre_acquisition"},
        ],
        "budgets": [
            {"establishment": "EHP-01", "period": "2024-02", "measure": code, "value": value, "version": "initial"}
            for code, value in (("CH_G1", "100"), ("CH_G2", "200"), ("CH_G3", "50"), ("PR_G1", "400"))
        ] + [{"establishment": "EHP-01", "period": "2024-02", "measure": "CH_G3", "value": "60", "version": "DM1"}],
        "flows": [
            {"period": "2024-02", "seller_entity": "IMMO", "buyer_entity": "100000009", "seller_establishment": "",
             "buyer_establishment": "EHP-01", "account": "rent", "amount": "1500.50", "years": "", "declared_by": ""},
            {"period": "2024-02", "seller_entity": "100000009", "buyer_entity": "IMMO", "seller_establishment": "",
             "buyer_establishment": "", "account": "asset_gain", "amount": "500", "years": "20",
             "declared_by": "seller"},
        ],
        "mandates": [
            {"email": "Directrice@Example.org", "role": "director", "scope": "establishment:EHP-01",
             "valid_from": "2024-01-01", "valid_to": ""},
            {"email": "dg@example.org", "role": "executive", "scope": "group", "valid_from": "", "valid_to": ""},
        ],
    }  # fmt: skip


def minimal() -> Tables:
    """What no group can do without."""
    whole = small_group()
    return {name: whole[name] for name in ("entities", "territories", "establishments")}


def csv_text(rows: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def as_folder(tables: Tables, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        (folder / f"{name}.csv").write_text(csv_text(rows), encoding="utf-8-sig")
    return folder


def as_zip(tables: Tables) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in tables.items():
            archive.writestr(f"group/{name}.csv", csv_text(rows))
    return out.getvalue()


def as_xlsx(tables: Tables) -> bytes:
    """Numbers as numbers, as people type them in a spreadsheet."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_numbers": True}) as book:
        for name, rows in tables.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, list(rows[0]))
            for line, row in enumerate(rows, start=1):
                for column, value in enumerate(row.values()):
                    sheet.write(line, column, value)
    return out.getvalue()
