"""The funnel and the map of targets."""

from django.urls import URLPattern, URLResolver, path

from acquisitions.web.funnel import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("funnel/", views.funnel_view, name="funnel"),
    path("map/", views.map_view, name="map"),
]
