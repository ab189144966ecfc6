# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Literals of the query language: numbers, ISO 8601 times and durations, well-known text; and back to text.

Readers answer null when the text is not of their form; a text of the right form with a wrong value raises
``ValueError`` with the reason.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime, time, timedelta, timezone

import numpy as np
import shapely

from stadtkern.flow.outlets.sensorthings.query.words import Geometry, Period

MOST_POSITIONS = 2_000
"""Positions in one geometry literal."""
FARTHEST = 1_000.0
"""Degrees; more than the world, because map clients ask for all that their window shows."""
_MOST_EXACT = 2**53
_INSTANT = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)[Tt](\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d+))?)?)?"
    r"([Zz]|[+\- ]\d\d(?::?\d\d)?)?",
    re.ASCII,
)
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_CLOCK = re.compile(r"(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?", re.ASCII)
_DURATION = re.compile(
    r"([+-])?P(?=[\dT])(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d+))?S)?)?",
    re.ASCII | re.IGNORECASE,
)
_CALENDAR = re.compile(r"[+-]?P(?=.*\d[YM])", re.IGNORECASE)
_SRID = re.compile(r"\s*SRID\s*=\s*(\d{1,9})\s*;", re.ASCII | re.IGNORECASE)
_TYPES = frozenset(
    ("Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon", "GeometryCollection")
)


def number(text: str) -> int | float:
    """A whole number when it is one and exact as a double, otherwise a double."""
    if len(text) <= 16 and text.isdecimal() and int(text) <= _MOST_EXACT:
        return int(text)
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("the number is too large")
    return value


def instant(text: str) -> datetime | None:
    """An ISO 8601 date and time with offset, as UTC; digits beyond microseconds are cut.

    A blank where the offset begins counts as plus, because that is what becomes of a plus in an address.
    """
    match = _INSTANT.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    if offset is None:
        raise ValueError("the time has no offset, write Z or +01:00 behind it")
    try:
        local = datetime(
            int(year), int(month), int(day), int(hour), int(minute or 0), int(second or 0), _micros(fraction),
            tzinfo=_zone(offset),
        )  # fmt: skip
        return local.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"there is no such time ({error})") from error


def period(text: str) -> Period | None:
    """``start/end`` or ``start/duration``."""
    first, slash, second = text.partition("/")
    if not slash:
        return None
    start = instant(first)
    if start is None:
        return None
    length = duration(second)
    try:
        end = start + length if length is not None else instant(second)
    except OverflowError as error:
        raise ValueError("the interval ends beyond the year 9999") from error
    if end is None:
        return None
    if end < start:
        raise ValueError("the interval ends before it starts")
    return Period(start=start, end=end)


def day(text: str) -> date | None:
    """A date ``2026-03-29``."""
    match = _DATE.fullmatch(text.strip())
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError as error:
        raise ValueError(f"there is no such date ({error})") from error


def clock(text: str) -> time | None:
    """A time of day ``08:30:00``."""
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        return None
    try:
        return time(int(match[1]), int(match[2]), int(match[3] or 0), _micros(match[4]))
    except ValueError as error:
        raise ValueError(f"there is no such time of day ({error})") from error


def duration(text: str) -> timedelta | None:
    """An ISO 8601 duration of weeks, days, hours, minutes and seconds."""
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        if _CALENDAR.match(text.strip()):
            raise ValueError("years and months have no fixed length, write days (P30D)")
        return None
    if any(part is not None and len(part) > 12 for part in match.groups()[:-1]):
        raise ValueError("the duration is too long")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.group(2, 3, 4, 5, 6))
    try:
        length = timedelta(
            weeks=weeks,
            days=days,
            hours=hours,
            minutes=minutes,
            seconds=seconds,
            microseconds=_micros(match[7]),
        )
    except OverflowError as error:
        raise ValueError("the duration is too long") from error
    return -length if match[1] == "-" else length


def geometry(text: str) -> Geometry:
    """A valid, flat geometry in WGS 84 longitude latitude from well-known text."""
    srid = _SRID.match(text)
    if srid is not None and srid[1].lstrip("0") != "4326":
        raise ValueError(f"SRID {srid[1]} is not served, only 4326 (longitude latitude)")
    try:
        with np.errstate(all="ignore"):
            shape = shapely.from_wkt(text[srid.end() :] if srid else text)
    except (shapely.errors.ShapelyError, ValueError) as error:
        raise ValueError(f"this is no well-known text ({_first_line(error)})") from error
    if shape is None or shape.geom_type not in _TYPES:
        raise ValueError("this is no well-known text of a point, line, polygon or collection of them")
    _check_positions(shape)
    if not shapely.is_valid(shape):
        raise ValueError(f"the geometry is not valid ({shapely.is_valid_reason(shape)})")
    return Geometry(wkt=shapely.to_wkt(shape, rounding_precision=-1, output_dimension=2))


def _check_positions(shape: shapely.Geometry) -> None:
    positions = shapely.get_coordinates(shape)
    if len(positions) == 0:
        raise ValueError("the geometry is empty")
    if len(positions) > MOST_POSITIONS:
        raise ValueError(f"the geometry has more than {MOST_POSITIONS} positions")
    if not all(
        abs(longitude) <= FARTHEST and abs(latitude) <= FARTHEST for longitude, latitude in positions.tolist()
    ):
        raise ValueError("a position is far outside of the world, write degrees of longitude and latitude")


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0][:80]


def _micros(fraction: str | None) -> int:
    return int((fraction or "")[:6].ljust(6, "0"))


def _zone(offset: str) -> timezone:
    if offset in "Zz":
        return UTC
    digits = offset[1:].replace(":", "").ljust(4, "0")
    length = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-length if offset[0] == "-" else length)


def duration_text(length: timedelta) -> str:
    """A duration as ISO 8601 text, e.g. ``P1DT2H``."""
    sign, size = ("-", -length) if length < timedelta(0) else ("", length)
    fraction = f".{size.microseconds:06d}".rstrip("0").rstrip(".")
    days = f"{size.days}D" if size.days else ""
    return f"{sign}P{days}T{size.seconds}{fraction}S"


def instant_text(moment: datetime) -> str:
    """An aware time as ISO 8601 text in UTC."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
