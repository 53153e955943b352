"""Group-level pages."""

from django.urls import URLPattern, URLResolver, path

from groupe.web.closes import views as closes
from groupe.web.explain import views as explain
from groupe.web.figures import views as figures

app_name = "web"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", figures.home, name="dashboard"),
    path("scopes/", figures.choose_scope, name="choose-scope"),
    path("scopes/<str:scope>/", figures.scope_page, name="scope"),
    path("indicators/<str:code>/", figures.indicator, name="indicator"),
    path("indicators/<str:code>/explain/", explain.explained, name="explain"),
    path("indicators/<str:code>/explain/months/", explain.months, name="explain-months"),
    path("closes/", closes.closes, name="closes"),
    path("closes/<str:period>/", closes.period, name="close"),
    path("closes/<str:period>/checklist/", closes.checklist, name="close-checklist"),
    path("freshness/", figures.freshness_badge, name="freshness"),
]
