"""What the form computes while typing is what the consolidation will say."""

from __future__ import annotations

from establishments.catalogue import catalogue
from establishments.catalogue.units import unit_label
from establishments.services.findings import site_months
from establishments.vectors import decode
from establishments.web.reports.computed import computed
from groupe.kernel.web.formats import quantity
from tests.establishments.reports.conftest import OCTOBER, Cast

VALUES = {
    "J_REA": 2700,
    "J_FINC": 2805,
    "J_HP": 2700,
    "J_ABS72": 30,
    "GIR1": 10,
    "GIR2": 26,
    "GIR3": 20,
    "GIR4": 30,
    "GIR5": 0,
    "GIR6": 0,
    "ETP_VAC": "3.5",
    "ETP_BUD": "70",
    "EI_TRT": 3,
    "EI_DEC": 0,
    "PR_G1": "250000.00",
    "PR_G2": "31000",
    "PR_G3": "1200",
    "CH_G1": "40000",
    "CH_G2": "190000",
    "CH_G3": "30000.33",
}


def test_the_form_and_the_dashboard_agree(cast: Cast) -> None:
    site = cast.world.site("E", "ehpad", entry="2026-01-01", capacities={"CAP_HP": 90, "CAP_FIN": 90})
    report = cast.world.report("E", "2026-10", VALUES)
    assert report.counting is not None
    surroundings = site_months([(site, OCTOBER)])[site.pk, OCTOBER]
    shown = dict(computed(surroundings, decode("ehpad", report.counting.common, report.counting.sector)))
    told = 0
    for indicator in catalogue().indicators.values():
        if indicator.label in shown:
            figure = cast.world.value("establishment:E", indicator.code, str(OCTOBER))
            assert shown[indicator.label] == quantity(figure, unit_label(indicator.unit), indicator.digits)
            told += figure is not None
    assert told >= 4
