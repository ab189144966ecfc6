# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Products of the climate archive: ``STATIONS_ID;MESS_DATUM;QN;<elements>;eor``, -999 is missing.

Quality levels 1 to 3 mean that the DWD has not finished its checks (levels of the archive's descriptions).
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.observation import Decoded, Quality, Rejected, Series, Station, columns
from stadtkern.kernel.quantities import (
    AIR_TEMPERATURE,
    DEW_POINT,
    DIFFUSE_RADIATION,
    GLOBAL_RADIATION,
    LONGWAVE_RADIATION,
    PRECIPITATION,
    RELATIVE_HUMIDITY,
    SUNSHINE_DURATION,
    WIND_DIRECTION,
    WIND_SPEED,
    Quantity,
)

_MISSING = -999.0
_UNFINISHED = (1, 2, 3)
_ELEMENTS = {
    "DS_10": (DIFFUSE_RADIATION, 600, True),
    "GS_10": (GLOBAL_RADIATION, 600, True),
    "SD_10": (SUNSHINE_DURATION, 600, True),
    "LS_10": (LONGWAVE_RADIATION, 600, True),
    "TT_10": (AIR_TEMPERATURE, 600, False),
    "RF_10": (RELATIVE_HUMIDITY, 600, False),
    "TD_10": (DEW_POINT, 600, False),
    "FF_10": (WIND_SPEED, 600, False),
    "DD_10": (WIND_DIRECTION, 600, False),
    "RWS_10": (PRECIPITATION, 600, True),
    "F": (WIND_SPEED, 3600, False),
    "D": (WIND_DIRECTION, 3600, False),
}
"""Column: quantity, spacing [s], and whether the value is the sum of the period that ends at the stamp."""
_UNKEPT = frozenset({"PP_10", "TM5_10", "RWS_DAU_10", "RWS_IND_10", "eor"})
"""Columns that are known and left out: pressure at the station, temperature at 5 cm, duration of rain."""
_TIMES = {12: "%Y%m%d%H%M", 10: "%Y%m%d%H"}


@dataclass(frozen=True, kw_only=True)
class _Element:
    """One measured column."""

    column: int
    name: str
    quantity: Quantity
    interval_s: int
    period: bool

    def code(self, station: str) -> str:
        """Code of its series."""
        return f"{station}/{'10min' if self.interval_s == 600 else 'hour'}/{self.quantity.key}"


@dataclass(frozen=True, kw_only=True)
class _Table:
    """A product as trimmed text columns."""

    lines: Sequence[str]
    text: tuple[pa.StringArray, ...]
    station: str
    utc_s: pa.Int64Array
    """Seconds since the epoch; null where the stamp or the station is wrong."""
    quality: Sequence[int | None]

    def rejected(self, rows: Sequence[int], column: str, reason: str) -> list[Rejected]:
        """One rejection per row with header and line."""
        return [
            Rejected(
                reason=reason,
                raw=f"{self.lines[0]}\n{self.lines[row + 1]}".encode("latin-1"),
                where=f"Zeile {row + 2}, Spalte {column}",
            )
            for row in rows
        ]


def decode_product(lines: Sequence[str]) -> Decoded:
    """All values of one station; the name and place of the station come with the metadata.

    Raises:
        PayloadRejected: columns cannot be separated or there is no line.
    """
    names = [name.strip() for name in lines[0].split(";")]
    table = _table(lines, names)
    rejected = table.rejected(
        np.flatnonzero(pc.is_null(table.utc_s).to_numpy(zero_copy_only=False)).tolist(),
        "MESS_DATUM",
        "Der Zeitstempel ist nicht lesbar oder die Zeile gehört zu einer anderen Station.",
    )
    elements = [_element(position, name) for position, name in enumerate(names) if name in _ELEMENTS]
    unknown = [n for n in names[2:] if n not in _ELEMENTS and n not in _UNKEPT and not n.startswith("QN")]
    rejected += [
        Rejected(
            reason=f"Das Messelement „{name}“ ist unbekannt.", raw=lines[0].encode("latin-1"), where="Zeile 1"
        )
        for name in unknown
    ]
    batches = []
    for element in elements:
        batch, wrong = _values(table, element)
        batches.append(batch)
        rejected += wrong
    return Decoded(
        stations=(Station(code=table.station, name=""),),
        series=tuple(_series(element, table.station) for element in elements),
        observations=pa.concat_tables(batches).unify_dictionaries() if batches else columns_of_nothing(),
        rejected=tuple(rejected),
    )


def merged(parts: Sequence[Decoded]) -> Decoded:
    """Several files as one; a station that has a name wins over the same station without."""
    stations = {
        s.code: s for s in sorted((s for part in parts for s in part.stations), key=lambda s: bool(s.name))
    }
    return Decoded(
        stations=tuple(stations.values()),
        series=tuple(series for part in parts for series in part.series),
        observations=pa.concat_tables([part.observations for part in parts]).unify_dictionaries(),
        rejected=tuple(rejection for part in parts for rejection in part.rejected),
    )


def columns_of_nothing() -> pa.Table:
    """A batch without rows."""
    return Decoded().observations


def _element(position: int, name: str) -> _Element:
    quantity, interval_s, period = _ELEMENTS[name]
    return _Element(column=position, name=name, quantity=quantity, interval_s=interval_s, period=period)


def _series(element: _Element, station: str) -> Series:
    return Series(
        code=element.code(station),
        station=station,
        name=f"{element.quantity.german}, {'10 Minuten' if element.interval_s == 600 else 'stündlich'}",
        quantities=(element.quantity.key,),
        interval_s=element.interval_s,
        period=element.period,
    )


def _table(lines: Sequence[str], names: Sequence[str]) -> _Table:
    keys = [str(i) for i in range(len(names))]
    try:
        read = pyarrow.csv.read_csv(
            io.BytesIO("\n".join(lines[1:]).encode()),
            read_options=pyarrow.csv.ReadOptions(column_names=keys, use_threads=False),
            parse_options=pyarrow.csv.ParseOptions(delimiter=";"),
            convert_options=pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(keys, pa.string())),
        )
    except pa.ArrowInvalid as error:
        raise PayloadRejected(f"Das Messwertprodukt ist nicht lesbar: {error}") from error
    text = tuple(
        pc.utf8_trim_whitespace(pa.array(read.column(k).combine_chunks(), pa.string())) for k in keys
    )
    if not read.num_rows:
        raise PayloadRejected("Das Messwertprodukt enthält keine Zeile.")
    station = text[0][0].as_py() or ""
    stamps = text[1].to_pylist()
    form = _TIMES.get(len(stamps[0] or ""), "%Y%m%d%H")
    parsed = pc.strptime(text[1], format=form, unit="s", error_is_null=True).cast(pa.int64())
    same = pa.array([value == station for value in text[0].to_pylist()])
    quality = next((text[i] for i, name in enumerate(names) if name.startswith("QN")), None)
    levels = [_level(q) for q in quality.to_pylist()] if quality is not None else [None] * read.num_rows
    return _Table(
        lines=lines,
        text=text,
        station=f"dwd/{station.zfill(5)}",
        utc_s=pc.if_else(same, parsed, None),
        quality=levels,
    )


