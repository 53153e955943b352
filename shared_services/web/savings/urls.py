"""Savings of pooled departments."""

from django.urls import URLPattern, URLResolver, path

from shared_services.web.savings import changes, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("savings/", views.savings, name="savings"),
    path("savings/new/", changes.saving_new, name="saving-new"),
    path("savings/<int:pk>/", views.saving, name="saving"),
    path("savings/<int:pk>/change/", changes.saving_edit, name="saving-change"),
    path("savings/<int:pk>/sign/<str:side>/", changes.saving_signed, name="saving-sign"),
    path("savings/<int:pk>/measure/", changes.saving_measured, name="saving-measure"),
    path("savings/<int:pk>/confirm/", changes.saving_confirmed, name="saving-confirm"),
]
