"""Keys of official numbers: SIREN, SIRET and FINESS end with a check digit (Luhn)."""

from __future__ import annotations

import re

LA_POSTE = "356000000"
_CORSICA = str.maketrans("AB", "12")


def luhn(digits: str) -> bool:
    """Whether the last digit is the Luhn key of those before it.

    >>> luhn("732829320"), luhn("732829321")
    (True, False)
    """
    return bool(digits) and _luhn_sum(digits) % 10 == 0


def luhn_key(digits: str) -> str:
    """The digit that makes `digits` + key valid."""
    return str(-_luhn_sum(digits + "0") % 10)


def check_siren(number: str) -> bool:
    return bool(re.fullmatch(r"[0-9]{9}", number)) and luhn(number)


def check_siret(number: str) -> bool:
    """A SIRET; those of La Poste may instead have a sum of digits that is a multiple of 5 (INSEE)."""
    if not re.fullmatch(r"[0-9]{14}", number):
        return False
    if number.startswith(LA_POSTE) and sum(map(int, number)) % 5 == 0:
        return True
    return luhn(number)


def check_finess(number: str) -> bool:
    """A FINESS number; for Corsica A counts as 1 and B as 2.

    >>> check_finess("010780195"), check_finess("010780196")
    (True, False)
    """
    return bool(re.fullmatch(r"[0-9][0-9AB][0-9]{7}", number)) and luhn(number.translate(_CORSICA))


def _luhn_sum(digits: str) -> int:
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled)
