"""Every chart of the product: typed rows in, a Vega-Lite (or, for `sankey`, Vega) dictionary out.

No word is written here: names, units and descriptions are arguments, already translated. Figures are floats: these are
drawings, exact values stand in the table beside them. Without any figure a function answers None: nothing to draw.
"""

from groupe.kernel.charts.specs.balance import BalanceStep, BalanceWords, balance
from groupe.kernel.charts.specs.compare import Bar, Corners, Place, league, scatter
from groupe.kernel.charts.specs.facts import Measure
from groupe.kernel.charts.specs.flow import FunnelWords, Stage, Step, bridge, funnel
from groupe.kernel.charts.specs.gantt import GanttWords, Task, gantt
from groupe.kernel.charts.specs.over_time import (
    ControlPoint,
    ControlWords,
    ForecastPoint,
    ForecastWords,
    TrendPoint,
    TrendWords,
    control,
    forecast,
    trend,
)
from groupe.kernel.charts.specs.sankey import Link, Node, sankey
from groupe.kernel.charts.specs.strip import Dot, StripWords, strip

__all__ = [
    "BalanceStep",
    "BalanceWords",
    "Bar",
    "ControlPoint",
    "ControlWords",
    "Corners",
    "Dot",
    "ForecastPoint",
    "ForecastWords",
    "FunnelWords",
    "GanttWords",
    "Link",
    "Measure",
    "Node",
    "Place",
    "Stage",
    "Step",
    "StripWords",
    "Task",
    "TrendPoint",
    "TrendWords",
    "balance",
    "bridge",
    "control",
    "forecast",
    "funnel",
    "gantt",
    "league",
    "sankey",
    "scatter",
    "strip",
    "trend",
]
