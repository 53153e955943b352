"""The API of establishments, below `/api/v1/`."""

from django.urls import URLPattern, URLResolver, include, path

from establishments.api import catalogue, structure

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("establishments.api.reports.urls")),
    path("measures/", catalogue.MeasureList.as_view(), name="api-measures"),
    path("indicators/", catalogue.IndicatorList.as_view(), name="api-indicators"),
    path("establishments/", structure.EstablishmentList.as_view(), name="api-establishments"),
    path("establishments/<str:code>/", structure.EstablishmentDetail.as_view(), name="api-establishment"),
]
