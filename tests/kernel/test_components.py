"""What components say of what they are given."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation

from groupe.kernel.web.components import Change, EntryRow, Kpi, Progress
from groupe.kernel.web.formats import compact_euros


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    with translation.override("fr"):
        yield


def drawn(source: str, **context: Any) -> str:
    return Template("{% load groupe %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("value", "better", "tone", "arrow"),
    [
        (Decimal("1.2"), "up", "ok", "arrow-up-right"),
        (Decimal("1.2"), "down", "bad", "arrow-up-right"),
        (Decimal("-1.2"), "up", "bad", "arrow-down-right"),
        (Decimal("-1.2"), "down", "ok", "arrow-down-right"),
        (Decimal("-1.2"), "none", "", "arrow-down-right"),
        (Decimal("0.04"), "up", "", "minus"),
        (None, "up", "", "minus"),
    ],
)
def test_change_is_good_or_bad_news(value: Decimal | None, better: Any, tone: str, arrow: str) -> None:
    change = Change(value=value, better=better)
    assert (change.tone, change.arrow) == (tone, arrow)


def test_change_prints_sign_and_unit() -> None:
    assert Change(value=Fraction(-31, 10), unit="pt").text == "\u22123,1\u00a0pt"
    assert Change(value=None, unit="pt").text == "–"


def test_kpi_without_figure_has_no_unit() -> None:
    assert Kpi(label="x", value=None, unit="%").figure == ("–", "")
    assert Kpi(label="x", value=Fraction(943, 10), unit="%", digits=1).figure == ("94,3", "%")
    assert Kpi(label="x", value=compact_euros(37_890_412)).figure == ("37,9", "M€")


def test_sparkline_tells_its_ends() -> None:
    assert 'aria-label="Taux\u00a0: de 1 à 3"' in drawn("{% sparkline values 'Taux' %}", values=[1, None, 3])
    assert drawn("{% sparkline values 'Taux' %}", values=[1, None]).strip() == ""


def test_words_of_people_are_escaped() -> None:
    assert "<b>" not in drawn("{% card title %}x{% endcard %}{% tag title %}{% empty_state title %}", title="<b>")


def test_content_of_a_card_is_kept() -> None:
    assert "<em>x</em>" in drawn("{% card 'T' span=8 %}<em>x</em>{% endcard %}")


@pytest.mark.parametrize(("faults", "warnings", "state"), [((), (), ""), ((), ("w",), "warn"), (("f",), ("w",), "err")])
def test_entry_row_says_its_worst(faults: tuple[str, ...], warnings: tuple[str, ...], state: str) -> None:
    row = EntryRow(name="J_HP", label="Journées", help="aide", faults=faults, warnings=warnings)
    assert row.state == state
    assert row.described_by == "J_HP-m J_HP-h"


@pytest.mark.parametrize(("state", "asks"), [("waiting", True), ("running", True), ("done", False), ("failed", False)])
def test_panel_asks_again_only_while_work_runs(state: Any, asks: bool) -> None:
    panel = drawn("{% progress_panel job %}", job=Progress(id="job", label="x", state=state, url="/job/"))
    assert ('hx-get="/job/"' in panel) == asks


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Claire Moreau", "CM"), ("a.roux@example.org", "AR"), ("Jean-Paul de la Tour", "JT"), ("x", "X")],
)
def test_initials(name: str, letters: str) -> None:
    assert drawn("{% initials name %}", name=name) == letters
