"""Invented figures of an invented group."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms

from groupe.kernel.web.components import (
    Change,
    Crumb,
    EntryRow,
    Event,
    HeatCell,
    HeatRow,
    HeatTable,
    Kpi,
    Progress,
    Tone,
)
from groupe.kernel.web.formats import compact_euros, number
from groupe.kernel.web.tables import Column

SERIES = (93.1, 92.8, 93.4, 94.0, 93.2, 92.6, 93.9, 94.8, 94.1, 95.0, 95.3, 94.3)
FALLING = (21, 20, 22, 19, 21, 18, 17, 19, 16, 15, 13, 14)

KPIS = [
    Kpi(label="Taux d’occupation", value=Decimal("94.25"), unit="%", digits=1, series=SERIES, icon="home-modern",
        change=Change(value=Decimal("1.2"), unit="pt"), target="objectif 95,0 %"),
    Kpi(label="Produits cumulés", value=compact_euros(37_890_412), series=SERIES[::-1], icon="banknotes",
        change=Change(value=Decimal("0.9"), unit="%"), note="budget 37,5 M€"),
    Kpi(label="Résultat projeté", value=compact_euros(1_012_000), series=FALLING, icon="scale",
        change=Change(value=Decimal("-18.4"), unit="%"), note="budget 1 240 k€"),
    Kpi(label="Absentéisme", value=Fraction(98, 10), unit="%", digits=1, series=SERIES, icon="users",
        change=Change(value=Decimal("0.6"), unit="pt", better="down"), note="N-1 : 9,2 %", href="#absenteeism"),
    Kpi(label="Événements indésirables graves", value=14, series=FALLING, icon="shield-check",
        change=Change(value=-5, digits=0, better="down"), note="N-1 : 19"),
]  # fmt: skip

SITES = [
    dict(zip(("name", "sector", "rate", "gap", "status", "tone"), row, strict=True))
    for row in (
        ("EHPAD Les Tilleuls", "Personnes âgées", Decimal("96.1"), 42, "Validé", "ok"),
        ("EHPAD Bel-Air", "Personnes âgées", Decimal("91.0"), -118, "En retard", "bad"),
        ("FAM La Garenne", "Handicap", Decimal("86.2"), 16, "Validé", "ok"),
        ("MAS Les Genêts", "Handicap", Decimal("79.3"), -204, "Brouillon", "warn"),
        ("IME Jean-Moulin", "Enfance", None, 31, "Soumis", "info"),
    )
]


def tone_of_gap(row: dict[str, Any]) -> Tone:
    return "bad" if row["gap"] < 0 else "ok"


COLUMNS = (
    Column("name", "Établissement", order=("name",), href=lambda row: f"#{row['name']}"),
    Column("sector", "Secteur", order=("sector",)),
    Column("rate", "Occupation", kind="meter", unit="%", digits=1, order=("rate",), bounds=(60, 80, 90, 100)),
    Column("gap", "Écart au budget", kind="signed", unit="k€", order=("gap",), tone=tone_of_gap),
    Column("status", "Saisie", kind="tag", tone=lambda row: row["tone"]),
)  # fmt: skip

MONTHS = ("Janv.", "Févr.", "Mars", "Avr.", "Mai", "Juin", "Juil.", "Août", "Sept.", "Oct.", "Nov.", "Déc.")


def heat() -> HeatTable:
    bounds = (80, 85, 90, 95)
    rows = []
    for place, site in enumerate(SITES):
        values = [78 + (place * 7 + month * 5) % 20 + 0.3 * month for month in range(11)]
        cells = [
            HeatCell(text=number(value, 1), level=sum(value >= bound for bound in bounds), title=MONTHS[month])
            for month, value in enumerate(values)
        ]
        rows.append(HeatRow(label=str(site["name"]), cells=[*cells, HeatCell(text="–")], href="#site"))
    return HeatTable(
        label="Taux d’occupation par mois",
        corner="Établissement",
        columns=MONTHS,
        rows=rows,
        legend=("< 80", "80–85", "85–90", "90–95", "≥ 95"),
    )


_ROWS = [
    EntryRow(name="CAP_INST", label="Places installées", value="60", unit="places", previous="60", last_year="60"),
    EntryRow(name="J_REA", label="Journées réalisées", help="Journées de présence, hors absences de plus de 72 h.",
             value="1 850", unit="jours", previous="1 698", last_year="1 702", required=True,
             faults=["1 800 journées au maximum pour 60 places en 30 jours."]),
    EntryRow(name="J_ABS", label="Journées d’absence", value="38", unit="jours", previous="42", last_year="37"),
    EntryRow(name="INTERIM", label="Coût de l’intérim", help="Factures du mois, TTC.", value="31 200", unit="€",
             previous="18 400", last_year="14 950",
             warnings=["70 % de plus que le mois dernier. Confirmez ou ajoutez un commentaire."]),
    EntryRow(name="EIG", label="Événements indésirables graves", previous="1", last_year="–"),
]  # fmt: skip
ENTRY = [replace(row, previous_label="Août", last_year_label="Sept. 2025", post_url="/entry/field/") for row in _ROWS]

EVENTS = [
    Event(at=dt.datetime(2026, 10, 8, 7, 5, tzinfo=dt.UTC), title="Validé", who="Paul Girard", tone="ok"),
    Event(at=dt.datetime(2026, 10, 7, 12, 32, tzinfo=dt.UTC), title="Soumis", who="Claire Moreau",
          text="Version 3, deux avertissements confirmés.", tone="info"),
    Event(at=dt.datetime(2026, 10, 6, 9, 0, tzinfo=dt.UTC), title="Renvoyé", who="Paul Girard",
          text="Heures d’absence à vérifier.", tone="bad", href="#version-2"),
    Event(at=dt.datetime(2026, 10, 1, 6, 30, tzinfo=dt.UTC), title="Brouillon créé", who="Claire Moreau"),
]  # fmt: skip

FACTS = [("Taux d’occupation calculé", "95,3 %"), ("Absentéisme calculé", "–"), ("Coût par journée", "78,40 €")]
CRUMBS = [Crumb("Groupe", "#group"), Crumb("Personnes âgées", "#sector"), Crumb("Bourgogne", "#territory")]
RUNNING = Progress(id="job", label="Consolidation", state="running", done=1240, total=4800, detail="secteur Handicap")
FINISHED = Progress(id="job2", label="Import FINESS", state="done", done=71_000, total=71_000)


class Filters(forms.Form):
    q = forms.CharField(label="Recherche", required=False, widget=forms.SearchInput())
    sector = forms.ChoiceField(label="Secteur", required=False, choices=[("", "Tous"), ("elderly", "Personnes âgées")])
    status = forms.ChoiceField(label="Saisie", required=False, choices=[("", "Toutes"), ("draft", "Brouillon")])


class Site(forms.Form):
    name = forms.CharField(label="Nom", help_text="Tel qu’il figure sur l’arrêté.")
    email = forms.EmailField(label="E-mail du directeur")
    opened = forms.DateField(label="Ouverture", widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(label="Type", choices=[("ehpad", "EHPAD"), ("mas", "MAS")])
    method = forms.ChoiceField(
        label="Méthode", choices=[("full", "Globale"), ("equity", "Équivalence")], widget=forms.RadioSelect
    )
    note = forms.CharField(label="Commentaire", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    closed = forms.BooleanField(label="Fermé", required=False)
