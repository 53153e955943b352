"""What sites of each sector did in the month."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from establishments.demo.calendars import Ints
from establishments.demo.context import Array, Context
from establishments.demo.people import make_days

GIR_SHARES = (0.13, 0.37, 0.19, 0.22, 0.06, 0.03)
SESSIONS = {"sessad": 9.0, "camsp_cmpp": 1.7, "savs_samsah": 6.0}


def occupied(ctx: Context, measure: str, openings: Array | None = None, factor: float = 1.0) -> Ints:
    """Whole days used of the places of a measure: never more than there are."""
    available = ctx.frame.place_days(measure) if openings is None else ctx.frame.mean_places(measure) * openings
    share = np.clip(ctx.latent.occupancy * factor * ctx.noise(0.004), 0, 0.999)
    return np.floor(share * available).astype(np.int64)


def ehpad(ctx: Context) -> None:
    v = ctx.values
    beds = ctx.frame.place_days("CAP_HP")
    present = occupied(ctx, "CAP_HP", factor=0.996)
    v["J_ABS72"] = np.minimum(ctx.part_of(present, 0.004), beds - present)
    v["J_HP"] = present
    v["J_ABSL"] = ctx.part_of(present, 0.011)
    v["J_HT"] = occupied(ctx, "CAP_HT", factor=0.82)
    day_care(ctx)
    residents = ctx.persons
    shares = np.array(GIR_SHARES) * ctx.rng.dirichlet(np.array(GIR_SHARES) * 90, len(ctx.sites)).clip(0.005)
    shares = shares / shares.sum(axis=1, keepdims=True)
    by_gir = ctx.rng.multinomial(residents, shares[:, None, :] * np.ones((*ctx.shape, 6)))
    v |= {f"GIR{number + 1}": by_gir[..., number] for number in range(6)}
    census = (ctx.grid.numbers == 5) | (np.arange(ctx.shape[1]) % 24 == 13)
    ctx.only_in("RES_PMP", residents, np.broadcast_to(census, ctx.shape))
    ctx.only_in("PTS_PMP", np.round(residents * 205 * ctx.noise(0.04), 2), np.broadcast_to(census, ctx.shape))
    v["RES_ASH"] = ctx.part_of(residents, 0.17)
    days = v["J_HP"] + v["J_HT"]
    v["CHUTE"] = ctx.poisson(days * (0.0085 - 0.0035 * ctx.latent.health))
    v["CHUTE_G"] = ctx.part_of(v["CHUTE"], 0.08)
    v["ESC"] = ctx.poisson(days * 0.0004)
    v["CONT"] = ctx.part_of(residents, 0.05)
    v["HOSP"] = ctx.poisson(days * (0.0028 - 0.0009 * ctx.latent.health))
    make_days(ctx, "J_HP", "J_HT", "J_AJ")


def day_care(ctx: Context) -> None:
    """Day-care places are used on weekdays, by half days."""
    v = ctx.values
    v["JO_AJ"] = ctx.weekdays
    v["J_AJ"] = np.floor(2 * 0.78 * ctx.latent.activity.clip(0, 1.2) * ctx.frame.mean_places("CAP_AJ") * v["JO_AJ"]) / 2


def accueil_jour(ctx: Context) -> None:
    day_care(ctx)
    v, upto = ctx.values, np.floor(np.cumsum((0, *GIR_SHARES)) * ctx.persons[..., None] + 1e-6).astype(np.int64)
    v |= {f"GIR{number + 1}": upto[..., number + 1] - upto[..., number] for number in range(6)}
    v["CHUTE"] = np.floor(v["J_AJ"] * 0.003)
    v["CHUTE_G"] = np.zeros(ctx.shape)
    make_days(ctx, "J_AJ")


def residence_autonomie(ctx: Context) -> None:
    ctx.values["J_LOG"] = occupied(ctx, "LOG")
    make_days(ctx, "J_LOG")


def institution(ctx: Context) -> None:
    """Boarding, half-board and day places of disability institutions."""
    v = ctx.values
    modes = {"INT": ctx.frame.open, "SI": ctx.frame.open, "EXT": np.minimum(ctx.weekdays, ctx.frame.open)}
    used = [mode for mode in modes if f"CAP_{mode}" in ctx.profile.split]
    for mode in used:
        v[f"JO_{mode}"] = modes[mode]
        v[f"J_{mode}"] = occupied(ctx, f"CAP_{mode}", modes[mode])
    v["DEROG"] = ctx.part_of(ctx.persons, 0.015)
    if ctx.kind in {"ime", "itep"}:
        v["CRETON"] = ctx.part_of(ctx.persons, 0.07 if ctx.kind == "ime" else 0)
        v["SCOL"] = ctx.part_of(ctx.persons, 0.32)
    make_days(ctx, *(f"J_{mode}" for mode in used))


def sessions(ctx: Context) -> None:
    v = ctx.values
    v["ACT_PRE"] = np.rint(ctx.persons * SESSIONS[ctx.kind] * ctx.frame.open / 20.5 * ctx.noise(0.02)).astype(np.int64)
    v["ACT_REA"] = ctx.part_of(v["ACT_PRE"], 0.83 + 0.1 * ctx.latent.health)
    if ctx.kind == "sessad":
        v["SCOL"] = ctx.part_of(ctx.persons, 0.8)
    v["DEROG"] = ctx.part_of(ctx.persons, 0.01)


def esat(ctx: Context) -> None:
    v = ctx.values
    v["TH_FIN"] = ctx.persons
    v["TH_ETP"] = np.round(ctx.persons * 0.93 * ctx.noise(0.005), 2)
    v["TH_SOR"] = np.minimum(ctx.poisson(ctx.persons * 0.0015 * ctx.part), v["ACC_SOR"])
    v["J_REA"] = occupied(ctx, "CAP_FIN", ctx.frame.open)
    v["J_FINC"] = np.rint(v["J_REA"] / np.maximum(ctx.latent.activity, 0.01))


def nursery(ctx: Context) -> None:
    v = ctx.values
    v["H_OUV"] = ctx.frame.open * 10.5
    offered = ctx.frame.mean_places("PL_AGR") * v["H_OUV"]
    v["H_PRES"] = np.floor(np.clip(ctx.latent.occupancy * ctx.noise(0.008), 0, 1) * offered)
    v["H_FACP"] = np.floor(v["H_PRES"] * (1.115 - 0.045 * ctx.latent.health) * ctx.noise(0.006))
    v["ENF_INS"] = ctx.persons
    v["ENF_1E"] = ctx.part_of(ctx.persons, 0.13)
    v["ENF_AEEH"] = ctx.part_of(ctx.persons, 0.02)
    v["HE_NM"] = np.floor(v["H_PRES"] * 0.44)
    v["HE_M"] = v["H_PRES"] - v["HE_NM"]
    v["HP_ENC"] = np.ceil((v["HE_NM"] / 5 + v["HE_M"] / 8) * (1.04 + 0.14 * ctx.latent.health))
    licensed = ctx.frame.last_places("PL_AGR")
    v["SURN_MAX"] = np.floor(licensed * ctx.rng.uniform(0.88, 1.08, ctx.shape))
    if ctx.kind == "mam":
        v["AM_NB"] = np.minimum(6, np.ceil(licensed / 4))


def home_help(ctx: Context) -> None:
    v = ctx.values
    base = ctx.size * ctx.part * np.array(ctx.profile.season)[ctx.grid.numbers]
    done = np.clip(ctx.latent.occupancy / ctx.latent.planned * 0.915, 0.5, 1.03)
    for plan, real, share in (("HA_PLAN", "HA_REA", 0.64), ("HP_PLAN", "HP_REA", 0.22)):
        v[plan] = np.round(base * share * ctx.noise(0.012), 1)
        v[real] = np.round(v[plan] * done * ctx.noise(0.006), 1)
    v["H_AUT"] = np.round(base * 0.16 * done * ctx.noise(0.02), 1)
    hours = v["HA_REA"] + v["HP_REA"] + v["H_AUT"]
    v["H_FAC"] = np.round(hours * 0.994, 1)
    v["H_PAY"] = np.round(
        v["H_FAC"] / np.clip(0.79 + 0.055 * ctx.latent.health + ctx.rng.normal(0, 0.006, ctx.shape), 0.6, 0.95), 1
    )
    v["H_TRAJ"] = np.round(v["H_PAY"] * 0.085 * ctx.noise(0.05), 1)
    v["IN_REA"] = np.rint(hours / 0.92).astype(np.int64)
    v["IN_NH"] = ctx.poisson(v["IN_REA"] * (0.013 - 0.009 * ctx.latent.health))
    v["IN_PRE"] = v["IN_REA"] + v["IN_NH"] + ctx.part_of(v["IN_REA"], 0.012)
    v["IN_TEL"] = ctx.part_of(v["IN_REA"], 0.8 + 0.17 * ctx.latent.health)


def home_nursing(ctx: Context) -> None:
    v = ctx.values
    v["J_SSI"] = occupied(ctx, "CAP_FIN")
    v["IN_REA"] = np.rint(v["J_SSI"] * 1.3)
    v["IN_NH"] = np.floor(v["IN_REA"] * 0.004)
    v["IN_PRE"] = v["IN_REA"] + v["IN_NH"] + np.floor(v["IN_REA"] * 0.01)
    make_days(ctx, "J_SSI")


def boarding_of_children(ctx: Context) -> None:
    v = ctx.values
    v["J_HEB"] = occupied(ctx, "CAP_HEB")
    v["FUGUE"] = ctx.poisson(ctx.persons * (0.07 - 0.04 * ctx.latent.health) * ctx.part)
    v["JEU_SCO"] = ctx.part_of(ctx.persons, 0.82 + 0.07 * ctx.latent.health)
    make_days(ctx, "J_HEB")


def measures_at_home(ctx: Context) -> None:
    v = ctx.values
    v["J_MES"] = occupied(ctx, "CAP_MES")
    v["MES_FIN"] = ctx.persons
    v["MES_ATT"] = ctx.poisson(ctx.size * (0.11 - 0.07 * ctx.latent.health))
    v["VAD_PRE"] = np.rint(ctx.persons * 1.9 * ctx.part * ctx.noise(0.03)).astype(np.int64)
    v["VAD_REA"] = ctx.part_of(v["VAD_PRE"], 0.82 + 0.1 * ctx.latent.health)
    v["JEU_SCO"] = ctx.part_of(ctx.persons, 0.9)
    make_days(ctx, "J_MES")


def clinic(ctx: Context) -> None:
    v = ctx.values
    v["LITS"] = ctx.frame.last_places("LITS")
    v["J_HC"] = occupied(ctx, "LITS")
    v["SEJ_HC"] = np.maximum(np.rint(v["J_HC"] / 28.4 * ctx.noise(0.03)), ctx.part > 0)
    v["J_REF"] = np.round(v["J_HC"] / (1.075 - 0.06 * ctx.latent.health) * ctx.noise(0.01), 2)
    v["JO_AMB"] = ctx.weekdays
    v["SEA_AMB"] = np.floor(ctx.frame.mean_places("PL_AMB") * v["JO_AMB"] * ctx.latent.occupancy * 1.05)
    v["IAS"] = ctx.poisson(v["J_HC"] * 0.0012)
    v["REH30"] = ctx.part_of(v["SEJ_HC"], 0.045)
    v["ETP_MED"] = np.round(ctx.size * 0.075 * ctx.noise(0.01), 2)
    make_days(ctx, "J_HC", "SEA_AMB")


def health_centre(ctx: Context) -> None:
    v = ctx.values
    v["ETP_MED"] = np.round(ctx.size * (1 - ctx.latent.vacancy) * ctx.noise(0.01), 2)
    v["RDV_PRE"] = np.rint(v["ETP_MED"] * ctx.frame.open * 21 * ctx.latent.activity * ctx.noise(0.02)).astype(np.int64)
    v["RDV_NV"] = ctx.part_of(v["RDV_PRE"], 0.105 - 0.04 * ctx.latent.health)
    v["CONS"] = v["RDV_PRE"] - v["RDV_NV"] + ctx.part_of(v["RDV_PRE"], 0.03)


def tourism(ctx: Context) -> None:
    v = ctx.values
    closed = np.where(ctx.grid.numbers == 10, 0.55, 1.0)
    v["UL_DISP"] = np.floor(ctx.size * ctx.frame.days * closed).astype(np.int64)
    v["UL_OCC"] = np.floor(v["UL_DISP"] * np.clip(ctx.latent.occupancy, 0, 0.98)).astype(np.int64)
    v["LITS_D"] = np.floor(v["UL_DISP"] * 4.4).astype(np.int64)
    v["NUIT"] = np.floor(v["UL_OCC"] * ctx.profile.people * ctx.noise(0.03)).astype(np.int64)
    v["ARRIV"] = np.floor(v["NUIT"] / (5.2 if ctx.kind == "village_vacances" else 4.1)).astype(np.int64)
    v["NUIT_SOC"] = ctx.part_of(v["NUIT"], 0.27 if ctx.kind == "village_vacances" else 0.08)
    v["RES_TOT"] = np.rint(v["ARRIV"] / 3.1).astype(np.int64)
    v["RES_ANN"] = ctx.part_of(v["RES_TOT"], 0.09)


def nothing(ctx: Context) -> None:
    """Support sites have no public."""


ACTIVITIES: dict[str, Callable[[Context], None]] = {
    "ehpad": ehpad,
    "residence_autonomie": residence_autonomie,
    "accueil_jour": accueil_jour,
    **dict.fromkeys(("creche_psu", "creche_paje", "mam"), nursery),
    **dict.fromkeys(("ime", "itep", "mas", "eam", "eanm"), institution),
    **dict.fromkeys(SESSIONS, sessions),
    "esat": esat,
    "sad": home_help,
    "ssiad": home_nursing,
    **dict.fromkeys(("mecs", "foyer_enfance"), boarding_of_children),
    "aemo": measures_at_home,
    "clinique": clinic,
    "centre_sante": health_centre,
    **dict.fromkeys(("village_vacances", "residence_tourisme"), tourism),
    **dict.fromkeys(("head_office", "support_department", "property"), nothing),
}
