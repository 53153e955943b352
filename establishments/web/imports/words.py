"""How imports are told: states, verdicts, tables."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from establishments.imports.group.tables import TABLES
from establishments.models import ImportRun
from groupe.kernel.web.components import Tone

State = ImportRun.State
TONES: dict[str, Tone] = {
    State.PREVIEWING: "info",
    State.REFUSED: "bad",
    State.READY: "warn",
    State.APPLYING: "info",
    State.APPLIED: "ok",
    State.FAILED: "bad",
}
VERDICTS = {"created": _("new row"), "changed": _("changed row")}
VERDICT_TONES: dict[str, Tone] = {"created": "ok", "changed": "info"}


def table_label(name: str) -> str:
    return str(TABLES[name].label) if name in TABLES else name


def counted(run: ImportRun, verdict: str) -> int | None:
    """The rows of all tables with this verdict; None before the file was read."""
    tables: dict[str, Any] = run.summary.get("tables", {})
    return sum(counts[verdict] for counts in tables.values()) if tables else None
