# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Columns of the lake become records: in bulk, only what was selected."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

import msgspec
import pyarrow as pa

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.lake import addresses
from stadtkern.flow.lake.times import Column, moments
from stadtkern.flow.lake.words import Latest, StoredObservation
from stadtkern.flow.outlets.sensorthings.entities import OBSERVATION
from stadtkern.flow.outlets.sensorthings.query.words import Period, Query
from stadtkern.flow.outlets.sensorthings.reading.lake_terms import micros
from stadtkern.flow.outlets.sensorthings.reading.observations_words import Kin
from stadtkern.flow.outlets.sensorthings.reading.words import Record, Shown
from stadtkern.kernel.observation import TIME, Quality

Columns: TypeAlias = Mapping[str, Sequence[object]]
"""Columns of the lake by name, aware UTC times."""

_ALWAYS = ("datastream_id", "phenomenon_time", "seq", "identity", "feature_id")
_NEEDS = {
    "phenomenonTime": ("phenomenon_end",),
    "resultTime": ("result_time",),
    "result": ("result", "result_json"),
    "resultQuality": ("quality", "result_quality"),
    "validTime": ("valid_start", "valid_end"),
    "parameters": ("parameters",),
}
ALL = (*_ALWAYS, *(column for columns in _NEEDS.values() for column in columns))
_WORDS = (
    (Quality.PROVISIONAL, "provisional"),
    (Quality.SOURCE_SUSPECT, "source suspect"),
    (Quality.SUPERSEDED, "superseded"),
    (Quality.OUT_OF_RANGE, "out of range"),
    (Quality.STEP, "step"),
    (Quality.STUCK, "stuck"),
    (Quality.AFTER_GAP, "after gap"),
    (Quality.DRIFT, "drift"),
    (Quality.CLOCK, "device clock wrong"),
    (Quality.CALIBRATED, "calibrated"),
    (Quality.SIMULATED, "simulated"),
)
_WHOLE = float(2**53)
_TIME_US = "time_us"
"""The phenomenon time once more [us since 1970], from which ids are made."""
_decode = msgspec.json.Decoder().decode


def selected(query: Query) -> dict[str, tuple[tuple[str | int, ...], ...]]:
    """Names of the wanted properties, with the steps into their JSON (none: all of it)."""
    if not query.select:
        return dict.fromkeys(_NEEDS, ())
    found: dict[str, tuple[tuple[str | int, ...], ...]] = {}
    whole: set[str] = set()
    for one in query.select:
        if one.property is None or one.property.name == "id":
            continue
        name = one.property.name
        found[name] = (*found.get(name, ()), one.steps)
        if not one.steps:
            whole.add(name)
    return {name: () if name in whole else steps for name, steps in found.items()}


def needed(query: Query) -> tuple[str, ...]:
    """Columns of the lake that the records of this query take."""
    return (*_ALWAYS, *(column for name in selected(query) for column in _NEEDS[name]))


def expressions(columns: Iterable[str]) -> list[str]:
    """The columns as they are selected."""
    return [f"coalesce(o.seq, 0) as {one}" if one == "seq" else f"o.{one}" for one in columns]


def of_table(table: pa.Table) -> Columns:
    """The columns of an answer."""
    columns = {name: _values(table[name]) for name in table.column_names}
    if "phenomenon_time" in columns:
        columns[_TIME_US] = table["phenomenon_time"].cast(TIME).cast(pa.int64()).to_pylist()
    return columns


def _values(column: Column) -> Sequence[object]:
    if column.null_count == len(column):
        return [None] * len(column)
    if isinstance(column.type, pa.TimestampType):
        return moments(column)
    return column.to_pylist()


def numbers(table: pa.Table, name: str) -> list[int]:
    """A column of whole numbers without nulls."""
    return [one for one in table[name].to_pylist() if isinstance(one, int)]


def of_stored(given: Sequence[StoredObservation]) -> Columns:
    """The same of single observations."""
    columns: dict[str, Sequence[object]] = {name: [getattr(one, name) for one in given] for name in ALL}
    columns[_TIME_US] = [micros(one.phenomenon_time) for one in given]
    return columns


def of_latest(given: Sequence[Latest]) -> Columns:
    """The same of the newest observations of datastreams."""
    columns: dict[str, Sequence[object]] = {
        name: [getattr(one, "last_time" if name == "phenomenon_time" else name) for one in given]
        for name in ALL
    }
    columns[_TIME_US] = [micros(one.last_time) for one in given]
    return columns