def _level(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() else None


def _values(table: _Table, element: _Element) -> tuple[pa.Table, list[Rejected]]:
    text = table.text[element.column]
    timed = pc.is_valid(table.utc_s).to_numpy(zero_copy_only=False)
    number = pc.match_substring_regex(text, r"^-?[0-9]+(\.[0-9]+)?$").to_numpy(zero_copy_only=False)
    wrong = table.rejected(
        np.flatnonzero(timed & ~number).tolist(), element.name, "Die Zelle enthält keine Zahl."
    )
    kept = np.flatnonzero(timed & number)
    results = text.take(kept).cast(pa.float64()).to_numpy(zero_copy_only=False)
    present = results != _MISSING
    kept, results = kept[present], results[present]
    utc_s = table.utc_s.fill_null(0).to_numpy(zero_copy_only=False)[kept]
    start_s = utc_s - element.interval_s if element.period else utc_s
    levels = [table.quality[i] for i in kept.tolist()]
    remark = lru_cache(_remark)
    return columns(
        datastream=pa.DictionaryArray.from_arrays(
            np.zeros(kept.size, np.int32), pa.array([element.code(table.station)])
        ),
        phenomenon_time=pa.array(start_s.astype("datetime64[s]").astype("datetime64[us]")),
        result=pa.array(results),
        quality=pa.array(
            [int(Quality.PROVISIONAL) if n in _UNFINISHED else None for n in levels], pa.uint16()
        ),
        parameters=pa.array([remark(n) for n in levels], pa.string()),
    ), wrong


def _remark(level: int | None) -> str | None:
    return None if level is None else json.dumps({"quality_level": level})
