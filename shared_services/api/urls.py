"""The API of pooled departments, below `/api/v1/shared-services/`."""

from django.urls import URLPattern, URLResolver, path

from shared_services.api import departments

urlpatterns: list[URLPattern | URLResolver] = [
    path("departments/", departments.Departments.as_view(), name="api-departments"),
    path("departments/<str:code>/", departments.DepartmentDetail.as_view(), name="api-department"),
]
