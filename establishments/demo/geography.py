"""Where the demo group works: ten departments, five territories below two regions."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Commune:
    insee: str
    name: str
    postcode: str
    longitude: float
    latitude: float

    @property
    def department(self) -> str:
        return self.insee[:2]


COMMUNES = tuple(
    Commune(*row)
    for row in (
        ("69123", "Lyon", "69003", 4.8354, 45.7577),
        ("69266", "Villeurbanne", "69100", 4.8797, 45.7663),
        ("69259", "Vénissieux", "69200", 4.8853, 45.6968),
        ("69264", "Villefranche-sur-Saône", "69400", 4.7156, 45.9876),
        ("69243", "Tarare", "69170", 4.4335, 45.8950),
        ("69091", "Givors", "69700", 4.7739, 45.5826),
        ("42218", "Saint-Étienne", "42000", 4.3875, 45.4396),
        ("42187", "Roanne", "42300", 4.0734, 46.0348),
        ("42147", "Montbrison", "42600", 4.0630, 45.6074),
        ("42207", "Saint-Chamond", "42400", 4.5125, 45.4767),
        ("42095", "Firminy", "42700", 4.2873, 45.3883),
        ("01053", "Bourg-en-Bresse", "01000", 5.2252, 46.2051),
        ("01283", "Oyonnax", "01100", 5.6558, 46.2575),
        ("01004", "Ambérieu-en-Bugey", "01500", 5.3589, 45.9581),
        ("01034", "Belley", "01300", 5.6863, 45.7609),
        ("01244", "Meximieux", "01800", 5.1962, 45.9053),
        ("07186", "Privas", "07000", 4.5989, 44.7353),
        ("07010", "Annonay", "07100", 4.6676, 45.2402),
        ("07019", "Aubenas", "07200", 4.3900, 44.6209),
        ("07324", "Tournon-sur-Rhône", "07300", 4.8323, 45.0680),
        ("26362", "Valence", "26000", 4.8921, 44.9332),
        ("26198", "Montélimar", "26200", 4.7493, 44.5573),
        ("26281", "Romans-sur-Isère", "26100", 5.0523, 45.0442),
        ("26108", "Crest", "26400", 5.0238, 44.7288),
        ("26113", "Die", "26150", 5.3688, 44.7528),
        ("38185", "Grenoble", "38000", 5.7363, 45.1866),
        ("38544", "Vienne", "38200", 4.8752, 45.5256),
        ("38563", "Voiron", "38500", 5.5921, 45.3630),
        ("38053", "Bourgoin-Jallieu", "38300", 5.2764, 45.5938),
        ("38269", "La Mure", "38350", 5.7847, 44.9066),
        ("73065", "Chambéry", "73000", 5.9206, 45.5666),
        ("73008", "Aix-les-Bains", "73100", 5.9157, 45.6884),
        ("73011", "Albertville", "73200", 6.3923, 45.6732),
        ("73248", "Saint-Jean-de-Maurienne", "73300", 6.3446, 45.2767),
        ("74010", "Annecy", "74000", 6.1229, 45.9055),
        ("74012", "Annemasse", "74100", 6.2341, 46.1929),
        ("74281", "Thonon-les-Bains", "74200", 6.4782, 46.3732),
        ("74081", "Cluses", "74300", 6.5803, 46.0601),
        ("71270", "Mâcon", "71000", 4.8322, 46.3069),
        ("71076", "Chalon-sur-Saône", "71100", 4.8537, 46.7806),
        ("71153", "Le Creusot", "71200", 4.4361, 46.8010),
        ("71014", "Autun", "71400", 4.2986, 46.9511),
        ("21231", "Dijon", "21000", 5.0415, 47.3220),
        ("21054", "Beaune", "21200", 4.8390, 47.0260),
        ("21425", "Montbard", "21500", 4.3370, 47.6230),
        ("21154", "Châtillon-sur-Seine", "21400", 4.5740, 47.8580),
    )
)
LYON = COMMUNES[0]
# The metropolis of Lyon took over the department's powers on its own ground (CGCT, L3641-2).
METROPOLIS = frozenset({"69123", "69266", "69259", "69091"})

DEPARTMENTS = {
    "01": "Ain",
    "07": "Ardèche",
    "21": "Côte-d'Or",
    "26": "Drôme",
    "38": "Isère",
    "42": "Loire",
    "69": "Rhône",
    "71": "Saône-et-Loire",
    "73": "Savoie",
    "74": "Haute-Savoie",
}


@dataclass(frozen=True)
class Area:
    """A territory of the demo group and the departments that it covers."""

    code: str
    name: str
    parent: str | None
    departments: tuple[str, ...] = ()


AREAS = (
    Area("rhone-alpes", "Rhône-Alpes", None),
    Area("bourgogne", "Bourgogne", None),
    Area("lyon-loire", "Lyon et Loire", "rhone-alpes", ("69", "42")),
    Area("ain-savoies", "Ain et Savoies", "rhone-alpes", ("01", "73", "74")),
    Area("isere", "Isère", "rhone-alpes", ("38",)),
    Area("drome-ardeche", "Drôme et Ardèche", "rhone-alpes", ("07", "26")),
    Area("bourgogne-sud", "Bourgogne du Sud", "bourgogne", ("71", "21")),
)
AREA_OF = {department: area.code for area in AREAS for department in area.departments}
REGION_OF = {department: "bfc" if department in {"21", "71"} else "ara" for department in DEPARTMENTS}
