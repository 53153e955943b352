"""A chart as it stands in a page, and the script that draws it."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.translation import gettext_lazy

from groupe.kernel.charts import bundle
from groupe.kernel.charts.figure import ChartFigure, plain


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    with translation.override("fr"):
        yield


def drawn(**more: object) -> str:
    given = {"id": "c", "title": "T", "spec": {"height": 200, "data": [Decimal("1.5")]}, "columns": ("a", "b")}
    figure = ChartFigure(**{**given, **more})  # type: ignore[arg-type]
    return Template("{% load groupe %}{% chart figure %}").render(Context({"figure": figure}))


def test_spec_travels_as_data() -> None:
    page = drawn(title="</script>")
    assert '<script type="application/json">{"height": 200, "data": [1.5]}</script>' in page
    assert 'height="244"' in page
    assert "&lt;/script&gt;" in page


def test_table_prints_the_figures() -> None:
    page = drawn(rows=[("sept.", Fraction(9, 2)), ("oct.", None), ("nov.", 12_000), ("déc.", "12 %")])
    for cell in ("4,5", "–", "12\u202f000", "12 %"):
        assert f'<td class="num">{cell}</td>' in page


def test_nothing_to_draw() -> None:
    page = drawn(spec=None)
    assert "Aucun chiffre pour ce choix." in page
    assert "data-chart" not in page


def test_lazy_words_become_text() -> None:
    assert plain({"title": gettext_lazy("Close"), "value": Fraction(1, 4)}) == {"title": "Fermer", "value": 0.25}


def test_bundle_is_written_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "vega_module", lambda: "export {};")
    target = tmp_path / "vendor" / "vega.js"
    assert bundle.write_bundle(target)
    assert not bundle.write_bundle(target)
    assert bundle.write_bundle(target, force=True)
    target.write_text("// vl-convert-python 0.0\n")
    assert bundle.write_bundle(target)
