"""The grammar takes what formulas need, and nothing else."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from establishments.catalogue.formula import Bin, Call, FormulaError, Num, Ref, codes_of, parse, parse_condition


def test_a_formula_becomes_a_tree() -> None:
    assert parse("1.15 * OPEN(CAP_AJ, JO_AJ)") == Bin(
        "*", Num(Fraction("1.15")), Call("OPEN", (Ref("CAP_AJ"), Ref("JO_AJ")))
    )


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')", "a.b", "a[0]", "lambda: 1", "1 if a else 2", "MAX(a, b)", "LAST(a, b)", "a ** 2", "a +", "",
        "DAYS(a + b)", "'text'", "True", "f(x=1)", "[a]",
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(FormulaError, match="column"):
        parse(text)


def test_codes_leave_out_parameters_and_days() -> None:
    assert codes_of(parse("KM * PARAM(fe_km) + ETP_REEL * JM")) == {"KM", "ETP_REEL"}


def test_conditions() -> None:
    assert codes_of(parse_condition("a <= b and not c > 0 or d == 1")) == {"a", "b", "c", "d"}
    with pytest.raises(FormulaError):
        parse_condition("a + b")


@given(st.text(max_size=40))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        parse(text)
    except FormulaError as error:
        assert "column" in str(error)
