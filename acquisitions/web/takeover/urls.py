"""The takeover of a file."""

from django.urls import URLPattern, URLResolver, path

from acquisitions.web.takeover import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("deals/<str:code>/takeover/", views.takeover, name="takeover"),
    path("deals/<str:code>/takeover/prepare/", views.prepare, name="takeover-prepare"),
    path("deals/<str:code>/takeover/confirm/", views.confirm, name="takeover-confirm"),
    path("deals/<str:code>/takeover/undo/", views.undo, name="takeover-undo"),
]
