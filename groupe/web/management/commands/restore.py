"""`restore FILE [--force]`."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from groupe.kernel.errors import DomainError
from groupe.kernel.progress import progress_bar
from groupe.web.backup import restore_backup


class Command(BaseCommand):
    help = "Restores what `backup` wrote, all or nothing: stop web, worker and beat before, start them after."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--force", action="store_true", help="replace a database that is in use")

    def handle(self, *args: Any, file: Path, force: bool, **options: Any) -> None:
        try:
            with progress_bar("restore", sys.stderr) as report:
                rows = restore_backup(file, force=force, progress=report)
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"{file}: {rows} rows restored")
