"""From TOML files to the catalogue: one file per sector, and what is common to all."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

from establishments.catalogue.formula import Expr, codes_of, parse, parse_condition
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

HERE = Path(__file__).parent
COMMON = "common"


class CatalogueError(ValueError):
    """A catalogue that contradicts itself: names the file and the entry."""


class Catalogue:
    """All definitions by code, in the order of the files; built once, never changed."""

    def __init__(self, documents: Mapping[str, Mapping[str, Any]]) -> None:
        self.sectors: dict[str, Sector] = _unique(
            _sector(name, doc) for name, doc in documents.items() if "sector" in doc
        )
        self.sections: dict[str, Section] = _unique(_section(name, row) for name, row in _rows(documents, "section"))
        common = tuple(code for code, section in self.sections.items() if section.file == COMMON)
        self.kinds: dict[str, Kind] = _unique(_kind(name, row, common) for name, row in _rows(documents, "kind"))
        self.measures: dict[str, Measure] = _unique(
            self._measure(name, row) for name, row in _rows(documents, "measure")
        )
        self.derived: dict[str, Derived] = {}
        for name, row in _rows(documents, "derived"):
            self.derived[row["code"]] = self._derived(name, row)
        self.indicators: dict[str, Indicator] = _unique(
            self._indicator(name, row) for name, row in _rows(documents, "indicator")
        )
        self.parameters: dict[str, Parameter] = _unique(_parameter(row) for _name, row in _rows(documents, "parameter"))
        self.rules = {row["code"]: _rule(row) for _name, row in _rows(documents, "rule")}
        self.eliminations: dict[str, Elimination] = _unique(
            _elimination(row) for _name, row in _rows(documents, "elimination")
        )
        self.after = frozenset(code for document in documents.values() for code in document.get("after", ()))

    def code(self, code: str) -> Measure | Derived | Indicator:
        """KeyError where nothing has this code."""
        if code in self.measures:
            return self.measures[code]
        return self.derived[code] if code in self.derived else self.indicators[code]

    def form(self, kind: str) -> tuple[tuple[Section, tuple[Measure, ...]], ...]:
        """The sections that a kind's form shows, each with its entered measures."""
        sections = [self.sections[code] for code in self.kinds[kind].sections]
        return tuple((section, tuple(m for m in self._by_section[section.code] if m.entered)) for section in sections)

    def measures_of(self, kind: str) -> tuple[Measure, ...]:
        return tuple(measure for measure in self.measures.values() if kind in measure.kinds)

    def parameter(self, name: str, day: dt.date) -> Fraction | None:
        return self.parameters[name].on(day)

    def width(self, file: str) -> int:
        """How many positions the arrays of a file have."""
        return self._widths.get(file, 0)

    def kinds_with(self, codes: Iterable[str]) -> frozenset[str]:
        """The kinds that have all of these measures."""
        kinds = frozenset(self.kinds)
        for code in codes:
            if code not in self.measures and code not in self.derived:
                raise CatalogueError(f"{code}: no such measure")
            kinds &= self.measures[code].kinds if code in self.measures else self.derived[code].kinds
        return kinds

    @cached_property
    def _by_section(self) -> dict[str, list[Measure]]:
        grouped: dict[str, list[Measure]] = {code: [] for code in self.sections}
        for measure in self.measures.values():
            grouped[measure.section].append(measure)
        return grouped

    @cached_property
    def _widths(self) -> dict[str, int]:
        widths: dict[str, int] = {}
        for measure in self.measures.values():
            widths[measure.file] = max(widths.get(measure.file, 0), measure.position + 1)
        return widths

    def _measure(self, file: str, row: Mapping[str, Any]) -> Measure:
        section = self.sections[row["section"]]
        kinds = frozenset(code for code, kind in self.kinds.items() if section.code in kind.sections)
        return Measure(
            code=row["code"],
            fr=row["fr"],
            en=row["en"],
            file=file,
            section=section.code,
            help_fr=row.get("help_fr", ""),
            help_en=row.get("help_en", ""),
            unit=row["unit"],
            type=row["type"],
            minimum=Decimal(row["min"]),
            maximum=Decimal(row["max"]),
            required=row["required"],
            capacity=row.get("capacity"),
            time=row["time"],
            sites=row["sites"],
            carry=row.get("carry", 0),
            kinds=kinds,
            optional_for=self._kinds_named(row.get("optional_for", ())),
            position=row["position"],
            entered=row.get("entered", True),
            direction=row.get("direction", "-"),
            source=row.get("source", ""),
            theme=section.theme,
            valid_from=row.get("valid_from"),
            valid_to=row.get("valid_to"),
        )

    def _kinds_named(self, names: Iterable[str]) -> frozenset[str]:
        """Kinds given by their own code or by that of their sector."""
        chosen = set(names)
        return frozenset(code for code, kind in self.kinds.items() if code in chosen or kind.sector in chosen)

    def _derived(self, file: str, row: Mapping[str, Any]) -> Derived:
        expr = parse(row["formula"])
        kinds = self.kinds_with(codes_of(expr))
        if file != COMMON and not kinds:
            raise CatalogueError(f"{file}: {row['code']}: no kind has all its measures")
        time = row.get("time", "SUM")
        theme = row.get("theme", "activity")
        return Derived(
            row["code"], row["fr"], row["en"], row.get("help_fr", ""), row.get("help_en", ""), row["unit"],
            row["scale"], time, row["formula"], expr, kinds, theme, row.get("direction", "-"),
        )  # fmt: skip

    def _indicator(self, file: str, row: Mapping[str, Any]) -> Indicator:
        num: Expr = parse(row["num"])
        den = parse(row["den"]) if row.get("den") else None
        kinds = self.kinds_with(codes_of(num) | (codes_of(den) if den else frozenset()))
        kinds -= self._kinds_named(row.get("not_for", ()))
        if row.get("only_for"):
            kinds &= self._kinds_named(row["only_for"])
        if not kinds:
            raise CatalogueError(f"{file}: {row['code']}: no kind has all its measures")
        return Indicator(
            code=row["code"],
            fr=row["fr"],
            en=row["en"],
            help_fr=row.get("help_fr", ""),
            help_en=row.get("help_en", ""),
            numerator=row["num"],
            denominator=row.get("den"),
            num=num,
            den=den,
            factor=row.get("factor", 1),
            days=row.get("days", False),
            unit=row["unit"],
            digits=row.get("digits", 1),
            direction=row.get("direction", "-"),
            low=_decimal(row.get("low")),
            high=_decimal(row.get("high")),
            threshold=row.get("threshold", ""),
            windowed=row.get("windowed", False),
            kinds=kinds,
            theme=row["theme"],
            headline=row.get("headline", False),
            source=row.get("source", ""),
        )


