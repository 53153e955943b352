"""Allocation runs, simulation, and what one pays."""

from django.urls import URLPattern, URLResolver, path

from shared_services.web.runs import changes, keys, pay, simulation, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("runs/", views.runs, name="runs"),
    path("runs/new/", changes.run_new, name="run-new"),
    path("runs/simulation/", simulation.simulation, name="simulation"),
    path("runs/<int:pk>/", views.run, name="run"),
    path("runs/<int:pk>/state/", views.run_state, name="run-state"),
    path("runs/<int:pk>/keys/<str:code>/", keys.run_keys, name="run-keys"),
    path("runs/<int:pk>/approve/", changes.run_approved, name="run-approve"),
    path("runs/<int:pk>/cancel/", changes.run_cancelled, name="run-cancel"),
    path("pay/", pay.pay, name="pay"),
]
