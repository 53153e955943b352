"""The specs as data, and as SVG for print."""

import json
import re
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from groupe import kernel
from groupe.kernel.charts.locales import Language
from groupe.kernel.charts.specs import (
    Bar,
    Dot,
    FunnelWords,
    Link,
    Measure,
    Node,
    Stage,
    Step,
    StripWords,
    TrendPoint,
    TrendWords,
    bridge,
    funnel,
    league,
    sankey,
    strip,
    trend,
)
from groupe.kernel.charts.specs.facts import quoted
from groupe.kernel.charts.specs.lines import spread
from groupe.kernel.charts.specs.parts import ticks
from groupe.kernel.charts.static_svg import static_svg
from groupe.kernel.charts.theme import PALETTE, Role, Spec, style_sheet
from tests.kernel.showcase.charts import Demo, all_charts

STATIC = Path(kernel.__file__).parent / "static" / "kernel"
CHARTS = pytest.mark.parametrize("chart", all_charts(), ids=lambda chart: str(chart.id))


@pytest.mark.parametrize(
    ("role", "token"),
    [
        ("ink", "ink"),
        ("muted", "ink-2"),
        ("line", "line"),
        ("strong", "line-strong"),
        ("surface", "surface"),
        ("brand", "brand"),
        ("warn", "warn"),
    ],
)
def test_palette_is_that_of_the_pages(role: Role, token: str) -> None:
    declared = re.search(rf"--{token}: light-dark\((#\w+), (#\w+)\)", (STATIC / "app.css").read_text())
    assert declared is not None
    assert PALETTE[role] == declared.groups()


def test_style_sheet_is_up_to_date() -> None:
    assert (STATIC / "palette.css").read_text().endswith(style_sheet())


def test_palette_has_every_role() -> None:
    assert set(PALETTE) == set(get_args(Role))


