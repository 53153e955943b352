"""Forms of the watch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from acquisitions.gazette.kinds import Procedure
from acquisitions.models import Lead
from acquisitions.services.watching import lead_add, lead_open_file
from establishments.web.structure.forms.base import ChangeForm, DayField, given_day
from groupe.accounts.models import User
from groupe.kernel.files import MB
from groupe.kernel.periods import today

# A week of the gazette is less than a megabyte; more goes through `import_bodacc`.
LARGEST = 10 * MB


class LeadForm(ChangeForm):
    """A lead that people bring: an administrator called, a federation wrote."""

    name = forms.CharField(label=gettext_lazy("Organisation"), max_length=200)
    siren = forms.CharField(label="SIREN", max_length=11, required=False)
    postcode = forms.CharField(label=gettext_lazy("Postcode"), max_length=5, required=False)
    city = forms.CharField(label=gettext_lazy("Town"), max_length=120, required=False)
    activity = forms.CharField(label=gettext_lazy("Activity"), max_length=500, required=False)
    naf = forms.CharField(label="NAF", max_length=6, required=False, help_text=gettext_lazy("Such as 87.10A."))
    procedure = forms.ChoiceField(
        label=gettext_lazy("Procedure"), required=False, choices=[("", gettext_lazy("none known")), *Procedure.choices]
    )
    court = forms.CharField(label=gettext_lazy("Court"), max_length=200, required=False)
    judged_on = DayField(label=gettext_lazy("Judgment"), required=False)
    offers_until = DayField(label=gettext_lazy("Offers until"), required=False)
    hearing_on = DayField(label=gettext_lazy("Hearing"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Where it comes from"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("All who see the watch read it: no names of residents or staff."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, author: User) -> None:
        super().__init__(data)
        self.author = author
        self.made: Lead | None = None

    @property
    def groups(self) -> Sequence[tuple[StrOrPromise, Sequence[str]]]:
        return [
            (_("Organisation"), ("name", "siren", "postcode", "city", "activity", "naf")),
            (_("Court"), ("procedure", "court", "judged_on", "offers_until", "hearing_on")),
            ("", ("note",)),
        ]

    def apply(self) -> str:
        self.made = lead_add(author=self.author, given=self.cleaned_data)
        return _("%(name)s is on the list, with a fit of %(score)d.") % {
            "name": self.made.name, "score": self.made.score,
        }  # fmt: skip


class OpenForm(ChangeForm):
    """A file in a room of one's own."""

    name = forms.CharField(label=gettext_lazy("Name of the file"), max_length=120)
    signed_on = DayField(label=gettext_lazy("My confidentiality undertaking was signed on"))

    def __init__(self, data: Any = None, *, lead: Lead, author: User) -> None:
        super().__init__(data, initial={"name": lead.name[:120], "signed_on": today()})
        self.lead, self.author = lead, author

    def apply(self) -> str:
        signed_on = given_day(self, "signed_on")
        deal = lead_open_file(lead=self.lead, author=self.author, name=self.cleaned_data["name"], signed_on=signed_on)
        return _("The file %(code)s is open: you lead it, and nobody else sees it yet.") % {"code": deal.code}


class GazetteForm(forms.Form):
    """A file of the open data set."""

    file = forms.FileField(
        label=gettext_lazy("File"), max_length=200,
        help_text=gettext_lazy("JSON of the data set “annonces-commerciales”; 10 MB at most."),
        widget=forms.FileInput(attrs={"accept": ".json,.jsonl"}),
    )  # fmt: skip

    def clean_file(self) -> UploadedFile:
        """Before it is read into memory."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise ValidationError(_("The file is too large: %(size)d MB at most.") % {"size": LARGEST // MB})
        return file
