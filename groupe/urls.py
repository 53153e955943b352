"""Composition root: each package brings its own paths."""

from django.urls import URLPattern, URLResolver, include, path

from groupe.api.health import healthz, readyz
from groupe.web.admin import site

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("admin/", site.urls),
    path("api/", include("groupe.api.urls")),
    path("", include("groupe.accounts.web.urls")),
    path("", include("establishments.web.urls")),
    path("shared-services/", include("shared_services.web.urls")),
    path("acquisitions/", include("acquisitions.web.urls")),
    path("", include("groupe.web.urls")),
]

handler400 = "groupe.api.errors.bad_request"
handler403 = "groupe.api.errors.permission_denied"
handler404 = "groupe.api.errors.page_not_found"
handler500 = "groupe.api.errors.server_error"
