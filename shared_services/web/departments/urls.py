"""Departments: the list, and one of them."""

from django.urls import URLPattern, URLResolver, path

from shared_services.web.departments import changes, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.departments, name="list"),
    path("departments/new/", changes.department_new, name="department-new"),
    path("departments/<str:code>/edit/", changes.department_edit, name="department-edit"),
    path("departments/<str:code>/figures/", changes.department_figures, name="department-figures"),
    path("departments/<str:code>/", views.department, name="department"),
]
