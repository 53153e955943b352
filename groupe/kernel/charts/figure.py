"""A chart as it stands in a page: title, drawing, and the same figures as a table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django_stubs_ext import StrOrPromise

from groupe.kernel.charts.theme import Spec
from groupe.kernel.web import formats

HEADROOM = 44  # pixels of axes and legend around the height of a spec


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartFigure:
    """`id` names the chart in its page; `spec` is None where there is nothing to draw.

    Cells of `rows` are printed as they are; numbers and None by the formats of the language.
    """

    id: str
    title: StrOrPromise
    spec: Spec | None
    columns: Sequence[StrOrPromise]
    rows: Sequence[Sequence[Any]] = field(default_factory=tuple)
    subtitle: StrOrPromise = ""
    heading: int = 2

    @property
    def room(self) -> int:
        return int(self.spec["height"]) + HEADROOM if self.spec else 0

    def spec_script(self) -> SafeString:
        return json_script(self.spec, encoder=SpecEncoder)

    def cells(self) -> list[list[Any]]:
        return [[_printed(cell) for cell in row] for row in self.rows]


class SpecEncoder(DjangoJSONEncoder):
    """Exact numbers as JSON numbers, lazy words as text."""

    def default(self, o: Any) -> Any:
        if isinstance(o, Decimal | Fraction):
            return float(o)
        return super().default(o)


def plain(spec: Spec) -> Spec:
    """The same spec of plain JSON values, for a renderer that knows no lazy words."""
    made: Spec = json.loads(json.dumps(spec, cls=SpecEncoder))
    return made


def _printed(cell: Any) -> Any:
    return formats.number(cell) if cell is None or isinstance(cell, int | float | Decimal | Fraction) else cell
