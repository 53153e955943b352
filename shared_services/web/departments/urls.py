"""Departments: the list, and one of them."""

from django.urls import URLPattern, URLResolver, path

from shared_services.web.departments import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.departments, name="list"),
    path("departments/<str:code>/", views.department, name="department"),
]
