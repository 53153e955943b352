"""`verify_closes`: whether every close is still what its fingerprint says."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from groupe.consolidation.models import Close
from groupe.consolidation.services.closing import verify_closes
from groupe.kernel.progress import progress_bar


class Command(BaseCommand):
    help = "Recomputes the fingerprints of all closes and their chain; exit 1 where content differs, and names it."

    def handle(self, **options: Any) -> None:
        with progress_bar(_("Verifying the closes"), sys.stderr) as report:
            faults = verify_closes(report)
        if faults:
            lines = [_("%(close)s: %(part)s differs") % {"close": each.close, "part": each.part} for each in faults]
            raise CommandError("\n".join(lines))
        newest = Close.objects.order_by("-pk").first()
        told = {"number": Close.objects.count(), "fingerprint": newest.fingerprint if newest else "–"}
        self.stdout.write(_("%(number)d closes are as they were published; the newest: %(fingerprint)s") % told)
