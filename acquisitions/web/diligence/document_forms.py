"""Forms of documents: attaching files, a new version, another title or type, and the filters of the list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from acquisitions.models import Deal, DealDocument
from acquisitions.routes import document_types
from acquisitions.routes.diligence import streams
from acquisitions.services.documents import LARGEST, MOST, File, document_describe, documents_add
from establishments.web.structure.forms.base import ChangeForm
from groupe.accounts.models import User
from groupe.kernel.errors import DomainError
from groupe.kernel.files import KINDS, MB

ENDINGS = ",".join(f".{ending}" for ending in KINDS)
TOLD = gettext_lazy(
    "PDF, picture, Word, Excel, PowerPoint, OpenDocument, text or CSV, without macros; 10 files of 20 MB at most."
)


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several files, none of them read before its size is known."""

    def __init__(self, most: int = MOST) -> None:
        widget: forms.FileInput = FilesInput() if most > 1 else forms.FileInput()
        widget.attrs["accept"] = ENDINGS
        super().__init__(label=gettext_lazy("Files"), widget=widget, help_text=TOLD)
        self.most = most

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if not given:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(given) > self.most:
            raise ValidationError(_("Attach 1 to %(most)d files.") % {"most": self.most})
        if any((each.size or 0) > LARGEST for each in given):
            raise ValidationError(_("The file is too large: %(size)d MB at most.") % {"size": LARGEST // MB})
        return list(given)


def type_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Types by the stream that they belong to; those of gates first."""
    groups: dict[str, list[tuple[str, str]]] = {"": []}
    for code, each in document_types().items():
        groups.setdefault(each.stream, []).append((code, each.label))
    return [(streams()[stream].label if stream else _("The file"), found) for stream, found in groups.items()]


class UploadForm(forms.Form):
    """Several files of one type."""

    kind = forms.ChoiceField(label=gettext_lazy("Type"))
    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=160, required=False,
        help_text=gettext_lazy("Of a single file; without one, its name."),
    )  # fmt: skip
    sensitive = forms.BooleanField(label=gettext_lazy("Price-sensitive"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, deal: Deal, author: User, kind: str = "") -> None:
        super().__init__(data, files, initial={"kind": kind or "other"})
        self.deal, self.author = deal, author
        self.fields["files"] = FilesField()
        self.order_fields(["files"])
        field: Any = self.fields["kind"]
        field.choices = type_choices

    def add(self) -> list[DealDocument]:
        """Nothing where the service refuses: the form says why."""
        given = self.cleaned_data
        try:
            return documents_add(
                deal=self.deal, kind=given["kind"], files=read_files(given["files"]), author=self.author,
                title=given["title"], sensitive=given["sensitive"],
            )  # fmt: skip
        except DomainError as error:
            for name, message in (error.fields or {"": error.message}).items():
                self.add_error(name if name in self.fields else None, str(message))
            return []


class DescribeForm(ChangeForm):
    """Another title, type or flag; its versions stay as they are."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=160)
    kind = forms.ChoiceField(label=gettext_lazy("Type"))
    sensitive = forms.BooleanField(label=gettext_lazy("Price-sensitive"), required=False)

    def __init__(self, data: Any = None, *, deal: Deal, author: User, document: DealDocument) -> None:
        super().__init__(data, initial={name: getattr(document, name) for name in ("title", "kind", "sensitive")})
        self.deal, self.author, self.document = deal, author, document
        field: Any = self.fields["kind"]
        field.choices = type_choices

    def apply(self) -> str:
        made = document_describe(deal=self.deal, document=self.document, author=self.author, **self.cleaned_data)
        return _("%(title)s: %(kind)s.") % {"title": made.title, "kind": document_types()[made.kind].label}


class DocumentFilters(forms.Form):
    """Documents by words of their title or files, type, and whether they are withdrawn."""

    q = forms.CharField(label=gettext_lazy("Search"), required=False, widget=forms.SearchInput())
    kind = forms.ChoiceField(label=gettext_lazy("Type"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("State"), required=False,
        choices=[
            ("", gettext_lazy("In use")), ("withdrawn", gettext_lazy("Withdrawn")),
            ("every", pgettext_lazy("filter", "All")),
        ],
    )  # fmt: skip
    mark = forms.ChoiceField(
        label=gettext_lazy("Mark"), required=False,
        choices=[("", pgettext_lazy("filter", "All")), ("sensitive", gettext_lazy("Price-sensitive"))],
    )  # fmt: skip

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        field: Any = self.fields["kind"]
        field.choices = lambda: [("", pgettext_lazy("filter", "All")), *type_choices()]

    def kept(self, rows: QuerySet[DealDocument]) -> QuerySet[DealDocument]:
        self.full_clean()
        asked = self.cleaned_data
        if asked.get("kind"):
            rows = rows.filter(kind=asked["kind"])
        if asked.get("mark"):
            rows = rows.filter(sensitive=True)
        if asked.get("state", "") != "every":
            rows = rows.filter(withdrawn_at__isnull=asked.get("state", "") != "withdrawn")
        for word in str(asked.get("q") or "").replace("\0", "").split():
            rows = rows.filter(Q(title__unaccent__icontains=word) | Q(versions__name__unaccent__icontains=word))
        return rows.distinct()


def read_files(given: list[UploadedFile]) -> list[File]:
    return [(each.name or "", each.read()) for each in given]
