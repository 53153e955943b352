"""What is taken out of an explained figure: from the sum of its parts to what is after elimination, pair by pair."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from groupe.consolidation.api.answers import decimal, exact, party
from groupe.consolidation.selectors import Figure
from groupe.consolidation.selectors.eliminations import both_of, taken_from
from groupe.consolidation.selectors.explain import Explanation


def eliminations_of(found: Explanation, *, with_flows: bool, sites: bool) -> dict[str, Any]:
    """Both sides before, less those of the pairs, are both sides after."""
    figure = found.figure
    read = found.window, found.view, found.figures
    both = both_of(found.series, found.scope, *read) if with_flows else None
    rows = taken_from(figure.code, found.scope, figure.period, *read) if both else []
    return {
        "eliminations": [
            {
                "seller": party(row.seller, sites=sites),
                "buyer": party(row.buyer, sites=sites),
                "account": row.account,
                "numerator": exact(row.numerator),
                "denominator": exact(row.denominator),
            }
            for row in rows
        ],
        "eliminations_reason": "" if rows else _reason(told=both is not None),
        "before_elimination": _sides(both[0]) if both else None,
        "after_elimination": _sides(both[1]) if both else None,
    }


def _reason(*, told: bool) -> str:
    if told:
        return _("Nothing is billed between establishments of this scope: nothing is eliminated.")
    return _("This figure is given before elimination of what the group bills itself.")


def _sides(figure: Figure) -> dict[str, str | None]:
    return {
        "value": decimal(figure.code, figure.value),
        "numerator": exact(figure.numerator),
        "denominator": exact(figure.denominator),
    }
