# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Current reports of a station: three header lines (element, unit, name), German numbers, ``---`` missing.

The second line holds the WMO number of the station, which is not the number of the climate archive.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.observation import (
    Decoded,
    Observation,
    Quality,
    Rejected,
    Series,
    Station,
    observation_columns,
)
from stadtkern.kernel.quantities import (
    AIR_PRESSURE,
    AIR_TEMPERATURE,
    CLOUD_COVER,
    DEW_POINT,
    GLOBAL_RADIATION,
    PRECIPITATION,
    RELATIVE_HUMIDITY,
    SNOW_DEPTH,
    SUNSHINE_DURATION,
    VISIBILITY,
    WIND_DIRECTION,
    WIND_GUST,
    WIND_SPEED,
    Quantity,
)

_HOUR = timedelta(hours=1)
_KMH_TO_MS = 1 / 3.6
_WM2_HOUR_TO_JCM2 = 0.36
_MIN_TO_H = 1 / 60


@dataclass(frozen=True, kw_only=True)
class _Element:
    """A column that the city keeps: unit in the report, factor to the unit of the quantity."""

    quantity: Quantity
    unit: str
    factor: float = 1.0
    last_hour: bool = False
    """A sum of (or extreme within) the hour before the report."""


_ELEMENTS = {
    "dry_bulb_temperature_at_2_meter_above_ground": _Element(quantity=AIR_TEMPERATURE, unit="Grad C"),
    "dew_point_temperature_at_2_meter_above_ground": _Element(quantity=DEW_POINT, unit="Grad C"),
    "relative_humidity": _Element(quantity=RELATIVE_HUMIDITY, unit="%"),
    "pressure_reduced_to_mean_sea_level": _Element(quantity=AIR_PRESSURE, unit="hPa"),
    "mean_wind_speed_during last_10_min_at_10_meters_above_ground": _Element(
        quantity=WIND_SPEED, unit="km/h", factor=_KMH_TO_MS
    ),
    "mean_wind_direction_during_last_10 min_at_10_meters_above_ground": _Element(
        quantity=WIND_DIRECTION, unit="Grad"
    ),
    "maximum_wind_speed_last_hour": _Element(
        quantity=WIND_GUST, unit="km/h", factor=_KMH_TO_MS, last_hour=True
    ),
    "precipitation_amount_last_hour": _Element(quantity=PRECIPITATION, unit="mm", last_hour=True),
    "total_time_of_sunshine_during_last_hour": _Element(
        quantity=SUNSHINE_DURATION, unit="min", factor=_MIN_TO_H, last_hour=True
    ),
    "global_radiation_last_hour": _Element(
        quantity=GLOBAL_RADIATION, unit="W/m2", factor=_WM2_HOUR_TO_JCM2, last_hour=True
    ),
    "cloud_cover_total": _Element(quantity=CLOUD_COVER, unit="%"),
    "horizontal_visibility": _Element(quantity=VISIBILITY, unit="km"),
    "total_snow_depth": _Element(quantity=SNOW_DEPTH, unit="cm"),
}


def decode_report(lines: Sequence[str]) -> Decoded:
    """The values of the last hours; all are provisional, since the DWD checks them later.

    Raises:
        PayloadRejected: not a report with three header lines.
    """
    rows = [line.split(";") for line in lines if line.strip()]
    if (
        len(rows) < 3
        or rows[0][0] != "surface observations"
        or not re.fullmatch(r"\w{4,5}", rows[1][0].strip("_"))
    ):
        raise PayloadRejected("Das ist keine Stationsmeldung des DWD mit drei Kopfzeilen.")
    station = f"dwd-wmo/{rows[1][0].strip('_')}"
    elements, rejected = _elements(rows[0], rows[1])
    observations = []
    for number, cells in enumerate(rows[3:], start=4):
        raw = "\n".join([*lines[:3], ";".join(cells)]).encode("latin-1")
        found, wrong = _row(cells, elements, station)
        observations += found
        rejected += [
            Rejected(reason=reason, raw=raw, where=f"Zeile {number}, {where}") for where, reason in wrong
        ]
    return Decoded(
        stations=(Station(code=station, name="", properties={"wmo_id": station.rpartition("/")[2]}),),
        series=tuple(_series(station, element) for element in elements.values()),
        observations=observation_columns(observations),
        rejected=tuple(rejected),
    )


def _elements(names: Sequence[str], units: Sequence[str]) -> tuple[dict[int, _Element], list[Rejected]]:
    """The kept columns by position; a column in an unexpected unit is rejected."""
    elements: dict[int, _Element] = {}
    rejected = []
    for position, name in enumerate(names):
        element = _ELEMENTS.get(name.strip())
        unit = units[position].strip() if position < len(units) else ""
        if element is not None and unit == element.unit:
            elements[position] = element
        elif element is not None:
            reason = f"„{name}“ kommt in „{unit}“, erwartet wird „{element.unit}“."
            raw = ";".join(names).encode() + b"\n" + ";".join(units).encode()
            rejected.append(Rejected(reason=reason, raw=raw, where=f"Zeile 2, Spalte {position + 1}"))
    return elements, rejected


def _row(
    cells: Sequence[str], elements: dict[int, _Element], station: str
) -> tuple[list[Observation], list[tuple[str, str]]]:
    """Observations of one line, and what is wrong with it: (where, reason)."""
    try:
        at = datetime.strptime(f"{cells[0]} {cells[1]}", "%d.%m.%y %H:%M").replace(tzinfo=UTC)
    except (ValueError, IndexError):
        return [], [("Spalte 1", "Datum und Uhrzeit sind nicht als TT.MM.JJ und hh:mm lesbar.")]
    observations = []
    wrong = []
    for position, element in elements.items():
        text = cells[position].strip() if position < len(cells) else ""
        if text in {"", "---"}:
            continue
        if not re.fullmatch(r"-?[0-9]+([,.][0-9]+)?", text):
            wrong.append((f"Spalte {position + 1}", f"„{text[:40]}“ ist keine Zahl."))
            continue
        observations.append(
            Observation(
                datastream=_code(station, element),
                phenomenon_time=at - _HOUR if element.last_hour else at,
                result=round(float(text.replace(",", ".")) * element.factor, 6),
                quality=Quality.PROVISIONAL,
            )
        )
    return observations, wrong


def _code(station: str, element: _Element) -> str:
    return f"{station}/{element.quantity.key}"


def _series(station: str, element: _Element) -> Series:
    return Series(
        code=_code(station, element),
        station=station,
        name=element.quantity.german,
        quantities=(element.quantity.key,),
        interval_s=3600,
        period=element.last_hour,
    )
