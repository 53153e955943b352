"""Invented figures of an invented group, one chart after the other."""

import random
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from groupe.kernel.charts import specs
from groupe.kernel.charts.figure import ChartFigure
from groupe.kernel.charts.specs import Measure
from groupe.kernel.charts.theme import Role, Spec
from groupe.kernel.web.formats import month as printed_month

KEUR = Measure("Produits", "k€")
RATE = Measure("Taux d’occupation", "%", ",.1f")
SITES = (
    ("EHPAD", "Les Tilleuls", 96.1),
    ("EHPAD", "Bel-Air", 91.0),
    ("EHPAD", "Sainte-Anne", 93.4),
    ("EHPAD", "Le Verger", 94.8),
    ("EHPAD", "Les Ormes", 88.7),
    ("EHPAD", "La Roseraie", 95.2),
    ("EHPAD", "Beau Soleil", 92.6),
    ("EHPAD", "Le Clos", 97.3),
    ("EHPAD", "Les Acacias", 93.9),
    ("EHPAD", "Val Fleuri", 90.2),
    ("EHPAD", "Les Marronniers", 94.1),
    ("EHPAD", "Saint-Joseph", 95.8),
    ("Handicap", "FAM La Garenne", 86.2),
    ("Handicap", "MAS Les Genêts", 79.3),
    ("Handicap", "ESAT Horizons", 84.0),
    ("Handicap", "SAVS Centre", 89.4),
    ("Handicap", "FAM Les Sources", 91.7),
    ("Handicap", "MAS Le Moulin", 93.0),
    ("Handicap", "ESAT du Lac", 88.1),
    ("Enfance", "IME Jean-Moulin", 94.8),
    ("Enfance", "SESSAD Rive Gauche", 88.6),
    ("Enfance", "MECS Le Phare", 78.2),
    ("Enfance", "ITEP Les Cèdres", 87.5),
    ("Enfance", "IME Les Pins", 92.2),
    ("Enfance", "MECS Clairval", 90.6),
    ("Insertion", "CHRS Passerelle", 95.4),
    ("Insertion", "CADA Nord", 98.2),
    ("Insertion", "CHRS Le Pont", 92.9),
    ("Insertion", "Pension Lumière", 97.0),
)


class Demo(NamedTuple):
    id: str
    width: str  # columns of the page's grid
    title: str
    subtitle: str
    spec: Spec | None
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]

    @property
    def figure(self) -> ChartFigure:
        return ChartFigure(
            id=self.id, title=self.title, subtitle=self.subtitle, spec=self.spec, columns=self.columns, rows=self.rows
        )


