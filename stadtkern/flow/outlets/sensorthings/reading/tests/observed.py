# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Observations for the tests of the reader: stored in a real lake, read as a caller."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pyarrow as pa

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.sensorthings.entities import OBSERVATION
from stadtkern.flow.outlets.sensorthings.query.evaluation.rows import Row, Stored
from stadtkern.flow.outlets.sensorthings.query.options import parse_query
from stadtkern.flow.outlets.sensorthings.query.words import Period, Query
from stadtkern.flow.outlets.sensorthings.reading.observations import Observations
from stadtkern.flow.outlets.sensorthings.reading.register import Register
from stadtkern.flow.outlets.sensorthings.reading.words import Limits, Page, Scope
from stadtkern.kernel.callers import ANYBODY, Caller
from stadtkern.kernel.observation import TIME

START = datetime(2026, 3, 1, tzinfo=UTC)
NOW = datetime(2026, 6, 1, tzinfo=UTC)
LIMITS = Limits()
_TIMES = ("phenomenon_time", "phenomenon_end", "result_time", "valid_start", "valid_end")
_TYPES: dict[str, pa.DataType] = {
    "datastream_id": pa.int64(),
    **dict.fromkeys(_TIMES, TIME),
    "result": pa.float64(),
    "result_json": pa.string(),
    "result_quality": pa.string(),
    "parameters": pa.string(),
    "feature_id": pa.int64(),
    "quality": pa.uint16(),
}


@dataclass(kw_only=True)
class Seen:
    """An observation as the evaluator looks at it."""

    values: Mapping[str, Stored]
    links: Mapping[str, Sequence[Row]] = field(default_factory=dict)

    def value(self, name: str) -> Stored:
        """The property of this name."""
        return self.values[name]

    def related(self, link: str) -> Sequence[Row]:
        """The related entities."""
        return self.links.get(link, ())


def store(lake: Lake, rows: Iterable[Mapping[str, object]]) -> None:
    """Store rows given by columns of the lake; missing ones are null."""
    given = list(rows)
    if given:
        lake.append(
            pa.table(
                {name: pa.array([row.get(name) for row in given], kind) for name, kind in _TYPES.items()}
            )
        )


def as_row(stream: int, values: Mapping[str, Stored]) -> dict[str, object]:
    """Properties of the standard as columns of the lake."""
    start, end = _ends(values["phenomenonTime"])
    valid_start, valid_end = _ends(values["validTime"])
    result = values["result"]
    plain = isinstance(result, int | float) and not isinstance(result, bool)
    return {
        "datastream_id": stream,
        "phenomenon_time": start,
        "phenomenon_end": end,
        "result_time": values["resultTime"],
        "result": float(str(result)) if plain else None,
        "result_json": None if plain else _json(result),
        "result_quality": _json(values["resultQuality"]),
        "valid_start": valid_start,
        "valid_end": valid_end,
        "parameters": _json(values["parameters"]),
    }


def _json(value: Stored) -> str | None:
    return None if value is None or isinstance(value, datetime | Period) else json.dumps(value)


def _ends(value: Stored) -> tuple[datetime | None, datetime | None]:
    if isinstance(value, Period):
        return value.start, value.end
    return (value, None) if isinstance(value, datetime) else (None, None)


def series(
    stream: int, results: Sequence[object], *, start: datetime = START, step: timedelta = timedelta(hours=1)
) -> list[dict[str, object]]:
    """Numbers one step apart."""
    return [
        {"datastream_id": stream, "phenomenon_time": start + n * step, "result": one}
        for n, one in enumerate(results)
        if one is not None
    ]


def side(
    lake: Lake, *, caller: Caller = ANYBODY, limits: Limits = LIMITS, now: datetime = NOW
) -> Observations:
    """The observation side of a request."""
    made: list[Observations] = []
    register = Register(caller=caller, limits=limits, now=now, streams=lambda: made[0])
    made.append(Observations(caller=caller, lake=lake, register=register, limits=limits, now=now))
    return made[0]


def query(text: str = "") -> Query:
    """Options such as ``$filter=result gt 5&$top=3``."""
    pairs = [part.partition("=") for part in text.split("&") if part]
    return parse_query(OBSERVATION, [(name, value) for name, _, value in pairs], limits=LIMITS)


def scope(*streams: int) -> Scope:
    """The observations of these datastreams."""
    return Scope(streams=frozenset(streams))


def results(page: Page) -> list[object]:
    """What the records say was measured."""
    return [record.values["result"] for record in page.records]


def ids(page: Page) -> list[str]:
    """Ids of the records."""
    return [record.id for record in page.records]


def all_pages(asked: Observations, where: Scope, text: str) -> list[str]:
    """Ids of all pages, one after another."""
    found: list[str] = []
    page = asked.page(where, query(text))
    found += ids(page)
    while page.next_token is not None:
        page = asked.page(where, query(f"{text}&$skiptoken={page.next_token}"))
        found += ids(page)
    return found
