# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tasks for actuators over MQTT: published on a topic of the actuator, answered on another.

The actuator's property ``{"mqtt": {"topic": "licht/4711", "reply": "licht/4711/antwort"}}`` says where;
without ``reply`` (which may be a topic filter) that is ``<topic>/reply``. Published is ``{"id": 12,
"parameters": {…}}``; an answer is ``{"id": 12, "status": "completed", "outcome": …}`` with a status of the
SensorThings tasking model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec
import structlog

from stadtkern.flow.devices.delivering import NotDelivered, Order, Receipt
from stadtkern.flow.devices.models import Actuator, Task
from stadtkern.flow.devices.sensing import service
from stadtkern.flow.devices.sensing.words import UNSET, Json, TaskFacts
from stadtkern.flow.ingest.mqtt.topics import has_wildcard, is_pattern, is_topic, matches
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.errors import CityError
from stadtkern.kernel.messages import Message

log = structlog.get_logger(__name__)

Publish = Callable[[str, bytes], bool]
"""Publishes a payload on a topic at all brokers of the city; whether somebody took it."""


class _Answer(msgspec.Struct):
    """What a device says of a task."""

    id: int
    status: str = "completed"
    outcome: object = None


class MqttTasks:
    """Carries tasks to actuators that listen to a topic."""

    def __init__(self, publish: Publish) -> None:
        self._publish = publish

    def takes(self, order: Order) -> bool:
        """Actuators with the property ``mqtt`` and a topic in it."""
        return _way(order.actuator_properties) is not None

    def deliver(self, order: Order, *, now: datetime) -> Receipt:
        """Publish the task with quality of service 1.

        Raises:
            NotDelivered: no broker runs, nobody listens, or the topic is none.
        """
        topic = str((_way(order.actuator_properties) or {}).get("topic", ""))
        if not is_topic(topic) or topic.startswith("$"):
            raise NotDelivered(f"„{topic[:100]}“ ist kein MQTT-Topic.", final=True)
        payload = msgspec.json.encode({"id": order.id, "parameters": order.parameters})
        if not self._publish(topic, payload):
            raise NotDelivered(f"Auf dem Topic „{topic}“ hört kein Gerät.", final=False)
        return Receipt(status="delivered")


class Replies:
    """Topics on which actuators answer."""

    def __init__(self) -> None:
        self._topics: frozenset[str] = frozenset()
        self._patterns: tuple[str, ...] = ()

    @property
    def patterns(self) -> frozenset[str]:
        """All of them, to be subscribed."""
        return self._topics.union(self._patterns)

    def look_up(self) -> None:
        """Ask the register which there are."""
        rows = Actuator.objects.filter(properties__has_key="mqtt").order_by()
        said = {_reply(one) for one in rows.values_list("properties", flat=True)}
        usable = {one for one in said if is_pattern(one) and not one.startswith(("$", "#", "+"))}
        self._topics = frozenset(one for one in usable if not has_wildcard(one))
        self._patterns = tuple(sorted(usable - self._topics))

    def covers(self, topic: str) -> bool:
        """Whether an actuator answers on this topic."""
        return topic in self._topics or any(matches(one, topic) for one in self._patterns)

    def told(self, message: Message, at: datetime, *, domain: str) -> str:
        """Take an answer to a task of this domain (empty: of any); why it cannot be taken, empty: it was."""
        try:
            answer = msgspec.json.decode(message.payload, type=_Answer)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            return f"an answer to a task is JSON with id and status: {error}"
        task = Task.objects.filter(pk=answer.id).select_related("capability__thing", "capability__actuator")
        found = task.first()
        if found is None or not _may_answer(found, message.topic, domain):
            return f"there is no task {answer.id} whose actuator answers on this topic"
        if found.status == answer.status:
            return ""
        outcome: Json = msgspec.to_builtins(answer.outcome)
        facts = TaskFacts(status=answer.status, outcome=UNSET if outcome is None else outcome)
        caller = Caller(name="mqtt", domain=found.capability.thing.domain, may_observe=True)
        try:
            service.change("Task", found.pk, facts, caller=caller, at=at)
        except CityError as error:
            log.info("mqtt_answer_refused", task=found.pk, reason=str(error))
            return str(error)
        return ""


def _may_answer(task: Task, topic: str, domain: str) -> bool:
    reply = _reply(task.capability.actuator.properties)
    own = not domain or task.capability.thing.domain == domain
    return own and bool(reply) and matches(reply, topic)


def _reply(properties: object) -> str:
    """Where the actuator with these properties answers; empty: not over MQTT."""
    way = _way(properties) if isinstance(properties, dict) else None
    return str(way.get("reply") or f"{way['topic']}/reply") if way else ""


def _way(properties: Mapping[str, Json]) -> Mapping[str, Json] | None:
    way = properties.get("mqtt")
    return way if isinstance(way, dict) and isinstance(way.get("topic"), str) else None
