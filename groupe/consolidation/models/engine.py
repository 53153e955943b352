"""Derived figures: they can be thrown away and rebuilt from structure, catalogue and reports.

Months are stored as `Month.index`; vectors as integers in the smallest unit, by the position of a `Slot`.
These tables are untracked on purpose: their history is that of what they derive from.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.Model):
    """A scope that cells may lie in, by a short number."""

    code = models.CharField(max_length=80, unique=True)

    class Meta:
        verbose_name = _("scope")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class Slot(models.Model):
    """The place of one part of a figure (`AC02` `n`) in the vector of its catalogue file; never renumbered."""

    file = models.CharField(max_length=24)
    position = models.SmallIntegerField()
    code = models.CharField(max_length=24)
    part = models.CharField(max_length=16)

    class Meta:
        verbose_name = _("slot")
        ordering = ["file", "position"]
        constraints = [
            models.UniqueConstraint(fields=["file", "position"], name="slot_place_once"),
            models.UniqueConstraint(fields=["code", "part"], name="slot_part_once"),
        ]

    def __str__(self) -> str:
        return f"{self.file}.{self.position} {self.code} {self.part}"


class Cell(models.Model):
    """A segment of an establishment's month as last folded: its days, its scopes, the version used, its vectors.

    `level` is 0 not reported, 1 submitted, 2 validated or later. `common` and `sector` are packed
    little-endian int64, by the positions of `Slot`: what the roll-ups hold of this cell.
    """

    pk = models.CompositePrimaryKey("establishment", "scenario", "month", "segment")
    establishment = models.IntegerField()
    scenario = models.CharField(max_length=16)
    month = models.IntegerField()
    segment = models.SmallIntegerField()
    first_day = models.SmallIntegerField()
    last_day = models.SmallIntegerField()
    level = models.SmallIntegerField()
    version = models.BigIntegerField(null=True)
    file = models.CharField(max_length=16)
    scopes = ArrayField(models.IntegerField())
    common = models.BinaryField()
    sector = models.BinaryField()

    class Meta:
        verbose_name = _("cell")
        indexes = [
            models.Index(fields=["scenario", "month"], name="cell_by_month"),
            GinIndex(fields=["scopes"], name="cell_by_scope"),
        ]

    def __str__(self) -> str:
        return f"{self.establishment} {self.month}.{self.segment}"


class Comparison(models.Model):
    """An establishment's month beside the same month last year, in the scopes where it lay on the same days.

    It names the cells of both years by segment; what roll-ups hold of it follows from these (`engine/expand.py`).
    `portions` lists cells of predecessors, six numbers each; `windows` is compressed.
    """

    pk = models.CompositePrimaryKey("establishment", "scenario", "month", "number")
    establishment = models.IntegerField()
    scenario = models.CharField(max_length=16)
    month = models.IntegerField()
    number = models.SmallIntegerField()
    kind = models.CharField(max_length=32)
    scopes = ArrayField(models.IntegerField())
    flow = models.SmallIntegerField()
    stock = models.SmallIntegerField()
    larger = models.BooleanField()
    now = ArrayField(models.SmallIntegerField())
    before = ArrayField(models.SmallIntegerField())
    portions = ArrayField(models.BigIntegerField())
    windows = models.BinaryField()

    class Meta:
        verbose_name = _("comparison")
        indexes = [
            models.Index(fields=["scenario", "month"], name="comparison_by_month"),
            GinIndex(fields=["scopes"], name="comparison_by_scope"),
        ]

    def __str__(self) -> str:
        return f"{self.establishment} {self.month}/{self.number}"


class Rollup(models.Model):
    """The sum of the cells of a scope and month, by catalogue file; packed as in `Cell`.

    Beside a file's totals (`common`) stand those of the constant perimeter, this year (`common:now`) and last year
    (`common:then`), and what moved, by the unit of the activity (`common:moves:day`).
    """

    pk = models.CompositePrimaryKey("scope", "scenario", "month", "file")
    scope = models.IntegerField()
    scenario = models.CharField(max_length=16)
    month = models.IntegerField()
    file = models.CharField(max_length=40)
    vals = models.BinaryField()

    class Meta:
        verbose_name = _("roll-up")

    def __str__(self) -> str:
        return f"{self.scope} {self.month} {self.file}"


class EngineState(models.Model):
    """One row: the generation of the figures and the months they span."""

    generation = models.BigIntegerField(default=0)
    folded_at = models.DateTimeField(null=True)
    first_month = models.IntegerField(null=True)
    horizon = models.IntegerField(null=True)
    catalogue = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("state of the engine")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="engine_state_single")]

    def __str__(self) -> str:
        return f"generation {self.generation}"
