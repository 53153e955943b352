"""Jobs saved."""

from django.urls import URLPattern, URLResolver, path

from acquisitions.web.jobs import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("saved/", views.saved, name="saved"),
    path("deals/<str:code>/jobs/", views.jobs, name="jobs"),
    path("deals/<str:code>/jobs/count/", views.count, name="jobs-count"),
]
