"""Opening a department and describing it: all of it by the controller, what it is and its team by the head."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from establishments.models import Establishment, LegalEntity
from establishments.web.structure.forms.base import ChangeForm
from groupe.accounts.models import User
from shared_services.models import Department
from shared_services.services.departments import department_save

OF_CONTROLLER = ("code", "name", "head", "scope", "site", "entity", "active")


class DepartmentForm(ChangeForm):
    code = forms.CharField(label=gettext_lazy("Code"), max_length=40)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    mission = forms.CharField(
        label=gettext_lazy("What it does"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    head = forms.ModelChoiceField(label=gettext_lazy("Head"), queryset=User.objects.none(), required=False)
    team = forms.DecimalField(
        label=gettext_lazy("Team (FTE)"), min_value=0, max_digits=7, decimal_places=2, required=False
    )
    scope = forms.CharField(
        label=gettext_lazy("Serves"), max_length=80, initial="group",
        help_text=gettext_lazy(
            "“group”, “territory:…”, “sector:…”, “entity:…”: who joins the scope is served by itself."
        ),
    )  # fmt: skip
    site = forms.ModelChoiceField(
        label=gettext_lazy("Reported by"), queryset=Establishment.objects.none(), required=False, to_field_name="code",
        help_text=gettext_lazy("The establishment whose monthly report tells what its requests come to."),
    )  # fmt: skip
    entity = forms.ModelChoiceField(
        label=gettext_lazy("Billed by"), queryset=LegalEntity.objects.none(), required=False, to_field_name="code"
    )
    active = forms.BooleanField(label=gettext_lazy("Active"), required=False, initial=True)

    def __init__(self, data: Any = None, *, department: Department | None = None, whole: bool = True) -> None:
        super().__init__(data, initial=_described(department))
        self.department = department
        offered = {
            "head": User.objects.filter(is_active=True).order_by("name", "email"),
            "site": Establishment.objects.ever_members().filter(kind__in=SUPPORTING).distinct().order_by("name"),
            "entity": LegalEntity.objects.order_by("name"),
        }
        for name, rows in offered.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        hidden = OF_CONTROLLER if not whole else ("code",) if department else ()
        for name in hidden:
            del self.fields[name]

    def apply(self) -> str:
        known = {} if self.department is None else {name: getattr(self.department, name) for name in KEPT}
        made = department_save(department=self.department, **(known | self.cleaned_data))
        return _("%(name)s is described as shown.") % {"name": made.name}


SUPPORTING = ("support_department", "head_office", "property")
KEPT = ("code", "name", "mission", "head", "team", "scope", "site", "entity", "active")


def _described(department: Department | None) -> dict[str, Any]:
    if department is None:
        return {}
    codes = {"site": department.site and department.site.code, "entity": department.entity and department.entity.code}
    return {name: getattr(department, name) for name in KEPT} | codes
