"""Imports of the group workbook and of FINESS files."""

from django.urls import path

from establishments.web.imports import files, pages, steps

app_name = "imports"
urlpatterns = [
    path("imports/", pages.imports_list, name="list"),
    path("imports/template.xlsx", files.template, name="template"),
    path("imports/group.<str:kind>", files.group, name="export"),
    path("imports/<int:pk>/", pages.import_page, name="detail"),
    path("imports/<int:pk>/progress/", pages.import_progress, name="progress"),
    path("imports/<int:pk>/apply/", steps.import_apply, name="apply"),
    path("imports/<int:pk>/retry/", steps.import_retry, name="retry"),
]
