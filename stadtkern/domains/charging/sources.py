# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Register of public charging stations of the Bundesnetzagentur: XLSX as published, or CSV alike.

The header row lies below some lines of introduction and is found by its names. The register gives no ids: a
station's code is made of what describes it, so that the same station in the next edition is the same thing.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from python_calamine import CalamineError, CalamineWorkbook

from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.observation import (
    Decoded,
    Observation,
    Payload,
    Rejected,
    Series,
    Station,
    observation_columns,
)
from stadtkern.kernel.quantities import CHARGING_POINTS, CONNECTED_LOAD, Quantity
from stadtkern.web import unpacking

from .operators import shown_operator

PowerClass = Literal["normal", "fast", "ultra"]
_BERLIN = ZoneInfo("Europe/Berlin")
_HEADER_WITHIN = 30
_OPERATOR, _ADDRESS, _TOWN, _STATE = "Betreiber", "Adresse", "Postleitzahl Ort", "Bundesland"
_LONGITUDE, _LATITUDE, _SINCE = "Längengrad [DG]", "Breitengrad [DG]", "Inbetriebnahmedatum"
_POWER, _KIND, _POINTS = "Anschlussleistung [kW]", "Art der Ladeeinrichtung", "Anzahl Ladepunkte"
_REQUIRED = (_OPERATOR, _ADDRESS, _TOWN, _STATE, _LONGITUDE, _LATITUDE, _SINCE, _POWER, _KIND, _POINTS)
_GERMANY = (5.86, 15.05, 47.26, 55.07)
"""West, east, south, north [degrees]; a wider position is a mistake."""
_MOST_POINTS = 100
_MOST_KW = 5000.0


@dataclass(frozen=True, kw_only=True)
class _Sheet:
    """The register as rows of text."""

    names: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str]]]
    """Line number (1 = first line of the file) and cells."""
    edition: date | None


@dataclass(frozen=True, kw_only=True)
class _Entry:
    """One charging station."""

    key: str
    station: Station
    points: int
    power_kw: float


class _Refused(ValueError):
    """A row that cannot be used: German reason and column."""

    def __init__(self, reason: str, column: str) -> None:
        super().__init__(reason)
        self.column = column


def decode(payload: Payload) -> Decoded:
    """All stations of one edition of the register.

    Raises:
        PayloadRejected: neither XLSX nor CSV, or columns of the register are missing.
    """
    sheet = _sheet(payload)
    at = _at(sheet.edition, payload)
    entries: list[_Entry] = []
    rejected: list[Rejected] = []
    seen: Counter[str] = Counter()
    for number, cells in sheet.rows:
        try:
            entries.append(_entry(dict(zip(sheet.names, cells, strict=False)), seen))
        except _Refused as error:
            raw = _line(sheet.names) + b"\n" + _line(cells)
            where = f"Zeile {number}, Spalte {error.column}"
            rejected.append(Rejected(reason=str(error), raw=raw, where=where))
    return Decoded(
        stations=tuple(entry.station for entry in entries),
        series=tuple(series for entry in entries for series in _series(entry)),
        observations=observation_columns(o for entry in entries for o in _observations(entry, at)),
        rejected=tuple(rejected),
    )


def power_class(most_kw: float) -> PowerClass:
    """Class of the strongest point [kW]: normal up to 22 (§ 2 Nr. 7 LSV), fast above, ultra from 150."""
    if most_kw >= 150:
        return "ultra"
    return "fast" if most_kw > 22 else "normal"


def _sheet(payload: Payload) -> _Sheet:
    lines = list(_xlsx(payload.content) if payload.content.startswith(b"PK") else _csv(payload.content))
    for index, cells in enumerate(lines[:_HEADER_WITHIN]):
        if {_OPERATOR, _LONGITUDE, _LATITUDE} <= set(cells):
            missing = [name for name in _REQUIRED if name not in cells]
            if missing:
                raise PayloadRejected(f"Im Ladesäulenregister fehlen die Spalten {', '.join(missing)}.")
            rows = [(n, row) for n, row in enumerate(lines[index + 1 :], start=index + 2) if any(row)]
            return _Sheet(names=cells, rows=rows, edition=_edition(lines[:index], payload.name))
    raise PayloadRejected(f"Keine Kopfzeile mit „{_OPERATOR}“, „{_LONGITUDE}“ und „{_LATITUDE}“ gefunden.")


def _xlsx(content: bytes) -> Iterator[list[str]]:
    unpacking.check(content)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError, OSError) as error:
        raise PayloadRejected("Die Tabelle ist nicht lesbar (erwartet: XLSX).") from error
    for row in rows:
        yield [_text(cell) for cell in row]


def _csv(content: bytes) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    header = next((line for line in text.splitlines()[:_HEADER_WITHIN] if _LONGITUDE in line), "")
    yield from csv.reader(io.StringIO(text), delimiter=";" if header.count(";") > header.count(",") else ",")


