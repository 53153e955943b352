"""`/api/v1/reports/`."""

from django.urls import URLPattern, URLResolver, path

from establishments.api.reports import lists, views
from establishments.services.moves import MOVES

MONTH = "reports/<str:code>/<str:period>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("reports/", lists.ReportList.as_view(), name="api-reports"),
    path("reports/bulk/", lists.ReportBulk.as_view(), name="api-reports-bulk"),
    path(MONTH, views.ReportDetail.as_view(), name="api-report"),
    path(f"{MONTH}history/", views.ReportHistory.as_view(), name="api-report-history"),
    path(f"{MONTH}submit/", views.ReportSubmit.as_view(), name="api-report-submit"),
    *(path(f"{MONTH}{move}/", views.ReportMove.as_view(move=move), name=f"api-report-{move}") for move in MOVES),
]
