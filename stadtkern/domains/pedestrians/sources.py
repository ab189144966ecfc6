# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pedestrian counts of the City of Moers, made by hystreet.com: ``;``, hourly, local time with offset.

Two flaws of the published files are met with care: destroyed umlauts (headers and places are compared by
their ASCII letters) and a month whose part counts stand one cell too far right (recognised by two sums, see
:func:`_parts`).
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.observation import (
    Decoded,
    Observation,
    Payload,
    Quality,
    Rejected,
    Series,
    Station,
    observation_columns,
)
from stadtkern.kernel.quantities import (
    ADULT_COUNT,
    ADULT_COUNT_DIRECTION,
    AIR_TEMPERATURE,
    CHILD_COUNT,
    CHILD_COUNT_DIRECTION,
    PEDESTRIAN_COUNT,
    PEDESTRIAN_COUNT_DIRECTION,
    WEATHER_CONDITION,
    Quantity,
)

_HOUR_S = 3600
_PLACE, _TIME, _TOTAL, _TEMPERATURE, _CONDITION = (
    "lage",
    "zeitpunkt der messung",
    "fugnger insgesamt",
    "temperatur in c",
    "wetterlage",
)
_ADULTS, _CHILDREN = "erwachsene", "kinder"
_REQUIRED = (_PLACE, _TIME, _TOTAL, _TEMPERATURE, _CONDITION, _ADULTS, _CHILDREN)
_GROUPS = {
    _TOTAL: ("Fußgänger insgesamt", PEDESTRIAN_COUNT, PEDESTRIAN_COUNT_DIRECTION),
    _ADULTS: ("Erwachsene", ADULT_COUNT, ADULT_COUNT_DIRECTION),
    _CHILDREN: ("Kinder", CHILD_COUNT, CHILD_COUNT_DIRECTION),
}
_PLACES = {"steinstrae, moers": ("moers/steinstrasse", "Steinstraße, Moers")}
"""Places by their ASCII letters, so that a file with destroyed umlauts tells about the same station."""
_WEATHER = frozenset(
    {
        "clear-day", "clear-night", "partly-cloudy-day", "partly-cloudy-night", "cloudy", "fog", "wind",
        "rain", "snow", "sleet", "hail", "thunderstorm",
    }
)  # fmt: skip
_SHIFTED = json.dumps({"correction": "cells of this row were shifted by one column"})

Row = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class _Column:
    """A column of counts: which series it fills."""

    key: str
    code: str
    name: str
    quantity: Quantity
    direction: str = ""


class _Refused(ValueError):
    """A cell or row that cannot be used; the message is the German reason."""


def decode(payload: Payload) -> Decoded:
    """Counts and weather of one month.

    Raises:
        PayloadRejected: not such a file: other separator or columns missing.
    """
    lines = _text(payload.content).splitlines()
    header = next(csv.reader(lines[:1], delimiter=";"), [])
    keys = [ascii_letters(cell) for cell in header]
    missing = [key for key in _REQUIRED if key not in keys]
    if missing:
        raise PayloadRejected(
            f"Es fehlen Spalten ({', '.join(missing)}); erwartet wird Semikolon als Trennzeichen."
        )
    reader = _Reader(header=lines[0], columns=_columns(header, keys), keys=keys)
    for number, line in enumerate(lines[1:], start=2):
        if line.strip():
            reader.read(number, line)
    return reader.decoded()


def ascii_letters(text: str) -> str:
    """What is left of a text whose umlauts may have been destroyed: ``Fußgänger`` becomes ``fugnger``."""
    return " ".join("".join(c for c in text if c.isascii()).lower().split())


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _columns(header: Sequence[str], keys: Sequence[str]) -> tuple[_Column, ...]:
    """Columns of counts in the order of the file."""
    found = []
    for cell, key in zip(header, keys, strict=True):
        head, _, way = key.partition(" richtung ")
        if head not in _GROUPS:
            continue
        name, total, part = _GROUPS[head]
        way_shown = cell.partition(" Richtung ")[2].strip()
        if way:
            slug = _slug(way)
            found.append(
                _Column(
                    key=key, code=f"{total.key}/{slug}", name=f"{name} Richtung {way_shown}", quantity=part,
                    direction=f"Richtung {way_shown}",
                )
            )  # fmt: skip
        else:
            found.append(_Column(key=key, code=total.key, name=name, quantity=total))
    return tuple(found)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


