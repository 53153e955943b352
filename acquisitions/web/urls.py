"""Paths of the takeovers, below `/acquisitions/`: each part brings its own."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "acquisitions"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("acquisitions.web.offer.urls")),
    path("", include("acquisitions.web.clocks.urls")),
    path("", include("acquisitions.web.watch.urls")),
    path("", include("acquisitions.web.pipeline.urls")),
    path("", include("acquisitions.web.takeover.urls")),
    path("", include("acquisitions.web.diligence.urls")),
    path("", include("acquisitions.web.integration.urls")),
    path("", include("acquisitions.web.funnel.urls")),
    path("", include("acquisitions.web.plan.urls")),
    path("", include("acquisitions.web.jobs.urls")),
]
