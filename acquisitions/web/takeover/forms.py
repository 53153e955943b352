"""The form that prepares a takeover: all that is known of the file stands in it already."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_stubs_ext import StrOrPromise

from acquisitions.models import Deal, DealTarget
from acquisitions.routes import routes
from acquisitions.selectors.takeovers import takeover_of
from acquisitions.services.takeover import EntityPlan, HolderPlan, SitePlan, TakeoverPlan, plan_of, takeover_prepare
from acquisitions.services.takeover.plans import known_establishment, taken_targets
from establishments.enums import Method
from establishments.models import Funder, LegalEntity, Territory
from establishments.selectors.structure.choices import group_entities
from establishments.web.structure.forms.base import ChangeForm, CountField, DayField, PercentField
from groupe.accounts.models import User
from groupe.kernel.periods import today
from groupe.kernel.web.formats import day as shown_day
from groupe.kernel.web.formats import number

NONE = ("", "–")
OPENED = ("entity_code", "entity_name", "entity_form", "entity_siren")


class PrepareForm(ChangeForm):
    """The decision, the entity, and each site in the perimeter taken; its fields are named `site-<number>-<field>`."""

    judgment_on = DayField(label=gettext_lazy("Judgment or decision"))
    entry_on = DayField(label=gettext_lazy("Entry into enjoyment"), help_text=gettext_lazy("The first day owned."))
    decision = forms.CharField(
        label=gettext_lazy("What was decided"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    entity = forms.ModelChoiceField(
        LegalEntity.objects.none(), label=gettext_lazy("Taken by"), to_field_name="code", required=False,
        empty_label="–", help_text=gettext_lazy("An entity of the group; leave it empty to open a new one below."),
    )  # fmt: skip
    entity_name = forms.CharField(label=gettext_lazy("Name of a new entity"), max_length=200, required=False)
    entity_code = forms.CharField(label=gettext_lazy("Its code"), max_length=40, required=False)
    entity_form = forms.CharField(label=gettext_lazy("Legal form"), max_length=80, required=False)
    entity_siren = forms.CharField(label="SIREN", max_length=11, required=False)
    method = forms.ChoiceField(
        label=gettext_lazy("Consolidation method"), choices=[NONE, *Method.choices], required=False,
        help_text=gettext_lazy("Only where the entity is new to the group."),
    )  # fmt: skip
    holder = forms.ModelChoiceField(
        LegalEntity.objects.none(), label=gettext_lazy("Held by"), to_field_name="code", required=False,
        empty_label="–",
    )  # fmt: skip
    votes = PercentField(label=gettext_lazy("Votes (%)"), required=False)
    capital = PercentField(label=gettext_lazy("Capital (%)"), required=False)

    def __init__(self, data: Any = None, *, deal: Deal, author: User) -> None:
        self.deal, self.author = deal, author
        self.plan = routes()[deal.route]
        self.targets = list(taken_targets(deal))
        prepared = takeover_of(deal)
        known = plan_of(prepared) if prepared else None
        self.own = LegalEntity.objects.filter(siren=deal.siren).order_by("pk").first() if deal.siren else None
        super().__init__(data, initial=_told(deal, known))
        for name in ("entity", "holder"):
            self.fields[name].queryset = group_entities(deal.entity_id)  # type: ignore[attr-defined]
        if self.plan.entity_deal:
            for name in ("entity", "entity_siren", *(OPENED if self.own else ())):
                self.fields.pop(name, None)
        for target in self.targets:
            self._add_site(target, {site.target: site for site in known.sites}.get(target.pk) if known else None)

    @property
    def groups(self) -> Sequence[tuple[StrOrPromise, Sequence[str]]]:
        sites = [(target.name, self._names(target)) for target in self.targets]
        return [
            (_("Decision"), ("judgment_on", "entry_on", "decision")),
            (_("Legal entity"), ("entity", "entity_name", "entity_code", "entity_form", "entity_siren", "method",
                "holder", "votes", "capital")),
            *sites,
        ]  # fmt: skip

    def apply(self) -> str:
        told = self.cleaned_data
        holder = told.get("holder")
        plan = TakeoverPlan(
            told["judgment_on"],
            told["entry_on"],
            told["decision"],
            self._entity(),
            tuple(self._site(target) for target in self.targets),
            told["method"],
            HolderPlan(holder.code, told["votes"] or Decimal(0), told["capital"] or Decimal(0)) if holder else None,
        )
        takeover_prepare(deal=self.deal, plan=plan, author=self.author, expected=self.deal.revision)
        count = len(plan.sites)
        text = ngettext(
            "%(count)s site enters the group on %(day)s, held by %(entity)s: %(sites)s.",
            "%(count)s sites enter the group on %(day)s, held by %(entity)s: %(sites)s.",
            count,
        )
        sites = ", ".join(target.name for target in self.targets)
        entity = plan.entity.name or self._known_name(plan.entity.code)
        return text % {"count": number(count), "day": shown_day(plan.entry_on), "entity": entity, "sites": sites}

    def _known_name(self, code: str) -> str:
        found = LegalEntity.objects.filter(code=code).first()
        return found.name if found else code

    def _entity(self) -> EntityPlan:
        told = self.cleaned_data
        if self.plan.entity_deal:
            if self.own:
                return EntityPlan(self.own.code)
            return EntityPlan(told["entity_code"], told["entity_name"], told["entity_form"], self.deal.siren)
        if told.get("entity"):
            return EntityPlan(told["entity"].code)
        siren = told["entity_siren"].replace(" ", "")
        return EntityPlan(told["entity_code"], told["entity_name"], told["entity_form"], siren)

    def _site(self, target: DealTarget) -> SitePlan:
        told: dict[str, Any] = {name: self.cleaned_data.get(f"site-{target.pk}-{name}") for name in SitePlan._fields}
        return SitePlan(
            target.pk,
            told["code"] or "",
            told["territory"].code,
            told["headcount"],
            told["people"],
            tuple(told["funders"] or ()),
            (told["director"] or "").lower(),
            told["director_name"] or "",
        )

    def _names(self, target: DealTarget) -> list[str]:
        return [name for name in self.fields if name.startswith(f"site-{target.pk}-")]

    def _add_site(self, target: DealTarget, known: SitePlan | None) -> None:
        register = known_establishment(target)
        made: dict[str, forms.Field] = {
            "code": forms.CharField(
                label=_("Code"), max_length=40,
                help_text=_("Short and lasting: letters, digits, dashes. It cannot be changed."),
                initial=target.finess or f"{self.deal.code}-{self.targets.index(target) + 1}",
            ),
            "territory": forms.ModelChoiceField(
                Territory.objects.order_by("name"), label=_("Territory"), to_field_name="code", empty_label="–",
                initial=target.territory.code if target.territory else None,
            ),
            "headcount": CountField(
                label=_("Headcount at entry"), min_value=0, required=False, initial=target.people,
                help_text=_("Employees on the morning of the first day."),
            ),
            "people": CountField(
                label=_("People supported at entry"), min_value=0, required=False,
                help_text=_("Present on the morning of the first day."),
            ),
            "funders": forms.MultipleChoiceField(
                label=_("Funders"), required=False, choices=list(Funder.objects.values_list("code", "name")),
                widget=forms.CheckboxSelectMultiple,
            ),
            "director": forms.CharField(
                label=_("Director (e-mail address)"), max_length=254, required=False,
                help_text=_("A new person is invited once the takeover is confirmed."),
            ),
            "director_name": forms.CharField(
                label=_("Name of a new person"), max_length=150, required=False
            ),
        }  # fmt: skip
        if register is not None:
            made.pop("code")
        for name, made_field in made.items():
            if known is not None:
                made_field.initial = getattr(known, name)
            self.fields[f"site-{target.pk}-{name}"] = made_field


def _told(deal: Deal, known: TakeoverPlan | None) -> dict[str, Any]:
    """What was prepared before, else what the file tells."""
    told: dict[str, Any]
    if known is None:
        by = deal.entity.code if deal.entity else None
        told = {"judgment_on": deal.judgment_on or today(), "entry_on": deal.entry_on, "entity": by}
        opened = {"entity_name": deal.name, "entity_code": deal.siren, "entity_form": deal.legal_form}
        return told | (opened if routes()[deal.route].entity_deal else {})
    told = {name: getattr(known, name) for name in ("judgment_on", "entry_on", "decision", "method")}
    entity = known.entity
    if entity.name:
        told |= {f"entity_{name}": value for name, value in zip(("code", "name", "form", "siren"), entity, strict=True)}
    else:
        told["entity"] = entity.code
    if known.holder:
        told |= {"holder": known.holder.code, "votes": known.holder.votes, "capital": known.holder.capital}
    return told
