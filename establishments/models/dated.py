"""Rows that hold between two dates and never overlap."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from groupe.kernel.ranges import last_day


class DatedQuerySet(models.QuerySet[Any]):
    """Rows with a `valid` range, half-open in storage."""

    def on(self, day: dt.date) -> Self:
        return self.filter(valid__contains=day)

    def between(self, first: dt.date, last: dt.date) -> Self:
        """Rows that hold on at least one day of the interval, both ends included."""
        return self.filter(valid__overlap=(first, last + dt.timedelta(days=1)))


class Dated(models.Model):
    """A fact that holds during `valid`; `recorded_at` is when the group learned it."""

    valid = DateRangeField(_("validity"))
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def valid_from(self) -> dt.date | None:
        first: dt.date | None = self.valid.lower
        return first

    @property
    def valid_to(self) -> dt.date | None:
        """The last day included."""
        return last_day(self.valid)


def never_overlaps(name: str, *fields: str, message: Any) -> ExclusionConstraint:
    """At most one row at a time for the same values of `fields`."""
    return ExclusionConstraint(
        name=name,
        expressions=[*((field, RangeOperators.EQUAL) for field in fields), ("valid", RangeOperators.OVERLAPS)],
        violation_error_message=message,
    )
