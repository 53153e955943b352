"""Charts along months: trend, control chart, forecast."""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from groupe.kernel.charts.specs.facts import Measure
from groupe.kernel.charts.specs.lines import band, crosshair, ends, known, last_points, level, line, points
from groupe.kernel.charts.specs.parts import chart, value_axis
from groupe.kernel.charts.theme import Role, Spec, color

DASHED: Final = [6, 5]
HEADROOM: Final = 0.15  # for the name and value above a line that stops before the last month


class TrendPoint(NamedTuple):
    month: date
    actual: float | None = None
    budget: float | None = None
    last_year: float | None = None


class TrendWords(NamedTuple):
    actual: str
    budget: str
    last_year: str


def trend(
    rows: Sequence[TrendPoint], *, measure: Measure, words: TrendWords, description: str, height: int = 260
) -> Spec | None:
    """Actual against budget and last year: each line carries its name, each month tells its figures."""
    values = known(value for row in rows for value in row[1:])
    if not values:
        return None
    y = value_axis(min(values), max(values), measure=measure, headroom=HEADROOM)
    data = [row._asdict() | {"month": row.month.isoformat()} for row in rows]
    looks: dict[str, Spec] = {
        "actual": {"stroke": color("brand")},
        "budget": {"stroke": color("strong"), "strokeWidth": 2, "strokeDash": DASHED},
        "last_year": {"stroke": color("strong"), "strokeWidth": 1.5, "opacity": 0.55},
    }
    named = {field: word for field, word in words._asdict().items() if any(row[field] is not None for row in data)}
    roles: dict[str, Role] = {field: "brand" if field == "actual" else "strong" for field in named}
    return chart(
        *(line(field, y, **looks[field]) for field in reversed(named)),
        *ends(data, named, y, measure=measure, valued=["actual"], height=height),
        *last_points(data, named.keys() & {"actual"}, y),
        *crosshair(roles, y, *(measure.fact(field, word) for field, word in named.items())),
        rows=data,
        description=description,
        height=height,
    )


class ControlPoint(NamedTuple):
    month: date
    value: float
    centre: float
    lower: float
    upper: float
    signal: bool = False  # out of limits, or a run: the caller applies the rules


class ControlWords(NamedTuple):
    upper: str
    centre: str
    lower: str


def control(
    rows: Sequence[ControlPoint], *, measure: Measure, words: ControlWords, description: str, height: int = 220
) -> Spec | None:
    """A control chart: what the process does by itself stays in the band, signals are large and red."""
    if not rows:
        return None
    values = [value for row in rows for value in row[1:5]]
    y = value_axis(min(values), max(values), measure=measure)
    data = [row._asdict() | {"month": row.month.isoformat()} for row in rows]
    limits = words._asdict()
    step = {"interpolate": "step", "strokeWidth": 1.5, "stroke": color("strong")}
    return chart(
        band("lower", "upper", y, opacity=0.08, interpolate="step"),
        *(line(field, y, strokeDash=[1, 0] if field == "centre" else [4, 4], **step) for field in limits),
        line("value", y, stroke=color("brand"), strokeWidth=2, interpolate="linear"),
        points("value", y, "brand", where="!datum.signal", size=36),
        points("value", y, "bad", where="datum.signal", size=130, shape="diamond"),
        *ends(data, limits, y, measure=measure, valued=list(limits), height=height),
        *crosshair({}, y, measure.fact("value"), *(measure.fact(field, word) for field, word in limits.items())),
        rows=data,
        description=description,
        height=height,
    )


class ForecastPoint(NamedTuple):
    month: date
    actual: float | None = None
    expected: float | None = None
    low: float | None = None  # wide interval
    high: float | None = None
    likely_low: float | None = None  # narrow interval
    likely_high: float | None = None


class ForecastWords(NamedTuple):
    actual: str
    expected: str
    low: str
    high: str
    target: str


def forecast(
    rows: Sequence[ForecastPoint],
    *,
    measure: Measure,
    words: ForecastWords,
    description: str,
    target: float | None = None,
    height: int = 260,
) -> Spec | None:
    """What happened, what is expected, and how sure that is: two nested bands that open at the last actual month."""
    if all(row.actual is None for row in rows) or all(row.expected is None for row in rows):
        return None
    values = known([value for row in rows for value in row[1:]] + [target])
    y = value_axis(min(values), max(values), measure=measure, headroom=HEADROOM)
    data = [row._asdict() | {"month": row.month.isoformat()} for row in _joined(rows)]
    lines = {"actual": words.actual, "expected": words.expected}
    spoken = lines | {"low": words.low, "high": words.high}
    return chart(
        band("low", "high", y, opacity=0.12, interpolate="monotone"),
        band("likely_low", "likely_high", y, opacity=0.18, interpolate="monotone"),
        line("expected", y, stroke=color("brand"), strokeWidth=2, strokeDash=[2, 5]),
        line("actual", y, stroke=color("brand")),
        *(level(target, words.target, y) if target is not None else []),
        *ends(data, lines, y, measure=measure, valued=list(lines), height=height),
        *last_points(data, lines, y),
        *crosshair(dict.fromkeys(lines, "brand"), y, *(measure.fact(field, word) for field, word in spoken.items())),
        rows=data,
        description=description,
        height=height,
    )


def _joined(rows: Sequence[ForecastPoint]) -> list[ForecastPoint]:
    """The expected line and its bands start at the last actual month, so that the drawing has no hole."""
    last = max(index for index, row in enumerate(rows) if row.actual is not None)
    value = rows[last].actual
    start = rows[last]._replace(expected=value, low=value, high=value, likely_low=value, likely_high=value)
    return [*rows[:last], start, *rows[last + 1 :]]
