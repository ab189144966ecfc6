# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the bench of devices sets up in the register of a city, through the services that the cockpit uses.

Runs as a process of its own (``python -m bench.devices_world STEP …``) on the city's data folder.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from stadtkern.settings import start

start.django(quiet=True)

from stadtkern.domains.warnings.models import Feed  # noqa: E402 - Django must be ready
from stadtkern.flow.devices import service as devices  # noqa: E402
from stadtkern.flow.devices.models import Datastream  # noqa: E402
from stadtkern.flow.ingest.codecs import running  # noqa: E402
from stadtkern.flow.ingest.codecs import service as codecs  # noqa: E402
from stadtkern.flow.ingest.codecs.models import DeviceType  # noqa: E402
from stadtkern.flow.ingest.codecs.starters import TEST_DEVICE  # noqa: E402
from stadtkern.flow.ingest.codecs.words import CodecFailed, Uplink  # noqa: E402
from stadtkern.flow.ingest.connections import service as connections  # noqa: E402
from stadtkern.flow.ingest.connections.facts import Change, Facts  # noqa: E402
from stadtkern.flow.ingest.connections.models import Wire  # noqa: E402
from stadtkern.flow.ingest.lorawan import connecting, onboarding, sheet  # noqa: E402
from stadtkern.flow.ingest.lorawan.connecting import Secret  # noqa: E402
from stadtkern.flow.ingest.lorawan.servers import Kind, Server  # noqa: E402
from stadtkern.flow.outlets.rules import service as rules  # noqa: E402
from stadtkern.flow.outlets.rules.models import Alarm  # noqa: E402
from stadtkern.kernel import granting, registry  # noqa: E402
from stadtkern.kernel.models import Person  # noqa: E402
from stadtkern.kernel.observation import Series, Station  # noqa: E402
from stadtkern.kernel.roles import Role  # noqa: E402
from stadtkern.kernel.rules import Limit, Rule, Streams  # noqa: E402

DOMAIN = "environment"
TOKEN = "bench-token-of-the-network-server"  # noqa: S105 - of a city that lives for some minutes
LOOP = "function decodeUplink(input) { while (true) {} }"
HOG = 'function decodeUplink(input) { var a = []; while (true) a.push(new Array(100000).join("x")); }'
POLLUTION = (
    "Object.prototype.toString = function () { return 1; }; Array.prototype.push = function () {};"
    "JSON.stringify = function () { return 'x'; };"
    "function decodeUplink(input) { Object.prototype.hacked = 1; return { data: { a: 1 } }; }"
)
_DECODES = 10_000


def _admin() -> Person:
    found, _made = Person.objects.get_or_create(username="bench")
    granting.grant("bench", found, Role.ADMINISTRATOR, at=datetime.now(UTC))
    return found


def _facts(title: str) -> Facts:
    return Facts(title=title, domain=DOMAIN, publisher="Bench", licence="cc-zero")


def _version(key: str, script: str) -> int:
    """A codec version of a device type of its own; attacks have no examples that could pass."""
    now = datetime.now(UTC)
    facts = codecs.TypeFacts(vendor="Bench", name=key)
    made = codecs.create_type(_admin(), facts, now=now, key=key)
    given = codecs.VersionFacts(script=script, examples=[], fields=())
    return codecs.add_version(_admin(), made, given, now=now).pk


