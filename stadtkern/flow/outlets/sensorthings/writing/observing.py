# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Checked observations become rows of the lake."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.lake.rows import Row
from stadtkern.flow.lake.times import micros

from .json_text import joined
from .times import Span
from .values import Checked, kind_of
from .words import BodyRefused

Result = tuple[float | None, str | None]
"""The number, or the JSON text of anything else; both null when there is no result."""


def row(values: Mapping[str, Checked], datastream_id: int, feature_id: int | None, *, now: datetime) -> Row:
    """The row of an observation whose result has been checked; without phenomenonTime it is of now."""
    number, other = result(values.get("result"))
    phenomenon = spanned(values.get("phenomenonTime")) or (micros(now), None)
    valid = spanned(values.get("validTime")) or (None, None)
    moment = values.get("resultTime")
    return Row(
        datastream_id=datastream_id,
        phenomenon_time=phenomenon[0],
        result=number,
        result_json=other,
        phenomenon_end=phenomenon[1],
        result_time=micros(moment) if isinstance(moment, datetime) else None,
        valid_start=valid[0],
        valid_end=valid[1],
        result_quality=json_text(values.get("resultQuality")),
        parameters=json_text(values.get("parameters")),
        feature_id=feature_id,
    )


def result(value: Checked) -> Result:
    """A number as a number, anything else as JSON text."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value), None
    return None, json_text(value)


def spanned(value: Checked) -> tuple[int, int | None] | None:
    """Start and end in microseconds since 1970; nothing when no time was given."""
    if not isinstance(value, Span):
        return None
    return micros(value.start), None if value.end is None else micros(value.end)


def json_text(value: Checked) -> str | None:
    """JSON as the lake keeps it; null stays null."""
    return None if value is None else msgspec.json.encode(value).decode()


def parsed(text: str | None) -> Json:
    """JSON as the lake keeps it."""
    found: Json = None if text is None else msgspec.json.decode(text)
    return found


def check_result(value: Checked | Json, components: int | None, path: str) -> None:
    """A MultiDatastream takes arrays with one value per observed property (18-088 clause 8.2.11).

    ``components`` is null for a Datastream.

    Raises:
        BodyRefused: the result is no such array.
    """
    if components is None:
        return
    place = joined(path, "result")
    if not isinstance(value, list):
        given = "no JSON" if isinstance(value, datetime | tuple) else _kind(value)
        raise BodyRefused(place, f"expected an array of {components} values, got {given}")
    if len(value) != components:
        raise BodyRefused(place, f"expected an array of {components} values, got {len(value)}")


def _kind(value: object) -> str:
    if value is None or isinstance(value, bool | int | float | str | list | Mapping):
        return kind_of(value)
    return "no JSON"
