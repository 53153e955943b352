"""`import_group DIR|FILE.xlsx`: the structure, reports and mandates of a group, from its workbook."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from establishments.imports.group import ImportRefused, Summary, apply, preview
from establishments.imports.group.tables import TABLES
from groupe.kernel.errors import DomainError
from groupe.kernel.progress import progress_bar

SHOWN = 20


class Command(BaseCommand):
    help = "Loads a group workbook: a folder or a zip of CSV files, or an .xlsx with sheets of the same names."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("workbook", type=Path, metavar="DIR|FILE.xlsx")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, change nothing")

    def handle(self, *, workbook: Path, dry_run: bool, **options: Any) -> None:
        load = preview if dry_run else apply
        try:
            with progress_bar(_("Importing the group"), sys.stderr) as report:
                summary = load(workbook, progress=report)
        except ImportRefused as refused:
            raise CommandError(self._errors(refused)) from refused
        except DomainError as error:
            raise CommandError(error.message) from error
        self._show(summary, verbosity=options["verbosity"])
        if dry_run:
            self.stdout.write(_("Nothing was written (--dry-run)."))

    def _errors(self, refused: ImportRefused) -> str:
        lines = [str(problem) for problem in refused.problems]
        more = refused.total - len(lines)
        if more:
            lines.append(_("%(number)d more errors.") % {"number": more})
        return "\n".join([*lines, refused.message])

    def _show(self, summary: Summary, *, verbosity: int) -> None:
        shown = summary.entries if verbosity > 1 else summary.entries[:SHOWN]
        for entry in shown:
            self.stdout.write(f"  {entry.table}:{entry.line} {entry.verdict} {entry.what}: {entry.detail}")
        if summary.total > len(shown):
            self.stdout.write("  " + _("… and %(number)d more changes") % {"number": summary.total - len(shown)})
        for name, counts in summary.tables.items():
            if counts.total:
                told = _("(%(created)d new, %(changed)d changed, %(unchanged)d unchanged)")
                numbers = {"created": counts.created, "changed": counts.changed, "unchanged": counts.unchanged}
                self.stdout.write(f"{TABLES[name].label}: {counts.total} {told % numbers}")
