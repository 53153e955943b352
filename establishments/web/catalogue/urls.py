"""The catalogue: measures, indicators, rules."""

from django.urls import URLPattern, URLResolver, path

from establishments.web.catalogue import views

app_name = "catalogue"
urlpatterns: list[URLPattern | URLResolver] = [
    path("catalogue/", views.catalogue_list, name="list"),
    path("catalogue/<str:code>/", views.catalogue_item, name="item"),
    path("catalogue/<str:code>/range/", views.set_range, name="range"),
]
