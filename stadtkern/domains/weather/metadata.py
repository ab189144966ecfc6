# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where a station of the climate archive is and was: ``Metadaten_Geographie_<id>.txt``, a line per place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.observation import Decoded, Place, Rejected, Station

_COLUMNS = (
    "STATIONS_ID",
    "STATIONSHOEHE",
    "GEOGR.BREITE",
    "GEOGR.LAENGE",
    "VON_DATUM",
    "BIS_DATUM",
    "STATIONSNAME",
)


def decode_metadata(lines: Sequence[str]) -> Decoded:
    """The station with its present place and all earlier ones.

    Raises:
        PayloadRejected: not one usable place.
    """
    if tuple(cell.strip().upper() for cell in lines[0].split(";"))[: len(_COLUMNS)] != _COLUMNS:
        raise PayloadRejected("Die Stationsgeschichte hat andere Spalten als erwartet.")
    places: list[tuple[Place, dict[str, str]]] = []
    rejected = []
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        cells = dict(zip(_COLUMNS, (cell.strip() for cell in line.split(";")), strict=False))
        try:
            places.append((_place(cells), cells))
        except (KeyError, ValueError):
            raw = f"{lines[0]}\n{line}".encode("latin-1")
            reason = "Ort oder Zeitraum der Station sind nicht lesbar."
            rejected.append(Rejected(reason=reason, raw=raw, where=f"Zeile {number}"))
    if not places:
        raise PayloadRejected("Die Stationsgeschichte enthält keinen lesbaren Ort.")
    return Decoded(stations=(_station(places),), rejected=tuple(rejected))


def _place(cells: dict[str, str]) -> Place:
    """Dates are days in UTC; the last day still belongs to the place."""
    until = cells["BIS_DATUM"]
    return Place(
        longitude=float(cells["GEOGR.LAENGE"]),
        latitude=float(cells["GEOGR.BREITE"]),
        valid_from=_day(cells["VON_DATUM"]),
        valid_to=_day(until) + timedelta(days=1) if until else None,
    )


def _day(text: str) -> datetime:
    return datetime.strptime(text, "%Y%m%d").replace(tzinfo=UTC)


def _station(places: Sequence[tuple[Place, dict[str, str]]]) -> Station:
    ordered = sorted(places, key=lambda pair: pair[0].valid_from)
    present, cells = ordered[-1]
    return Station(
        code=f"dwd/{cells['STATIONS_ID'].zfill(5)}",
        name=cells["STATIONSNAME"],
        longitude=present.longitude,
        latitude=present.latitude,
        places=tuple(place for place, _ in ordered),
        properties={"height_m": float(cells["STATIONSHOEHE"]), "dwd_id": cells["STATIONS_ID"].zfill(5)},
    )
