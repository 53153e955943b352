"""`demo_group [--sites N --months M --seed S]`."""

from __future__ import annotations

import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from acquisitions.demo.services import write_acquisitions
from establishments.demo.services import Made, demo_group_create
from groupe import env
from groupe.consolidation.services import rebuild
from groupe.kernel.errors import DomainError
from groupe.kernel.progress import progress_bar
from groupe.web.demo_closes import close_demo_quarters
from groupe.web.demo_residual import settle_closures
from shared_services.demo.services import write_shared_services


class Command(BaseCommand):
    help = "Makes a synthetic group with a past: sites, reports, budgets, flows, and one sign-in per role."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sites", type=int, default=60, help="how many (60); 0 makes the sign-ins only")
        parser.add_argument("--months", type=int, default=36, help="of reports, up to the last completed one (36)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same group (1)")
        parser.add_argument("--replace", action="store_true", help="replace the demo group that is there")

    def handle(self, *, sites: int, months: int, seed: int, replace: bool, **options: Any) -> None:
        started = time.monotonic()
        try:
            with progress_bar(_("Making the demo group"), sys.stderr) as report:
                made = demo_group_create(
                    sites=sites,
                    months=months,
                    seed=seed,
                    replace=replace,
                    password=env.text("DEMO_PASSWORD", ""),
                    progress=report,
                )
            if made.group:
                write_shared_services(made.group.last)
                write_acquisitions()
                settle_closures(made.group.last)
                with progress_bar(_("Consolidating"), sys.stderr) as report:
                    rebuild(progress=report)
                close_demo_quarters(made.group.first, made.group.last - 1)
        except DomainError as error:
            raise CommandError(error.message) from error
        self._tell(made, time.monotonic() - started)

    def _tell(self, made: Made, seconds: float) -> None:
        if made.group:
            self.stdout.write(
                _("%(sites)d sites, %(reports)d reports, %(flows)d flows, %(first)s to %(last)s, in %(seconds).1f s")
                % {
                    "sites": len(made.group.sites),
                    "reports": made.reports,
                    "flows": made.flows,
                    "first": made.group.first,
                    "last": made.group.last,
                    "seconds": seconds,
                }
            )
            for event in made.events:
                self.stdout.write(f"  {event.on} {event.what}: {', '.join(event.sites)}")
        for one in made.sign_ins:
            self.stdout.write(f"  {one.email}  {one.name}  {one.scope or '–'}")
        self.stdout.write(_("password: %(password)s") % {"password": made.password})
