# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Judges values by those before them, in the delivery and in the lake: steps, stuck values, gaps.

A late value is judged against its neighbours in the delivery only when nothing can lie between them; it never
counts as the end of a gap. So a redelivery of what is stored changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from stadtkern.flow.devices.quality.rules import micros
from stadtkern.flow.devices.quality.words import StreamRule
from stadtkern.flow.lake.current import lake

from . import sequence
from .sequence import Doubles, Int64s, Limits, Mask, Rows
from .tails import Point, Tail, remember, tails

_BEFORE_ALL = np.iinfo(np.int64).min
Asked = Sequence[StreamRule | None]


def looked_back(
    ids: Sequence[int], rules: Asked, codes: Int64s, table: pa.Table, usable: Doubles
) -> tuple[Mask, Mask]:
    """Which rows are steps, and which are stuck; ``usable`` has NaN where a value is not to be compared."""
    chosen = {code: rule for code, rule in enumerate(rules) if rule and rule.looks_back}
    stepped, stuck = np.zeros(len(codes), np.bool_), np.zeros(len(codes), np.bool_)
    mine = np.zeros(len(rules), np.bool_)
    mine[list(chosen)] = True
    every = table.column("phenomenon_time").cast(pa.int64()).to_numpy()
    positions = np.flatnonzero(mine[codes] & ~np.isnan(usable))
    if not len(positions):
        return stepped, stuck
    positions = positions[np.lexsort((positions, every[positions], codes[positions]))]
    positions = positions[_last_of_each(codes[positions], every[positions])]
    streams, times = codes[positions], every[positions]
    stored = _stored(ids, chosen, np.unique(streams))
    rows, places = _with_context(stored, streams, times, usable[positions])
    found = sequence.judged(rows, _limits(rules, rows.stream))
    stepped[positions], stuck[positions] = found.stepped[places], found.stuck[places]
    newest = np.full(len(ids), _BEFORE_ALL, np.int64)
    np.maximum.at(newest, codes, every)
    for code, tail in stored.items():
        newest[code] = max(newest[code], tail.until_us)
    _remember(ids, rows, found, newest)
    return stepped, stuck


def gap_flags(ids: Sequence[int], rules: Asked, codes: Int64s, table: pa.Table) -> Mask:
    """Which rows are the first after a gap, compared with the newest value before."""
    flags = np.zeros(len(codes), np.bool_)
    widths = np.array([rule.gap_us if rule else 0 for rule in rules], np.int64)
    positions = np.flatnonzero(widths[codes] > 0)
    streams = codes[positions]
    times = table.column("phenomenon_time").cast(pa.int64()).to_numpy()[positions]
    order = np.lexsort((times, streams))
    positions, streams, times = positions[order], streams[order], times[order]
    newest = lake().latest([ids[code] for code in np.unique(streams)])
    ends = np.full(len(rules), _BEFORE_ALL, np.int64)
    for code, key in enumerate(ids):
        if key in newest:
            ends[code] = micros(newest[key].last_time)
    before = np.full(len(times), _BEFORE_ALL, np.int64)
    same = streams[1:] == streams[:-1]
    before[1:][same] = times[:-1][same]
    before = np.maximum(before, ends[streams])
    known = before > _BEFORE_ALL
    late = times <= ends[streams]
    wide = (times - np.where(known, before, times)) > widths[streams]
    flags[positions] = known & ~late & wide
    return flags


def _last_of_each(streams: Int64s, times: Int64s) -> Mask:
    """Of several rows for the same datastream and time the last one counts."""
    last = np.ones(len(streams), np.bool_)
    last[:-1] = (streams[1:] != streams[:-1]) | (times[1:] != times[:-1])
    return last


def _stored(ids: Sequence[int], chosen: Mapping[int, StreamRule], present: Int64s) -> dict[int, Tail]:
    """How the datastreams in the delivery end in the lake, by their code."""
    wanted = {ids[code]: chosen[code] for code in present.tolist()}
    found = tails(wanted, lake().latest(list(wanted)))
    return {code: found[ids[code]] for code in present.tolist() if ids[code] in found}


