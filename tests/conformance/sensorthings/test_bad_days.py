# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Bad days: wrong, hostile and huge input is refused clearly, and the city stays up."""

from __future__ import annotations

import http.client
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from . import packets
from .fuzzing import SEEDS, Request, living, request, status_of
from .service import ROOT, Service, observation, station, thing

_RANDOM = 400
"""Random requests of a normal run; more with ``python -m tests.conformance.sensorthings.fuzzing``."""
_CONVERSATIONS = 150
"""The same over MQTT; more with ``python -m tests.conformance.sensorthings.packets``."""


@pytest.mark.parametrize("seed", sorted(SEEDS.glob("*.json")), ids=lambda path: path.stem)
def test_what_once_failed_is_answered(service: Service, seed: Path) -> None:
    sent = Request(**json.loads(seed.read_text(encoding="utf-8")))
    assert 200 <= status_of(service.port, service.key, sent) < 500


def test_random_requests_are_answered_without_a_fault(service: Service) -> None:
    wrong, known = {}, living(service)
    for number in range(_RANDOM):
        status = status_of(service.port, service.key, request(number, known))
        if not 200 <= status < 500:
            wrong[number] = status
    assert wrong == {}


def test_damaged_packets_leave_the_broker_answering(service: Service) -> None:
    for number in range(_CONVERSATIONS):
        packets.converse(service.mqtt_port, packets.conversation(number, service.key))
    assert packets.answers(service.mqtt_port, service.key)


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"{", "JSON"),
        (b"", "JSON"),
        (b"\xff\xfe{}", ""),
        (b'{"name": "a", "name": "b", "description": "c"}', "name"),
        (b'{"name": NaN, "description": "c"}', ""),
        (b'{"name": "a", "description": "c", "properties": {"x": Infinity}}', ""),
        (b"[" * 100_000 + b"]" * 100_000, ""),
        (b'{"name": 7, "description": "c"}', "name"),
        (b'{"name": "a"}', "description"),
        (b'{"name": "a", "description": "c", "properties": []}', "properties"),
        (b'{"name": "a", "description": "c", "colour": "red"}', "colour"),
        (b'"text"', ""),
    ],
)
def test_a_broken_body_is_refused_and_explained(service: Service, body: bytes, word: str) -> None:
    answer = service.ask("POST", "Things", body, {})
    assert answer.status == 400, answer.body
    assert word in answer.json["message"]


def test_a_wrong_content_type_is_refused(service: Service) -> None:
    answer = service.post("Things", thing(), Content_Type="text/xml")
    assert answer.status == 415


def test_a_body_of_a_hundred_megabytes_is_refused_by_its_length(service: Service) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=30)
    connection.putrequest("POST", f"{ROOT}/Things")
    connection.putheader("Authorization", f"Bearer {service.key}")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", str(100 * 1024 * 1024))
    connection.endheaders()
    connection.send(b"{" * 65_536)
    assert connection.getresponse().status == 413
    connection.close()


@pytest.mark.parametrize("time", ["1915-06-18T11:00:00Z", "1969-12-31T23:59:59.999Z", "2150-01-01T00:00:00Z"])
def test_distant_times_are_stored_and_found(service: Service, time: str) -> None:
    stream = service.get(f"{service.made('Things', station())}/Datastreams").value[0]["@iot.id"]
    path = service.made(f"Datastreams('{stream}')/Observations", {"phenomenonTime": time, "result": 1})
    assert service.get(path).json["phenomenonTime"] == time
    assert (
        len(service.get(f"Datastreams('{stream}')/Observations?$filter=phenomenonTime eq {time}").value) == 1
    )


@pytest.mark.parametrize(
    "time",
    [
        "gestern",
        "2026-13-01T00:00:00Z",
        "2026-05-01T00:00:00",
        "2026-05-01",
        1777593600,
        "10000-01-01T00:00:00Z",
        "1815-06-18T11:00:00Z",
    ],
)
def test_a_time_that_is_none_is_refused(service: Service, time: object) -> None:
    stream = service.get(f"{service.made('Things', station())}/Datastreams").value[0]["@iot.id"]
    content = {"phenomenonTime": time, "result": 1}
    answer = service.post(f"Datastreams('{stream}')/Observations", content)
    assert answer.status == 400
    assert "phenomenonTime" in answer.json["message"]


@pytest.mark.parametrize(
    "condition",
    [
        "name eq 'x'; drop table devices_thing; --'",
        "name eq 'x'' or ''1''=''1'",
        "1 eq 1) union select 1 --",
        "name eq 'x' or sleep(10)",
        "read_csv('/etc/passwd') eq 1",
        "properties/x'] eq 1",
    ],
)
def test_injections_find_nothing_and_break_nothing(service: Service, condition: str) -> None:
    answer = service.get("Things?$filter=" + condition.replace(";", "%3B"))
    assert answer.status in (200, 400)
    assert answer.status == 400 or answer.value == []
    assert service.get("Things").status == 200


def test_changes_and_deletions_at_the_same_time_leave_no_fault(service: Service) -> None:
    paths = [service.made("Things", station(values=2)) for _ in range(6)]

    def change(path: str) -> list[int]:
        return [service.patch(path, {"name": f"Name {n}"}).status for n in range(5)]

    with ThreadPoolExecutor(8) as pool:
        changes = [pool.submit(change, path) for path in paths]
        deletions = [pool.submit(service.delete, path) for path in paths]
        statuses = {status for one in changes for status in one.result()}
        statuses |= {one.result().status for one in deletions}
    assert statuses <= {200, 204, 404, 409, 412}
    assert all(service.get(path).status == 404 for path in paths)


def test_the_same_observation_from_many_at_once_is_stored_once(service: Service) -> None:
    stream = service.get(f"{service.made('Things', station())}/Datastreams").value[0]["@iot.id"]
    path = f"Datastreams('{stream}')/Observations"
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: service.post(path, observation(5, 5)), range(24)))
    assert sorted(one.status for one in answers) == [200] * 23 + [201]
    assert len({one.headers["Location"] for one in answers}) == 1
    assert len(service.get(path).value) == 1
