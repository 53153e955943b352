"""The watch."""

from django.urls import path

from acquisitions.web.watch import changes, views

urlpatterns = [
    path("watch/", views.watch, name="watch"),
    path("watch/new/", changes.lead_new, name="lead-new"),
    path("watch/import/", changes.gazette, name="gazette"),
    path("watch/<int:pk>/", views.lead, name="lead"),
    path("watch/<int:pk>/open/", changes.lead_open, name="lead-open"),
    path("watch/<int:pk>/<slug:move>/", changes.lead_move, name="lead-move"),
]
