# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Devices coming in by themselves: codecs, LoRaWAN with kills, MQTT through Mosquitto, rules, warnings."""

from __future__ import annotations

import base64
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from tests.mosquitto_server import mosquitto_server

from . import city, mqtt_load
from .city import City
from .figures import Figure, median, p95
from .mqtt_load import Load

_TOKEN = "bench-token-of-the-network-server"  # noqa: S105 - of a city that lives for some minutes
_DEVICES, _EACH = 200, 5
_KILLS = 6
_TOPICS, _CLIENTS, _MESSAGES = 200, 16, 6_000
_STEADY = 5_500
_RULES, _STREAMS, _RATE, _SECONDS = 500, 1_000, 1_000, 20
_BASE = datetime(2026, 11, 1, tzinfo=UTC)


def measure(folder: Path) -> Iterator[Figure]:
    """All figures of the device road, each on a city of its own."""
    yield from codecs(folder)
    yield from lorawan(folder)
    yield from mqtt(folder)
    yield from rules(folder)
    yield from warnings(folder)


def codecs(folder: Path) -> Iterator[Figure]:
    """Decodes through the sandbox, and three attacks on it."""
    data = _made(folder, "codec-city")
    found = _world(data, "sandbox")
    yield Figure(key="codec.decodes", value=found["together_per_s"], unit="/s", goal=2_000, better="higher")
    yield Figure(key="codec.decodes_one_by_one", value=found["single_per_s"], unit="/s")
    yield Figure(key="codec.attacks_stopped", value=found["stopped"], unit="of 3", goal=3, better="higher")
    yield Figure(key="codec.neighbours_harmed", value=found["harmed"], unit="", goal=0)


