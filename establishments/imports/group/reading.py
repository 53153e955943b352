"""Reading a workbook: a folder of CSV, a zip of CSV, or an .xlsx; rows of cells with their line."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TypeAlias

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from establishments.imports.group.problems import Problems, listing
from establishments.imports.group.tables import TABLES
from groupe.kernel.errors import DomainError

MB = 2**20
LARGEST_FILE = 50 * MB
LARGEST_CONTENT = 400 * MB
MOST_FILES = 200
Cell: TypeAlias = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None


@dataclass(frozen=True)
class Sheet:
    """`label` is what errors call it; `rows` hold the line in the file and its cells."""

    table: str
    label: str
    header: list[str]
    rows: list[tuple[int, list[Cell]]]


def read_path(path: Path, problems: Problems) -> dict[str, Sheet]:
    """A folder or a file; DomainError where it cannot be read at all."""
    try:
        if path.is_dir():
            files = {child.name: child for child in sorted(path.iterdir()) if child.suffix.lower() == ".csv"}
            _limit(sum(child.stat().st_size for child in files.values()), LARGEST_CONTENT)
            return _tables({name: child.read_bytes() for name, child in files.items()}, problems)
        _limit(path.stat().st_size, LARGEST_FILE)
        return read_content(path.name, path.read_bytes(), problems)
    except OSError as error:
        reason = error.strerror or str(error)
        message = _("%(file)s cannot be read: %(reason)s.") % {"file": path.name, "reason": reason}
        raise DomainError("unreadable", message) from error


def read_content(name: str, content: bytes, problems: Problems) -> dict[str, Sheet]:
    """A zip of CSV or an .xlsx, told apart by what is inside."""
    _limit(len(content), LARGEST_FILE)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _limit(sum(entry.file_size for entry in entries), LARGEST_CONTENT)
            if len(entries) > MOST_FILES or any(entry.flag_bits & 1 for entry in entries):
                raise _foreign(name)
            unpacked = {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise _foreign(name) from error
    if "[Content_Types].xml" in unpacked:
        return _sheets(name, content, problems)
    return _tables({path: body for path, body in unpacked.items() if _is_csv(path)}, problems)


def _is_csv(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return path.lower().endswith(".csv") and not any(part.startswith((".", "__MACOSX")) for part in parts)


def _limit(size: int, largest: int) -> None:
    if size > largest:
        message = _("The file is too large: %(size)d MB at most.") % {"size": largest // MB}
        raise DomainError("too_large", message)


def _foreign(name: str) -> DomainError:
    message = _("%(file)s is not a workbook: a folder or a zip of .csv files, or an .xlsx, is expected; it may be cut.")
    return DomainError("not_a_workbook", message % {"file": name})


def _tables(files: dict[str, bytes], problems: Problems) -> dict[str, Sheet]:
    found: dict[str, Sheet] = {}
    for path, body in files.items():
        name = PurePosixPath(path).name
        table = name[:-4].lower()
        if _accepted(table, name, found, problems):
            lines = _csv_lines(name, body, problems)
            found[table] = _sheet(table, name, lines)
    return found


def _accepted(table: str, label: str, found: dict[str, Sheet], problems: Problems) -> bool:
    if table not in TABLES:
        problems.add(label, 0, "", _("This table is unknown."), listing(TABLES))
        return False
    if table in found:
        problems.add(label, 0, "", _("This table is there twice."))
        return False
    return True


def _csv_lines(name: str, body: bytes, problems: Problems) -> Iterator[tuple[int, list[Cell]]]:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.add(name, body[: error.start].count(b"\n") + 1, "", _("The file is not UTF-8 text."))
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, list(cells)
            line = reader.line_num + 1
    except csv.Error:
        problems.add(name, line, "", _("The file is cut or badly quoted here."))


def _sheets(name: str, content: bytes, problems: Problems) -> dict[str, Sheet]:
    found: dict[str, Sheet] = {}
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for title in book.sheet_names:
            grid = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
            if any(_filled(cells) for cells in grid) and _accepted(title.strip().lower(), title, found, problems):
                table = title.strip().lower()
                lines: Iterator[tuple[int, list[Cell]]] = ((line, [*cells]) for line, cells in enumerate(grid, start=1))
                found[table] = _sheet(table, title, lines)
    except CalamineError as error:
        raise _foreign(name) from error
    return found


def _sheet(table: str, label: str, lines: Iterator[tuple[int, list[Cell]]]) -> Sheet:
    _line, first = next(lines, (1, []))
    header = [str(cell if cell is not None else "").strip() for cell in first]
    while header and not header[-1]:
        header.pop()
    return Sheet(table, label, header, [(line, cells) for line, cells in lines if _filled(cells)])


def _filled(cells: Sequence[Cell]) -> bool:
    return any(cell is not None and (not isinstance(cell, str) or cell.strip()) for cell in cells)
