"""The API of establishments, below `/api/v1/`."""

from django.urls import URLPattern, URLResolver, include, path

from establishments.api import structure

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("establishments.api.reports.urls")),
    path("establishments/", structure.EstablishmentList.as_view(), name="api-establishments"),
    path("establishments/<str:code>/", structure.EstablishmentDetail.as_view(), name="api-establishment"),
]