def named(rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows of a table whose first cell is a month."""
    return [(printed_month(row[0]), *row[1:]) for row in rows]


def month(number: int, year: int = 2026) -> date:
    return date(year + (number - 1) // 12, (number - 1) % 12 + 1, 1)


def trend(last: int) -> Demo:
    actual = (4142, 4101, 4310, 4248, 4335, 4190, 4075, 4118, 4371, 4322, 4290, 4405)[:last]
    budget = (4180, 4050, 4230, 4190, 4260, 4210, 4120, 4060, 4240, 4300, 4280, 4390)
    before = (4020, 3985, 4100, 4090, 4170, 4130, 4010, 3990, 4105, 4160, 4150, 4240)
    points = [
        specs.TrendPoint(month(n), actual[n - 1] if n <= last else None, budget[n - 1], before[n - 1])
        for n in range(1, 13)
    ]
    words = specs.TrendWords("Réalisé", "Budget", "2025")
    spec = specs.trend(
        points, measure=KEUR, words=words, description="Produits de la tarification, réalisé, budget et 2025, par mois"
    )
    return Demo(
        "trend",
        "c8",
        "Produits de la tarification",
        "Réalisé, budget exécutoire et 2025, k€",
        spec,
        ("Mois", *words),
        named(points),
    )


def bridge() -> Demo:
    steps = [
        specs.Step("Sept. 2025", 36_180, total=True, href="#2025"),
        specs.Step("Entrées", 1_420, href="#entrees"),
        specs.Step("Sorties", -610, href="#sorties"),
        specs.Step("Méthode", 135, href="#methode"),
        specs.Step("Volume", 540, href="#volume"),
        specs.Step("Prix", 395, href="#prix"),
        specs.Step("Mix", -170, href="#mix"),
        specs.Step("Sept. 2026", 37_890, total=True, href="#2026"),
    ]
    spec = specs.bridge(
        steps, measure=KEUR, description="Passage des produits de septembre 2025 à septembre 2026, par cause"
    )
    return Demo(
        "bridge",
        "c7",
        "D’une année à l’autre",
        "Produits cumulés : périmètre, méthode, organique, k€",
        spec,
        ("Étape", "k€"),
        [step[:2] for step in steps],
    )


def funnel() -> Demo:
    stages = [
        specs.Stage(name, count, f"#etape-{number}")
        for number, (name, count) in enumerate(
            (
                ("Demandes reçues", 1284),
                ("Dossiers recevables", 936),
                ("Visites de préadmission", 611),
                ("Admissions prononcées", 402),
                ("Entrées effectives", 367),
            )
        )
    ]
    words = specs.FunnelWords("Des demandes", "De l’étape précédente")
    spec = specs.funnel(
        stages,
        measure=Measure("Dossiers"),
        words=words,
        description="Parcours d’admission : dossiers restants à chaque étape",
    )
    return Demo(
        "funnel",
        "c4",
        "Parcours d’admission",
        "Douze mois glissants, tous pôles",
        spec,
        ("Étape", "Dossiers"),
        [stage[:2] for stage in stages],
    )


def strip() -> Demo:
    dots = [
        specs.Dot(kind, name, value, name in ("Les Tilleuls", "MAS Les Genêts", "MECS Le Phare"), f"#site-{n}")
        for n, (kind, name, value) in enumerate(SITES)
    ]
    words = specs.StripWords("Secteur", "Médiane", "Un quart sous", "Un quart au-dessus de")
    spec = specs.strip(
        dots,
        measure=RATE,
        words=words,
        description="Taux d’occupation de chaque site, par secteur, avec la moitié centrale de chaque secteur",
    )
    return Demo(
        "strip",
        "c5",
        "Où se situent les sites",
        "Taux d’occupation, % ; la bande couvre la moitié centrale",
        spec,
        ("Site", "%"),
        [(dot.name, dot.value) for dot in dots],
    )


def league() -> Demo:
    ranked = sorted(SITES, key=lambda site: -site[2])[:6] + sorted(SITES, key=lambda site: -site[2])[-5:]
    bars = [specs.Bar(name, value, name == "MAS Les Genêts", f"#site-{name}") for _, name, value in ranked]
    spec = specs.league(
        bars, measure=RATE, reference=("Groupe 91,3", 91.3), description="Taux d’occupation, premiers et derniers sites"
    )
    return Demo(
        "league",
        "c5",
        "Premiers et derniers",
        "Taux d’occupation, septembre 2026",
        spec,
        ("Site", "%"),
        [bar[:2] for bar in bars],
    )


def scatter() -> Demo:
    rng = random.Random(11)
    places = [
        specs.Place(
            name,
            round(rng.gauss(67, 9), 1),
            round(min(98.0, max(55.0, rng.gauss(80, 7))), 1),
            rng.randrange(24, 140),
            kind,
            n in (0, 13, 21, 26),
            f"#site-{n}",
        )
        for n, (kind, name, _) in enumerate(SITES)
    ]
    spec = specs.scatter(
        places,
        x=Measure("Coût par journée", "€", ",.0f"),
        y=Measure("Score qualité", "/ 100", ",.0f"),
        size=Measure("Places"),
        groups=(("EHPAD", "teal"), ("Handicap", "green"), ("Enfance", "amber"), ("Insertion", "violet")),
        corners=specs.Corners(
            "Mieux, moins cher", "Mieux, plus cher", "Moins bien, moins cher", "Moins bien, plus cher"
        ),
        description="Score qualité contre coût par journée, un cercle par site",
    )
    return Demo(
        "scatter",
        "c7",
        "Qualité et coût",
        "Taille : places autorisées ; traits : médianes",
        spec,
        ("Site", "€ / jour", "Score", "Places"),
        [place[:4] for place in places],
    )


def control() -> Demo:
    values = (8.9, 9.2, 9.6, 9.1, 8.8, 9.4, 9.9, 9.3, 9.0, 9.5, 9.7, 9.2, 9.6, 9.4, 9.8, 9.3, 9.1, 9.5, 11.6, 10.2, 9.8)
    points = [
        specs.ControlPoint(month(n, 2025), value, 9.4, 8.0, 10.8, value > 10.8)
        for n, value in enumerate(values, start=1)
    ]
    words = specs.ControlWords("Limite haute", "Moyenne", "Limite basse")
    spec = specs.control(
        points,
        measure=Measure("Absentéisme", "%", ",.1f"),
        words=words,
        description="Absentéisme mensuel et limites de contrôle ; un signal en juillet 2026",
    )
    return Demo(
        "control",
        "c5",
        "Absentéisme sous contrôle ?",
        "Carte de contrôle, % des heures",
        spec,
        ("Mois", "%"),
        named([point[:2] for point in points]),
    )


def forecast() -> Demo:
    known = (2010, 1985, 2040, 2075, 2060, 2110, 2090, 2055, 2130, 2150, 2120, 2165, 2140, 2180, 2205)
    points = [specs.ForecastPoint(month(n, 2025), actual=value) for n, value in enumerate(known, start=7)]
    for ahead, value in enumerate((2215, 2228, 2240, 2262, 2270, 2285), start=1):
        wide, narrow = round(58 * ahead**0.6), round(30 * ahead**0.6)
        points.append(
            specs.ForecastPoint(
                month(21 + ahead, 2025), None, value, value - wide, value + wide, value - narrow, value + narrow
            )
        )
    words = specs.ForecastWords("Réalisé", "Prévu", "Bas (95 %)", "Haut (95 %)", "Capacité financée")
    spec = specs.forecast(
        points,
        measure=Measure("Journées", "", ",.0f"),
        words=words,
        target=2300,
        description="Journées réalisées et prévues, avec leurs intervalles à 80 et 95 %",
    )
    return Demo(
        "forecast",
        "c7",
        "Journées à venir",
        "Prévision à six mois, intervalles à 80 et 95 %",
        spec,
        ("Mois", "Réalisé", "Prévu"),
        named([point[:3] for point in points]),
    )


def balance() -> Demo:
    levels = (180, 120, 95, 40, -25, -60, -48, -12, 15, -8, 30, 62, 90)
    steps = [specs.BalanceStep(f"S{n}", level, 60, 60) for n, level in enumerate(levels, start=1)]
    spec = specs.balance(
        steps,
        measure=KEUR,
        words=specs.BalanceWords("Solde", "Encaissements", "Décaissements", "Semaine"),
        description="Trésorerie à la fin de chaque semaine",
    )
    return Demo(
        "balance", "c6", "Trésorerie à treize semaines", "", spec, ("Semaine", "Solde"),
        [(step.name, step.balance) for step in steps],
    )  # fmt: skip


def gantt() -> Demo:
    tasks = [
        specs.Task(
            "Jugement de cession", date(2026, 6, 8), date(2026, 7, 10), "done", 1, date(2026, 7, 10), "#jugement"
        ),
        specs.Task(
            "Transfert d’autorisation",
            date(2026, 6, 22),
            date(2026, 10, 20),
            "late",
            0.55,
            date(2026, 10, 20),
            "#autorisation",
        ),
        specs.Task("Reprise des contrats", date(2026, 7, 10), date(2026, 9, 4), "done", 1),
        specs.Task("Paie et SI", date(2026, 7, 20), date(2026, 11, 6), "running", 0.6, date(2026, 11, 2), "#paie"),
        specs.Task("Plan qualité 100 jours", date(2026, 8, 3), date(2026, 11, 11), "running", 0.5, None, "#qualite"),
        specs.Task(
            "Travaux de sécurité", date(2026, 10, 12), date(2027, 1, 29), "planned", 0, date(2027, 1, 29), "#travaux"
        ),
    ]
    words = specs.GanttWords("Début", "Fin", "Avancement", "30 sept.")
    spec = specs.gantt(
        tasks,
        today=date(2026, 9, 30),
        words=words,
        description="Plan de reprise : tâches, avancement et jalons au 30 septembre 2026",
    )
    return Demo(
        "gantt",
        "c12",
        "Plan de reprise",
        "MAS Les Genêts ; losange : jalon",
        spec,
        ("Tâche", "Début", "Fin"),
        [task[:3] for task in tasks],
    )


def sankey() -> Demo:
    pools = ("Ressources humaines", "Formation", "Qualité", "Sécurité", "Transport", "Communication")
    sectors: tuple[tuple[str, str, Role], ...] = (
        ("pa", "Personnes âgées", "teal"),
        ("ph", "Handicap", "green"),
        ("pe", "Enfance", "amber"),
        ("pi", "Insertion", "violet"),
    )
    sites = (
        ("pa", "EHPAD Les Tilleuls", 640),
        ("pa", "EHPAD Bel-Air", 520),
        ("pa", "Autres EHPAD", 1180),
        ("ph", "MAS Les Genêts", 460),
        ("ph", "Autres handicap", 790),
        ("pe", "IME Jean-Moulin", 410),
        ("pe", "MECS Le Phare", 330),
        ("pi", "CHRS et CADA", 470),
    )
    totals = {key: sum(cost for sector, _, cost in sites if sector == key) for key, _, _ in sectors}
    shares = (0.34, 0.14, 0.17, 0.12, 0.15, 0.08)
    nodes = [specs.Node(pool, pool, 0) for pool in pools]
    nodes += [specs.Node(key, name, 1, role, f"#{key}") for key, name, role in sectors]
    roles = {key: role for key, _, role in sectors}
    nodes += [specs.Node(name, name, 2, roles[sector], f"#{name}") for sector, name, _ in sites]
    links = [
        specs.Link(pool, key, round(total * share, 1))
        for pool, share in zip(pools, shares, strict=True)
        for key, total in totals.items()
    ]
    links += [specs.Link(sector, name, cost) for sector, name, cost in sites]
    spec = specs.sankey(
        nodes,
        links,
        measure=Measure("Coût", "k€"),
        description="Coûts mutualisés : des départements aux secteurs, puis aux sites",
    )
    return Demo(
        "sankey",
        "c7",
        "Où vont les coûts mutualisés",
        "Des départements supports aux secteurs et aux sites, k€",
        spec,
        ("De", "Vers", "k€"),
        links,
    )


def all_charts(last: int = 9) -> list[Demo]:
    """Every chart; `last` is the last month of actual figures."""
    return [
        trend(last),
        funnel(),
        bridge(),
        league(),
        scatter(),
        strip(),
        forecast(),
        control(),
        balance(),
        gantt(),
        sankey(),
    ]
