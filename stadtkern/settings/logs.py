# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Logs are events with fields: one JSON line each, or text on a terminal; times are UTC, no personal data."""

from __future__ import annotations

import sys

import structlog

from stadtkern.kernel import personal_words

_LEFT_OUT = personal_words.KEYS | personal_words.PEOPLE | {"actor", "by", "ip", "login", "to"}
"""Fields that say who somebody is; an event names sources, keys and jobs instead."""


def impersonal(
    _logger: structlog.typing.WrappedLogger, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Takes out of each event what is personal by its key or its look; the last word before it is written."""
    told = personal_words.withheld(event, _LEFT_OUT)
    return {
        key: personal_words.without_host(value) if isinstance(value, str) else value
        for key, value in told.items()
    }


_SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def django_logging(*, debug: bool) -> dict[str, object]:
    """Django's LOGGING: everything of the standard library leaves through the same renderer."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "events": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _SHARED,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_renderer()],
            }
        },
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "events", "stream": "ext://sys.stderr"}
        },
        "root": {"handlers": ["stderr"], "level": "INFO" if debug else "WARNING"},
        "loggers": {
            "stadtkern": {"level": "INFO"},
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.request": {"handlers": [], "level": "ERROR", "propagate": True},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        },
    }


def configure() -> None:
    """Send structlog's events through the standard library, so that one renderer writes them all."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def _renderer() -> list[structlog.typing.Processor]:
    text: list[structlog.typing.Processor] = [structlog.processors.format_exc_info, impersonal]
    if sys.stderr.isatty():
        return [*text, structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    return [*text, structlog.processors.JSONRenderer(ensure_ascii=False)]
