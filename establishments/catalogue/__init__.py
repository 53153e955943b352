# ruff: noqa
"""Interim: replaced by the TOML catalogue."""

import csv
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from establishments.catalogue.formula import parse, refs


@dataclass(frozen=True)
class Item:
    code: str
    fr: str = ""
    en: str = ""


@dataclass(frozen=True)
class Sector(Item):
    pass


@dataclass(frozen=True)
class Section(Item):
    theme: str = ""


@dataclass(frozen=True)
class Kind(Item):
    sector: str = ""


@dataclass(frozen=True)
class Measure(Item):
    file: str = ""
    section: str = ""
    unit: str = ""
    type: str = ""
    scale: int = 0
    minimum: Decimal = Decimal(0)
    maximum: Decimal = Decimal(0)
    required: str = "O"
    capacity: str | None = None
    time: str = "SUM"
    sites: str = "SUM"
    carry: int = 0
    kinds: frozenset = frozenset()
    position: int = 0
    entered: bool = True


@dataclass(frozen=True)
class Derived(Item):
    unit: str = ""
    scale: int = 2
    time: str = "SUM"
    expr: object = None
    kinds: frozenset = frozenset()


@dataclass(frozen=True)
class Indicator(Item):
    num: object = None
    den: object = None
    factor: int = 1
    days: bool = False
    unit: str = ""
    windowed: bool = False
    kinds: frozenset = frozenset()
    theme: str = ""
    digits: int = 2
    direction: str = "-"
    headline: bool = False
    low: object = None
    high: object = None
    target: object = None


KINDS = {
    "childhood": "creche_psu creche_paje mam",
    "disability": "ime itep sessad camsp_cmpp esat mas eam eanm savs_samsah",
    "elderly": "ehpad residence_autonomie accueil_jour",
    "home": "sad ssiad",
    "protection": "mecs aemo foyer_enfance",
    "health": "clinique centre_sante",
    "tourism": "village_vacances residence_tourisme",
    "support": "head_office support_department property",
}
SEC = {
    "Older people: EHPAD, day care": "elderly",
    "Older people: résidence autonomie": "elderly",
    "Home services: SAD (aide, aide et soins)": "home",
    "Disability (and SAVS, SESSAD, ESAT)": "disability",
    "Early childhood: EAJE (PSU, PAJE), MAM": "childhood",
    "Social tourism": "tourism",
    "Child protection: MECS, AEMO": "protection",
    "Sanitaire: clinics, health centres": "health",
    "Support departments (pooled services)": "support",
}
DER = """ETPJ=ETP_REEL*JM
ETPB_J=ETP_BUD*JM
ETPD_J=ETP_DIR*JM
ETPS_J=ETP_SOI*JM
ETPM_J=ETP_MED*JM
THETP_J=TH_ETP*JM
CAPJ=DAYS(CAP_FIN)
ACCJ=(2*ACC_FIN-ACC_ENT+ACC_SOR)/2*JM
SURFJ=SURF*JM
JT_HP=DAYS(CAP_HP)
JT_HT=DAYS(CAP_HT)
JT_AJ=OPEN(CAP_AJ,JO_AJ)
JT_INT=OPEN(CAP_INT,JO_INT)
JT_SI=OPEN(CAP_SI,JO_SI)
JT_EXT=OPEN(CAP_EXT,JO_EXT)
JT_HEB=DAYS(CAP_HEB)
JT_MES=DAYS(CAP_MES)
JT_LITS=DAYS(LITS)
JT_AMB=OPEN(PL_AMB,JO_AMB)
JT_LOG=DAYS(LOG)
H_THEO=OPEN(PL_AGR,H_OUV)
RESJ=J_HP+J_ABS72+J_ABSL
RES_GIR=GIR1+GIR2+GIR3+GIR4+GIR5+GIR6
PTS_GIR=1000*GIR1+840*GIR2+660*GIR3+420*GIR4+250*GIR5+70*GIR6
PTS_TAR=1040*(GIR1+GIR2)+660*(GIR3+GIR4)+280*(GIR5+GIR6)
ABS_T=ABS_MO+ABS_MM+ABS_ML+ABS_AT+ABS_MAT+ABS_CS
CH=CH_G1+CH_G2+CH_G3
PR=PR_G1+PR_G2+PR_G3
RES=PR-CH
CAF=RES+C_68-P_78-P_775+C_675-P_777-P_778
P_CAF=P_7-P_7NE
EBE=PR_G1+PR_G2-(CH-C_68-C_66-C_675)
H_REA=HA_REA+HP_REA+H_AUT
KWH=KWH_EL+KWH_TH
KGCO2=KWH_EL*PARAM(fe_el)+KWH_TH*PARAM(fe_th)+KM*PARAM(fe_km)
CA_TOT=CA_HEB+CA_RES+CA_ANX
EFF_0=OPENING(EFF_PERM)"""
CARRY = {
    "FRNG": 3,
    "BFR": 3,
    "DET_FIN": 12,
    "CAP_PERM": 12,
    "AM_CST": 12,
    "IM_CST": 12,
    "PTS_PMP": 60,
    "RES_PMP": 60,
    "CRI_IMP": 60,
    "CRI_IMP4": 60,
}
CAPOF = {
    "J_INT": "CAP_INT",
    "JO_INT": "CAP_INT",
    "J_SI": "CAP_SI",
    "JO_SI": "CAP_SI",
    "J_EXT": "CAP_EXT",
    "JO_EXT": "CAP_EXT",
    "JO_AJ": "CAP_AJ",
}


