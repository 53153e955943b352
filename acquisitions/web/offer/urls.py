"""The offer of a file: its nine contents, its versions, and those of others."""

from django.urls import URLPattern, URLResolver, path

from acquisitions.web.offer import changes, rivals, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("deals/<str:code>/offer/", views.offer, name="offer"),
    path("deals/<str:code>/offer/submit/", changes.submit, name="offer-submit"),
    path("deals/<str:code>/offer/draft/", views.draft, name="offer-draft"),
    path("deals/<str:code>/offer/versions/<int:number>/", views.version, name="offer-version"),
    path("deals/<str:code>/offer/versions/<int:number>/filing/", changes.filing, name="offer-filing"),
    path("deals/<str:code>/offer/others/", rivals.compared, name="competitors"),
    path("deals/<str:code>/offer/others/new/", rivals.competitor_new, name="competitor-new"),
    path("deals/<str:code>/offer/others/<int:pk>/", rivals.competitor_edit, name="competitor-edit"),
    path("deals/<str:code>/offer/others/<int:pk>/remove/", rivals.competitor_removed, name="competitor-remove"),
    path("deals/<str:code>/offer/<slug:content>/", changes.step, name="offer-step"),
]