def contrast(color: str, ground: str) -> float:
    """The contrast ratio of WCAG 2."""
    bright, dim = sorted((luminance(color), luminance(ground)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def luminance(color: str) -> float:
    channels = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("roles", "least"),
    [
        (("ink", "muted", "warn"), 4.5),  # words
        (("brand", "strong", "good", "bad", "teal", "green", "amber", "violet", "coral", "blue", "q3"), 3),  # marks
    ],
)
def test_colours_stand_out(roles: tuple[Role, ...], least: float) -> None:
    pairs = [(role, scheme) for role in roles for scheme in (0, 1)]
    weak = {pair: contrast(PALETTE[pair[0]][pair[1]], PALETTE["surface"][pair[1]]) for pair in pairs}
    assert {pair: round(ratio, 2) for pair, ratio in weak.items() if ratio < least} == {}


@CHARTS
def test_colours_come_from_the_palette(chart: Demo) -> None:
    spec = json.dumps(chart.spec)
    assert set(re.findall(r"var\(--chart-(\w+)\)", spec)) <= set(PALETTE)
    assert not re.search(r"#[0-9a-fA-F]{6}", spec)


@CHARTS
def test_prints_without_style_sheet(chart: Demo) -> None:
    svg = static_svg(chart.spec, width=640, language="fr")
    assert "var(" not in svg
    assert "Source Sans Pro" in svg
    assert 'width="640"' in svg
    assert not re.search(r">[^<]*(null|undefined|NaN)[^<]*<", svg)


@pytest.mark.parametrize(
    ("language", "words"), [("fr", {"févr.", "4\u202f371\u00a0k€"}), ("en", {"Feb", "4,371\u00a0k€"})]
)
def test_prints_in_the_language_of_the_reader(language: Language, words: set[str]) -> None:
    svg = static_svg(all_charts()[0].spec, width=640, language=language)
    assert words <= set(re.findall(r">([^<]+)<", svg))


def test_bridge_lands_on_the_total_it_is_given() -> None:
    steps = [Step("a", 100, total=True), Step("b", 30), Step("c", -90), Step("d", 40, total=True)]
    rows = bridge(steps, measure=Measure("m"), description="")["data"]["values"]
    assert [(row["start"], row["end"]) for row in rows] == [(0, 100), (100, 130), (130, 40), (0, 40)]


def test_bridge_starts_above_zero_only_where_effects_are_small() -> None:
    small = [Step("a", 1000, total=True), Step("b", 30), Step("c", 1030, total=True)]
    large = [Step("a", 100, total=True), Step("b", -90), Step("c", 10, total=True)]
    crossing = [Step("a", 100, total=True), Step("b", -150), Step("c", -50, total=True)]
    lowest = [
        bridge(steps, measure=Measure("m"), description="")["data"]["values"][0]["start"]
        for steps in (small, large, crossing)
    ]
    assert lowest[0] > 0
    assert lowest[1:] == [0, 0]


def test_sankey_shares_heights_in_proportion() -> None:
    nodes = [Node("a", "A", 0), Node("b", "B", 0), Node("c", "C", 1, "teal")]
    spec = sankey(
        nodes, [Link("a", "c", 1), Link("b", "c", 3)], measure=Measure("m"), description="", height=100, gap=20
    )
    boxes = {box["key"]: box for box in spec["data"][0]["values"]}
    heights = {key: box["bottom"] - box["top"] for key, box in boxes.items()}
    assert heights == pytest.approx({"a": 20, "b": 60, "c": 80})
    assert boxes["b"]["top"] - boxes["a"]["bottom"] == pytest.approx(20)
    assert {ribbon["stroke"] for ribbon in spec["data"][1]["values"]} == {"var(--chart-teal)"}


def test_spread_keeps_the_gap_and_the_order() -> None:
    assert spread([5, 5, 5], 2) == [3, 5, 7]
    assert spread([1, 10], 2) == [1, 10]


@pytest.mark.parametrize(("lo", "hi"), [(0, 1), (4051, 4371), (-3, 12), (0.02, 0.021), (7, 7)])
def test_ticks_are_few_and_inside(lo: float, hi: float) -> None:
    at = ticks(lo, hi)
    assert 1 <= len(at) <= 6
    assert at[0] <= lo
    assert at[-1] <= hi


def test_words_with_quotes_stay_words() -> None:
    assert quoted('l\'aide "à domicile"') == '"l\'aide \\"à domicile\\""'


def svg_of(spec: Spec) -> str:
    return static_svg(spec, width=640, language="fr")


def test_bridge_below_zero_shows_zero() -> None:
    steps = [Step("a", -100, total=True), Step("b", 20), Step("c", -80, total=True)]
    spec = bridge(steps, measure=Measure("m"), description="")
    assert spec["layer"][1]["encoding"]["y"]["scale"]["domain"] == [-100, 0]


def test_two_sites_of_one_name_are_two_bars() -> None:
    spec = league([Bar("Les Tilleuls", 3), Bar("Les Tilleuls", 2)], measure=Measure("m"), description="")
    assert svg_of(spec).count(">Les Tilleuls<") == 2


def test_trend_before_the_first_actual_month() -> None:
    rows = [TrendPoint(date(2026, month, 1), budget=100 + month) for month in (1, 2, 3)]
    words = TrendWords("Réalisé", "Budget", "2025")
    svg = svg_of(trend(rows, measure=Measure("m"), words=words, description=""))
    assert ">Budget<" in svg
    assert ">Réalisé<" not in svg


def test_sankey_leaves_out_what_does_not_flow() -> None:
    nodes = [Node("a", "A", 0), Node("idle", "Idle", 0), Node("c", "C", 1)]
    spec = sankey(nodes, [Link("a", "c", 2), Link("a", "c", 2)], measure=Measure("m"), description="", height=100)
    assert [box["key"] for box in spec["data"][0]["values"]] == ["a", "c"]
    assert [(ribbon["y0"], ribbon["thick"]) for ribbon in spec["data"][1]["values"]] == [(25, 50), (75, 50)]


def test_funnel_nobody_entered() -> None:
    words = FunnelWords("of first", "of previous")
    svg = svg_of(funnel([Stage("a", 0), Stage("b", 0)], measure=Measure("m"), words=words, description=""))
    assert "NaN" not in svg


def test_a_strip_takes_the_quartiles_of_more_than_its_dots() -> None:
    words = StripWords("Kind", "Median", "Below", "Above")
    dots = [Dot("EHPAD", "A", 90.0, highlight=True)]
    spec = strip(
        dots, measure=Measure("Rate", "%"), words=words, description="", quartiles={"EHPAD": (80.0, 85.0, 88.0)}
    )
    assert spec is not None
    box = spec["layer"][0]["data"]["values"][0]
    assert (box["low"], box["median"], box["high"]) == (80.0, 85.0, 88.0)
