"""Composition root: each package brings its own paths."""

from django.urls import URLPattern, URLResolver, include, path

from groupe.accounts.web.preferences import preferences

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.account.urls")),
    path("preferences/", preferences, name="preferences"),
]
