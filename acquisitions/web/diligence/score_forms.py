"""Forms of a score and of the grid: one row a criterion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from acquisitions.models import Deal, ScoringGrid
from acquisitions.routes.diligence import WHOLE, criteria
from acquisitions.selectors.scores import cap_reason, capping, scores_of
from acquisitions.services.scoring import Mark, deal_score, grid_change
from establishments.web.structure.forms.base import ChangeForm, CountField
from groupe.accounts.models import User
from groupe.kernel.errors import DomainError


class ScoreForm(ChangeForm):
    """A mark and a word for each criterion of the grid that the page was read with."""

    grid = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, deal: Deal, author: User, grid: ScoringGrid) -> None:
        last = scores_of([deal]).get(deal.pk)
        given = last.row.marks if last and last.row.grid == grid else {}
        initial: dict[str, Any] = {"grid": grid.version}
        for code, each in given.items():
            initial |= {code: each["mark"], f"{code}_word": each["word"]}
        super().__init__(data, initial=initial)
        self.deal, self.author, self.weights = deal, author, grid.weights
        for code, criterion in criteria().items():
            most = self.weights[code]
            self.fields[code] = CountField(
                label=_("Mark, 0 to %(most)d") % {"most": most}, min_value=0, max_value=most, help_text=criterion.help
            )
            self.fields[f"{code}_word"] = forms.CharField(label=_("A word"), max_length=300)

    @property
    def groups(self) -> Sequence[tuple[StrOrPromise, Sequence[str]]]:
        return [(criterion.label, (code, f"{code}_word")) for code, criterion in criteria().items()]

    def apply(self) -> str:
        given = self.cleaned_data
        marks = {code: Mark(given[code], given[f"{code}_word"]) for code in criteria()}
        made = deal_score(deal=self.deal, marks=marks, author=self.author, grid=given["grid"])
        told = _("Score: %(total)d of 100.") % {"total": made.total}
        return f"{told} {cap_reason(capping(self.deal))}".strip() if made.total < made.raw else told


class GridForm(ChangeForm):
    """The weights of the next version, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Such as a lesson of a review."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, author: User, grid: ScoringGrid) -> None:
        super().__init__(data, initial={"version": grid.version, **grid.weights})
        self.author = author
        for code, criterion in criteria().items():
            self.fields[code] = CountField(
                label=criterion.label, min_value=0, max_value=WHOLE, help_text=criterion.help
            )

    @property
    def groups(self) -> Sequence[tuple[StrOrPromise, Sequence[str]]]:
        return [("", (*criteria(), "reason"))]

    def blame(self, error: DomainError) -> None:
        self.add_error(None, error.message)

    def apply(self) -> str:
        given = self.cleaned_data
        made = grid_change(
            weights={code: given[code] for code in criteria()}, reason=given["reason"], author=self.author,
            expected=given["version"],
        )  # fmt: skip
        return _("Version %(version)d of the grid.") % {"version": made.version}
