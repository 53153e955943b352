"""Charts: Vega-Lite specs built in Python, drawn in the page and in the PDF.

from groupe.kernel.charts import specs
from groupe.kernel.charts.figure import ChartFigure  # views; `{% chart figure %}` in the template
from groupe.kernel.charts.department_map import department_map  # `{% department_map drawn %}`
from groupe.kernel.charts.static_svg import static_svg  # PDF; imports the renderer
"""