def _with_context(
    stored: Mapping[int, Tail], streams: Int64s, times: Int64s, values: Doubles
) -> tuple[Rows, Int64s]:
    """Delivered rows among those that are stored, and where each delivered one is.

    A delivered row that repeats a stored one leaves it in its place.
    """
    points = [(code, point) for code, tail in sorted(stored.items()) for point in tail.points]
    stream = np.concatenate([_ints(code for code, _ in points), streams])
    time = np.concatenate([_ints(point.time_us for _, point in points), times])
    value = np.concatenate([np.array([point.value for _, point in points], np.float64), values])
    context = np.arange(len(stream)) < len(points)
    order = np.lexsort((~context, time, stream))
    stream, time, value, context = stream[order], time[order], value[order], context[order]
    doubled = ~_last_of_each(stream, time)
    equal = doubled & (value == np.roll(value, -1))
    kept = ~(doubled & ~equal)
    kept[1:] &= ~equal[:-1]
    place = np.empty(len(order), np.int64)
    place[order] = np.cumsum(kept) - 1
    told = order[kept]
    rows = Rows(
        stream=stream[kept],
        time_us=time[kept],
        value=value[kept],
        known_from_us=_known_from(stored, stream[kept]),
        context=context[kept],
        stepped=_spread([point.stepped for _, point in points], len(order), np.bool_)[told],
        run=_spread([point.run for _, point in points], len(order), np.int64)[told],
        since_us=_spread([point.since_us for _, point in points], len(order), np.int64)[told],
    )
    return rows, place[len(points) :]


def _known_from(stored: Mapping[int, Tail], streams: Int64s) -> Int64s:
    """From when on nothing is stored that is not among the rows, for each row."""
    if not len(streams):
        return streams
    known = np.full(int(streams.max()) + 1, _BEFORE_ALL, np.int64)
    for code, tail in stored.items():
        known[code] = tail.points[0].time_us if tail.points else tail.until_us
    return np.asarray(known[streams])


def _limits(rules: Asked, streams: Int64s) -> Limits:
    known = [rule or StreamRule() for rule in rules]
    return Limits(
        step=np.array([rule.step for rule in known])[streams],
        per_minute=np.array([rule.step_per_minute for rule in known])[streams],
        stuck_values=_ints(rule.stuck_values for rule in known)[streams],
        stuck_us=_ints(rule.stuck_us for rule in known)[streams],
        stuck_zero=np.array([rule.stuck_zero for rule in known])[streams],
        interval_us=_ints(rule.interval_us for rule in known)[streams],
    )


def _remember(ids: Sequence[int], rows: Rows, found: sequence.Found, newest: Int64s) -> None:
    """Keep the last two rows of each datastream for the next delivery."""
    ends = np.flatnonzero(np.append(rows.stream[1:] != rows.stream[:-1], True))
    tails_now: dict[int, Tail] = {}
    for end in ends.tolist():
        code = int(rows.stream[end])
        first = end - 1 if end and rows.stream[end - 1] == code else end
        points = tuple(_point(rows, found, row) for row in range(first, end + 1))
        tails_now[ids[code]] = Tail(points, int(newest[code]))
    remember(tails_now)


def _point(rows: Rows, found: sequence.Found, row: int) -> Point:
    return Point(
        int(rows.time_us[row]),
        float(rows.value[row]),
        bool(found.stepped[row]),
        int(found.run[row]),
        int(found.since_us[row]),
    )


def _ints(numbers: Iterable[int]) -> Int64s:
    return np.fromiter(numbers, np.int64)


def _spread(known: Sequence[int], length: int, kind: type[np.generic]) -> npt.NDArray[np.generic]:
    """What is known of the first rows; nothing of the others."""
    column = np.zeros(length, kind)
    column[: len(known)] = known
    return column
