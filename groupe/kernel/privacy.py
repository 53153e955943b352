"""What many read: numbers that name a person do not belong there."""

from __future__ import annotations

import re
from typing import Final

# The French social security number: sex, year, month, department, commune, order, and its key of two digits.
NIR: Final = re.compile(
    r"(?<!\d)([1-478])[ .]?(\d\d)[ .]?(0[1-9]|1[0-2]|[2-9]\d)[ .]?"
    r"(\d\d|2[AB])[ .]?(\d{3})[ .]?(\d{3})[ .-]?(\d\d)(?!\d)",
    re.I,
)


def holds_nir(text: str) -> bool:
    """Whether a valid social security number stands in the text."""
    return any(_valid(*found) for found in NIR.findall(text))


def _valid(*parts: str) -> bool:
    number = "".join(parts[:-1]).upper()
    number = number.replace("2A", "19", 1) if parts[3].upper() == "2A" else number
    number = number.replace("2B", "18", 1) if parts[3].upper() == "2B" else number
    return number.isdigit() and 97 - int(number) % 97 == int(parts[-1])
