"""Writing reports, their versions and moves, in bulk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from establishments.catalogue import Catalogue, Measure
from establishments.demo.calendars import Grid, Ints
from establishments.demo.copying import FALSE, TRUE, Column, copy_rows, int4, json_object, next_ids, text
from establishments.demo.figures import Vectors
from establishments.demo.workflow import CORRECTED, DRAFT, FROZEN, STATUSES, SUBMITTED, VALIDATED, Steps
from establishments.enums import Scenario, Status
from establishments.models import Report, ReportEvent, ReportVersion
from establishments.packing import MISSING, NOT_APPLICABLE
from groupe.kernel.numbers import from_units

NULL_TEXT = text("")
RETURNED_SHARE = 3
TWO_DAYS = np.timedelta64(2 * 86_400 * 10**6, "us")
Instants = NDArray[np.datetime64]


@dataclass(frozen=True)
class Authors:
    """Users by site, and who freezes."""

    directors: Ints
    validators: Ints
    controller: int


@dataclass(frozen=True)
class _Chosen:
    """The reports that count: one per row, in the order of `site` and `column`.

    `replaced` is the version that counted first: another one where the report was corrected.
    """

    site: Ints
    column: Ints
    state: Ints
    report: Ints
    version: Ints
    replaced: Ints


def write_reports(
    kind: str,
    catalogue: Catalogue,
    grid: Grid,
    establishments: Ints,
    vectors: Vectors,
    steps: Steps,
    scenario: str,
    authors: Authors,
) -> int:
    """Everything that counts by COPY, drafts one by one; how many reports there are now."""
    site, column = np.nonzero(steps.state >= SUBMITTED)
    state = steps.state[site, column]
    reports, versions = next_ids(Report._meta.db_table, len(site)), next_ids(ReportVersion._meta.db_table, len(site))
    replaced = versions.copy()
    replaced[state == CORRECTED] = next_ids(ReportVersion._meta.db_table, int((state == CORRECTED).sum()))
    chosen = _Chosen(site, column, state, reports, versions, replaced)
    _copy_versions(chosen, vectors, steps, authors, catalogue)
    _copy_reports(chosen, grid, establishments, steps, scenario)
    if scenario == Scenario.ACTUAL:
        for move in _moves(chosen, steps, authors):
            _copy_moves(*move)
        _create_drafts(kind, catalogue, grid, establishments, vectors, steps, authors)
    return len(site)


def _copy_versions(chosen: _Chosen, vectors: Vectors, steps: Steps, authors: Authors, catalogue: Catalogue) -> None:
    at = chosen.site, chosen.column
    common, sector = vectors[0][at], vectors[1][at]
    corrected = chosen.state == CORRECTED
    instants = np.where(corrected, steps.corrected[at], steps.submitted[at])
    author = authors.directors[chosen.site]
    for rows, number in ((~corrected, 1), (corrected, 2)):
        _copy_version(
            chosen.version[rows], chosen.report[rows], number, common[rows], sector[rows], author[rows], instants[rows]
        )
    first = common[corrected].copy()
    staff = catalogue.measures["CH_G2"].position
    first[:, staff] += first[:, staff] // 25
    replaced = chosen.replaced[corrected]
    earlier = steps.submitted[at][corrected]
    _copy_version(replaced, chosen.report[corrected], 1, first, sector[corrected], author[corrected], earlier)


def _copy_version(
    ids: Ints, reports: Ints, number: int, common: Ints, sector: Ints, authors: Ints, instants: Instants
) -> None:
    columns: dict[str, Column] = {
        "id": ids,
        "report_id": reports,
        "version": int4(number),
        "common": common,
        "sector": sector,
        "submitted": TRUE,
        "comment": NULL_TEXT,
        "reason": NULL_TEXT if number == 1 else text("Correction après contrôle"),
        "label": NULL_TEXT,
        "author_id": authors,
        "recorded_at": instants,
    }
    copy_rows(ReportVersion._meta.db_table, columns)


def _copy_reports(chosen: _Chosen, grid: Grid, establishments: Ints, steps: Steps, scenario: str) -> None:
    months = np.array([np.datetime64(month.first, "D") for month in grid.months])
    at = chosen.site, chosen.column
    latest = np.select(
        [chosen.state == SUBMITTED, chosen.state == VALIDATED, chosen.state == FROZEN],
        [steps.submitted[at], steps.validated[at], steps.frozen[at]],
        steps.corrected[at],
    )
    for state in (SUBMITTED, VALIDATED, FROZEN, CORRECTED):
        rows = chosen.state == state
        columns: dict[str, Column] = {
            "id": chosen.report[rows],
            "establishment_id": establishments[chosen.site[rows]],
            "month": months[chosen.column[rows]],
            "scenario": text(scenario),
            "status": text(STATUSES[state]),
            "counting_id": chosen.version[rows],
            "last_version": int4(2 if state == CORRECTED else 1),
            "draft": json_object(),
            "draft_comment": NULL_TEXT,
            "reopened": FALSE,
            "revision": int4(1),
            "updated_at": latest[rows],
        }
        copy_rows(Report._meta.db_table, columns)


def _moves(chosen: _Chosen, steps: Steps, authors: Authors) -> Iterator[tuple[Any, ...]]:
    """(move, before, after, reason, report, version, author, instant) of each kind of move."""
    at = chosen.site, chosen.column
    directors, validators = authors.directors[chosen.site], authors.validators[chosen.site]
    controller = np.full(len(chosen.site), authors.controller)
    again, every = chosen.state == CORRECTED, np.ones(len(chosen.site), dtype=bool)
    submitted, validated, frozen, corrected = (
        each[at] for each in (steps.submitted, steps.validated, steps.frozen, steps.corrected)
    )
    reopened = np.maximum(frozen, corrected - TWO_DAYS)
    table = (
        ("submit", Status.DRAFT, Status.SUBMITTED, "", every, directors, submitted),
        (
            "validate",
            Status.SUBMITTED,
            Status.VALIDATED,
            "",
            chosen.state >= VALIDATED,
            validators,
            validated,
        ),
        ("freeze", Status.VALIDATED, Status.FROZEN, "", chosen.state >= FROZEN, controller, frozen),
        ("reopen", Status.FROZEN, Status.DRAFT, "Écart constaté au contrôle", again, controller, reopened),
        ("submit", Status.DRAFT, Status.CORRECTED, "Correction après contrôle", again, directors, corrected),
    )
    for move, before, after, reason, rows, author, instant in table:
        version = chosen.version if after == Status.CORRECTED else chosen.replaced
        yield move, before, after, reason, chosen.report[rows], version[rows], author[rows], instant[rows]


def _copy_moves(
    move: str, before: str, after: str, reason: str, reports: Ints, versions: Ints, authors: Ints, at: Instants
) -> None:
    columns: dict[str, Column] = {
        "id": next_ids(ReportEvent._meta.db_table, len(reports)),
        "report_id": reports,
        "at": at,
        "author_id": authors,
        "before": text(before),
        "after": text(after),
        "move": text(move),
        "reason": text(reason),
        "counting_id": versions,
    }
    copy_rows(ReportEvent._meta.db_table, columns)


def _create_drafts(
    kind: str, catalogue: Catalogue, grid: Grid, establishments: Ints, vectors: Vectors, steps: Steps, authors: Authors
) -> None:
    """Unfinished reports; one in three was sent back."""
    measures = [measure for measure in catalogue.measures_of(kind) if measure.entered]
    for site, column in np.argwhere(steps.state == DRAFT).tolist():
        returned = (site + column) % RETURNED_SHARE == 0
        kept = measures if returned else measures[: int(len(measures) * (0.3 + 0.15 * (site % 4)))]
        report = Report.objects.create(
            establishment_id=int(establishments[site]),
            month=grid.months[column].first,
            draft=_typed(kept, vectors, site, column),
            draft_author_id=int(authors.directors[site]),
            updated_at=_aware(steps.validated[site, column] if returned else steps.submitted[site, column]),
            last_version=int(returned),
            revision=1,
        )
        if returned:
            _send_back(report, vectors, steps, authors, site, column)


def _send_back(report: Report, vectors: Vectors, steps: Steps, authors: Authors, site: int, column: int) -> None:
    director, submitted = int(authors.directors[site]), _aware(steps.submitted[site, column])
    version = ReportVersion.objects.create(
        report=report,
        version=1,
        common=vectors[0][site, column].tolist(),
        sector=vectors[1][site, column].tolist(),
        submitted=True,
        author_id=director,
        recorded_at=submitted,
    )
    ReportEvent.objects.bulk_create(
        [
            ReportEvent(
                report=report, at=submitted, author_id=director, before=Status.DRAFT, after=Status.SUBMITTED,
                move="submit", counting=version,
            ),
            ReportEvent(
                report=report, at=_aware(steps.validated[site, column]), author_id=int(authors.validators[site]),
                before=Status.SUBMITTED, after=Status.DRAFT, move="return",
                reason="Les heures travaillées et les ETP ne concordent pas.",
            ),
        ]
    )  # fmt: skip


def _typed(measures: Sequence[Measure], vectors: Vectors, site: int, column: int) -> dict[str, str]:
    draft: dict[str, str] = {}
    for measure in measures:
        value = int(vectors[measure.file != "common"][site, column, measure.position])
        if value == NOT_APPLICABLE:
            draft[measure.code] = "na"
        elif value != MISSING:
            draft[measure.code] = str(from_units(value, measure.scale))
    return draft


def _aware(instant: np.datetime64) -> Any:
    return instant.astype("datetime64[us]").item().replace(tzinfo=dt.UTC)