class _Reader:
    """Reads rows one after the other and collects what they tell."""

    def __init__(self, *, header: str, columns: tuple[_Column, ...], keys: Sequence[str]) -> None:
        self.header, self.columns, self.keys = header, columns, keys
        self.places: dict[str, str] = {}
        self.observations: list[Observation] = []
        self.rejected: list[Rejected] = []

    def read(self, number: int, line: str) -> None:
        """Take all usable values of one line."""
        cells = next(csv.reader([line], delimiter=";"))
        if len(cells) != len(self.keys):
            self._refuse(
                f"Die Zeile hat {len(cells)} Zellen, erwartet werden {len(self.keys)}.", number, line
            )
            return
        row = dict(zip(self.keys, cells, strict=True))
        try:
            at, station = _time(row[_TIME]), self._station(row[_PLACE])
        except _Refused as error:
            self._refuse(str(error), number, line, _TIME)
            return
        self._weather(row, station, at, number, line)
        self._counts(cells, station, at, number, line)

    def decoded(self) -> Decoded:
        """Everything that was read."""
        return Decoded(
            stations=tuple(Station(code=code, name=name) for code, name in self.places.items()),
            series=tuple(series for code in self.places for series in self._series(code)),
            observations=observation_columns(self.observations),
            rejected=tuple(self.rejected),
        )

    def _station(self, place: str) -> str:
        known = ascii_letters(place)
        if not known:
            raise _Refused("Die Lage des Zählers fehlt.")
        code, name = _PLACES.get(known, (f"moers/{_slug(known)}", place.strip()))
        self.places.setdefault(code, name)
        return code

    def _weather(self, row: Row, station: str, at: datetime, number: int, line: str) -> None:
        try:
            if row[_TEMPERATURE].strip():
                temperature = _temperature(row[_TEMPERATURE])
                self._add(f"{station}/{AIR_TEMPERATURE.key}", at, result=temperature)
        except _Refused as error:
            self._refuse(str(error), number, line, _TEMPERATURE)
        condition = row[_CONDITION].strip()
        if condition in _WEATHER:
            self._add(f"{station}/{WEATHER_CONDITION.key}", at, result_json=json.dumps(condition))
        elif condition:
            self._refuse(f"Die Wetterlage „{condition[:40]}“ ist unbekannt.", number, line, _CONDITION)

    def _counts(self, cells: Sequence[str], station: str, at: datetime, number: int, line: str) -> None:
        values: list[float | None] = []
        for column in self.columns:
            try:
                values.append(_count(cells[self.keys.index(column.key)]))
            except _Refused as error:
                values.append(None)
                self._refuse(str(error), number, line, column.key)
        counts, shifted = _parts(self.columns, values)
        if shifted is None:
            self._refuse(
                "Richtungen oder Erwachsene und Kinder ergeben nicht die Gesamtzahl; nur diese gilt.",
                number, line,
            )  # fmt: skip
        for column, value in zip(self.columns, counts, strict=True):
            if value is not None:
                part = bool(shifted) and column.key != _TOTAL
                self._add(
                    f"{station}/{column.code}", at, result=value,
                    quality=Quality.SOURCE_SUSPECT if part else None, parameters=_SHIFTED if part else None,
                )  # fmt: skip

    def _add(
        self,
        code: str,
        at: datetime,
        *,
        result: float | None = None,
        result_json: str | None = None,
        quality: Quality | None = None,
        parameters: str | None = None,
    ) -> None:
        self.observations.append(
            Observation(
                datastream=code,
                phenomenon_time=at,
                result=result,
                result_json=result_json,
                quality=quality,
                parameters=parameters,
            )
        )

    def _refuse(self, reason: str, number: int, line: str, column: str = "") -> None:
        where = f"Zeile {number}" + (f", Spalte {column}" if column else "")
        self.rejected.append(Rejected(reason=reason, raw=f"{self.header}\n{line}".encode(), where=where))

    def _series(self, station: str) -> list[Series]:
        weather = [
            Series(
                code=f"{station}/{quantity.key}", station=station, name=quantity.german,
                quantities=(quantity.key,), interval_s=_HOUR_S, properties={"part": "weather"},
            )
            for quantity in (AIR_TEMPERATURE, WEATHER_CONDITION)
        ]  # fmt: skip
        counts = [
            Series(
                code=f"{station}/{column.code}", station=station, name=column.name,
                quantities=(column.quantity.key,), interval_s=_HOUR_S, period=True,
                properties={"part": "direction", "direction": column.direction}
                if column.direction
                else {"part": "total"},
            )
            for column in self.columns
        ]  # fmt: skip
        return counts + weather


def _time(text: str) -> datetime:
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d %H:%M:%S %z").astimezone(UTC)
    except ValueError as error:
        raise _Refused("Die Zeit ist nicht als JJJJ-MM-TT hh:mm:ss ±hhmm lesbar.") from error


def _count(text: str) -> float | None:
    """A count; null for an empty cell."""
    stripped = text.strip()
    if not stripped:
        return None
    if not re.fullmatch(r"[0-9]{1,7}", stripped):
        raise _Refused(f"„{stripped[:40]}“ ist keine Anzahl (ganze Zahl ab 0).")
    return float(stripped)


def _temperature(text: str) -> float:
    """Degrees Celsius."""
    stripped = text.strip().replace(",", ".")
    if not re.fullmatch(r"-?[0-9]{1,2}(\.[0-9]+)?", stripped) or not -45 <= float(stripped) <= 50:
        raise _Refused(f"„{stripped[:40]}“ ist keine Lufttemperatur in °C.")
    return float(stripped)


def _parts(columns: Sequence[_Column], values: list[float | None]) -> tuple[list[float | None], bool | None]:
    """Counts by column, and whether they had to be moved back by one cell; null: the parts fit in no way.

    In July 2022 an empty cell was inserted behind the weather, so every part stands one column too far right
    and the last one is lost. The shift is only accepted when both sums prove it.
    """
    if _fits(columns, values):
        return values, False
    first = next((i for i, column in enumerate(columns) if column.key != _TOTAL), len(columns))
    if first < len(columns) and values[first] is None:
        moved = [*values[:first], *values[first + 1 :], None]
        if _fits(columns, moved):
            return moved, True
    return [v if c.key == _TOTAL else None for c, v in zip(columns, values, strict=True)], None


def _fits(columns: Sequence[_Column], values: Sequence[float | None]) -> bool:
    """Whether directions, and adults with children, add up to the total; unknown parts contradict nothing."""
    by_key = {column.key: value for column, value in zip(columns, values, strict=True)}
    total = by_key[_TOTAL]
    ways = [v for c, v in zip(columns, values, strict=True) if c.quantity is PEDESTRIAN_COUNT_DIRECTION]
    ages = [by_key[_ADULTS], by_key[_CHILDREN]]
    if total is None or (None in ways and None in ages):
        return True
    return all(None not in parts and sum(filter(None, parts)) == total for parts in (ways, ages) if parts)
