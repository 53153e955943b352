"""What people typed into the form of a month, and how its values are printed back into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from establishments.catalogue import Measure, catalogue
from establishments.vectors import NA, Value, ValueRefused, parse_value
from groupe.kernel.web.formats import NARROW_NO_BREAK, language, number

LONGEST_COMMENT: Final = 2000
COMMENT: Final = "comment"


@dataclass(frozen=True)
class Typed:
    """`texts` as typed; `values` those that can be kept (None: cleared); `refused` why the others cannot.

    `unsaved` where nothing of it was kept: the form shows all of it again.
    """

    values: dict[str, Value | None] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    comment: str | None = None
    unsaved: bool = False

    def shown(self, code: str) -> str | None:
        """What the field shows again instead of what is kept."""
        return self.texts.get(code) if self.unsaved or code in self.refused else None


def read_typed(data: Mapping[str, str], kind: str, locked: Mapping[str, int]) -> Typed:
    """The fields of the form that were sent; places of dated authorisations (`locked`) are not typed."""
    typed = Typed(comment=_comment(data))
    for _section, measures in catalogue().form(kind):
        for measure in measures:
            if measure.code in data and measure.code not in locked:
                typed.texts[measure.code] = data[measure.code]
                try:
                    typed.values[measure.code] = parse_value(measure, data[measure.code])
                except ValueRefused as refused:
                    typed.refused[measure.code] = refused.message
    if typed.comment is not None and len(typed.comment) > LONGEST_COMMENT:
        typed.refused[COMMENT] = _("At most %(most)s characters.") % {"most": number(LONGEST_COMMENT)}
    return typed


def _comment(data: Mapping[str, str]) -> str | None:
    return data[COMMENT].replace("\r\n", "\n").replace("\0", "").strip() if COMMENT in data else None


def printed(measure: Measure, value: Value | None) -> str:
    """As it may be typed again: groups set apart by spaces, and no zeros that say nothing."""
    if value is None:
        return ""
    if value == NA:
        return _("n/a")
    digits = 0 if value == value.to_integral_value() else measure.scale
    if measure.type == "dec" and digits:
        digits = 1 if value * 10 == (value * 10).to_integral_value() else 2
    text = number(value, digits)
    return text if language() == "fr" else text.replace(",", NARROW_NO_BREAK)
