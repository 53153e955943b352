"""The integration of a file."""

from django.urls import URLPattern, URLResolver, path

from acquisitions.web.integration import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("deals/<str:code>/integration/", views.integration, name="integration"),
    path("deals/<str:code>/integration/new/", views.action_new, name="action-new"),
    path("deals/<str:code>/integration/<int:pk>/", views.action_edit, name="action-edit"),
    path("deals/<str:code>/integration/<int:pk>/move/", views.move, name="action-move"),
    path("deals/<str:code>/integration/<int:pk>/remove/", views.remove, name="action-remove"),
]
