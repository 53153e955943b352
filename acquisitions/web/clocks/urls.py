"""Clocks of a room, and the calendar of all rooms."""

from django.urls import URLPattern, URLResolver, path

from acquisitions.web.clocks import calendar, changes, feed, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/feed/", feed.feed, name="feed"),
    path("calendar/feed/revoke/", feed.revoke, name="feed-revoke"),
    path("calendar/<str:token>.ics", feed.ics, name="feed-ics"),
    path("deals/<str:code>/clocks/", views.clocks, name="clocks"),
    path("deals/<str:code>/authorisations/new/", changes.authorisation_new, name="authorisation-new"),
    path("deals/<str:code>/authorisations/<int:pk>/", changes.authorisation_edit, name="authorisation-edit"),
    path("deals/<str:code>/commitments/new/", changes.commitment_new, name="commitment-new"),
    path("deals/<str:code>/commitments/<int:pk>/", changes.commitment_edit, name="commitment-edit"),
    path("deals/<str:code>/commitments/<int:pk>/remove/", changes.commitment_removed, name="commitment-remove"),
]
