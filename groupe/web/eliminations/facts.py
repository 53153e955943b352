"""What a page of one figure says of eliminations: before, taken out, after, and where the pairs are."""

from __future__ import annotations

from fractions import Fraction
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from establishments.catalogue.units import unit_label
from establishments.selectors.thresholds import Item
from groupe.consolidation.selectors import Figure, Series
from groupe.consolidation.selectors.eliminations import both_of
from groupe.kernel.web import formats
from groupe.web.figures.choice import Choice
from groupe.web.figures.printing import digits_of, is_amount

Fact = tuple[StrOrPromise, object]


def elimination_facts(item: Item, found: Series, choice: Choice, *, validated: bool) -> list[Fact]:
    """Nothing on the constant perimeter, for who reads validated reports alone, and where nothing is billed inside."""
    if choice.perimeter == "constant" or validated:
        return []
    both = both_of(found, choice.scope.code, choice.window, choice.view, choice.figures)
    if both is None or both[0].value is None or both[1].value is None or both[0].value == both[1].value:
        return []
    before, after = both
    taken = _link(_printed(item, _less(before, after)), choice)
    return [
        (_("Before elimination"), _printed(item, before)),
        (_("Eliminated"), taken),
        (_("After elimination"), _printed(item, after)),
    ]


def _less(before: Figure, after: Figure) -> Figure:
    taken = (before.value or Fraction(0)) - (after.value or Fraction(0))
    return Figure(before.code, before.period, taken, taken, None, before.coverage)


def _printed(item: Item, figure: Figure) -> str:
    if is_amount(item):
        return formats.euros(figure.value, 2)
    return formats.quantity(figure.value, unit_label(item.unit), digits_of(item) + 1)


def _link(text: str, choice: Choice) -> str:
    query = {"scope": choice.scope.code, "period": choice.period, "window": choice.window, "view": choice.view}
    if choice.known_at:
        query["known_at"] = choice.known_at
    return format_html('<a href="{}?{}">{}</a>', reverse("web:eliminations"), urlencode(query), text)
