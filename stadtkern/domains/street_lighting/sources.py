# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The inventory of street lamps as CSV or GeoJSON; the columns are those of :data:`COLUMNS`.

CSV: semicolon, UTF-8 or Windows-1252, header row. GeoJSON (RFC 7946): points, properties named alike.
A lamp without position is taken and stands in lists only; what has no usable number or power is rejected.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from stadtkern.commons.inventories.rows import number, rows
from stadtkern.commons.setpoints.ways import is_way
from stadtkern.kernel.observation import Decoded, Payload, Rejected, Series, Station
from stadtkern.kernel.quantities import (
    ACTIVE_ENERGY,
    ACTIVE_POWER,
    DIMMING_LEVEL,
    LAMP_FAULT,
    OPERATING_HOURS,
)

COLUMNS = {
    "nummer": "Nummer am Mast (Pflicht), bei Schaltschränken die des Schranks",
    "art": "Leuchte (auch wenn leer) oder Schaltschrank",
    "strasse": "Straße oder Platz",
    "laenge": "Länge in Grad (WGS 84), leer: Lage unbekannt",
    "breite": "Breite in Grad (WGS 84)",
    "leuchte": "Typ der Leuchte",
    "leistung_w": "Leistung bei 100 % in Watt (Pflicht bei Leuchten)",
    "leistung_alt_w": "Leistung der Leuchte davor in Watt, für den Energiebericht",
    "lichtfarbe_k": "Lichtfarbe in Kelvin",
    "mast": "Mast",
    "schaltschrank": "Nummer des Schaltschranks",
    "stromkreis": "Stromkreis",
    "baujahr": "Jahr",
    "steuerung": "lorawan:ANBINDUNG/GERÄT, mqtt:TOPIC, webhook:ADRESSE, schrank (Schaltschrank) oder leer",
    "messgeraet": "Kennung des Geräts, das die Werte dieser Leuchte meldet; bei lorawan das gesteuerte",
}
REAL, SIMULATED = "street-lamps", "street-lamps-simulated"
"""Keys of the two sources; codes of lamps begin with them."""
TELEMETRY = (DIMMING_LEVEL, ACTIVE_POWER, ACTIVE_ENERGY, LAMP_FAULT, OPERATING_HOURS)
_REPORT_S = 900
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_MOST_W = 5_000


@dataclass(frozen=True, kw_only=True)
class Lamp:
    """A row of the inventory that was understood."""

    number: str
    cabinet_itself: bool = False
    street: str = ""
    longitude: float | None = None
    latitude: float | None = None
    luminaire: str = ""
    power_w: float = 0.0
    old_power_w: float | None = None
    colour_k: float | None = None
    pole: str = ""
    cabinet: str = ""
    circuit: str = ""
    year: int | None = None
    control: str = ""
    device: str = ""


def decode(payload: Payload) -> Decoded:
    """The lamps of an inventory.

    Raises:
        PayloadRejected: neither a table with the mandatory columns nor GeoJSON.
    """
    return _decoded(payload, REAL)


def decode_simulated(payload: Payload) -> Decoded:
    """An inventory of lamps that do not exist; each says so.

    Raises:
        PayloadRejected: as :func:`decode`.
    """
    return _decoded(payload, SIMULATED)


def told(lamps: Iterable[Lamp], key: str) -> Decoded:
    """Lamps as stations and, where they can be controlled, their datastreams."""
    stations, series = [], []
    for lamp in lamps:
        station = _station(lamp, key)
        stations.append(station)
        if lamp.control and not lamp.cabinet_itself and not lamp.device:
            series += [
                Series(
                    code=f"{station.code}/{quantity.key}",
                    station=station.code,
                    name=quantity.german,
                    quantities=(quantity.key,),
                    interval_s=_REPORT_S,
                )
                for quantity in TELEMETRY
            ]
    return Decoded(stations=tuple(stations), series=tuple(series))


