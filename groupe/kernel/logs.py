"""Structured logs: one line an event, JSON for machines, without personal data.

An event carries the id of its request or task and the number of the user; e-mail addresses and what stands behind
the `?` of an address are masked wherever they come from, tracebacks included.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping
from typing import Any, Final

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_QUERY: Final = re.compile(r"(?<=[\w/])\?[^\s'\"<>]*=[^\s'\"<>]*")
QUIET: Final = "ERROR"


def configure_logs(*, machine: bool, level: str) -> dict[str, Any]:
    """Sets structlog up; returns what `LOGGING` is."""
    shared = _shared()
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": shared,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, mask, _renderer(machine=machine)],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"structured": formatter},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": "NOTSET", "propagate": True},
            "django.server": {"handlers": [], "level": "NOTSET", "propagate": True},
            "django.request": {"level": QUIET},  # refusals are told by the line of each request
        },
    }


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]


def _renderer(*, machine: bool) -> Processor:
    if machine:
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)


def mask(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Without e-mail addresses, query strings, and the path of a failed request, which can hold a secret key."""
    if event.get("logger") == "django.request":
        event["event"] = "request_failed"
    masked: MutableMapping[str, Any] = {key: _masked(value) for key, value in event.items()}
    return masked


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return _QUERY.sub("?…", _MAIL.sub("…@…", value))
    if isinstance(value, Mapping):
        return {key: _masked(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(item) for item in value]
    return value