class Catalogue:
    def __init__(self):
        self.sectors = {s: Sector(s, s, s) for s in KINDS}
        self.kinds = {k: Kind(k, k, k, s) for s, ks in KINDS.items() for k in ks.split()}
        self.sections = {}
        self.measures = {}
        self.derived = {}
        self.indicators = {}
        self.parameters = {"fe_el": 0, "fe_th": 0, "fe_km": 0}
        allk = frozenset(self.kinds)
        pos = {}
        for r in csv.DictReader(
            __import__("io").StringIO(__import__("pathlib").Path("/work/shared/domain/measures.csv").read_text())
        ):
            f = SEC.get(r["section"], "common")
            kinds = allk if f == "common" else frozenset(KINDS[f].split())
            self.sections.setdefault(
                r["section"], Section(r["section"], theme="workforce" if "workforce" in r["section"] else "")
            )
            self.measures[r["code"]] = Measure(
                r["code"],
                r["fr"],
                r["en"],
                f,
                r["section"],
                r["unit"],
                r["type"],
                0 if r["type"] == "int" else 2,
                Decimal(r["min"]),
                Decimal(r["max"]),
                r["required"],
                CAPOF.get(r["code"]),
                r["agg_time"],
                r["agg_site"],
                CARRY.get(r["code"], 0),
                kinds,
                pos.setdefault(f, 0),
                r["code"] not in ("BUD_CH", "BUD_PR"),
            )
            pos[f] += 1

        def kinds(codes):
            out = allk
            for c in codes:
                if c in ("JM", "JP"):
                    continue
                x = self.measures.get(c) or self.derived[c]
                out = out & x.kinds
            return out

        self.derived["JM"] = Derived("JM", unit="day", scale=0, expr=parse("JM"), kinds=allk)
        for l in DER.split("\n"):
            c, f = l.split("=", 1)
            e = parse(f)
            ints = all(self.measures[x].scale == 0 for x in refs(e) if x in self.measures)
            self.derived[c] = Derived(
                c,
                unit="EUR" if c in ("CH", "PR", "RES") else "",
                scale=0 if ints and "JM" not in f and "OPEN(" not in f else 2,
                time="LAST" if c in ("RES_GIR", "PTS_GIR", "PTS_TAR", "EFF_0") else "SUM",
                expr=e,
                kinds=kinds(refs(e)) if c != "EFF_0" else frozenset(),
            )
        allowed = {"EFF_0"}
        for r in csv.DictReader(
            __import__("io").StringIO(__import__("pathlib").Path("/work/shared/domain/indicators.csv").read_text())
        ):
            n = parse(r["numerator"])
            d = parse(r["denominator"]) if r["denominator"] else None
            if r["code"] == "PE07":
                n = parse("8*HE_NM+5*HE_M")
                d = parse("40*HP_ENC")
            k = kinds((refs(n) | (refs(d) if d else set())) - {"EFF_0"})
            self.indicators[r["code"]] = Indicator(
                r["code"],
                r["label_fr"],
                r["label_fr"],
                n,
                d,
                1 if r["factor"] == "JP" else int(r["factor"]),
                r["factor"] == "JP",
                r["unit"],
                r["code"] in {"FI10", "FI11", "FI12", "RH04", "RH05", "RH14", "ES01"},
                k,
                "workforce" if r["code"][:2] == "RH" else "",
            )

    def code(self, c):
        return self.measures.get(c) or self.derived.get(c) or self.indicators[c]

    def measures_of(self, kind):
        return tuple(m for m in self.measures.values() if kind in m.kinds)

    def form(self, kind):
        return tuple(
            (sec, tuple(m for m in self.measures_of(kind) if m.section == sec.code))
            for sec in self.sections.values()
            if any(m.section == sec.code and kind in m.kinds for m in self.measures.values())
        )

    def width(self, f):
        return sum(m.file == f for m in self.measures.values())

    def parameter(self, name, day):
        return Fraction(1, 10)


@lru_cache
def catalogue():
    return Catalogue()
