"""`consolidate`: fold what waits, rebuild, or prove that the figures equal the reports."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from rich.console import Console
from rich.progress import Progress

from establishments.changes import record_change
from establishments.models import Establishment
from groupe.consolidation.services import fold_all, rebuild, remarks, run_check
from groupe.kernel.errors import DomainError
from groupe.kernel.periods import Month


class Command(BaseCommand):
    help = "Brings the consolidated figures up to date; --full rebuilds them, --check compares them with the reports."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="first", metavar="YYYY-MM", help="first month to compute again")
        parser.add_argument("--to", dest="last", metavar="YYYY-MM", help="last month to compute again")
        parser.add_argument("--full", action="store_true", help="throw the figures away and rebuild them")
        parser.add_argument("--check", action="store_true", help="recompute and compare; exit 1 on a difference")

    def handle(self, *args: Any, **options: Any) -> None:
        first, last = self._month(options["first"], "--from"), self._month(options["last"], "--to")
        if first and last and last < first:
            raise CommandError(f"--to {last} is before --from {first}")
        try:
            if options["full"]:
                self._full()
            elif first or last:
                self._again(first, last)
            folded = self._drain()
            if options["check"]:
                self._check()
            elif not options["full"]:
                self.stdout.write(f"{folded} changes folded")
        except DomainError as error:
            raise CommandError(error.message) from error

    def _full(self) -> None:
        run = self._with_progress("rebuild", lambda progress: rebuild(progress=progress))
        if run.resumed:
            self.stdout.write(f"run {run.pk}, which was cut short, gone on with from its last chunk")
        elif run.remark:
            self.stdout.write(f"started over: {remarks()[run.remark]}")
        self.stdout.write(f"{run.cells} cells rebuilt")

    def _drain(self) -> int:
        total = 0
        while count := fold_all():
            total += count
        return total

    def _again(self, first: Month | None, last: Month | None) -> None:
        with transaction.atomic():
            members = Establishment.objects.ever_members().values_list("pk", flat=True)
            record_change(members, (first or Month.parse("1900-01")).first, last.first if last else None)

    def _check(self) -> None:
        run = self._with_progress("check", lambda progress: run_check(progress=progress))
        if run.differences:
            told = "; ".join(_told(each) for each in run.differences[:20])
            raise CommandError(f"{len(run.differences)} differences (run {run.pk}): {told}")
        self.stdout.write(f"{run.cells} cells equal their recomputation")

    def _with_progress(self, title: str, work: Any) -> Any:
        with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as bar:
            task = bar.add_task(title, total=None)
            return work(lambda done, total: bar.update(task, completed=done, total=total))

    @staticmethod
    def _month(text: str | None, name: str) -> Month | None:
        try:
            return Month.parse(text) if text else None
        except ValueError as error:
            raise CommandError(f"{name}: {error}") from error


def _told(difference: dict[str, Any]) -> str:
    return " ".join([difference["what"], difference["where"], difference["month"], *difference["figures"]])