def load(folder: Path = HERE) -> Catalogue:
    """The catalogue of the TOML files of a folder: what is common first, then the sectors in their order."""
    documents = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.toml")}
    order = sorted(documents, key=lambda name: (documents[name].get("sector", {}).get("position", 0), name != COMMON))
    return Catalogue({name: documents[name] for name in order})


def _rows(documents: Mapping[str, Mapping[str, Any]], name: str) -> Iterable[tuple[str, Mapping[str, Any]]]:
    return ((file, row) for file, document in documents.items() for row in document.get(name, ()))


def _unique(items: Iterable[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for item in items:
        if item.code in found:
            raise CatalogueError(f"{item.code} is defined twice")
        found[item.code] = item
    return found


def _sector(file: str, document: Mapping[str, Any]) -> Sector:
    row = document["sector"]
    return Sector(file, row["fr"], row["en"], row["position"])


def _section(file: str, row: Mapping[str, Any]) -> Section:
    return Section(row["code"], row["fr"], row["en"], file, row["theme"])


def _kind(file: str, row: Mapping[str, Any], common: tuple[str, ...]) -> Kind:
    sections = (*common, *row.get("sections", ()))
    return Kind(
        row["code"], row["fr"], row["en"], file, tuple(row.get("finess", ())), row.get("capacity", "CAP_FIN"),
        sections, row["position"], tuple(row.get("activity", ())),
    )  # fmt: skip


def _parameter(row: Mapping[str, Any]) -> Parameter:
    values = tuple((each["since"], Fraction(each["value"])) for each in row["values"])
    return Parameter(row["code"], row["fr"], row["en"], row["unit"], row["source"], tuple(sorted(values)))


def _rule(row: Mapping[str, Any]) -> Rule:
    condition = parse_condition(row["holds"])
    return Rule(row["code"], row["level"], row["holds"], condition, row["fr"], row["en"], row["source"])


def _elimination(row: Mapping[str, Any]) -> Elimination:
    from_kind = {kind: tuple(codes) for kind, codes in row.get("from_kind", {}).items()}
    return Elimination(
        row["account"], tuple(row["seller"]), tuple(row["buyer"]), from_kind, row.get("over_years", False),
        row.get("equity", False),
    )  # fmt: skip


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
