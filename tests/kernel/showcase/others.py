"""A chart without figures, and invented places, department by department."""

import random

from groupe.kernel.charts import specs
from groupe.kernel.charts.department_map import DepartmentMap, department_map
from tests.kernel.showcase.charts import KEUR, Demo, month


def places() -> DepartmentMap:
    rng = random.Random(3)
    center = "03 15 18 36 37 41 45 58 63 28 43 89 21 71 73 74 01 07 26 38 39 42 69 25"
    elsewhere = "2A 13 30 33 34 35 40 44 49 75 77 78 84 91 92 93 94 95 972 974"
    sizes = (42, 85, 120, 160, 210, 260, 340, 480, 620)
    return department_map(
        {code: rng.choice(sizes) for code in f"{center} {elsewhere}".split()},
        title="Implantation",
        subtitle="Places autorisées par département",
        bounds=(100, 200, 300, 450),
        printed=lambda figure: f"{figure:.0f} places",
        nothing="aucune place",
    )


def empty() -> Demo:
    words = specs.TrendWords("Réalisé", "Budget", "2025")
    spec = specs.trend([specs.TrendPoint(month(1))], measure=KEUR, words=words, description="")
    return Demo("empty", "c12", "Sans chiffres", "", spec, ("Mois", *words), [])
