# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Device types that come with the platform, taken over into the register when somebody wants them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.ingest.mapping.words import FieldMapping
from stadtkern.kernel import quantities as q

_HERE = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class Starter:
    """A device type with a codec of our own."""

    key: str
    """Also the name of its script here."""
    vendor: str
    name: str
    description: str
    measures: str
    downlink: bool
    examples: tuple[dict[str, Json], ...]
    fields: tuple[FieldMapping, ...]
    interval_s: int | None = None
    battery: str = ""

    def script(self) -> str:
        """The text of its codec."""
        return (_HERE / f"{self.key}.js").read_text(encoding="utf-8")


def _uplink(description: str, payload: str, data: Json, port: int = 1) -> dict[str, Json]:
    given: Json = {"fPort": port, "bytes": list(bytes.fromhex(payload))}
    return {"description": description, "type": "uplink", "input": given, "output": {"data": data}}


def _command(description: str, data: Json, payload: str) -> tuple[dict[str, Json], dict[str, Json]]:
    """A command encoded, and decoded again."""
    sent: dict[str, Json] = {"fPort": 2, "bytes": list(bytes.fromhex(payload))}
    there: dict[str, Json] = {
        "description": description,
        "type": "encode",
        "input": {"data": data},
        "output": sent,
    }
    back: dict[str, Json] = {
        "description": description,
        "type": "downlink",
        "input": sent,
        "output": {"data": data},
    }
    return there, back


CAYENNE = Starter(
    key="cayenne-lpp",
    vendor="Herstellerübergreifend",
    name="Cayenne LPP",
    description=(
        "Für alle Geräte, die ihre Werte im Format „Cayenne Low Power Payload“ senden. Jeder Wert trägt die "
        "Nummer seines Kanals; welche Größe welcher Kanal misst, steht im Handbuch des Geräts."
    ),
    measures="je nach Gerät: Temperatur, Luftfeuchte, Luftdruck, Helligkeit, Schalter, Lage, Ort",
    downlink=False,
    examples=(
        _uplink("Two temperatures", "03670110056700ff", {"temperature_3": 27.2, "temperature_5": 25.5}),
        _uplink(
            "Temperature below zero and acceleration",
            "0167ffd7067104d2fb2e0000",
            {"temperature_1": -4.1, "accelerometer_6": {"x": 1.234, "y": -1.234, "z": 0}},
        ),
        _uplink(
            "Position",
            "018806765ff2960a0003e8",
            {"gps_1": {"latitude": 42.3519, "longitude": -87.9094, "altitude": 10}},
        ),
        _uplink(
            "Humidity, pressure, light, presence, battery",
            "026861037327930465012c0666010702014a",
            {
                "relative_humidity_2": 48.5,
                "barometric_pressure_3": 1013.1,
                "illuminance_4": 300,
                "presence_6": 1,
                "analog_in_7": 3.3,
            },
        ),
    ),
    fields=(),
)

TEST_DEVICE = Starter(
    key="stadtkern-test",
    vendor="Stadtkern",
    name="Testgerät",
    description="Ein gedachtes Gerät, um Anbindung, Zuordnung und Befehle auszuprobieren.",
    measures="Lufttemperatur, Luftfeuchte, Batteriespannung",
    downlink=True,
    interval_s=600,
    battery="Li-SOCl₂, 3,6 V",
    examples=(
        _uplink("Warm day", "0866820e10", {"temperature": 21.5, "humidity": 65, "battery_mv": 3600}),
        _uplink("Frost", "fe0cb40bb8", {"temperature": -5, "humidity": 90, "battery_mv": 3000}),
        *_command("Send every ten minutes", {"interval_s": 600}, "010258"),
        *_command("Switch on", {"on": True}, "0201"),
    ),
    fields=(
        FieldMapping(path="$.temperature", quantity=q.AIR_TEMPERATURE.key),
        FieldMapping(path="$.humidity", quantity=q.RELATIVE_HUMIDITY.key),
        FieldMapping(path="$.battery_mv", quantity=q.BATTERY_VOLTAGE.key, unit="mV"),
    ),
)

STARTERS = (CAYENNE, TEST_DEVICE)
