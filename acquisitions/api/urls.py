"""The API of takeovers, below `/api/v1/acquisitions/`."""

from django.urls import URLPattern, URLResolver, path

from acquisitions.api import deals

urlpatterns: list[URLPattern | URLResolver] = [
    path("deals/", deals.Deals.as_view(), name="api-deals"),
    path("deals/<str:code>/", deals.DealOne.as_view(), name="api-deal"),
    path("deals/<str:code>/moves/", deals.DealStep.as_view(), name="api-deal-moves"),
    path("deals/<str:code>/lose/", deals.DealLose.as_view(), name="api-deal-lose"),
    path("deals/<str:code>/reopen/", deals.DealReopen.as_view(), name="api-deal-reopen"),
    path("deals/<str:code>/targets/", deals.DealTargets.as_view(), name="api-deal-targets"),
    path("deals/<str:code>/members/", deals.DealMembers.as_view(), name="api-deal-members"),
]
