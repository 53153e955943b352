"""Importing a group workbook, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from establishments.imports.group.budgets import load_budgets
from establishments.imports.group.context import Load
from establishments.imports.group.dated import load_capacities, load_funding, load_links
from establishments.imports.group.entities import load_entities, load_holdings
from establishments.imports.group.flows import load_flows
from establishments.imports.group.parsing import parse_sheets
from establishments.imports.group.people import load_mandates
from establishments.imports.group.places import load_funders, load_territories
from establishments.imports.group.problems import Problems
from establishments.imports.group.reading import Sheet, read_content, read_path
from establishments.imports.group.reports import load_reports
from establishments.imports.group.sites import load_attachments, load_establishments
from establishments.imports.group.spans import check_order
from establishments.imports.group.summary import Summary
from establishments.imports.group.tables import TABLES
from establishments.models import ConsolidationTerm, Stay, Territory
from groupe.accounts.models import User
from groupe.kernel.errors import DomainError
from groupe.kernel.recording import saving

Progress = Callable[[int, int], None]
# One import at a time: any number that nothing else locks.
LOCK = 7_240_801
ORDERS = (
    ("entities", "valid_from", "valid_to"),
    ("holdings", "valid_from", "valid_to"),
    ("establishments", "entry_date", "exit_date"),
    ("funding", "valid_from", "valid_to"),
    ("mandates", "valid_from", "valid_to"),
)
# What a file names has to be there when it is loaded.
LOADERS: Mapping[str, Callable[[Load], None]] = {
    "entities": load_entities,
    "holdings": load_holdings,
    "territories": load_territories,
    "funders": load_funders,
    "establishments": load_establishments,
    "attachments": load_attachments,
    "links": load_links,
    "capacities": load_capacities,
    "funding": load_funding,
    "reports": load_reports,
    "budgets": load_budgets,
    "flows": load_flows,
    "mandates": load_mandates,
}


def read(source: Path | tuple[str, bytes], problems: Problems) -> dict[str, Sheet]:
    """The tables of a folder or file, or of an upload (its name and content)."""
    return read_path(source, problems) if isinstance(source, Path) else read_content(*source, problems)


def preview(
    source: Path | tuple[str, bytes],
    *,
    author: User | None = None,
    people: bool = True,
    progress: Progress | None = None,
) -> Summary:
    """What `apply` would do, without doing it."""
    with transaction.atomic():
        summary = apply(source, author=author, people=people, progress=progress)
        transaction.set_rollback(True)
    return summary


def apply(
    source: Path | tuple[str, bytes],
    *,
    author: User | None = None,
    people: bool = True,
    progress: Progress | None = None,
) -> Summary:
    """Loads the workbook; `people` is whether mandates may change.

    Raises ImportRefused (422) with every problem found, DomainError where the file cannot be read (400) or what it
    says cannot be stored (409).
    """
    try:
        with transaction.atomic():
            return _apply(source, author, people, progress or (lambda done, total: None))
    except IntegrityError as error:
        detail = str(error).splitlines()[0]
        message = _("The file contradicts what is stored: %(detail)s.") % {"detail": detail}
        raise DomainError("contradiction", message, status=409) from error


def _apply(source: Path | tuple[str, bytes], author: User | None, people: bool, progress: Progress) -> Summary:
    problems = Problems()
    sheets = read(source, problems)
    _check_required(sheets, problems)
    problems.raise_if_any()
    parsed = parse_sheets(sheets, problems)
    with saving() as now:
        return _apply_tables(Load(parsed, problems, author, people, now=now), progress)


def _apply_tables(load: Load, progress: Progress) -> Summary:
    _take_lock()
    load.check_references()
    for table, first, last in ORDERS:
        check_order(load, table, first, last)
    load.problems.raise_if_any()
    _load(load, progress)
    return load.summary


def _check_required(sheets: Mapping[str, Sheet], problems: Problems) -> None:
    """Tables that a group cannot do without may be left out once the group has them."""
    there = {"entities": ConsolidationTerm, "territories": Territory, "establishments": Stay}
    for name, table in TABLES.items():
        if table.required and name not in sheets and not there[name]._default_manager.exists():
            problems.add(name, 0, "", _("This table is missing."))


def _load(load: Load, progress: Progress) -> None:
    total = sum(len(parsed.rows) for parsed in load.tables.values())
    done = 0
    for name, loader in LOADERS.items():
        if load.tables[name].rows:
            loader(load)
            load.problems.raise_if_any()
        done += len(load.tables[name].rows)
        progress(done, total)
    load.record()
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate; set constraints all deferred")


def _take_lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
