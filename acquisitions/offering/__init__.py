"""The nine contents of an offer to a court (L642-2, II) and what an improvement may do: data, and plain rules.

Values of an offer are texts by the code of their item, as JSON keeps them: amounts `850000.00`, days `2026-12-01`.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from establishments.catalogue.items import Helped, Named

FILE: Final = Path(__file__).with_name("contents.toml")
Kind = Literal["text", "euros", "count", "number", "day"]
Values = Mapping[str, str]
NUMBERS: Final = frozenset({"euros", "count", "number"})


@dataclass(frozen=True)
class Item(Named):
    kind: Kind
    asks: bool
    grows: bool


@dataclass(frozen=True)
class Content(Helped):
    number: int
    items: tuple[Item, ...]


@cache
def contents() -> Sequence[Content]:
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))["contents"]
    return tuple(
        Content(
            one["code"], one["fr"], one["en"], one["help_fr"], one["help_en"], number,
            tuple(_item(each) for each in one["items"]),
        )
        for number, one in enumerate(told, 1)
    )  # fmt: skip


@cache
def items() -> Mapping[str, Item]:
    return {item.code: item for content in contents() for item in content.items}


def content_of(code: str) -> Content | None:
    return next((content for content in contents() if content.code == code), None)


def decimal_of(values: Values, code: str) -> Decimal | None:
    return Decimal(values[code]) if values.get(code) else None


def count_of(values: Values, code: str) -> int | None:
    return int(values[code]) if values.get(code) else None


def day_of(values: Values, code: str) -> dt.date | None:
    return dt.date.fromisoformat(values[code]) if values.get(code) else None


@dataclass(frozen=True)
class Promise:
    """A commitment as a version of an offer keeps it."""

    id: int
    towards: str
    text: str
    amount: str
    until: str


def lowered(before: Values, after: Values) -> list[Item]:
    """What an improvement may not do: items that grow, and are less than in the version before."""
    found = []
    for item in items().values():
        if item.grows:
            was, now = decimal_of(before, item.code), decimal_of(after, item.code)
            if was is not None and (now is None or now < was):
                found.append(item)
    return found


def broken(before: Sequence[Promise], after: Sequence[Promise]) -> list[Promise]:
    """Commitments of the version before that are gone, end earlier, say something else or are worth less."""
    kept = {promise.id: promise for promise in after}
    return [promise for promise in before if not _holds(promise, kept.get(promise.id))]


def _holds(was: Promise, now: Promise | None) -> bool:
    if now is None or now.until < was.until or (now.towards, now.text) != (was.towards, was.text):
        return False
    return not was.amount or (bool(now.amount) and Decimal(now.amount) >= Decimal(was.amount))


def _item(told: Mapping[str, Any]) -> Item:
    return Item(told["code"], told["fr"], told["en"], told["kind"], told.get("asks", False), told.get("grows", False))
