"""The pages of pooled departments, below `/shared-services/`: each folder brings its own."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "shared_services"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("shared_services.web.runs.urls")),
    path("", include("shared_services.web.costs.urls")),
    path("", include("shared_services.web.invoices.urls")),
    path("", include("shared_services.web.desk.urls")),
    path("", include("shared_services.web.parties.urls")),
    path("", include("shared_services.web.savings.urls")),
    path("", include("shared_services.web.quota.urls")),
    path("", include("shared_services.web.departments.urls")),
]
