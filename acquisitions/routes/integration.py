"""The hundred days after an entry: what each route plans, read once and checked when the product starts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from typing import Any, Final

from acquisitions.enums import Route
from acquisitions.routes import read
from establishments.catalogue.items import Named
from establishments.enums import Role

FILE: Final = "integration.toml"


@dataclass(frozen=True)
class Planned(Named):
    """An action: from the day `first` after the entry, `days` long."""

    stream: str
    role: str
    first: int
    days: int
    needs: tuple[str, ...]

    def span(self, entry: dt.date) -> tuple[dt.date, dt.date]:
        """The first and the last day."""
        begin = entry + dt.timedelta(days=self.first)
        return begin, begin + dt.timedelta(days=self.days - 1)


@cache
def streams() -> Mapping[str, Named]:
    return {code: Named(code, told["fr"], told["en"]) for code, told in _read()["streams"].items()}


@cache
def hundred_days(route: str) -> Sequence[Planned]:
    """Each action after what it needs; ValueError on a role, stream or need that is not there, or a circle."""
    found = {told["code"]: _planned(told) for told in _read()["actions"] if route in told.get("routes", Route.values)}
    for action in found.values():
        if action.role not in Role.values or action.stream not in streams() or not found.keys() >= set(action.needs):
            raise ValueError(f"{FILE}: {action.code} of {route} names what is not there")
    order = TopologicalSorter({code: action.needs for code, action in found.items()}).static_order()
    return [found[code] for code in order]


def _planned(told: Mapping[str, Any]) -> Planned:
    return Planned(
        told["code"], told["fr"], told["en"], told["stream"], told["role"], told["first"], told["days"],
        tuple(told.get("needs", ())),
    )  # fmt: skip


@cache
def stream_of_findings(stream: str) -> str:
    """The stream of integration in which findings of a stream of due diligence are dealt with."""
    return str(_read()["findings"][stream])


@cache
def _read() -> dict[str, Any]:
    return read(FILE)
