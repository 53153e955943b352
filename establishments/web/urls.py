"""The pages of establishments: each folder brings its own."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("establishments.web.structure.urls")),
    path("", include("establishments.web.reports.urls")),
    path("", include("establishments.web.imports.urls")),
    path("", include("establishments.web.catalogue.urls")),
    path("", include("establishments.web.people.urls")),
]