def lorawan(folder: Path) -> Iterator[Figure]:
    """200 devices from CSV; 1,000 uplinks sent twice in random order, the city being killed meanwhile."""
    data = _made(folder, "lora-city")
    entered = _world(data, "lorawan", str(_DEVICES))
    yield Figure(
        key="lorawan.onboarding_s",
        value=entered["seconds"],
        unit="s",
        goal=60,
        note=f"{entered['entered']:.0f}",
    )
    chance = random.Random(4)  # noqa: S311 - the same order every time
    uplinks = [_uplink(device, count) for device in range(1, _DEVICES + 1) for count in range(_EACH)]
    sent = [*uplinks, *uplinks]
    chance.shuffle(sent)
    kills = {len(sent) * (n + 1) // (_KILLS + 1) for n in range(_KILLS)}
    begin, number = time.perf_counter(), 0
    while number < len(sent):
        until = min((kill for kill in kills if kill > number), default=len(sent))
        with city.running(data, "--no-demo", STADTKERN_MQTT="0") as life:
            number = _post_until(life, sent, number, until)
    seconds = time.perf_counter() - begin
    with city.running(data, "--no-demo", STADTKERN_MQTT="0") as life:
        stored = _all(life.port)
    expected = 3 * len(uplinks)
    yield Figure(key="lorawan.uplinks", value=stored / 3, unit="stored")
    yield Figure(
        key="lorawan.lost",
        value=max(0, expected - stored),
        unit="",
        goal=0,
        note=f"{_KILLS} kills, {seconds:.0f} s",
    )
    yield Figure(key="lorawan.doubled", value=max(0, stored - expected), unit="", goal=0)


def mqtt(folder: Path) -> Iterator[Figure]:
    """Messages at QoS 1 through Mosquitto until they are stored: at once, and at a steady rate."""
    data = _made(folder, "mqtt-city")
    topics = tuple(f"bench/{n}" for n in range(_TOPICS))
    with (
        mosquitto_server("max_queued_messages 0", "max_inflight_messages 1000") as port,
        _client(port) as client,
    ):
        _world(data, "mqtt", f"mqtt://127.0.0.1:{port}")
        with city.running(data, "--no-demo", STADTKERN_MQTT="0", STADTKERN_PRIVATE_ADDRESSES="1") as life:
            time.sleep(3)
            _publish(port, topics, each=20, first=_BASE - timedelta(days=30))
            client.publish("bench/probe", json.dumps({"result": 1, "phenomenonTime": _now()}), qos=1)
            _until_stored(life.port, _CLIENTS * 20 + 1)
            yield from _burst(life.port, port, topics)
            stream = _world(data, "streams", "bench-mqtt")["ids"]["bench-mqtt/probe/pm10"]
            yield from _steady(life.port, port, topics, _Probe(life=life.port, client=client, stream=stream))


def _burst(life: int, port: int, topics: tuple[str, ...]) -> Iterator[Figure]:
    """As fast as the broker takes them, as after an outage."""
    before, sent = _all(life), _CLIENTS * _MESSAGES
    begin = time.perf_counter()
    _publish(port, topics, each=_MESSAGES, first=_BASE)
    _until_stored(life, before + sent)
    rate = sent / (time.perf_counter() - begin)
    yield Figure(
        key="mqtt.burst", value=rate, unit="msg/s", goal=5_000, better="higher", note=f"{sent} at once"
    )


def _steady(life: int, port: int, topics: tuple[str, ...], probe: _Probe) -> Iterator[Figure]:
    """At the rate of the goal, while somebody looks how soon a message can be read."""
    before, stop = _all(life), threading.Event()
    with ThreadPoolExecutor(1) as pool:
        probed = pool.submit(probe.look, stop)
        begin = time.perf_counter()
        _publish(port, topics, each=_MESSAGES, first=_BASE + timedelta(days=30), per_s=_STEADY)
        _until_stored(life, before + _CLIENTS * _MESSAGES)
        seconds = time.perf_counter() - begin
        stop.set()
        seen = probed.result()
    sent = _CLIENTS * _MESSAGES
    rate, lost = sent / seconds, max(0, sent - (_all(life) - before - len(seen)))
    yield Figure(key="mqtt.steady", value=rate, unit="msg/s", goal=5_000, better="higher")
    yield Figure(key="mqtt.lost", value=lost, unit="", goal=0)
    yield Figure(key="mqtt.visible_p50", value=median(seen), unit="s", note=f"{len(seen)} probes")
    yield Figure(key="mqtt.visible_p95", value=p95(seen), unit="s", goal=2)


def rules(folder: Path) -> Iterator[Figure]:
    """From push to alarm with 500 rules while 1,000 values a second come in."""
    data = _made(folder, "rules-city")
    codes = list(_world(data, "watched", str(_RULES), str(_STREAMS))["codes"])
    key = city.command(data, "key", "create", "bench", "--domain", "environment").stdout.strip()
    over: dict[str, float] = {}
    with city.running(data, "--no-demo", STADTKERN_MQTT="0") as life:
        connection = http.client.HTTPConnection("127.0.0.1", life.port, timeout=60)
        began = time.perf_counter()
        for second in range(_SECONDS):
            batch = []
            for n, code in enumerate(codes[:_RATE]):
                high = n < _RULES and n % _SECONDS == second
                batch.append({"datastream": code, "time": _now(), "result": 900.0 if high else 10.0 + n % 7})
                if high:
                    over[code] = time.time()
            _push(connection, key, batch)
            time.sleep(max(0.0, began + second + 1 - time.perf_counter()))
        time.sleep(3)
        opened = dict(_world(data, "alarms")["alarms"])
    late = [opened[code] - at for code, at in over.items() if code in opened]
    yield Figure(key="rules.fired", value=len(late), unit=f"of {len(over)}", goal=len(over), better="higher")
    yield Figure(key="rules.latency_p50", value=median(late), unit="s")
    yield Figure(
        key="rules.latency_p95", value=p95(late), unit="s", goal=2, note=f"{_RATE} obs/s, {_RULES} rules"
    )


def warnings(folder: Path) -> Iterator[Figure]:
    """From an authority's feed to the banner on the start page, and from its cancellation to none."""
    data = _made(folder, "warning-city")
    with _authority() as authority:
        _world(data, "feed", f"http://127.0.0.1:{authority.server_port}/cap.xml")
        with city.running(data, "--no-demo", STADTKERN_MQTT="0", STADTKERN_PRIVATE_ADDRESSES="1") as life:
            authority.document = _alert("Alert")
            yield Figure(key="warnings.banner_s", value=_until(life.port, shown=True), unit="s", goal=60)
            authority.document = _alert("Cancel")
            yield Figure(key="warnings.cancel_s", value=_until(life.port, shown=False), unit="s", goal=60)


def _made(folder: Path, name: str) -> Path:
    data = folder / name
    city.command(data, "migrate")
    return data


def _world(data: Path, *words: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "bench.devices_world", *words],
        env={**os.environ, "STADTKERN_DATA": str(data)},  # noqa: TID251 - the child inherits the shell
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2_000:])
    return json.loads(done.stdout)


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _uplink(device: int, count: int) -> bytes:
    """An uplink as ChirpStack sends it: temperature, humidity, battery of the test device."""
    payload = (1_000 + device * 3 + count).to_bytes(2, "big") + bytes((100,)) + (3_300).to_bytes(2, "big")
    at = _BASE + timedelta(minutes=10 * count, seconds=device)
    return json.dumps(
        {
            "deduplicationId": f"{device:08x}-0000-4000-8000-{count:012x}",
            "time": at.isoformat(),
            "deviceInfo": {"applicationId": "bench", "devEui": f"{device:016x}", "deviceName": f"d{device}"},
            "devAddr": f"{device:08x}",
            "fCnt": count,
            "fPort": 1,
            "confirmed": False,
            "data": base64.b64encode(payload).decode(),
            "rxInfo": [{"gatewayId": "0016c001f153a14c", "rssi": -97, "snr": 7.2}],
            "txInfo": {"frequency": 868_100_000, "modulation": {"lora": {"spreadingFactor": 7}}},
        }
    ).encode()


