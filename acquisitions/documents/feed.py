"""The clocks of a person's rooms as iCalendar (RFC 5545)."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event

from acquisitions.access import visible_deals
from acquisitions.enums import DealState
from acquisitions.models import CalendarFeed
from acquisitions.selectors.clocks import Clock, clocks_of
from establishments.access import access_of
from groupe.kernel.periods import PARIS

PRODUCT = "-//Groupe//Takeovers//FR"


def feed_ics(feed: CalendarFeed, base: str) -> bytes:
    """The rooms in which the owner is named now; the identifier of an event outlives a new date of it."""
    now = timezone.now()
    deals = visible_deals(access_of(feed.user)).exclude(state=DealState.LOST)
    calendar = Calendar()
    for name, value in (("PRODID", PRODUCT), ("VERSION", "2.0"), ("CALSCALE", "GREGORIAN"), ("METHOD", "PUBLISH")):
        calendar.add(name, value)
    calendar.add("X-WR-CALNAME", "Groupe")
    calendar.add("X-WR-TIMEZONE", "Europe/Paris")
    for found in clocks_of(deals, now).values():
        for clock in found:
            calendar.add_component(_event(clock, feed, base.rstrip("/")))
    calendar.add_missing_timezones()
    content: bytes = calendar.to_ical()
    return content


def _event(clock: Clock, feed: CalendarFeed, base: str) -> Event:
    """Whole days but for what has an hour; without the name of the file and what names it, unless chosen."""
    event = Event()
    told = (
        f"{clock.deal.code} {clock.deal.name} · {clock.label}"
        if feed.named
        else f"{clock.deal.code} · {clock.kind.label}"
    )
    event.add("UID", f"{clock.deal.code}-{clock.key}@groupe")
    event.add("DTSTAMP", clock.now)
    event.add("SUMMARY", told)
    if clock.at is not None:
        starts = clock.at.astimezone(PARIS)
        event.add("DTSTART", starts)
        event.add("DTEND", starts + dt.timedelta(hours=1))
    else:
        event.add("DTSTART", clock.on)
        event.add("DTEND", clock.on + dt.timedelta(days=1))
        event.add("TRANSP", "TRANSPARENT")
    event.add("CLASS", "PRIVATE")
    event.add("URL", base + reverse("acquisitions:clocks", args=[clock.deal.code]))
    return event