def _decoded(payload: Payload, key: str) -> Decoded:
    lamps: dict[tuple[bool, str], Lamp] = {}
    rejected = []
    for where, raw, cells in rows(payload.content, mandatory=("nummer", "leistung_w")):
        try:
            lamp = _lamp(cells)
            if (lamp.cabinet_itself, lamp.number) in lamps:
                raise ValueError("Die Nummer steht schon weiter oben.")
            lamps[lamp.cabinet_itself, lamp.number] = lamp
        except ValueError as error:
            rejected.append(Rejected(reason=str(error), raw=raw.encode(), where=where))
    found = told(lamps.values(), key)
    return Decoded(stations=found.stations, series=found.series, rejected=tuple(rejected))


def _lamp(cells: Mapping[str, str]) -> Lamp:
    """One row; the message of a ValueError is the reason of its rejection."""
    plain = {name: " ".join((cells.get(name) or "").split()) for name in COLUMNS}
    if not plain["nummer"] or len(plain["nummer"]) > 60 or "/" in plain["nummer"]:
        raise ValueError("Die Nummer fehlt, ist länger als 60 Zeichen oder enthält „/“.")
    if plain["art"].lower() not in ("", "leuchte", "schaltschrank"):
        raise ValueError("Die Art muss Leuchte oder Schaltschrank sein.")
    cabinet = plain["art"].lower() == "schaltschrank"
    power = number(plain, "leistung_w", most=_MOST_W)
    if power is None and not cabinet:
        raise ValueError("Die Leistung (leistung_w) fehlt.")
    longitude, latitude = (
        number(plain, "laenge", least=-180, most=180),
        number(plain, "breite", least=-90, most=90),
    )
    if (longitude is None) != (latitude is None):
        raise ValueError("Von Länge und Breite fehlt eine.")
    control = _control(plain, cabinet=cabinet)
    year = number(plain, "baujahr", least=_FIRST_YEAR, most=_LAST_YEAR)
    return Lamp(
        number=plain["nummer"],
        cabinet_itself=cabinet,
        street=plain["strasse"],
        longitude=longitude,
        latitude=latitude,
        luminaire=plain["leuchte"],
        power_w=power or 0.0,
        old_power_w=number(plain, "leistung_alt_w", most=_MOST_W),
        colour_k=number(plain, "lichtfarbe_k", least=1_000, most=20_000),
        pole=plain["mast"],
        cabinet=plain["schaltschrank"],
        circuit=plain["stromkreis"],
        year=round(year) if year is not None else None,
        control=control,
        device=plain["messgeraet"] or (control.partition(":")[2] if control.startswith("lorawan:") else ""),
    )


def _control(cells: Mapping[str, str], *, cabinet: bool) -> str:
    given = cells["steuerung"]
    if given.lower() == "schrank" and not cabinet:
        if not cells["schaltschrank"]:
            raise ValueError("Gesteuert über den Schaltschrank, aber dessen Nummer fehlt.")
        return "schrank"
    if given and not is_way(given):
        raise ValueError(f"Steuerung „{given[:40]}“ ist unbekannt; erwartet: {COLUMNS['steuerung']}.")
    return given


def _station(lamp: Lamp, key: str) -> Station:
    simulated = key == SIMULATED
    name = f"{'Schaltschrank' if lamp.cabinet_itself else 'Leuchte'} {lamp.number}"
    name += f", {lamp.street}" if lamp.street else ""
    facts = {
        "kind": "cabinet" if lamp.cabinet_itself else "lamp",
        "number": lamp.number,
        "street": lamp.street,
        "luminaire": lamp.luminaire,
        "power_w": None if lamp.cabinet_itself else lamp.power_w,
        "old_power_w": lamp.old_power_w,
        "colour_k": lamp.colour_k,
        "pole": lamp.pole,
        "cabinet": lamp.cabinet,
        "circuit": lamp.circuit,
        "year": lamp.year,
        "control": lamp.control,
        "device": lamp.device,
        "simulated": True if simulated else None,
    }
    return Station(
        code=f"{key}/{'cabinet-' if lamp.cabinet_itself else ''}{lamp.number}",
        name=f"{name} (simuliert)" if simulated else name,
        longitude=lamp.longitude,
        latitude=lamp.latitude,
        properties={name: value for name, value in facts.items() if value not in (None, "")},
    )
