# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""An MQTT client for the black-box tests: subscribe, publish with acknowledgement, wait for messages."""

from __future__ import annotations

import json
import queue
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from .service import Service

_WAIT_S = 15.0


@dataclass(frozen=True, kw_only=True)
class Listener:
    """A connected client."""

    client: mqtt.Client
    messages: queue.Queue[tuple[str, bytes]]

    def publish(self, topic: str, content: object) -> None:
        """Publish JSON (bytes as they are) with QoS 1 and wait for the acknowledgement."""
        payload = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.client.publish(topic, payload, qos=1).wait_for_publish(_WAIT_S)

    def heard(self, topic: str) -> Any:
        """The next message of a topic as JSON.

        Raises:
            queue.Empty: none came in time.
        """
        while True:
            name, payload = self.messages.get(timeout=_WAIT_S)
            if name == topic:
                return json.loads(payload)


@contextmanager
def connected(service: Service, *topics: str) -> Iterator[Listener]:
    """A client with the key of the service (a stranger has none) that listens to some topics."""
    client = mqtt.Client(CallbackAPIVersion.VERSION2)
    if not service.stranger:
        client.username_pw_set("pruefung", service.key)
    messages: queue.Queue[tuple[str, bytes]] = queue.Queue()
    granted: queue.Queue[bool] = queue.Queue()
    client.on_message = lambda _client, _data, message: messages.put((message.topic, bytes(message.payload)))
    client.on_subscribe = lambda _client, _data, _id, codes, _properties: granted.put(
        not any(code.is_failure for code in codes)
    )
    client.connect("127.0.0.1", service.mqtt_port)
    client.loop_start()
    try:
        for topic in topics:
            client.subscribe(topic, qos=1)
            assert granted.get(timeout=_WAIT_S), topic
        yield Listener(client=client, messages=messages)
    finally:
        client.disconnect()
        client.loop_stop()
