"""The form of an action: what it is, who owns it, what it waits for, and where it stands."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acquisitions.access import WHOLE
from acquisitions.enums import ActionState
from acquisitions.models import Deal, DealMember, DealTarget, IntegrationAction
from acquisitions.routes.integration import streams
from acquisitions.selectors.integration import actions_of, title_of
from acquisitions.services.integration import ActionFacts, action_change, integration_action_add
from establishments.enums import Role
from establishments.web.structure.forms.base import ChangeForm, DayField
from groupe.accounts.models import User
from groupe.kernel.periods import today

NONE = ("", "–")


class ActionForm(ChangeForm):
    title = forms.CharField(label=gettext_lazy("Action"), max_length=200)
    stream = forms.ChoiceField(label=gettext_lazy("Stream"))
    target = forms.ModelChoiceField(
        DealTarget.objects.none(), label=gettext_lazy("Site"), required=False, empty_label="–"
    )
    role = forms.ChoiceField(label=gettext_lazy("Owner's role"), choices=[NONE, *Role.choices], required=False)
    owner = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("Owner"), required=False, empty_label="–",
        help_text=gettext_lazy("Somebody who is named in the room."),
    )  # fmt: skip
    first = DayField(label=gettext_lazy("From"))
    last = DayField(label=gettext_lazy("Due"))
    needs = forms.MultipleChoiceField(
        label=gettext_lazy("Waits for"), required=False, widget=forms.CheckboxSelectMultiple
    )
    state = forms.ChoiceField(label=gettext_lazy("State"), choices=ActionState.choices)
    reason = forms.CharField(label=gettext_lazy("Blocked by"), max_length=300, required=False)
    groups = (
        (gettext_lazy("The action"), ("title", "stream", "target", "role", "owner")),
        (gettext_lazy("Days"), ("first", "last", "needs")),
        (gettext_lazy("Where it stands"), ("state", "reason")),
    )

    def __init__(self, data: Any = None, *, deal: Deal, author: User, action: IntegrationAction | None = None) -> None:
        self.deal, self.author, self.action = deal, author, action
        super().__init__(data, initial=_told(deal, action))
        fields: dict[str, Any] = self.fields
        fields["stream"].choices = [(stream.code, stream.label) for stream in streams().values()]
        fields["target"].queryset = deal.targets.filter(taken=True)
        named = DealMember.objects.inside(today()).filter(deal=deal, level__in=WHOLE).order_by().values("user")
        fields["owner"].queryset = User.objects.filter(pk__in=named).order_by("name", "email")
        others = [row for row in actions_of(deal).select_related("deal") if action is None or row.pk != action.pk]
        fields["needs"].choices = [(str(row.pk), title_of(row)) for row in others]
        if action is None:
            del self.fields["state"], self.fields["reason"]

    def apply(self) -> str:
        told = self.cleaned_data
        title = told["title"]
        if self.action and title == title_of(self.action):
            title = self.action.title
        facts = ActionFacts(
            title, told["stream"], told["first"], told["last"], told["role"], told["owner"], told["target"],
            tuple(int(pk) for pk in told["needs"]),
        )  # fmt: skip
        if self.action is None:
            integration_action_add(deal=self.deal, facts=facts, author=self.author)
            return _("%(action)s is added to the plan.") % {"action": told["title"]}
        action_change(
            action=self.action, facts=facts, state=told["state"], reason=told["reason"], author=self.author,
            expected=self.action.revision,
        )  # fmt: skip
        return _("%(action)s is kept as shown.") % {"action": told["title"]}


def _told(deal: Deal, action: IntegrationAction | None) -> dict[str, Any]:
    if action is None:
        day = max(deal.entry_on or today(), today())
        return {"first": day, "last": day}
    names = ("stream", "target", "role", "owner", "first", "last", "state", "reason")
    needs = [str(pk) for pk in action.needs.values_list("pk", flat=True)]
    return {name: getattr(action, name) for name in names} | {"title": title_of(action), "needs": needs}
