"""Check digits of official numbers."""

import pytest

from establishments.identifiers import check_finess, check_siren, check_siret, luhn_key


@pytest.mark.parametrize("number", ["010780195", "010783009", "960001014", "2A0000014"[:8] + luhn_key("21000001")])
def test_good_finess(number: str) -> None:
    assert check_finess(number)


@pytest.mark.parametrize("number", ["010780196", "01078019", "0107801950", "C10780195", "", "01078019٥"])
def test_bad_finess(number: str) -> None:
    assert not check_finess(number)


def test_corsica_letters_count_as_digits() -> None:
    assert check_finess("2A000001" + luhn_key("21000001"))
    assert check_finess("2B000001" + luhn_key("22000001"))


def test_siren() -> None:
    assert check_siren("775544562")
    assert not check_siren("775544563")
    assert not check_siren("77554456")


def test_siret() -> None:
    assert check_siret("77220148900022")
    assert not check_siret("77220148900023")
    assert not check_siret("772201489")


def test_la_poste_counts_its_digits() -> None:
    assert check_siret("35600000000048")
    assert check_siret("35600000049837")
    assert not check_siret("35600000049838")
