"""What keeps a workbook from being imported: file, line, column, and what would be accepted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from groupe.kernel.errors import DomainError

KEPT = 500
LISTED = 40


@dataclass(frozen=True)
class Problem:
    """`line` 0 concerns the whole file; `column` and `accepted` may be empty."""

    file: str
    line: int
    column: str
    message: str
    accepted: str = ""

    def __str__(self) -> str:
        place = [self.file]
        if self.line:
            place.append(_("line %(number)d") % {"number": self.line})
        if self.column:
            place.append(_("column %(name)s") % {"name": self.column})
        said = f"{', '.join(place)}: {self.message}"
        return f"{said} {_('Accepted: %(values)s.') % {'values': self.accepted}}" if self.accepted else said


class ImportRefused(DomainError):
    """422: nothing was loaded; `problems` are the first ones, `total` counts them all."""

    def __init__(self, problems: list[Problem], total: int) -> None:
        super().__init__("import_refused", _("The file has errors: nothing was loaded."), status=422)
        self.problems, self.total = problems, total


@dataclass
class Problems:
    """The first problems, and how many there are."""

    kept: list[Problem] = field(default_factory=list)
    total: int = 0

    def add(self, file: str, line: int, column: str, message: str, accepted: str = "") -> None:
        self.total += 1
        if len(self.kept) < KEPT:
            self.kept.append(Problem(file, line, column, message, accepted))

    def raise_if_any(self) -> None:
        if self.total:
            raise ImportRefused(self.kept, self.total)

    def as_json(self) -> list[dict[str, Any]]:
        return [asdict(problem) for problem in self.kept]


def listing(values: Iterable[str]) -> str:
    """The accepted values in words, cut where there are many."""
    known = list(values)
    shown = ", ".join(known[:LISTED])
    return f"{shown}, … ({len(known)})" if len(known) > LISTED else shown