def records(columns: Columns, query: Query) -> list[Record]:
    """One record per row."""
    if not columns[_TIME_US]:
        return []
    wanted = selected(query)
    names = tuple(wanted)
    shown = [_narrowed(_SHOWN[name](columns), steps) for name, steps in wanted.items()]
    ids = ids_of(columns)
    if not names:
        return [Record(entity=OBSERVATION, id=one, values={}) for one in ids]
    return [
        Record(entity=OBSERVATION, id=one, values=dict(zip(names, values, strict=True)))
        for one, values in zip(ids, zip(*shown, strict=True), strict=True)
    ]


def ids_of(columns: Columns) -> list[str]:
    """Ids for life: the first address where it is not the present one."""
    streams, times, seqs, first = (columns[name] for name in ("datastream_id", _TIME_US, "seq", "identity"))
    if not any(seqs) and not any(first):
        # As addresses.text, without a call for each of thousands.
        return [f"{stream}.{at}" for stream, at in zip(streams, times, strict=True)]
    return [
        str(identity) if identity is not None else addresses.text(addresses.Address(*key))
        for identity, key in zip(
            first, zip(_whole(streams), _whole(times), _whole(seqs), strict=True), strict=True
        )
    ]


def _whole(values: Sequence[object]) -> list[int]:
    return [one for one in values if isinstance(one, int)]


def kin(columns: Columns) -> list[Kin]:
    """What each row belongs to."""
    return [
        Kin(stream, feature if isinstance(feature, int) else None, at)
        for stream, feature, at in zip(
            columns["datastream_id"], columns["feature_id"], columns["phenomenon_time"], strict=True
        )
        if isinstance(stream, int) and isinstance(at, datetime)
    ]


def _periods(starts: Sequence[object], ends: Sequence[object]) -> list[Shown]:
    if not any(ends):
        return _times(starts)
    return [
        Period(start=start, end=end)
        if isinstance(start, datetime) and isinstance(end, datetime)
        else (start if isinstance(start, datetime) else None)
        for start, end in zip(starts, ends, strict=True)
    ]


def _times(values: Sequence[object]) -> list[Shown]:
    return [one if isinstance(one, datetime) else None for one in values]


def parsed(text: object) -> Json:
    """JSON of a column; text that is none is shown as text."""
    if not isinstance(text, str):
        return None
    try:
        found: Json = _decode(text)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return text
    return found


def number(value: object) -> float | int | None:
    """A number as JSON writes it: whole ones without a fraction."""
    if not isinstance(value, float):
        return None
    return int(value) if value.is_integer() and -_WHOLE <= value <= _WHOLE else value


def _results(columns: Columns) -> list[Shown]:
    return [
        number(result) if text is None else parsed(text)
        for result, text in zip(columns["result"], columns["result_json"], strict=True)
    ]


def quality_words(flags: object) -> Shown:
    """The flags as words; null when there are none."""
    if not isinstance(flags, int) or not flags:
        return None
    return [word for flag, word in _WORDS if flags & flag] or None


def _qualities(columns: Columns) -> list[Shown]:
    return [
        quality_words(flags) if text is None else parsed(text)
        for flags, text in zip(columns["quality"], columns["result_quality"], strict=True)
    ]


_SHOWN: dict[str, Callable[[Columns], list[Shown]]] = {
    "phenomenonTime": lambda columns: _periods(columns["phenomenon_time"], columns["phenomenon_end"]),
    "resultTime": lambda columns: _times(columns["result_time"]),
    "result": _results,
    "resultQuality": _qualities,
    "validTime": lambda columns: _periods(columns["valid_start"], columns["valid_end"]),
    "parameters": lambda columns: [parsed(one) for one in columns["parameters"]],
}


def _narrowed(values: list[Shown], steps: tuple[tuple[str | int, ...], ...]) -> list[Shown]:
    """Only what the steps lead to, in the shape of the whole."""
    return [_parts(one, steps) for one in values] if steps else values


def _parts(value: Shown, paths: tuple[tuple[str | int, ...], ...]) -> Shown:
    if isinstance(value, datetime | Period):
        return value
    found: Json = None
    for steps in paths:
        found = _merged(found, _part(value, steps))
    return found


def _part(value: Json, steps: tuple[str | int, ...]) -> Json:
    if not steps:
        return value
    step, rest = steps[0], steps[1:]
    if isinstance(value, Mapping) and str(step) in value:
        return {str(step): _part(value[str(step)], rest)}
    if isinstance(value, Sequence) and not isinstance(value, str) and isinstance(step, int):
        return _part(value[step], rest) if 0 <= step < len(value) else None
    return None


def _merged(one: Json, other: Json) -> Json:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        both = {**one, **other}
        return {
            key: _merged(one[key], other[key]) if key in one and key in other else both[key] for key in both
        }
    return one if other is None else other


def quality_json(flags: object, text: object) -> str | None:
    """``resultQuality`` as JSON text, for columns."""
    if isinstance(text, str):
        return text
    words = quality_words(flags)
    return None if words is None else json.dumps(words)
