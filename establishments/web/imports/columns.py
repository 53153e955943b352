"""The columns of runs, counts, changes and errors."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy

from establishments.imports.finess.summary import WARNINGS as ODD
from establishments.web.imports.words import TONES, VERDICT_TONES, VERDICTS, counted, table_label
from groupe.kernel.web.components import Empty
from groupe.kernel.web.tables import Column

RUNS = (
    Column(
        "name",
        gettext_lazy("File"),
        order=("name",),
        href=lambda run: reverse("imports:detail", args=[run.pk]),
        wrap=True,
    ),
    Column(
        "state",
        gettext_lazy("State"),
        kind="tag",
        value=lambda run: run.get_state_display(),
        tone=lambda run: TONES[run.state],
        order=("state",),
    ),
    Column("created_at", gettext_lazy("When"), kind="moment", order=("created_at",)),
    Column("author", gettext_lazy("Who"), value=lambda run: str(run.author or ""), order=("author__name",), wrap=True),
    Column("kind", gettext_lazy("Kind"), value=lambda run: run.get_kind_display(), order=("kind",)),
    Column("created", gettext_lazy("New rows"), kind="number", value=lambda run: counted(run, "created")),
    Column("changed", gettext_lazy("Changed rows"), kind="number", value=lambda run: counted(run, "changed")),
)
TABLES = (
    Column("table", gettext_lazy("Table of the file"), value=lambda row: table_label(row[0])),
    Column("created", gettext_lazy("New rows"), kind="number", value=lambda row: row[1]["created"]),
    Column("changed", gettext_lazy("Changed rows"), kind="number", value=lambda row: row[1]["changed"]),
    Column("unchanged", gettext_lazy("Unchanged rows"), kind="number", value=lambda row: row[1]["unchanged"]),
)
CHANGES = (
    Column("what", gettext_lazy("Record"), value=lambda row: row[3], wrap=True),
    Column("detail", gettext_lazy("Detail"), value=lambda row: row[4], wrap=True),
    Column(
        "verdict",
        gettext_lazy("Change"),
        kind="tag",
        value=lambda row: str(VERDICTS[row[2]]),
        tone=lambda row: VERDICT_TONES[row[2]],
    ),
    Column("table", gettext_lazy("Table of the file"), value=lambda row: table_label(row[0])),
    Column("line", gettext_lazy("Line"), kind="number", value=lambda row: row[1] or None),
)
PROBLEMS = (
    Column("message", gettext_lazy("What is wrong"), value=lambda row: row[3], wrap=True),
    Column("file", gettext_lazy("File"), value=lambda row: row[0]),
    Column("line", gettext_lazy("Line"), kind="number", value=lambda row: row[1] or None),
    Column("column", gettext_lazy("Column"), value=lambda row: row[2]),
    Column("accepted", gettext_lazy("What is accepted"), value=lambda row: row[4], wrap=True),
)
WARNINGS = (
    Column("warning", gettext_lazy("What is odd"), value=lambda row: str(ODD[row[0]]).capitalize(), wrap=True),
    Column("number", gettext_lazy("How many"), kind="number", value=lambda row: row[1]),
    Column("examples", gettext_lazy("FINESS numbers, the first ones"), value=lambda row: ", ".join(row[2]), wrap=True),
)
NOTHING_YET = Empty(
    title=gettext_lazy("Nothing was imported yet"),
    text=gettext_lazy("The template shows every table and column."),
    icon="arrow-up-tray",
)
NO_CHANGE = Empty(
    title=gettext_lazy("Nothing would change"),
    text=gettext_lazy("The group already says what this file says."),
    icon="check-circle",
)
