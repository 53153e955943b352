"""`import_finess FILE... [--dry-run]`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from establishments.imports.counts import Counts
from establishments.imports.finess import Summary, apply, preview
from establishments.imports.finess.summary import WARNINGS
from groupe.kernel.errors import DomainError
from groupe.kernel.progress import progress_bar

SHOWN = 20


class Command(BaseCommand):
    help = "Loads official FINESS+ files (structures, activities; .json or .json.gz) into the register."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, change nothing")

    def handle(self, *, files: list[Path], dry_run: bool, **options: Any) -> None:
        load = preview if dry_run else apply
        try:
            with progress_bar(_("Reading FINESS"), sys.stderr) as report:
                summary = load(files, progress=report)
        except DomainError as error:
            raise CommandError(error.message) from error
        self._show(summary, verbosity=options["verbosity"])
        if dry_run:
            self.stdout.write(_("Nothing was written (--dry-run)."))

    def _show(self, summary: Summary, verbosity: int) -> None:
        for change in summary.changes if verbosity > 1 else summary.changes[:SHOWN]:
            self.stdout.write(
                f"  {change.finess} {change.name}: {change.field} {change.before or '–'} → {change.after or '–'}"
            )
        for warning in summary.warnings if verbosity > 1 else ():
            self.stdout.write(f"  {warning.finess} {warning.message}")
        self.stdout.write(self._line(_("Legal entities"), summary.entities))
        self.stdout.write(self._line(_("Establishments"), summary.establishments))
        self.stdout.write(
            "  " + _("open %(open)d, closed %(closed)d") % {key: summary.states[key] for key in ("open", "closed")}
        )
        self.stdout.write(self._line(_("Capacities"), summary.capacities))
        self.stdout.write(_("Warnings: %(number)d") % {"number": summary.warned.total()})
        for code, number in sorted(summary.warned.items()):
            self.stdout.write(f"  {WARNINGS[code]}: {number}")

    def _line(self, label: str, counts: Counts) -> str:
        return f"{label}: {counts.total} " + _("(%(created)d new, %(changed)d changed, %(unchanged)d unchanged)") % {
            "created": counts.created,
            "changed": counts.changed,
            "unchanged": counts.unchanged,
        }
