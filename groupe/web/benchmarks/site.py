"""A site's headline indicators, each beside the quartiles of comparable establishments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from establishments.selectors.thresholds import Item
from groupe.consolidation.selectors.benchmark import Pool, Quartiles
from groupe.kernel.web.components import Tone
from groupe.web.benchmarks.words import PLACES, pool_label
from groupe.web.figures.choice import Choice
from groupe.web.figures.printing import better, printed
from groupe.web.figures.tiles import indicator_url

MARGIN = 4  # of a strip of 100, at each end


@dataclass(frozen=True)
class Strip:
    """A strip of 100 by 16: the middle half from `low` to `high`, its median, and the dot of the site."""

    low: str
    width: str
    median: str
    dot: str


@dataclass(frozen=True)
class Standing:
    """A row: what it is, where the site stands in words and on a strip, beside whom; masked without quartiles."""

    label: str
    href: str
    value: str
    words: StrOrPromise
    tone: Tone
    strip: Strip | None
    quartiles: tuple[str, str, str]
    beside: str


def standings(code: str, items: Sequence[Item], found: dict[str, list[Pool]], choice: Choice) -> list[Standing]:
    """The indicators for which the site has a value, in their order."""
    rows = []
    for item in items:
        pools = [pool for pool in found.get(item.code, []) if pool.of(code)]
        if pools:
            rows.append(_standing(code, item, pools, choice))
    return rows


def _standing(code: str, item: Item, pools: Sequence[Pool], choice: Choice) -> Standing:
    """Beside those of its size, else beside all of its kind, else beside nobody."""
    pool = next((each for each in reversed(pools) if not each.masked), None)
    peer = (pool or pools[0]).of(code)
    assert peer is not None  # noqa: S101 - these are the pools that hold it
    url, value = indicator_url(choice, item.code), printed(item, peer.value)
    if pool is None or pool.quartiles is None:
        nobody = _("fewer than 5 comparable sites")
        return Standing(item.label, url, value, nobody, "", None, ("", "", ""), pool_label(pools[-1]))
    known = pool.quartiles
    words, tone = PLACES[better(item)][known.place(peer.value)]
    low, median, high = (printed(item, each) for each in (known.low, known.median, known.high))
    beside = _("%(count)s of %(pool)s") % {"count": known.count, "pool": pool_label(pool)}
    return Standing(item.label, url, value, words, tone, strip_of(peer.value, known), (low, median, high), beside)


def strip_of(value: Fraction, known: Quartiles) -> Strip:
    """Between the outermost of the quartiles and the value; all the same, it stands in the middle."""
    lo, hi = min(value, known.low), max(value, known.high)

    def place(at: Fraction) -> float:
        return MARGIN + float((at - lo) / (hi - lo)) * (100 - 2 * MARGIN) if hi > lo else 50.0

    low, high = place(known.low), place(known.high)
    return Strip(f"{low:.1f}", f"{max(high - low, 1):.1f}", f"{place(known.median):.1f}", f"{place(value):.1f}")
