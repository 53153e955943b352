"""Composition root: each package brings its own paths."""

from django.urls import URLPattern, URLResolver, include, path

from groupe.accounts.web.preferences import preferences
from groupe.api.health import healthz, readyz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("accounts/", include("allauth.account.urls")),
    path("preferences/", preferences, name="preferences"),
]
