"""The valuation of a deal, in its room."""

from django.urls import URLPattern, URLResolver, path

from acquisitions.web.plan import accounts, changes, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("deals/<str:code>/plan/", views.plan, name="plan"),
    path("deals/<str:code>/plan/export/", views.plan_export, name="plan-export"),
    path("deals/<str:code>/plan/levers/", changes.levers, name="plan-levers"),
    path("deals/<str:code>/plan/terms/", changes.terms, name="plan-terms"),
    path("deals/<str:code>/plan/thesis/<int:number>/", changes.thesis, name="plan-thesis"),
    path("deals/<str:code>/plan/accounts/", accounts.accounts, name="plan-accounts"),
]