def _post_until(life: City, sent: Sequence[bytes], number: int, until: int) -> int:
    """Post uplinks one by one; at ``until``, unless it is the end, the city is killed. The next one."""
    connection = http.client.HTTPConnection("127.0.0.1", life.port, timeout=60)
    killer = None
    if until < len(sent):
        killer = threading.Timer(0.002 * random.random(), _kill, (life.pid,))  # noqa: S311 - no secret
    while number < len(sent):
        if killer is not None and number == until:
            killer.start()
        try:
            connection.request("POST", "/api/lorawan/v1/bench-lora/?event=up", sent[number], _HEADERS)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return number
        if answer.status // 100 != 2:
            raise RuntimeError(f"the webhook answered {answer.status}")
        number += 1
    return number


_HEADERS = {"Authorization": f"Bearer {_TOKEN}", "Content-Type": "application/json"}


def _kill(pid: int) -> None:
    """Kill the worker and the parent of a city."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    for one in (*map(int, children), pid):
        os.kill(one, signal.SIGKILL)


def _get(port: int, path: str) -> dict[str, object]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", f"/api/sta/v1.1/{path.replace(' ', '%20')}")
    answer = connection.getresponse()
    found: dict[str, object] = json.loads(answer.read())
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {found}")
    return found


def _all(port: int) -> int:
    """Observations of the whole city, counted exactly."""
    return int(str(_get(port, "Observations?$count=exact&$top=0").get("@iot.count", 0)))


@contextmanager
def _client(port: int) -> Iterator[Client]:
    client = Client(CallbackAPIVersion.VERSION2, client_id="bench-probe")
    client.connect("127.0.0.1", port)
    client.loop_start()
    try:
        yield client
    finally:
        client.disconnect()
        client.loop_stop()


def _publish(port: int, topics: tuple[str, ...], *, each: int, first: datetime, per_s: float = 0) -> None:
    mqtt_load.run(
        Load(
            port=port,
            topics=topics,
            clients=_CLIENTS,
            each=each,
            window=100,
            per_s=per_s,
            first_s=int(first.timestamp()),
        )
    )


def _until_stored(port: int, expected: int) -> None:
    deadline = time.monotonic() + 300
    while _all(port) < expected:
        if time.monotonic() > deadline:
            raise RuntimeError(f"only {_all(port)} of {expected} were stored")
        time.sleep(0.2)


@dataclass(frozen=True, kw_only=True)
class _Probe:
    """Publishes one message now and then and looks for it."""

    life: int
    client: Client
    stream: int

    def look(self, stop: threading.Event) -> list[float]:
        """How long until the time of each value can be read [s]."""
        seen: list[float] = []
        while not stop.is_set():
            moment = datetime.now(UTC) + timedelta(hours=1)
            began = time.perf_counter()
            told = {"result": 1, "phenomenonTime": moment.isoformat()}
            self.client.publish("bench/probe", json.dumps(told), qos=1)
            wanted = moment.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3]
            while wanted not in str(_get(self.life, f"Datastreams({self.stream})?$select=phenomenonTime")):
                if time.perf_counter() - began > 60:
                    raise RuntimeError("a probe did not become visible within 60 s")
                time.sleep(0.02)
            seen.append(time.perf_counter() - began)
            time.sleep(0.2)
        return seen


def _push(connection: http.client.HTTPConnection, key: str, batch: Sequence[dict[str, object]]) -> None:
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    connection.request("POST", "/api/ingest/v1/observations", json.dumps(batch), headers)
    answer = connection.getresponse()
    said = answer.read()
    if answer.status not in (200, 201):
        raise RuntimeError(f"the push answered {answer.status}: {said[:300]!r}")


class _Authority(ThreadingHTTPServer):
    """Publishes one alert, or nothing yet."""

    document = b""


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """The alert; the name is that of the standard library."""
        server = self.server
        content = server.document if isinstance(server, _Authority) else b""
        self.send_response(200 if content else 404)
        self.send_header("Content-Type", "application/cap+xml")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_given: object) -> None:
        """Silent."""


@contextmanager
def _authority() -> Iterator[_Authority]:
    server = _Authority(("127.0.0.1", 0), _Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()


def _alert(kind: str) -> bytes:
    """An alert for the whole of North Rhine-Westphalia, or its cancellation (CAP 1.2)."""
    now = datetime.now(UTC)
    sent = now.strftime("%Y-%m-%dT%H:%M:%S+00:00")
    ends = (now + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M:%S+00:00")
    first = "<references>bench@example.org,bench.1," + _FIRST_SENT.get("at", sent) + "</references>"
    _FIRST_SENT.setdefault("at", sent)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
<identifier>bench.{1 if kind == "Alert" else 2}</identifier>
<sender>bench@example.org</sender><sent>{sent}</sent>
<status>Actual</status><msgType>{kind}</msgType><scope>Public</scope>{"" if kind == "Alert" else first}
<info><language>de-DE</language><category>Met</category><event>STURM</event><urgency>Immediate</urgency>
<severity>Severe</severity><certainty>Likely</certainty><effective>{sent}</effective><expires>{ends}</expires>
<headline>{_HEADLINE}</headline><area><areaDesc>NRW</areaDesc>
<polygon>50.3,5.8 52.6,5.8 52.6,9.5 50.3,9.5 50.3,5.8</polygon></area></info></alert>""".encode()


_FIRST_SENT: dict[str, str] = {}
_HEADLINE = "Sturm der Messung"


def _until(port: int, *, shown: bool) -> float:
    """How long until the start page shows the banner, or no longer does [s]."""
    began = time.perf_counter()
    while time.perf_counter() - began < 180:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", "/")
        page = connection.getresponse().read().decode()
        connection.close()
        if (_HEADLINE in page) is shown:
            return time.perf_counter() - began
        time.sleep(0.25)
    raise RuntimeError("the banner did not change within 180 s")
