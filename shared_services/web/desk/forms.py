"""Forms of the desk: asking for a service, and describing one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from establishments.models import Establishment
from establishments.models.structure import EstablishmentQuerySet
from establishments.services.structure.checks import refused
from establishments.web.structure.forms.base import ChangeForm, DayField, EurosField, given_day
from groupe.accounts.models import User
from groupe.kernel.files import KINDS, LARGEST, MB, MOST
from groupe.kernel.numbers import parse_number
from groupe.kernel.web import formats
from shared_services.enums import PriceBasis, Priority, QuestionKind
from shared_services.models import Department, Service, ServiceRequest
from shared_services.services.catalogue import service_price_set, service_save
from shared_services.services.requests import File, request_ask

DAYS = [
    (0, gettext_lazy("Monday")), (1, gettext_lazy("Tuesday")), (2, gettext_lazy("Wednesday")),
    (3, gettext_lazy("Thursday")), (4, gettext_lazy("Friday")), (5, gettext_lazy("Saturday")),
    (6, gettext_lazy("Sunday")),
]  # fmt: skip
ENDINGS = ",".join(f".{ending}" for ending in KINDS)


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, none of them read before its size is known."""

    def __init__(self) -> None:
        told = _lazy_help()
        super().__init__(
            label=gettext_lazy("Files"), required=False, widget=FilesInput(attrs={"accept": ENDINGS}), help_text=told
        )

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if len(given) > MOST:
            raise ValidationError(_("%(most)d files at most.") % {"most": MOST})
        found = [super(FilesField, self).clean(each, initial) for each in given]
        if any((each.size or 0) > LARGEST for each in found):
            raise ValidationError(_("The file is too large: %(size)d MB at most.") % {"size": LARGEST // MB})
        return found


def _lazy_help() -> StrOrPromise:
    return gettext_lazy("PDF, picture, Word, Excel, OpenDocument, text or CSV; 5 files of 5 MB at most.")


def read_files(given: Sequence[UploadedFile]) -> list[File]:
    return [(each.name or "", each.read()) for each in given]


class AskForm(forms.Form):
    """Questions of the service follow those of every request."""

    establishment = forms.ModelChoiceField(
        label=gettext_lazy("Establishment"),
        queryset=Establishment.objects.none(),
        to_field_name="code",
        empty_label=None,
    )
    title = forms.CharField(label=gettext_lazy("Subject"), max_length=160)
    details = forms.CharField(
        label=gettext_lazy("Details"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Describe what is needed, not people: no names, initials or room numbers."),
    )  # fmt: skip
    priority = forms.ChoiceField(label=gettext_lazy("How urgent"), choices=Priority.choices)

    def __init__(self, data: Any = None, files: Any = None, *, service: Service, sites: EstablishmentQuerySet) -> None:
        super().__init__(data, files, initial={"priority": Priority.NORMAL})
        self.service = service
        site: Any = self.fields["establishment"]
        site.queryset = sites
        first = list(sites[:2])
        if len(first) == 1:
            site.initial, site.widget = first[0].code, forms.HiddenInput()
        for place, each in enumerate(service.questions):
            self.fields[f"q{place}"] = _question(each)
        self.fields["files"] = FilesField()

    def ask(self, author: User) -> ServiceRequest:
        given = self.cleaned_data
        answers = {each["label"]: given[f"q{place}"] for place, each in enumerate(self.service.questions)}
        return request_ask(
            service=self.service, establishment=given["establishment"], author=author, title=given["title"],
            details=given["details"], priority=given["priority"],
            answers={label: str(value) for label, value in answers.items() if value is not None},
            files=read_files(given["files"]),
        )  # fmt: skip


def _question(each: dict[str, Any]) -> forms.Field:
    shown: dict[str, Any] = {"label": each["label"], "required": each["required"]}
    match each["kind"]:
        case QuestionKind.DATE:
            return DayField(**shown)
        case QuestionKind.YES_NO:
            return forms.ChoiceField(choices=[("", "–"), ("yes", _("Yes")), ("no", _("No"))], **shown)
    return forms.CharField(max_length=500, **shown)


class ServiceForm(ChangeForm):
    """A question a line: `Label; type; required`."""

    code = forms.CharField(label=gettext_lazy("Code"), max_length=40)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    description = forms.CharField(
        label=gettext_lazy("Description"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    basis = forms.ChoiceField(label=gettext_lazy("Price"), choices=PriceBasis.choices)
    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=40, required=False)
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Open on"), choices=DAYS, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    opens = forms.TimeField(
        label=gettext_lazy("Opens at"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    closes = forms.TimeField(
        label=gettext_lazy("Closes at"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    normal = forms.CharField(label=gettext_lazy("Normal"), help_text=gettext_lazy("Hours to the answer / to the end."))
    high = forms.CharField(label=gettext_lazy("High"))
    urgent = forms.CharField(label=gettext_lazy("Urgent"))
    questions = forms.CharField(
        label=gettext_lazy("Questions"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One a line: “Serial number; text; required”. Types: text, number, date, yes_no."),
    )  # fmt: skip
    active = forms.BooleanField(label=gettext_lazy("Offered"), required=False)

    def __init__(self, data: Any = None, *, department: Department, service: Service | None = None) -> None:
        shown = service or Service(department=department)
        super().__init__(data, initial=_described(shown))
        self.department, self.service = department, service
        if service is not None:
            del self.fields["code"]

    @property
    def groups(self) -> Sequence[tuple[StrOrPromise, Sequence[str]]]:
        return [
            ("", ("code", "name", "description", "basis", "unit", "active")),
            (_("When the desk is open"), ("weekdays", "opens", "closes")),
            (_("Target times in working hours, by priority"), tuple(Priority.values)),
            (_("What the form asks besides"), ("questions",)),
        ]

    def apply(self) -> str:
        given = dict(self.cleaned_data)
        targets = {priority: _hours(given.pop(priority), priority) for priority in Priority.values}
        code = self.service.code if self.service else given.pop("code")
        questions = _lines(given.pop("questions"))
        made = service_save(
            service=self.service, department=self.department, code=code, targets=targets, questions=questions, **given
        )
        return _("%(name)s is in the catalogue of %(department)s.") % {"name": made, "department": self.department}


class PriceForm(ChangeForm):
    price = EurosField(label=gettext_lazy("Price"))
    since = DayField(label=gettext_lazy("From"))

    def __init__(self, data: Any = None, *, service: Service) -> None:
        super().__init__(data)
        self.service = service

    def apply(self) -> str:
        since, price = given_day(self, "since"), self.cleaned_data["price"]
        service_price_set(service=self.service, price=price, since=since)
        told = {"name": self.service, "price": formats.euros(price, 2), "day": formats.day(since)}
        return _("%(name)s costs %(price)s from %(day)s.") % told


def _described(shown: Service) -> dict[str, Any]:
    fields = ("code", "name", "description", "basis", "unit", "weekdays", "opens", "closes", "active")
    hours = {priority: " / ".join(f"{each:g}" for each in pair) for priority, pair in shown.targets.items()}
    lines = ["; ".join((q["label"], q["kind"], *(["required"] if q["required"] else []))) for q in shown.questions]
    return {name: getattr(shown, name) for name in fields} | hours | {"questions": "\n".join(lines)}


def _hours(text: str, priority: str) -> list[float]:
    try:
        return [float(parse_number(part)) for part in text.split("/")]
    except ValueError as error:
        raise refused(priority, _("Two numbers of hours, such as 8 / 40.")) from error


def _lines(text: str) -> list[dict[str, Any]]:
    found = []
    for line in filter(str.strip, text.splitlines()):
        label, kind, needed = (*(part.strip() for part in line.split(";")), "", "")[:3]
        found.append({"label": label, "kind": kind or QuestionKind.TEXT, "required": bool(needed)})
    return found