def _text(cell: object) -> str:
    """A cell as the CSV edition writes it: whole numbers without point, dates as ISO."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.date().isoformat() if isinstance(cell, datetime) else str(cell).strip()


def _line(cells: Sequence[str]) -> bytes:
    target = io.StringIO()
    csv.writer(target, lineterminator="").writerow(cells)
    return target.getvalue().encode()


def _edition(introduction: Sequence[Sequence[str]], name: str) -> date | None:
    """The day up to which the register tells: ``Stand: 19.07.2019``, else the date in the file name."""
    german = re.search(r"Stand:?\s*(\d\d)\.(\d\d)\.(\d{4})", " ".join(c for row in introduction for c in row))
    iso = re.search(r"(\d{4})-(\d\d)-(\d\d)", name)
    try:
        if german:
            return date(int(german[3]), int(german[2]), int(german[1]))
        return date(int(iso[1]), int(iso[2]), int(iso[3])) if iso else None
    except ValueError:
        return None


def _at(edition: date | None, payload: Payload) -> datetime:
    if edition is None:
        return payload.received_at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return datetime(edition.year, edition.month, edition.day, tzinfo=_BERLIN).astimezone(UTC)


def _entry(row: Mapping[str, str], seen: Counter[str]) -> _Entry:
    longitude, latitude = _position(row)
    points = int(_number(row, _POINTS, least=1, most=_MOST_POINTS))
    power_kw = _number(row, _POWER, least=0.1, most=_MOST_KW)
    since = _since(row)
    plugs, most_kw = _plugs(row, power_kw)
    described = "|".join(row.get(name, "").strip() for name in _REQUIRED)
    key = hashlib.sha256("|".join((described, *plugs)).encode()).hexdigest()[:16]
    seen[key] += 1
    code = f"bnetza/{key}" if seen[key] == 1 else f"bnetza/{key}-{seen[key]}"
    place = " ".join(part for part in (row[_ADDRESS].strip(), row[_TOWN].strip()) if part)
    station = Station(
        code=code,
        name=f"Ladestation {place}",
        longitude=longitude,
        latitude=latitude,
        properties={
            "operator": shown_operator(row[_OPERATOR]),
            "address": row[_ADDRESS].strip(),
            "town": row[_TOWN].strip(),
            "state": row[_STATE].strip(),
            "kind": row[_KIND].strip(),
            "points": points,
            "power_kw": power_kw,
            "most_kw": most_kw,
            "power_class": power_class(most_kw),
            "plugs": ", ".join(sorted({plug.strip() for text in plugs for plug in text.split(",")})),
            "since": since.isoformat(),
        },
    )
    return _Entry(key=code, station=station, points=points, power_kw=power_kw)


def _position(row: Mapping[str, str]) -> tuple[float, float]:
    longitude = _number(row, _LONGITUDE, least=-180, most=180)
    latitude = _number(row, _LATITUDE, least=-90, most=90)
    west, east, south, north = _GERMANY
    if not (west <= longitude <= east and south <= latitude <= north):
        raise _Refused(f"Der Ort {longitude}, {latitude} liegt nicht in Deutschland.", _LONGITUDE)
    return longitude, latitude


def _number(row: Mapping[str, str], column: str, *, least: float, most: float) -> float:
    text = row.get(column, "").strip().replace(",", ".")
    if not re.fullmatch(r"-?\d+(\.\d+)?", text) or not least <= float(text) <= most:
        raise _Refused(f"„{text[:40]}“ ist keine Zahl zwischen {least} und {most}.", column)
    return float(text)


def _since(row: Mapping[str, str]) -> date:
    text = row[_SINCE].strip()
    try:
        if re.fullmatch(r"\d\d\.\d\d\.\d{4}", text):
            return datetime.strptime(text, "%d.%m.%Y").replace(tzinfo=UTC).date()
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise _Refused(f"„{text[:40]}“ ist kein Datum.", _SINCE) from error


def _plugs(row: Mapping[str, str], power_kw: float) -> tuple[list[str], float]:
    """Plugs of each point, and the power of the strongest one [kW] (else the connected load)."""
    plugs = []
    powers = []
    for n in range(1, 5):
        plug = row.get(f"Steckertypen{n}", "").strip()
        if plug:
            plugs.append(plug)
        if row.get(f"P{n} [kW]", "").strip():
            powers.append(_number(row, f"P{n} [kW]", least=0, most=_MOST_KW))
    return plugs, max(powers, default=0) or power_kw


def _series(entry: _Entry) -> tuple[Series, ...]:
    return tuple(_one_series(entry, quantity) for quantity in (CHARGING_POINTS, CONNECTED_LOAD))


def _one_series(entry: _Entry, quantity: Quantity) -> Series:
    return Series(
        code=f"{entry.key}/{quantity.key}",
        station=entry.key,
        name=quantity.german,
        quantities=(quantity.key,),
    )


def _observations(entry: _Entry, at: datetime) -> tuple[Observation, ...]:
    return tuple(
        Observation(datastream=f"{entry.key}/{quantity.key}", phenomenon_time=at, result=value)
        for quantity, value in ((CHARGING_POINTS, float(entry.points)), (CONNECTED_LOAD, entry.power_kw))
    )
