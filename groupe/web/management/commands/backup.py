"""`backup FILE`."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from groupe.kernel.progress import progress_bar
from groupe.web.backup import write_backup


class Command(BaseCommand):
    help = "Writes the whole database to one file, readable by its owner alone; work goes on meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="for example groupe-2026-01-31.tar.gz")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            with progress_bar("backup", sys.stderr) as report:
                rows = write_backup(file, progress=report)
        except OSError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{file}: {rows} rows, {file.stat().st_size / 2**20:.1f} MiB")
