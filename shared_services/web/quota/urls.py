"""Head-office authorisations and quotas."""

from django.urls import URLPattern, URLResolver, path

from shared_services.web.quota import changes, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("quotas/", views.quotas, name="quotas"),
    path("quotas/new/", changes.quota_new, name="quota-new"),
    path("quotas/authorisation/", changes.authorisation_new, name="authorisation-new"),
]
