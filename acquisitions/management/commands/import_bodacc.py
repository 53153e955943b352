"""`import_bodacc FILE...`: notices of the official gazette, from files of its open data set."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from acquisitions.gazette.kinds import Ignored, Procedure
from acquisitions.gazette.reading import GazetteRefused, read_files
from acquisitions.services.gazette import Loaded, gazette_load
from groupe.kernel.errors import DomainError
from groupe.kernel.progress import progress_bar


class Command(BaseCommand):
    help = (
        "Loads notices of the official gazette (BODACC) into the watch of takeovers: files of the open data set "
        "annonces-commerciales, as an export with `results`, a list, or one record a line. Openings, conversions and "
        "sale plans of collective proceedings are kept; the same file again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *, files: list[Path], **options: Any) -> None:
        try:
            with progress_bar(_("Reading the gazette"), sys.stderr) as report:
                found = read_files(files, report)
            with progress_bar(_("Loading notices"), sys.stderr) as report:
                loaded = gazette_load(found=found, progress=report)
        except GazetteRefused as refused:
            more = refused.total - len(refused.faults)
            rest = [_("%(number)d more errors.") % {"number": more}] if more else []
            raise CommandError("\n".join([*refused.faults, *rest, refused.message])) from refused
        except DomainError as error:
            raise CommandError(error.message) from error
        self._show(loaded)

    def _show(self, loaded: Loaded) -> None:
        numbers = {"created": loaded.created, "changed": loaded.changed, "unchanged": loaded.unchanged}
        told = _("(%(created)d new, %(changed)d changed, %(unchanged)d unchanged)")
        self.stdout.write(f"{_('Notices')}: {loaded.total} {told % numbers}")
        for code, number in sorted(loaded.kept.items()):
            label = Procedure(code).label if code in Procedure.values else _("amends or cancels another")
            self.stdout.write(f"  {label}: {number}")
        self.stdout.write(_("Ignored: %(number)d") % {"number": loaded.ignored.total()})
        for code, number in sorted(loaded.ignored.items()):
            self.stdout.write(f"  {Ignored(code).label}: {number}")
        self.stdout.write(_("New leads: %(number)d") % {"number": loaded.leads})
