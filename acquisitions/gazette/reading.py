"""Reading files of the data set: an export (`{"results": [...]}`), a plain list, or one record a line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from acquisitions.gazette.records import Found, found_in
from acquisitions.gazette.values import Fault
from groupe.kernel.errors import DomainError

Progress = Callable[[int, int], None]
# More than the notices of a year; a longer file is split.
LARGEST: Final = 256 * 1024 * 1024
TOLD: Final = 50


class GazetteRefused(DomainError):
    """A file with faults: `faults` tells each in one line, `total` counts those that are not told as well."""

    def __init__(self, faults: list[str], total: int) -> None:
        message = _("Nothing was loaded: %(number)d records are wrong.") % {"number": total}
        if total == 1:
            message = _("Nothing was loaded: a record is wrong.")
        super().__init__("gazette_refused", message, fields={"file": faults}, status=422)
        self.faults, self.total = faults, total


@dataclass(frozen=True, slots=True)
class Read:
    """What records say, and what is wrong with the others, a line each."""

    found: list[Found]
    faults: list[str]
    total_faults: int

    def refuse_faults(self) -> None:
        if self.total_faults:
            raise GazetteRefused(self.faults, self.total_faults)


def read_files(paths: Iterable[Path], progress: Progress = lambda done, total: None) -> list[Found]:
    """All notices of the files; DomainError where one is damaged, GazetteRefused where records are wrong."""
    known = list(paths)
    total, before = sum(_size(path) for path in known), 0
    found: list[Found] = []
    faults: list[str] = []
    wrong = 0
    for path in known:
        content = _content(path)
        read = read_content(path.name, content)
        found, faults, wrong = found + read.found, faults + read.faults, wrong + read.total_faults
        before += len(content)
        progress(before, total)
    Read(found, faults[:TOLD], wrong).refuse_faults()
    return found


def read_content(name: str, content: bytes) -> Read:
    """The notices of one file."""
    return read_records(name, _placed(name, content))


def read_records(name: str, placed: Iterable[tuple[str, object]]) -> Read:
    """Records with where each stands; `name` is the file or address that they come from."""
    found: list[Found] = []
    faults: list[str] = []
    first: dict[str, tuple[str, Found]] = {}
    wrong = 0
    for place, record in placed:
        try:
            each = found_in(record)
            known = first.setdefault(each.key, (place, each))
            if known[1] != each:
                told = {"number": each.number.number, "place": known[0]}
                raise Fault("numeroannonce", _("notice %(number)d is told otherwise by %(place)s") % told)
        except Fault as fault:
            wrong += 1
            if len(faults) < TOLD:
                faults.append(": ".join(part for part in (name, place, fault.field, fault.message) if part))
            continue
        if known[0] == place:
            found.append(each)
    return Read(found, faults, wrong)


def _placed(name: str, content: bytes) -> Iterator[tuple[str, object]]:
    text = _text(name, content)
    try:
        told = json.loads(text)
    except json.JSONDecodeError as error:
        if not _is_lines(text):
            where = _("line %(line)d, column %(column)d: not JSON, or cut")
            raise _damaged(name, where % {"line": error.lineno, "column": error.colno}) from error
        yield from _lines(name, text)
        return
    except (ValueError, RecursionError) as error:
        raise _damaged(name, _("not JSON that can be read")) from error
    rows = told.get("results", [told]) if isinstance(told, dict) else told
    if not isinstance(rows, list):
        raise _damaged(name, _("no list of records"))
    yield from ((_("record %(number)d") % {"number": number}, row) for number, row in enumerate(rows, start=1))


def _text(name: str, content: bytes) -> str:
    if not content.strip():
        raise _damaged(name, _("the file is empty"))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _damaged(name, _("line %(number)d: not UTF-8 text") % {"number": line}) from error


def _is_lines(text: str) -> bool:
    """Whether the first line is a record of its own."""
    try:
        return isinstance(json.loads(text.lstrip().partition("\n")[0]), dict)
    except (ValueError, RecursionError):
        return False


def _lines(name: str, text: str) -> Iterator[tuple[str, object]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record: Any = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise _damaged(name, _("line %(number)d: not JSON, or cut") % {"number": number}) from error
        yield _("line %(number)d") % {"number": number}, record


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error


def _size(path: Path) -> int:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise _unreadable(path, error) from error
    if size > LARGEST:
        raise _damaged(path.name, _("the file is too large: split it"))
    return size


def _unreadable(path: Path, error: OSError) -> DomainError:
    told = {"file": path.name, "reason": error.strerror or str(error)}
    return DomainError("gazette_unreadable", _("%(file)s cannot be read: %(reason)s.") % told)


def _damaged(name: str, where: str) -> DomainError:
    return DomainError("gazette_damaged", f"{name}: {where}. " + _("Nothing was loaded."), status=422)
