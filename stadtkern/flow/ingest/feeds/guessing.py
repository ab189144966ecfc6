# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the fields of a sample probably mean, by their names and values; people confirm or change it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from stadtkern.kernel.quantities import Quantity

from .finding import Found

THING, NAME, LONGITUDE, LATITUDE, TIME = "thing", "name", "longitude", "latitude", "time"
_ROLES: tuple[tuple[str, frozenset[str]], ...] = (
    (
        THING,
        frozenset({"id", "_id", "uid", "uuid", "stationid", "deviceid", "code", "kennung", "gid", "devid"}),
    ),
    (NAME, frozenset({"name", "title", "titel", "bezeichnung", "label", "standort", "stationname", "bez"})),
    (LONGITUDE, frozenset({"lon", "lng", "long", "longitude", "laenge", "x"})),
    (LATITUDE, frozenset({"lat", "latitude", "breite", "y"})),
)
_TIMES = frozenset(
    {
        "time", "timestamp", "zeit", "zeitstempel", "datum", "date", "datetime", "updated", "lastupdated",
        "lastupdate", "updatedat", "lastreported", "measuredat", "phenomenontime", "stand", "createdat", "ts",
    }
)  # fmt: skip
_MEANINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("air_temperature", ("temp", "temperature", "temperatur", "lufttemperatur", "airtemp", "t")),
    ("relative_humidity", ("hum", "humidity", "feuchte", "luftfeuchte", "luftfeuchtigkeit", "rh", "relhum")),
    ("air_pressure", ("pressure", "druck", "luftdruck", "airpressure", "p")),
    ("air_pressure", ("pressure", "druck", "luftdruck", "airpressure")),
    ("pm10", ("pm10", "p1", "feinstaubpm10")),
    ("pm25", ("pm25", "pm2", "p2", "feinstaubpm25")),
    ("nitrogen_dioxide", ("no2", "stickstoffdioxid")),
    ("ozone", ("o3", "ozon", "ozone")),
    ("carbon_dioxide", ("co2", "kohlendioxid")),
    ("sound_level", ("noise", "laerm", "schall", "schallpegel", "db", "dba", "leq", "laeq")),
    (
        "free_parking_spaces",
        ("free", "frei", "freie", "freieparkplaetze", "freeplaces", "available", "vacant"),
    ),
    ("parking_capacity", ("capacity", "total", "kapazitaet", "gesamt", "gesamteparkplaetze", "stellplaetze")),
    ("water_level", ("waterlevel", "wasserstand", "pegel", "level")),
    ("water_temperature", ("watertemp", "watertemperature", "wassertemperatur", "temp")),
    ("wind_speed", ("wind", "windspeed", "windgeschwindigkeit")),
    ("wind_from_direction", ("winddir", "winddirection", "windrichtung")),
    ("precipitation", ("rain", "regen", "niederschlag", "precipitation")),
    ("soil_moisture", ("soilmoisture", "bodenfeuchte", "moisture")),
    ("soil_temperature", ("soiltemp", "soiltemperature", "bodentemperatur")),
    ("person_count", ("persons", "people", "personen", "count", "anzahl")),
    ("bicycle_count", ("bicycles", "bikes", "raeder", "fahrraeder", "count", "anzahl")),
    ("fill_level", ("fill", "filllevel", "fuellstand", "level")),
    ("battery_voltage", ("battery", "batt", "bat", "batteryvoltage", "vbat", "batterie")),
    ("battery_level", ("batterylevel", "batterypercent", "battery", "soc")),
    ("signal_strength", ("rssi", "signal")),
    ("signal_noise", ("snr", "lsnr")),
)
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True, kw_only=True)
class Guess:
    """A probable meaning: a role, or the key of a quantity."""

    role: str = ""
    quantity: str = ""


def guesses(found: Sequence[Found], quantities: Sequence[Quantity]) -> dict[str, Guess]:
    """The probable meaning of each path; every role and quantity is given once."""
    taken: set[str] = set()
    made: dict[str, Guess] = {}
    for one in found:
        guess = _role(one) if _role(one).role not in taken else Guess()
        if not guess.role and one.number:
            guess = Guess(quantity=_quantity(one, quantities, taken))
        taken.add(guess.role or guess.quantity)
        made[one.path] = guess
    return made


def time_form(example: str) -> tuple[str, str]:
    """Form and pattern (``TimeMapping``) in which this time is written; empty form: it is no time."""
    text = example.strip()
    if re.fullmatch(r"1\d{9}(\.\d+)?", text):
        return "unix_s", ""
    if re.fullmatch(r"1\d{12}", text):
        return "unix_ms", ""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return _pattern(text)
    return ("iso", "") if len(text) > 9 else ("", "")


def _pattern(text: str) -> tuple[str, str]:
    for pattern in ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%Y/%m/%d %H:%M:%S", "%Y-%m-%d-%H.%M.%S.%f"):
        try:
            datetime.strptime(text, pattern)  # noqa: DTZ007 - only its form matters
        except ValueError:
            continue
        return "pattern", pattern
    return "", ""


def _role(one: Found) -> Guess:
    last = _last(one.path)
    if last == "coordinates" and one.number and one.path.endswith(("[0]", "[1]")):
        return Guess(role=LONGITUDE if one.path.endswith("[0]") else LATITUDE)
    for role, names in _ROLES:
        if last in names and (one.number or role not in {LONGITUDE, LATITUDE}):
            return Guess(role=role)
    timely = last in _TIMES or last.endswith(("time", "zeit", "datum"))
    if timely and one.examples and time_form(one.examples[0])[0]:
        return Guess(role=TIME)
    return Guess()


def _quantity(one: Found, quantities: Sequence[Quantity], taken: set[str]) -> str:
    last = _last(one.path)
    known = {quantity.key for quantity in quantities} - taken
    for quantity in quantities:
        if quantity.key in known and last in {
            _bare(quantity.key),
            _bare(quantity.german),
            _bare(quantity.english),
        }:
            return quantity.key
    return next((key for key, names in _MEANINGS if key in known and last in names), "")


def _last(path: str) -> str:
    """The last name in a path, in plain letters."""
    names = re.findall(r"\.([A-Za-z_][A-Za-z0-9_]*)|\['((?:[^'\\]|\\.)*)'\]", path)
    return _bare("".join(names[-1])) if names else ""


def _bare(text: str) -> str:
    bare = re.sub(r"[^a-z0-9]", "", text.lower().translate(_LETTERS))
    return bare if bare else text.lower()
