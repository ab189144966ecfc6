# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Times of a body: ISO 8601 text with offset, an instant or two with a slash between (18-088 TM_Object)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import NamedTuple

from stadtkern.flow.devices.sensing.words import Json

from .words import BodyRefused

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""What the lake takes."""
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d(?::?\d\d)?)", re.ASCII)
_EXPECTED = "expected a time with offset, e.g. 2026-03-01T12:00:00Z or 2026-03-01T13:00:00.5+01:00"
_EXPECTED_SPAN = f"{_EXPECTED}, or a start and an end with a slash between"


class Span(NamedTuple):
    """An instant (no end) or a period, aware UTC."""

    start: datetime
    end: datetime | None


def instant(value: Json, path: str) -> datetime:
    """An instant, aware UTC.

    Raises:
        BodyRefused: no text, no such time, or outside the years that can be stored.
    """
    return _read(value, path, _EXPECTED)


def span(value: Json, path: str) -> Span:
    """An instant or a period.

    Raises:
        BodyRefused: as :func:`instant`, or the end lies before the start.
    """
    if not isinstance(value, str) or "/" not in value:
        return Span(_read(value, path, _EXPECTED_SPAN), None)
    start, _, end = value.partition("/")
    found = Span(_read(start, path, _EXPECTED_SPAN), _read(end, path, _EXPECTED_SPAN))
    if found.end is not None and found.end < found.start:
        raise BodyRefused(path, f"the period ends before it starts: {value}")
    return found


def _read(value: Json, path: str, expected: str) -> datetime:
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        shown = f", got {value[:60]!r}" if isinstance(value, str) else ""
        raise BodyRefused(path, f"{expected}{shown}")
    try:
        found = datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BodyRefused(path, f"{value} is no time of the calendar") from error
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise BodyRefused(path, f"the year must lie between {FIRST_YEAR} and {LAST_YEAR}, got {value}")
    return found
