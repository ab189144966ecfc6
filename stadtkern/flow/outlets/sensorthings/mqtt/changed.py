# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Changes of the register as updates for those who watch the entity, its set or one of its properties."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from stadtkern.flow.devices.models import Task
from stadtkern.flow.outlets.sensorthings.entities import BY_NAME, TASK, TASKING_CAPABILITY
from stadtkern.flow.outlets.sensorthings.query.words import Address, Query, Step
from stadtkern.kernel.events import RegisterChanged
from stadtkern.kernel.messages import Update

from .sight import Sight
from .topics import PREFIX, Asked, covered
from .watches import Watch, Watches

_NAMES = {
    "units": "unitOfMeasurement",
    "component_types": "multiObservationDataTypes",
    "parameters": "taskingParameters",
}
"""By fact: the property of the standard, where it is not the same word in another spelling."""


class ChangedNews:
    """Makes updates of changes; one thread."""

    def __init__(self, watches: Watches, sight: Sight) -> None:
        self._watches = watches
        self._sight = sight

    def updates(self, event: RegisterChanged, now: datetime) -> Iterator[Update]:
        """An update for each watch that the change concerns; nobody is told of a deletion (14.3)."""
        if event.change == "deleted" or event.entity not in BY_NAME:
            return
        for watch in self._watches.of_entity(event.entity):
            if not _concerns(watch, event):
                continue
            payload = self._payload(watch, event, now)
            if payload is None:
                continue
            domain = watch.caller.sight
            for topic in _topics(watch, event):
                yield Update(pattern=watch.pattern, domain=domain, topic=topic, payload=payload)

    def _payload(self, watch: Watch, event: RegisterChanged, now: datetime) -> bytes | None:
        if watch.address is not None and watch.address.attribute is not None:
            return self._sight.property(watch.pattern.removeprefix(PREFIX), watch.caller, now)
        return self._sight.entity(_asked(watch, event), str(event.id), watch.caller, now)


def _concerns(watch: Watch, event: RegisterChanged) -> bool:
    """Cheap checks before anything is read."""
    address = watch.address
    if address is None or address.many:
        return True
    last = address.steps[-1]
    if last.id is not None and last.id != str(event.id):
        return False
    attribute = address.attribute
    return attribute is None or not event.fields or attribute.name in {_name(one) for one in event.fields}


def _name(fact: str) -> str:
    """``encoding_type`` is encodingType."""
    head, *rest = fact.split("_")
    return _NAMES.get(fact) or head + "".join(word.capitalize() for word in rest)


def _asked(watch: Watch, event: RegisterChanged) -> Asked:
    if watch.address is not None and watch.query is not None:
        return Asked(address=watch.address, query=watch.query)
    entity = BY_NAME[event.entity]
    step = Step(entity=entity, link=None, id=str(event.id))
    return Asked(address=Address(steps=(step,)), query=Query(entity=entity))


def _topics(watch: Watch, event: RegisterChanged) -> Iterator[str]:
    if watch.address is not None:
        yield watch.pattern
        return
    plural = BY_NAME[event.entity].plural
    topics = [f"{PREFIX}{plural}", f"{PREFIX}{plural}({event.id})"]
    if event.entity == TASK.name:
        capabilities = Task.objects.filter(pk=event.id).values_list("capability_id", flat=True)
        topics += [f"{PREFIX}{TASKING_CAPABILITY.plural}({one})/{TASK.plural}" for one in capabilities]
    yield from covered(watch.pattern, topics)
