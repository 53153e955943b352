"""The API: each package brings its own paths below `/api/v1/`."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from groupe.api import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", include("establishments.api.urls")),
    path("v1/", include("groupe.consolidation.api.urls")),
    path("v1/acquisitions/", include("acquisitions.api.urls")),
    path("v1/shared-services/", include("shared_services.api.urls")),
    path("v1/acquisitions/", include("acquisitions.api.urls")),
    path("schema/", views.schema, name="api-schema"),
    path("docs/", views.docs, name="api-docs"),
    re_path("", views.nothing_here, name="api-nothing"),
]
