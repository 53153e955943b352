"""The empty workbook, and the group as it stands."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from establishments.access import Can, access_in, require
from establishments.imports.group.export import exported
from establishments.imports.group.files import template_file, xlsx_file, zip_file
from groupe.kernel.errors import NotVisible
from groupe.kernel.web.exports import FORMATS

WRITERS = {"xlsx": xlsx_file, "zip": zip_file}
TYPES = {**FORMATS, "zip": "application/zip"}


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    require(access_in(request), Can.IMPORT)
    headers = {"Content-Disposition": 'attachment; filename="template.xlsx"'}
    return HttpResponse(template_file(), content_type=TYPES["xlsx"], headers=headers)


@require_safe
def group(request: HttpRequest, kind: str) -> FileResponse:
    """The structure as a spreadsheet; all of it, monthly figures too, as CSV. Mandates for those who manage people."""
    access = access_in(request)
    require(access, Can.IMPORT)
    if kind not in WRITERS:
        raise NotVisible(_("There is no such file."))
    tables = exported(people=access.whole_group(Can.MANAGE_USERS), figures=kind == "zip")
    return FileResponse(WRITERS[kind](tables), as_attachment=True, filename=f"group.{kind}", content_type=TYPES[kind])
