"""How a pool of comparable establishments is called, and where one of them stands in it."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from establishments.catalogue import catalogue
from establishments.catalogue.units import unit_label
from groupe.consolidation.bands import Band
from groupe.consolidation.selectors.benchmark import Place, Pool
from groupe.kernel.web import formats
from groupe.kernel.web.components import Better, Tone

# By what is good (up, down, none) and where a value stands.
PLACES: Final[dict[Better, dict[Place, tuple[StrOrPromise, Tone]]]] = {
    "up": {
        "upper_quarter": (gettext_lazy("in the best quarter (high)"), "ok"),
        "above_median": (gettext_lazy("better than the median"), ""),
        "median": (gettext_lazy("at the median"), ""),
        "below_median": (gettext_lazy("less good than the median"), ""),
        "lower_quarter": (gettext_lazy("in the least good quarter (low)"), "bad"),
    },
    "down": {
        "upper_quarter": (gettext_lazy("in the least good quarter (high)"), "bad"),
        "above_median": (gettext_lazy("less good than the median"), ""),
        "median": (gettext_lazy("at the median"), ""),
        "below_median": (gettext_lazy("better than the median"), ""),
        "lower_quarter": (gettext_lazy("in the best quarter (low)"), "ok"),
    },
    "none": {
        "upper_quarter": (gettext_lazy("in the upper quarter"), "info"),
        "above_median": (gettext_lazy("above the median"), ""),
        "median": (gettext_lazy("at the median"), ""),
        "below_median": (gettext_lazy("below the median"), ""),
        "lower_quarter": (gettext_lazy("in the lower quarter"), "info"),
    },
}


def pool_label(pool: Pool) -> str:
    """`EHPAD, 40 to 79 places`; the kind alone where sizes do not count."""
    kind = catalogue().kinds[pool.kind].label
    return f"{kind}, {band_label(pool.band)}" if pool.band else kind


def band_label(band: Band) -> str:
    unit = unit_label(catalogue().measures[band.measure].unit)
    if band.high is None:
        return _("%(low)s and more") % {"low": formats.quantity(band.low, unit)}
    if not band.low:
        return _("under %(high)s") % {"high": formats.quantity(band.high, unit)}
    if band.measure == "ETP_REEL":  # not whole: the upper bound is not inside
        high = formats.quantity(band.high, unit)
        return _("from %(low)s to under %(high)s") % {"low": formats.number(band.low), "high": high}
    high = formats.quantity(band.high - 1, unit)
    return _("%(low)s to %(high)s") % {"low": formats.number(band.low), "high": high}
