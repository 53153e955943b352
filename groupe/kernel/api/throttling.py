"""At most so many calls a minute: 429 with `Retry-After`."""

from __future__ import annotations

import time
from typing import Any

import structlog
from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

log = structlog.get_logger(__name__)
MINUTE = 60


class MinuteThrottle(BaseThrottle):
    """Counts the calls of a user, or of an address before sign-in, by the clock's minutes.

    A cache that does not answer lets calls through: figures matter more than counting.
    """

    def allow_request(self, request: Request, view: Any) -> bool:
        user = request.user
        who = f"u{user.pk}" if user.is_authenticated else f"a{self.get_ident(request)}"
        key = f"api-calls:{who}:{int(time.time()) // MINUTE}"
        try:
            cache.add(key, 0, timeout=2 * MINUTE)
            return cache.incr(key) <= settings.API_CALLS_PER_MINUTE
        except (RedisError, ValueError) as error:
            log.warning("throttle_unavailable", error=type(error).__name__)
            return True

    def wait(self) -> float:
        return MINUTE - time.time() % MINUTE
