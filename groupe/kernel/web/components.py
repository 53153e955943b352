"""What the components of a page are given: values, not words already printed (`{% load groupe %}` draws them)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, TypeAlias

from django_stubs_ext import StrOrPromise

from groupe.kernel.web import formats
from groupe.kernel.web.formats import Figure, Number

Tone: TypeAlias = Literal["", "ok", "warn", "bad", "info"]
Better: TypeAlias = Literal["up", "down", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A difference and whether it is good news; `note` says against what."""

    value: Number | None
    unit: str = ""
    digits: int = 1
    better: Better = "up"
    note: StrOrPromise = ""

    @property
    def _shown(self) -> Fraction:
        return Fraction(formats.rounded(self.value or 0, self.digits))

    @property
    def text(self) -> str:
        return formats.with_unit(formats.signed(self.value, self.digits), self.unit)

    @property
    def arrow(self) -> str:
        if not self._shown:
            return "minus"
        return "arrow-up-right" if self._shown > 0 else "arrow-down-right"

    @property
    def tone(self) -> Tone:
        if self.better == "none" or not self._shown:
            return ""
        return "ok" if (self._shown > 0) == (self.better == "up") else "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpi:
    """A figure that leads: `value` is a number printed with `digits`, or a `Figure` such as compact euros.

    `href` is the page of the figure, `explain` that of what it is made of.
    """

    label: StrOrPromise
    value: Number | Figure | None
    unit: str = ""
    digits: int | None = None
    series: Sequence[Number | None] = ()
    change: Change | None = None
    target: StrOrPromise = ""
    note: StrOrPromise = ""
    beside: StrOrPromise = ""
    icon: str = ""
    href: str = ""
    explain: str = ""

    @property
    def figure(self) -> Figure:
        if isinstance(self.value, Figure):
            return self.value
        text = formats.number(self.value, self.digits)
        return Figure(text, "" if text == formats.NOTHING else self.unit)


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step above the page; the page itself is not among them."""

    label: StrOrPromise
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatCell:
    """A printed figure; `level` 0 (worst) to 4 (best), None without colour."""

    text: str
    level: int | None = None
    href: str = ""
    title: StrOrPromise = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatRow:
    label: StrOrPromise
    cells: Sequence[HeatCell]
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatTable:
    """Rows of coloured figures; `legend` names the five levels from worst to best, `corner` the first column."""

    label: StrOrPromise
    corner: StrOrPromise
    columns: Sequence[StrOrPromise]
    rows: Sequence[HeatRow]
    legend: Sequence[StrOrPromise] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An entry of a timeline: a moment, or a day; `note` is small print."""

    at: dt.datetime | dt.date
    title: StrOrPromise
    who: StrOrPromise = ""
    text: StrOrPromise = ""
    tone: Tone = ""
    href: str = ""
    note: StrOrPromise = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """A field of a monthly report. `previous` and `last_year` are printed figures; `faults` block, `warnings` do not.

    `post_url` takes the whole form at each change and answers with this row alone.
    """

    name: str
    label: StrOrPromise
    value: str = ""
    unit: StrOrPromise = ""
    help: StrOrPromise = ""
    previous: str = formats.NOTHING
    last_year: str = formats.NOTHING
    previous_label: StrOrPromise = ""
    last_year_label: StrOrPromise = ""
    faults: Sequence[StrOrPromise] = ()
    warnings: Sequence[StrOrPromise] = ()
    post_url: str = ""
    required: bool = False
    locked: bool = False

    @property
    def state(self) -> str:
        return "err" if self.faults else "warn" if self.warnings else ""

    @property
    def described_by(self) -> str:
        return " ".join([f"{self.name}-m", *([f"{self.name}-h"] if self.help else [])])


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Work under way. While it runs, the panel asks `url` again every second and is replaced by the answer."""

    id: str
    label: StrOrPromise
    state: Literal["waiting", "running", "done", "failed"]
    url: str = ""
    done: int = 0
    total: int = 0
    detail: StrOrPromise = ""

    @property
    def running(self) -> bool:
        return self.state in {"waiting", "running"}

    @property
    def tone(self) -> Tone:
        tones: dict[str, Tone] = {"done": "ok", "failed": "bad", "running": "info"}
        return tones.get(self.state, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Empty:
    """What to say, and to offer, where there is nothing to show."""

    title: StrOrPromise
    text: StrOrPromise = ""
    icon: str = "inbox"
    action: StrOrPromise = ""
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Names with their printed values, as a definition list."""

    rows: Sequence[tuple[StrOrPromise, object]] = field(default_factory=tuple)
    wide: bool = False
