"""How well a lead fits, with every reason: a code, its points, and what it is about."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from acquisitions.gazette.kinds import Procedure, Step
from acquisitions.gazette.words import naf_code, plain, vocabulary

WEIGHTS: Final = Path(__file__).with_name("score.toml")


@dataclass(frozen=True, slots=True)
class Reason:
    """`about` is a name, a word or a number that the sentence of this code takes up."""

    code: str
    points: int
    about: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """What the register knows of the organisation; `by_name` where only its name was found."""

    name: str
    kinds: frozenset[str] = frozenset()
    by_name: bool = False
    own: bool = False


@dataclass(frozen=True, slots=True)
class Holdings:
    """Kinds that the group runs today, and establishments by department."""

    kinds: frozenset[str]
    departments: dict[str, int]


@dataclass(frozen=True, slots=True)
class Subject:
    """What is weighed."""

    name: str
    activity: str
    naf: str
    department: str
    procedure: str
    step: str
    since: dt.date | None
    simplified: bool = False
    administrator: bool = False
    activity_until: dt.date | None = None
    offers_until: dt.date | None = None
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    points: int
    reasons: tuple[Reason, ...]
    kinds: tuple[str, ...]

    def as_json(self) -> list[dict[str, Any]]:
        return [asdict(reason) for reason in self.reasons]


def score_of(subject: Subject, match: Match | None, holdings: Holdings, today: dt.date) -> Score:
    """The sum of the reasons, between 0 and 100, below the lowest limit that holds."""
    sector, kinds = _sector(subject, match)
    reasons = [*sector, *_against(subject), *_group(subject, kinds, holdings), *_sale(subject), *_time(subject, today)]
    limits = list(_limits(subject, match, sector))
    points = min([100, sum(reason.points for reason in reasons), *(limit for limit, _reason in limits)])
    return Score(max(0, points), (*reasons, *(reason for _limit, reason in limits)), tuple(sorted(kinds)))


@cache
def weights() -> dict[str, Any]:
    return tomllib.loads(WEIGHTS.read_text(encoding="utf-8"))


def shown_from() -> int:
    """The score from which the list shows a lead by itself."""
    return int(weights()["shown"]["from"])


def _sector(subject: Subject, match: Match | None) -> tuple[list[Reason], set[str]]:
    """The best sign of a sector, and the kinds that all signs tell."""
    told, kinds = [], set[str]()
    by = weights()["sector"]
    if match is not None:
        code = "register_name" if match.by_name else "register"
        told.append(Reason(code, by[code], match.name))
        kinds |= match.kinds
    if naf := vocabulary().naf_of(subject.naf):
        told.append(Reason("naf", by["naf"], subject.naf))
        kinds |= set(naf[1]) if not kinds else set()
    text = plain(f"{subject.name} {subject.activity}")
    signs = [(sign, word) for sign in vocabulary().signs if (word := sign.found_in(text))]
    if signs:
        sign, word = max(signs, key=lambda each: each[0].points)
        told.append(Reason("words", sign.points, f"{sign.label} ({word})"))
        kinds |= set(sign.kinds) if not kinds else set()
    return sorted(told, key=lambda reason: -reason.points)[:1], kinds


def _against(subject: Subject) -> Iterator[Reason]:
    """Words against stand in the name or the activity; a legal form counts in the name as written."""
    text = plain(f"{subject.name} {subject.activity}")
    for sign in vocabulary().against:
        if word := sign.found_in(text):
            yield Reason("against", sign.points, f"{sign.label} ({word})")
    if naf_code(subject.naf) and not vocabulary().naf_of(subject.naf):
        yield Reason("naf_other", weights()["sector"]["naf_other"], subject.naf)


def _group(subject: Subject, kinds: set[str], holdings: Holdings) -> Iterator[Reason]:
    by = weights()["group"]
    if kinds & holdings.kinds:
        yield Reason("kind", by["kind"], ",".join(sorted(kinds & holdings.kinds)))
    if number := holdings.departments.get(subject.department, 0):
        yield Reason("department", by["department"], str(number))


def _sale(subject: Subject) -> Iterator[Reason]:
    by = weights()["sale"]
    if subject.procedure in Procedure.values:
        yield Reason(f"sale_{subject.procedure}", by[subject.procedure])
    if subject.activity_until and subject.procedure == Procedure.LIQUIDATION:
        yield Reason("activity", by["activity"], subject.activity_until.isoformat())
    if subject.administrator:
        yield Reason("administrator", by["administrator"])
    if subject.simplified:
        yield Reason("simplified", by["simplified"])


def _time(subject: Subject, today: dt.date) -> Iterator[Reason]:
    """The deadline of the court where it is told, else the age of the judgment."""
    by, end = weights()["deadline"], subject.offers_until or subject.activity_until
    if subject.step == Step.CESSION:
        return
    if end is not None:
        left = (end - today).days
        if left < 0:
            yield Reason("deadline_past", by["past_points"], end.isoformat())
        else:
            points = by["enough_points"] if left >= by["enough"] else by["short_points"]
            yield Reason("deadline", points, str(left))
    elif subject.since is not None:
        age = max((today - subject.since).days, 0)
        points = next((row["points"] for row in weights()["fresh"] if age <= row["days"]), 0)
        yield Reason("fresh" if points else "old", points, str(age))


def _limits(subject: Subject, match: Match | None, sector: list[Reason]) -> Iterator[tuple[int, Reason]]:
    by = weights()["limits"]
    if not sector:
        yield by["no_sector"], Reason("no_sector", 0)
    if subject.step == Step.CESSION:
        yield by["decided"], Reason("decided", 0)
    if match is not None and match.own:
        yield by["own"], Reason("own", 0, match.name)
    if subject.cancelled:
        yield by["cancelled"], Reason("cancelled", 0)
