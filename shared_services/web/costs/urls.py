"""Costs, keys, parts of others and direct charges of a department."""

from django.urls import URLPattern, URLResolver, path

from shared_services.web.costs import changes, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("departments/<str:code>/costs/", changes.costs, name="department-costs"),
    path("departments/<str:code>/key/", changes.key, name="department-key"),
    path("departments/<str:code>/keys/", views.keys, name="department-keys"),
    path("departments/<str:code>/units/", views.units, name="department-units"),
    path("departments/<str:code>/part/", changes.part, name="department-part"),
    path("departments/<str:code>/direct/", changes.direct, name="department-direct"),
    path("departments/<str:code>/charges/", views.charges, name="department-charges"),
    path("direct-charges/<int:pk>/", changes.charge, name="charge"),
    path("direct-charges/<int:pk>/remove/", changes.charge_removed, name="charge-remove"),
]
