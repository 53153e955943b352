"""Measures, derived measures, indicators, rules and kinds: one TOML file per sector, read once."""

from functools import lru_cache

from establishments.catalogue.items import (
    Derived,
    Elimination,
    Indicator,
    Kind,
    Measure,
    Parameter,
    Rule,
    Section,
    Sector,
)
from establishments.catalogue.loader import Catalogue, CatalogueError, load


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """The catalogue of the product."""
    return load()


__all__ = [
    "Catalogue",
    "CatalogueError",
    "Derived",
    "Elimination",
    "Indicator",
    "Kind",
    "Measure",
    "Parameter",
    "Rule",
    "Section",
    "Sector",
    "catalogue",
    "load",
]
