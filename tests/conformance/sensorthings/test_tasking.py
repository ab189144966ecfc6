# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tasking: capabilities, actuators, tasks over HTTP and MQTT (17-079r1)."""

from __future__ import annotations

import pytest

from .listening import connected
from .service import Service, covers, id_of, thing

ACTUATOR = {
    "name": "Leuchte",
    "description": "LED-Leuchte mit Steuergerät",
    "encodingType": "application/pdf",
    "metadata": "https://example.org/lamp.pdf",
}
CAPABILITY = {
    "name": "Dimmen",
    "description": "Helligkeit einstellen",
    "taskingParameters": {
        "type": "DataRecord",
        "field": [
            {
                "name": "brightness",
                "label": "Helligkeit",
                "description": "Anteil der vollen Leistung",
                "type": "Quantity",
                "uom": {"code": "%"},
                "constraint": {"type": "AllowedValues", "interval": [[0, 100]]},
            },
            {
                "name": "mode",
                "label": "Betriebsart",
                "description": "Wie lange",
                "type": "Category",
                "constraint": {"type": "AllowedTokens", "value": ["dauerhaft", "bis morgens"]},
            },
        ],
    },
}
PARAMETERS = {"brightness": 40, "mode": "bis morgens"}


@pytest.fixture(scope="module")
def capability(service: Service) -> str:
    """A lamp that can be dimmed."""
    lamp = service.made(
        "Things", thing("Laterne 17", TaskingCapabilities=[CAPABILITY | {"Actuator": ACTUATOR}])
    )
    return f"TaskingCapabilities('{service.get(f'{lamp}/TaskingCapabilities').value[0]['@iot.id']}')"


def task(capability: str, **parameters: object) -> dict[str, object]:
    """A task as a client sends it."""
    return {
        "taskingParameters": PARAMETERS | parameters,
        "TaskingCapability": {"@iot.id": id_of(capability)},
    }


@covers("tasking:tasking-capability/properties", "tasking:tasking-capability/relations")
def test_a_capability_has_its_properties_and_relations(service: Service, capability: str) -> None:
    shown = service.get(f"{capability}?$expand=Thing,Actuator,Tasks").json
    assert shown["taskingParameters"] == CAPABILITY["taskingParameters"]
    assert (shown["Thing"]["name"], shown["Actuator"]["name"]) == ("Laterne 17", "Leuchte")


@covers("tasking:actuator/properties", "tasking:actuator/relations")
def test_an_actuator_has_its_properties_and_relations(service: Service, capability: str) -> None:
    path = f"Actuators('{service.get(f'{capability}/Actuator').json['@iot.id']}')"
    shown = service.get(path).json
    assert {name: shown[name] for name in ACTUATOR} == ACTUATOR
    assert service.get(f"{path}/TaskingCapabilities").value[0]["name"] == "Dimmen"


@covers("tasking:create-tasks/task-creation", "tasking:task/properties", "tasking:task/relations")
def test_a_task_is_created_and_shows_its_state(service: Service, capability: str) -> None:
    path = service.made("Tasks", task(capability))
    shown = service.get(f"{path}?$expand=TaskingCapability").json
    assert shown["taskingParameters"] == PARAMETERS
    assert shown["creationTime"].endswith("Z")
    assert shown["status"] in ("created", "delivered")
    assert shown["TaskingCapability"]["@iot.id"] == id_of(capability)


@covers("tasking:create-tasks/task-creation")
@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"brightness": 101}, "brightness"),
        ({"brightness": "hell"}, "brightness"),
        ({"mode": "immer"}, "mode"),
        ({"colour": "rot"}, "colour"),
    ],
)
def test_a_task_that_does_not_fit_is_refused_and_names_the_parameter(
    service: Service, capability: str, wrong: dict[str, object], named: str
) -> None:
    answer = service.post("Tasks", task(capability, **wrong))
    assert answer.status == 400, answer.body
    assert named in answer.json["message"]


@covers("tasking:create-tasks-via-mqtt/task-creation")
def test_a_task_is_created_over_mqtt(service: Service, capability: str) -> None:
    with connected(service) as client:
        client.publish("v1.1/Tasks", task(capability, brightness=77))
    found = service.get(f"{capability}/Tasks?$filter=taskingParameters/brightness eq 77").value
    assert len(found) == 1


@covers("tasking:receive-updates-via-mqtt/receive-updated")
def test_a_device_hears_its_task_and_tells_the_outcome(service: Service, capability: str) -> None:
    topic = f"v1.1/{capability}/Tasks"
    with connected(service, topic) as device:
        path = service.made("Tasks", task(capability, brightness=5))
        heard = device.heard(topic)
        assert heard["taskingParameters"]["brightness"] == 5
        device.publish(f"v1.1/{path}", {"status": "completed", "outcome": {"power_w": 3}})
    shown = service.get(path).json
    assert (shown["status"], shown["outcome"]) == ("completed", {"power_w": 3})


def test_a_finished_task_does_not_go_back(service: Service, capability: str) -> None:
    path = service.made("Tasks", task(capability))
    assert service.patch(path, {"status": "completed"}).status in (200, 204)
    assert service.patch(path, {"status": "running"}).status in (400, 409)


def test_a_stranger_commands_nothing(stranger: Service, capability: str) -> None:
    assert stranger.post("Tasks", task(capability)).status == 401
