"""Figures, months and moments as people read them, in both languages."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.utils import translation

from groupe.kernel.periods import Month
from groupe.kernel.web import formats

AUTUMN = dt.datetime(2026, 10, 1, 12, 5, tzinfo=dt.UTC)


@pytest.fixture
def french() -> Iterator[None]:
    with translation.override("fr"):
        yield


@pytest.mark.parametrize(
    ("value", "digits", "french", "english"),
    [
        (1234567, None, "1\u202f234\u202f567", "1,234,567"),
        (Decimal("1234.50"), None, "1\u202f234,50", "1,234.50"),
        (Decimal("-0.005"), 2, "\u22120,01", "\u22120.01"),
        (Fraction(2, 3), None, "0,67", "0.67"),
        (Fraction(1, 2), None, "0,5", "0.5"),
        (0.1, 2, "0,10", "0.10"),
        (2.675, 2, "2,68", "2.68"),
        (Decimal("-0.4"), 0, "0", "0"),
        (None, 1, "–", "–"),
    ],
)
def test_number(value: Any, digits: int | None, french: str, english: str) -> None:
    with translation.override("fr"):
        assert formats.number(value, digits) == french
    with translation.override("en"):
        assert formats.number(value, digits) == english


@pytest.mark.parametrize(("value", "printed"), [(42, "+42"), (-3, "\u22123"), (0, "0"), (None, "–")])
def test_signed(value: int | None, printed: str) -> None:
    assert formats.signed(value) == printed


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (37_890_412, "37,9\u00a0M€"),
        (999_949_999, "1\u202f000\u00a0M€"),
        (1_012_000, "1\u202f012\u00a0k€"),
        (-12_450, "\u221212,5\u00a0k€"),
        (9_999, "9\u202f999\u00a0€"),
        (None, "–"),
    ],
)
def test_compact_euros(value: int | None, printed: str, french: None) -> None:
    assert str(formats.compact_euros(value)) == printed


def test_percent_of_an_exact_fraction(french: None) -> None:
    assert formats.percent(Fraction(1, 81)) == "1,2\u202f%"
    assert formats.percent(Fraction(-1, 16), 2, signed=True) == "\u22126,25\u202f%"
    assert formats.percent(None) == "–"


def test_unit_stays_with_its_figure(french: None) -> None:
    assert formats.quantity(1700, "j") == "1\u202f700\u00a0j"
    assert formats.quantity(None, "j") == "–"


@pytest.mark.parametrize(
    ("language", "long", "short"), [("fr", "septembre 2026", "sept. 2026"), ("en", "September 2026", "Sept 2026")]
)
def test_month(language: str, long: str, short: str) -> None:
    with translation.override(language):
        assert formats.month(Month.parse("2026-09")) == long
        assert formats.short_month(dt.date(2026, 9, 1)) == short


def test_days_and_moments_are_those_of_paris() -> None:
    late = dt.datetime(2026, 12, 31, 23, 5, tzinfo=dt.UTC)
    with translation.override("fr"):
        assert formats.day(dt.date(2026, 10, 1)) == "1er\u00a0octobre 2026"
        assert formats.moment(late) == "1er\u00a0janvier 2027 à 0\u00a0h\u00a005"
    with translation.override("en"):
        assert formats.moment(late) == "1\u00a0January 2027 at 00:05"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (2, "il y a 2\u00a0s"),
        (119, "il y a 1\u00a0min"),
        (7200, "il y a 2\u00a0h"),
        (86_400, "il y a 1 jour"),
        (-5, "il y a 0\u00a0s"),
    ],
)
def test_ago(seconds: int, said: str, french: None) -> None:
    assert formats.ago(AUTUMN, AUTUMN + dt.timedelta(seconds=seconds)) == said


def test_unknown_language_reads_as_french() -> None:
    with translation.override("de"):
        assert formats.number(1234) == "1\u202f234"