def sandbox() -> dict[str, float]:
    """Rate of decodes through the sandbox, and what becomes of three attacks."""
    now = datetime.now(UTC)
    good = codecs.adopt(_admin(), TEST_DEVICE, None, now=now).active_version()
    if good is None:
        raise RuntimeError("the codec of the test device is not active")
    uplink = Uplink(f_port=1, payload=bytes.fromhex("0866820e10"), received_at=now)
    running.decode_many(good.pk, [uplink] * 500)
    begin = time.perf_counter()
    running.decode_many(good.pk, [uplink] * _DECODES)
    together_s = time.perf_counter() - begin
    begin = time.perf_counter()
    for _ in range(_DECODES // 10):
        running.decode(good.pk, uplink)
    single_s = time.perf_counter() - begin
    stopped, harmed = 0, 0
    for name, script in (("loop", LOOP), ("hog", HOG), ("pollution", POLLUTION)):
        try:
            running.decode(_version(name, script), uplink)
            stopped += name == "pollution"  # it may answer, as long as it harms nobody
        except CodecFailed:
            stopped += 1
        harmed += running.decode(good.pk, uplink).data.get("temperature") != 21.5
    running.stop()
    return {
        "together_per_s": _DECODES / together_s,
        "single_per_s": _DECODES / 10 / single_s,
        "stopped": stopped,
        "harmed": harmed,
    }


def lorawan(number: int) -> dict[str, float]:
    """An application with as many devices, entered from CSV; how long that took [s]."""
    admin, now = _admin(), datetime.now(UTC)
    if not DeviceType.objects.filter(key=TEST_DEVICE.key).exists():
        codecs.adopt(admin, TEST_DEVICE, None, now=now)
    server = Server(kind=Kind.CHIRPSTACK)
    made = connecting.create(admin, "bench-lora", _facts("LoRaWAN"), server, Secret(token=TOKEN), at=now)
    connections.activate(admin, made, at=now)
    lines = ["dev_eui;name;app_key;device_type;longitude;latitude"]
    lines += [
        f"{n:016x};Sensor {n};{n:032x};{TEST_DEVICE.key};{7.5 + n / 1000:.4f};{51.5 + n / 1000:.4f}"
        for n in range(1, number + 1)
    ]
    begin = time.perf_counter()
    read = sheet.read("\n".join(lines).encode())
    entered = onboarding.enter(admin, made, [line.facts for line in read if line.facts], now=now)
    return {"seconds": time.perf_counter() - begin, "entered": len(entered.devices)}


def mqtt(broker: str) -> dict[str, float]:
    """A connection that hears ``bench/+`` at an outside broker."""
    admin, now = _admin(), datetime.now(UTC)
    change = Change(
        settings={"topics": ["bench/+"], "broker": broker},
        mapping={
            "thing": "{topic.2}",
            "time": {"path": "$.phenomenonTime"},
            "fields": [{"path": "$.result", "quantity": "pm10"}],
        },
    )
    made = connections.create(admin, "bench-mqtt", Wire.MQTT, _facts("MQTT"), more=change, at=now)
    connections.activate(admin, made, at=now)
    return {}


def watched(number: int, streams: int) -> dict[str, object]:
    """Rules on datastreams of a push key; the codes of the datastreams."""
    admin, now = _admin(), datetime.now(UTC)
    stations = [Station(code=f"bench/{n}", name=f"Messplatz {n}") for n in range(streams)]
    series = [
        Series(code=f"bench/{n}/pm10", station=f"bench/{n}", name="PM10", quantities=("pm10",))
        for n in range(streams)
    ]
    devices.ensure(stations, series, domain=registry.domain(DOMAIN), source=None)
    for n in range(number):
        row = rules.create(admin, domain=DOMAIN, title=f"Regel {n}", at=now)
        limit = Limit(streams=Streams(codes=(f"bench/{n % streams}/pm10",)), value=500, reset=450)
        rule = Rule(key=f"r{n}", title=f"Regel {n}", condition=limit, each="datastream")
        rules.change(admin, row.pk, rule, at=now)
        rules.activate(admin, row.pk, at=now)
    return {"codes": [one.code for one in series]}


def alarms() -> dict[str, object]:
    """When alarms were opened [POSIX s], with the code of the datastream."""
    rows = Alarm.objects.order_by("pk").values_list("subject", "opened_at")
    return {"alarms": [[subject, opened.timestamp()] for subject, opened in rows]}


def feed(url: str) -> dict[str, float]:
    """A feed of official warnings, fetched as often as the cockpit allows."""
    Feed.objects.create(title="Bench", url=url, every_s=30, active=True)
    return {}


def streams(source: str) -> dict[str, object]:
    """Ids of the datastreams of a source, by code."""
    rows = Datastream.objects.filter(thing__source=source).values_list("code", "pk")
    return {"ids": dict(rows)}


STEPS: dict[str, Callable[..., object]] = {
    "sandbox": sandbox,
    "lorawan": lambda number: lorawan(int(number)),
    "mqtt": mqtt,
    "watched": lambda number, streams: watched(int(number), int(streams)),
    "alarms": alarms,
    "feed": feed,
    "streams": streams,
}


if __name__ == "__main__":
    step, *given = sys.argv[1:]
    json.dump(STEPS[step](*given), sys.stdout)
