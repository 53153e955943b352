"""What a page says while it shows figures as they were known."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest

from groupe.kernel.web import formats


def known_words(request: HttpRequest, at: dt.datetime | None) -> dict[str, str]:
    """What the banner of the past says, and the same page of today."""
    if at is None:
        return {}
    today_s = request.GET.copy()
    day = len(today_s.pop("known_at", [""])[-1].strip()) == len("2026-03-12")
    return {
        "known_on": formats.day(at.date()) if day else formats.moment(at),
        "back": f"{request.path}?{today_s.urlencode()}",
    }
