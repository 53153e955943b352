"""Monthly reports: what is owed, and the form of a month."""

from django.urls import URLPattern, URLResolver, path

from establishments.web.reports import entry, listing, moves

app_name = "reports"
urlpatterns: list[URLPattern | URLResolver] = [
    path("reports/", listing.owed_reports, name="list"),
    path("reports/<str:code>/<str:period>/", entry.report_entry, name="entry"),
    path("reports/<str:code>/<str:period>/check/", entry.report_check, name="check"),
    path("reports/<str:code>/<str:period>/history/", moves.report_history, name="history"),
    path("reports/<str:code>/<str:period>/<str:move>/", moves.report_move, name="move"),
]
