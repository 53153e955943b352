"""Units as people read them."""

from typing import Final

from django.utils.translation import get_language

# By unit of the catalogue: French, English. A unit that is not listed is its own label.
LABELS: Final = {
    "EUR": ("€", "€"),
    "EUR/h": ("€/h", "€/h"),
    "EUR/d": ("€/j", "€/day"),
    "EUR/yr": ("€/an", "€/year"),
    "day": ("j", "days"),
    "cal. day": ("j cal.", "cal. days"),
    "person": ("pers.", "people"),
    "hour": ("h", "h"),
    "event": ("évén.", "events"),
    "place": ("places", "places"),
    "FTE": ("ETP", "FTE"),
    "FTE-day": ("ETP-j", "FTE-days"),
    "FTE per 100 places": ("ETP/100 places", "FTE/100 places"),
    "FTE per 100 residents": ("ETP/100 résidents", "FTE/100 residents"),
    "place-day": ("places-j", "place-days"),
    "per 1000 d": ("‰ j", "per 1,000 days"),
    "per M hours": ("par M d’heures", "per M hours"),
    "per day": ("par jour", "per day"),
    "point": ("pts", "pts"),
    "ratio": ("", ""),
    "visit": ("passages", "visits"),
    "ticket": ("demandes", "tickets"),
    "measure": ("mesures", "measures"),
    "stay": ("séjours", "stays"),
    "booking": ("réserv.", "bookings"),
    "action": ("actions", "actions"),
    "criterion": ("critères", "criteria"),
    "act": ("actes", "acts"),
    "appt": ("RDV", "appts"),
    "unit-night": ("unités-nuits", "unit-nights"),
    "bed-night": ("lits-nuits", "bed-nights"),
    "night": ("nuits", "nights"),
    "contract": ("contrats", "contracts"),
    "form": ("formulaires", "forms"),
    "meeting": ("réunions", "meetings"),
    "m2": ("m²", "m²"),
    "m2-day": ("m²-j", "m²-days"),
    "m3": ("m³", "m³"),
    "meal": ("repas", "meals"),
    "g/meal": ("g/repas", "g/meal"),
    "flat": ("logements", "flats"),
    "bed": ("lits", "beds"),
    "consult": ("consult.", "consult."),
    "payslip": ("bulletins", "payslips"),
    "vacancy": ("postes", "vacancies"),
    "%/yr": ("%/an", "%/year"),
    "kWh/m2/yr": ("kWh/m²/an", "kWh/m²/year"),
    "kgCO2e": ("kgCO₂e", "kgCO₂e"),
    "kgCO2e/yr": ("kgCO₂e/an", "kgCO₂e/year"),
}


def unit_label(unit: str) -> str:
    """`day` is `j` in French, `days` in English."""
    french, english = LABELS.get(unit, (unit, unit))
    return english if (get_language() or "fr").startswith("en") else french
