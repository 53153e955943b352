"""Group-level pages."""

from django.urls import URLPattern, URLResolver, path

from groupe.web.figures import views as figures

app_name = "web"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", figures.home, name="dashboard"),
    path("scopes/", figures.choose_scope, name="choose-scope"),
    path("scopes/<str:scope>/", figures.scope_page, name="scope"),
    path("indicators/<str:code>/", figures.indicator, name="indicator"),
    path("freshness/", figures.freshness_badge, name="freshness"),
]
