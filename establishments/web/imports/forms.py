"""The file that is uploaded."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from establishments.imports.group.reading import LARGEST_FILE, MB

ENDINGS = (".xlsx", ".zip", ".json", ".gz")


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=format_lazy(
            _("Group workbook: .xlsx, or a .zip of CSV files. FINESS: .json or .json.gz. {size} MB at most."),
            size=LARGEST_FILE // MB,
        ),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
    )

    def clean_file(self) -> UploadedFile:
        """Before it is read into memory."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_FILE:
            raise ValidationError(gettext("The file is too large: %(size)d MB at most.") % {"size": LARGEST_FILE // MB})
        return file


class TableForm(forms.Form):
    """Which table of the workbook the preview shows."""

    table = forms.ChoiceField(label=_("Table of the file"), required=False)

    def __init__(self, *args: object, choices: list[tuple[str, str]], **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        field = self.fields["table"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", _("All tables")), *choices]
