# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Counting files of the City of Münster: one CSV per site and month, a column per channel, one per status.

Times are Europe/Berlin without offset and mark the start of a counting period. Column names change over the
years, so only the ids count: ``muenster/<site>/<channel>``. An empty cell is a gap: neither an observation
nor a rejection.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from stadtkern.kernel.observation import (
    Decoded,
    Payload,
    Quality,
    Rejected,
    Series,
    Station,
    columns,
)
from stadtkern.kernel.quantities import BICYCLE_COUNT, BICYCLE_COUNT_DIRECTION, CAR_COUNT_DIRECTION, Quantity

from . import sheet as sheets
from .clock import Mask, Minutes
from .sheet import Channel, Rows, Sheet

QUARTER_MIN = 15
_USUAL = frozenset({None, "", "0"})
"""No status, or raw as counted."""
_UNDOUBTED = _USUAL | {"modified"}
"""Corrected by the publisher as well; any other status is one that the publisher does not explain."""
_CLOCK_CHANGE = "counts of both passes through this hour"
_CAR = re.compile(r"\bPKW\b|\[Car ")
_WAY = re.compile(r"\b(?:FR|Richtung)\s+(.+)$")
_NOISE = re.compile(r"Fahrräder|Radfahrer|PKW|Formel\s*-?|Bike|Car|Channel \d+|[\[\]]")


@dataclass(frozen=True, kw_only=True)
class _Column:
    """The observations of one channel."""

    times: Minutes
    results: npt.NDArray[np.float64]
    quality: pa.UInt16Array
    parameters: pa.StringArray


def decode(payload: Payload) -> Decoded:
    """All counts of one site and month.

    Raises:
        PayloadRejected: not a counting file: not UTF-8, no column ``Datetime``, no column of counts.
    """
    sheet, rejected = sheets.read(payload)
    rows, late = sheets.times(sheet)
    site = sheet.channels[0]
    found = [_column(sheet, rows, channel) for channel in sheet.channels]
    wrong = [rejection for _, rejections in found for rejection in rejections]
    return Decoded(
        stations=(Station(code=f"muenster/{site.id}", name=site.label),),
        series=_series(site, sheet.channels),
        observations=_batch(site, sheet.channels, [column for column, _ in found], rows.spacing_min),
        rejected=(*rejected, *late, *wrong),
    )


def _series(site: Channel, channels: Sequence[Channel]) -> tuple[Series, ...]:
    names = Counter(channel.label for channel in channels)
    return tuple(
        Series(
            code=f"muenster/{site.id}/{channel.id}",
            station=f"muenster/{site.id}",
            name=channel.label if names[channel.label] == 1 else f"{channel.label} ({channel.id})",
            quantities=(_quantity(site, channel).key,),
            interval_s=QUARTER_MIN * 60,
            period=True,
            properties=_properties(site, channel),
        )
        for channel in channels
    )


def _quantity(site: Channel, channel: Channel) -> Quantity:
    if channel is site:
        return BICYCLE_COUNT
    return CAR_COUNT_DIRECTION if _CAR.search(channel.label) else BICYCLE_COUNT_DIRECTION


def _properties(site: Channel, channel: Channel) -> dict[str, str | int | float | bool | None]:
    if channel is site:
        return {"part": "total"}
    return {"part": "channel", "direction": direction(site.label, channel.label)}


def direction(site: str, channel: str) -> str:
    """The direction in the name of a channel: ``stadteinwärts``, ``Richtung Osttor``; empty: none named."""
    rest = " ".join(_NOISE.sub(" ", channel.removeprefix(site)).split())
    for ending, german in (("einwärts", "stadteinwärts"), ("auswärts", "stadtauswärts")):
        if rest.lower().endswith(ending):
            return german
    way = _WAY.search(rest)
    return f"Richtung {way[1]}" if way else rest


def _column(sheet: Sheet, rows: Rows, channel: Channel) -> tuple[_Column, list[Rejected]]:
    text = pc.utf8_trim_whitespace(sheet.text[channel.position])
    given = rows.good & (pc.binary_length(text).to_numpy(zero_copy_only=False) > 0)
    number = pc.match_substring_regex(text, r"^\d{1,9}$").to_numpy(zero_copy_only=False)
    wrong = sheet.rejections(
        np.flatnonzero(given & ~number), channel.id, "Die Zelle enthält keine Anzahl (ganze Zahl ab 0)."
    )
    kept = given & number
    mask = pa.array(kept)
    results = text.filter(mask).cast(pa.float64()).to_numpy(zero_copy_only=False)
    status: Sequence[str | None] = [None] * results.size
    if channel.status is not None:
        status = sheet.text[channel.status].filter(mask).to_pylist()
    quality, parameters = _remarks(status, rows.both_hours[kept])
    return _Column(times=rows.utc[kept], results=results, quality=quality, parameters=parameters), wrong


def _remarks(status: Sequence[str | None], both_hours: Mask) -> tuple[pa.UInt16Array, pa.StringArray]:
    """Quality flag and parameters; both null for the usual raw count."""
    if _USUAL.issuperset(status) and not both_hours.any():
        return pa.nulls(len(status), pa.uint16()), pa.nulls(len(status), pa.string())
    remark = lru_cache(_remark)
    suspect = int(Quality.SOURCE_SUSPECT)
    quality = [None if code in _UNDOUBTED else suspect for code in status]
    parameters = [
        remark(None if code in _USUAL else code, both)
        for code, both in zip(status, both_hours.tolist(), strict=True)
    ]
    return pa.array(quality, pa.uint16()), pa.array(parameters, pa.string())


def _remark(status: str | None, both_hours: bool) -> str | None:
    told = ({"status": status} if status else {}) | ({"clock_change": _CLOCK_CHANGE} if both_hours else {})
    return json.dumps(told) if told else None


def _batch(
    site: Channel, channels: tuple[Channel, ...], found: list[_Column], spacing_min: int | None
) -> pa.Table:
    codes = pa.array([f"muenster/{site.id}/{channel.id}" for channel in channels], pa.string())
    index = np.repeat(np.arange(len(found), dtype=np.int32), [column.results.size for column in found])
    start = np.concatenate([column.times for column in found])
    given = {
        "datastream": pa.DictionaryArray.from_arrays(index, codes),
        "phenomenon_time": pa.array(_instants(start)),
        "result": pa.array(np.concatenate([column.results for column in found])),
        "quality": pa.concat_arrays([column.quality for column in found]),
        "parameters": pa.concat_arrays([column.parameters for column in found]),
    }
    if spacing_min is not None and spacing_min != QUARTER_MIN:
        given["phenomenon_end"] = pa.array(_instants(start + spacing_min))
    return columns(**given)


def _instants(minutes: Minutes) -> npt.NDArray[np.datetime64]:
    return minutes.astype("datetime64[m]").astype("datetime64[us]")
