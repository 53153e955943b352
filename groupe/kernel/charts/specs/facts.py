"""What a mark says: figures printed in the reader's locale, in the tooltip and to a screen reader alike."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from groupe.kernel.charts.theme import Spec


class Fact(NamedTuple):
    """A line of a tooltip: its name, and the Vega expression of what it says."""

    name: str
    says: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure: its name, its unit, and how it is printed (a d3 number format, without unit)."""

    name: str
    unit: str = ""
    format: str = ",.0f"

    @property
    def title(self) -> str:
        return f"{self.name} ({self.unit})" if self.unit else self.name

    @property
    def axis_format(self) -> str:
        return self.format.replace("f", "~f")  # no zeros after the comma of round values

    def number(self, field: str, *, signed: bool = False) -> str:
        """The Vega expression that prints a field."""
        return f"format(datum.{field}, '{'+' if signed else ''}{self.format}')"

    def text(self, field: str) -> str:
        """The same with its unit; a dash where there is no figure."""
        unit = f" + {quoted(NO_BREAK_SPACE + self.unit)}" if self.unit else ""
        return f"(isValid(datum.{field}) ? {self.number(field)}{unit} : '–')"

    def fact(self, field: str, name: str | None = None) -> Fact:
        return Fact(name or self.name, self.text(field))


NO_BREAK_SPACE = "\u00a0"


def share(field: str) -> str:
    """The Vega expression that prints a field, 0 to 1, as a percentage."""
    return f"format(datum.{field}, '.0%')"


def quoted(words: str) -> str:
    """Words as a literal of a Vega expression, whatever quotes they hold."""
    return json.dumps(words, ensure_ascii=False)


def label_of(names: Sequence[str]) -> str:
    """The label expression of rows kept apart by number: two sites may bear one name."""
    return f"{json.dumps(list(names), ensure_ascii=False)}[datum.value]"


def told(heading: str, *facts: Fact) -> Spec:
    """The channels of a tooltip and of its words for a screen reader; `heading` is a Vega expression."""
    # The space after a name: JavaScript moves a key like "2025" before all others.
    lines = "".join(f", {quoted(fact.name + ' ')}: {fact.says}" for fact in facts)
    spoken = "".join(f" + {quoted('; ' + fact.name + ' ')} + ({fact.says})" for fact in facts)
    return {
        "tooltip": {"value": {"expr": f"{{title: {heading}{lines}}}"}},
        "description": {"value": {"expr": f"{heading}{spoken}"}},
    }
