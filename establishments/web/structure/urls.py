"""Establishments, entities, territories, funders."""

from django.urls import URLPattern, URLResolver, path

from establishments.web.structure import lists, page

app_name = "establishments"
urlpatterns: list[URLPattern | URLResolver] = [
    path("establishments/", lists.establishment_list, name="list"),
    path("establishments/<str:code>/", page.establishment_page, name="detail"),
]
