# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Creating observations and receiving updates over MQTT (18-088 clauses 13.1 and 13.2)."""

from __future__ import annotations

import queue

import pytest

from .listening import connected
from .service import Service, covers, id_of, observation, station, thing


@pytest.fixture
def stream(service: Service) -> str:
    """The path of a fresh datastream."""
    path = service.made("Things", station())
    return f"Datastreams('{service.get(f'{path}/Datastreams').value[0]['@iot.id']}')"


@covers("create-observations-via-mqtt/observations-creation")
def test_an_acknowledged_publish_is_stored(service: Service, stream: str) -> None:
    with connected(service) as client:
        client.publish(f"v1.1/{stream}/Observations", observation(1, 11))
    assert [one["result"] for one in service.get(f"{stream}/Observations").value] == [11]


@covers("create-observations-via-mqtt/observations-creation")
def test_the_datastream_may_be_named_in_the_message(service: Service, stream: str) -> None:
    with connected(service) as client:
        content = observation(2, 22, Datastream={"@iot.id": stream[len("Datastreams('") : -2]})
        client.publish("v1.1/Observations", content)
    assert [one["result"] for one in service.get(f"{stream}/Observations").value] == [22]


@covers("receive-updates-via-mqtt/receive-updates")
def test_new_observations_are_told_wherever_they_come_from(service: Service, stream: str) -> None:
    topic = f"v1.1/{stream}/Observations"
    with connected(service, topic) as client:
        service.made(f"{stream}/Observations", observation(3, 33))
        assert client.heard(topic)["result"] == 33
        client.publish(topic, observation(4, 44))
        told = client.heard(topic)
    assert told["result"] == 44
    assert service.get(f"Observations('{told['@iot.id']}')").json["phenomenonTime"] == told["phenomenonTime"]


@covers("receive-updates-via-mqtt/receive-updates")
def test_a_selection_of_properties_is_told(service: Service, stream: str) -> None:
    topic = f"v1.1/{stream}/Observations?$select=result"
    with connected(service, topic) as client:
        service.made(f"{stream}/Observations", observation(5, 55))
        told = client.heard(topic)
    assert {name for name in told if not name.startswith("@")} == {"result"}


@covers("receive-updates-via-mqtt/receive-updates")
def test_new_and_changed_entities_are_told(service: Service) -> None:
    path = service.made("Things", thing("Vorher"))
    with connected(service, "v1.1/Things", f"v1.1/{path}", f"v1.1/{path}/name") as client:
        service.patch(path, {"name": "Nachher"})
        assert client.heard(f"v1.1/{path}")["name"] == "Nachher"
        other = service.made("Things", thing("Ganz neu"))
        heard = client.heard("v1.1/Things")
        while heard["name"] != "Ganz neu":
            heard = client.heard("v1.1/Things")
        assert heard["@iot.id"] == id_of(other)


@covers("receive-updates-via-mqtt/receive-updates")
def test_a_changed_property_is_told_alone(service: Service) -> None:
    path = service.made("Things", thing("Vorher"))
    with connected(service, f"v1.1/{path}/name") as client:
        service.patch(path, {"name": "Danach"})
        assert client.heard(f"v1.1/{path}/name") == {"name": "Danach"}


def test_a_stranger_hears_what_is_public_and_publishes_nothing(
    service: Service, stranger: Service, stream: str
) -> None:
    topic = f"v1.1/{stream}/Observations"
    with connected(stranger, topic) as client:
        client.client.publish(topic, b'{"result": 1}', qos=0)
        service.made(f"{stream}/Observations", observation(6, 66))
        assert client.heard(topic)["result"] == 66
    assert len(service.get(f"{stream}/Observations").value) == 1


@pytest.mark.parametrize(
    "rubbish", [b"", b"{", b"[]", b'{"result": NaN}', b"\xff\xfe", b'{"result": {"a"' * 500]
)
def test_rubbish_is_acknowledged_and_harms_nobody(service: Service, stream: str, rubbish: bytes) -> None:
    topic = f"v1.1/{stream}/Observations"
    with connected(service) as client:
        client.publish(topic, rubbish)
        client.publish(topic, observation(7, 77))
    assert [one["result"] for one in service.get(f"{stream}/Observations").value] == [77]


def test_nothing_is_told_to_whoever_did_not_ask(service: Service, stream: str) -> None:
    other = service.get(f"{service.made('Things', station())}/Datastreams").value[0]["@iot.id"]
    with connected(service, f"v1.1/Datastreams('{other}')/Observations") as client:
        service.made(f"{stream}/Observations", observation(8, 88))
        with pytest.raises(queue.Empty):
            client.messages.get(timeout=0.5)
