"""The streams of due diligence with their checklists, and the criteria of the scoring grid: data, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from acquisitions.enums import Route
from acquisitions.routes import document_types, read
from establishments.catalogue.items import Helped, Named

WHOLE: Final = 100


@dataclass(frozen=True)
class Item(Named):
    """A head of a checklist: the types of documents that answer it, and the routes that ask for it."""

    stream: str
    documents: frozenset[str]
    routes: frozenset[str]


@dataclass(frozen=True)
class Stream(Named):
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Criterion(Helped):
    """`weight` is what the grid starts with."""

    weight: int


@cache
def streams() -> Mapping[str, Stream]:
    return {code: _stream(code, told) for code, told in read("diligence.toml").items()}


@cache
def items() -> Mapping[str, Item]:
    """Every head of every route, in the order of the streams."""
    return {item.code: item for stream in streams().values() for item in stream.items}


@cache
def items_of(route: str) -> Mapping[str, Item]:
    return {code: item for code, item in items().items() if route in item.routes}


@cache
def criteria() -> Mapping[str, Criterion]:
    found = {code: Criterion(code=code, **told) for code, told in read("scoring.toml").items()}
    if sum(each.weight for each in found.values()) != WHOLE:
        raise ValueError("the weights of scoring.toml do not add up to 100")
    return found


def checked() -> None:
    """ValueError where the files name what does not exist, so that a mistake shows when the product starts."""
    criteria()
    heads = [item.code for stream in streams().values() for item in stream.items]
    if len(heads) != len(set(heads)):
        raise ValueError("two heads of diligence.toml have one code")
    for item in items().values():
        if not item.routes <= set(Route.values) or not item.documents <= set(document_types()):
            raise ValueError(f"{item.code} of diligence.toml names a route or a document that does not exist")
    unknown = {each.stream for each in document_types().values()} - {"", *streams()}
    if unknown:
        raise ValueError(f"documents.toml names streams that do not exist: {unknown}")


def _stream(code: str, told: Mapping[str, Any]) -> Stream:
    return Stream(code, told["fr"], told["en"], tuple(_item(code, each) for each in told["items"]))


def _item(stream: str, told: Mapping[str, Any]) -> Item:
    documents, asked_by = frozenset(told["documents"]), frozenset(told.get("routes", Route.values))
    return Item(told["code"], told["fr"], told["en"], stream, documents, asked_by)
