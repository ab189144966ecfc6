# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tasks on their way to whoever carries them out: handed to a driver as a job, until it has them.

Who listens over MQTT gets a task as an update and says by itself how far it is; drivers are for all others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, Protocol

import structlog
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from stadtkern.kernel.callers import Caller
from stadtkern.kernel.errors import CityError, Contradiction, NotFound
from stadtkern.kernel.events import Event, RegisterChanged
from stadtkern.kernel.jobs import job

from .models import Task, TaskStatus
from .sensing import service
from .sensing.words import UNSET, Json, TaskFacts

log = structlog.get_logger(__name__)

PAUSES = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
)
"""Between the attempts; after the last one the task has failed."""

Answer = Literal["delivered", "accepted", "running", "completed", "failed", "rejected"]


@dataclass(frozen=True, kw_only=True)
class Order:
    """A task as a driver sees it."""

    id: int
    parameters: Json
    capability: int
    thing: str
    """Code of the thing that is to do something."""
    actuator: int
    actuator_properties: Mapping[str, Json]
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What the other side says of a task that it has."""

    status: Answer = "delivered"
    outcome: Json = None


class NotDelivered(CityError):
    """The other side did not take the task."""

    def __init__(self, message: str, *, final: bool) -> None:
        """``final``: it would not take it at another time either."""
        super().__init__(message)
        self.final = final


class TaskDriver(Protocol):
    """Carries tasks to one kind of actuator."""

    def takes(self, order: Order) -> bool:
        """Whether it knows the way to the actuator of this task."""

    def deliver(self, order: Order, *, now: datetime) -> Receipt:
        """Hand the task over; it may come twice when this process dies between answer and note.

        Raises:
            NotDelivered: it did not arrive.
        """


_DRIVERS: list[TaskDriver] = []


def provide(drivers: Sequence[TaskDriver]) -> None:
    """Replace the drivers of this process."""
    _DRIVERS[:] = drivers


def on_change(event: Event) -> None:
    """Listener of the register: a new task is delivered when a driver knows the way."""
    if isinstance(event, RegisterChanged) and (event.entity, event.change) == ("Task", "created"):
        order = _order(event.id)
        if order is not None and _driver(order) is not None:
            deliver.enqueue(event.id, 1)


@job(_("Auftrag zustellen"))
def deliver(task_id: int, attempt: int) -> str | None:
    """One attempt; a task that has left the state *created* is left alone, so it is delivered once."""
    order, now = _order(task_id), datetime.now(UTC)
    driver = _driver(order) if order is not None else None
    if order is None or driver is None:
        return None
    try:
        receipt = driver.deliver(order, now=now)
    except NotDelivered as error:
        return _failed(order, attempt, error, now)
    _note(order, receipt, now)
    return gettext("Auftrag %(id)d: %(status)s") % {
        "id": order.id,
        "status": TaskStatus(receipt.status).label,
    }


def _failed(order: Order, attempt: int, error: NotDelivered, now: datetime) -> str:
    log.warning("task_not_delivered", task=order.id, attempt=attempt, reason=str(error))
    if error.final or attempt > len(PAUSES):
        _note(order, Receipt(status="failed", outcome={"reason": str(error)}), now)
        return gettext("Auftrag %(id)d ist nicht zustellbar: %(reason)s") % {
            "id": order.id,
            "reason": str(error),
        }
    deliver.using(run_after=now + PAUSES[attempt - 1]).enqueue(order.id, attempt + 1)
    return gettext("Auftrag %(id)d noch nicht zugestellt: %(reason)s") % {
        "id": order.id,
        "reason": str(error),
    }


def _note(order: Order, receipt: Receipt, now: datetime) -> None:
    """Record how far the task is; who carries it out may have been faster, then nothing is to be noted."""
    domain = Task.objects.values_list("capability__thing__domain", flat=True).get(pk=order.id)
    caller = Caller(name="delivery", domain=domain, may_observe=True)
    outcome = UNSET if receipt.outcome is None else receipt.outcome
    try:
        facts = TaskFacts(status=receipt.status, outcome=outcome)
        service.change("Task", order.id, facts, caller=caller, at=now)
    except (Contradiction, NotFound) as error:
        log.info("task_moved_on", task=order.id, reason=str(error))


def _driver(order: Order) -> TaskDriver | None:
    return next((one for one in _DRIVERS if one.takes(order)), None)


def _order(task_id: int) -> Order | None:
    """The task, when it waits for its delivery."""
    waiting = Task.objects.filter(pk=task_id, status=TaskStatus.CREATED)
    task = waiting.select_related("capability__thing", "capability__actuator").first()
    if task is None:
        return None
    actuator = task.capability.actuator
    properties = actuator.properties if isinstance(actuator.properties, dict) else {}
    return Order(
        id=task.pk,
        parameters=task.parameters,
        capability=task.capability_id,
        thing=task.capability.thing.code,
        actuator=actuator.pk,
        actuator_properties=properties,
        created_at=task.created_at,
    )
