# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tells things what is wanted of them: only when it changes, a bounded number at a time, until they answer.

A task that was overtaken by a newer wish is withdrawn, so that it never arrives after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

import structlog
from django.db import transaction

from stadtkern.flow.devices.models import Task, TaskStatus
from stadtkern.flow.devices.sensing import progress, service
from stadtkern.flow.devices.sensing.words import Json, TaskFacts
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.errors import CityError, Contradiction, NotFound

from .models import WITHIN_S, Setpoint

log = structlog.get_logger(__name__)

MOST_ATTEMPTS = 3
KEPT = timedelta(days=14)
"""Ended tasks are kept for so long."""
_PAUSE = timedelta(minutes=10)
"""Between attempts after a failure, times the number of the attempt."""
_TOGETHER = 50
"""Tasks per transaction: the register is locked for a fraction of a second."""
_CHUNK = 5_000


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a thing shall do from now on."""

    capability: int
    parameters: Mapping[str, Json]


@dataclass(frozen=True, kw_only=True)
class Settled:
    """What came of wishes."""

    sent: int = 0
    repeated: int = 0
    """Of ``sent``: the same again, because no answer came."""
    left: int = 0
    """Wait for the next call, because the bound was reached."""
    refused: int = 0
    """Not a task that this thing understands."""


def settle(wishes: Sequence[Wish], *, caller: Caller, now: datetime, most: int) -> Settled:
    """Make tasks for the wishes that differ from what was told last, and for those nobody has answered.

    At most ``most`` tasks; new wishes go before repetitions. Saying the same again does nothing.
    """
    known = _known([one.capability for one in wishes])
    fresh = [one for one in wishes if not _same(known.get(one.capability), one)]
    again = [
        one for one in wishes if _same(known.get(one.capability), one) and _due(known[one.capability], now)
    ]
    chosen = [*fresh, *again][:most]
    refused = 0
    for batch in _batches(chosen):
        with transaction.atomic():
            refused += sum(not _tell(one, known.get(one.capability), caller, now) for one in batch)
    return Settled(
        sent=len(chosen) - refused,
        repeated=max(len(chosen) - len(fresh), 0),
        left=len(fresh) + len(again) - len(chosen),
        refused=refused,
    )


def send_again(setpoint: int, *, caller: Caller, now: datetime) -> None:
    """A person wants the same told once more, however often it was told.

    Raises:
        NotFound: nothing is wanted of that thing, or it is not of the caller's subject.
    """
    row = Setpoint.objects.of(caller.domain).select_related("task").filter(pk=setpoint).first()
    if row is None:
        raise NotFound(f"no setpoint {setpoint}")
    wish = Wish(capability=row.capability_id, parameters=dict(row.parameters))
    row.attempt = 0
    with transaction.atomic():
        _tell(wish, row, caller, now)


def forget(now: datetime) -> int:
    """Delete tasks of kept things that ended more than 14 days ago and are not the newest; how many."""
    old = Task.objects.order_by().filter(
        capability__setpoint__isnull=False,
        setpoints__isnull=True,
        status__in=progress.ENDED,
        status_at__lt=now - KEPT,
    )
    gone = 0
    while ids := list(old.values_list("pk", flat=True)[:_CHUNK]):
        gone += Task.objects.filter(pk__in=ids).delete()[0]
    return gone


def _known(capabilities: Sequence[int]) -> dict[int, Setpoint]:
    found: dict[int, Setpoint] = {}
    for start in range(0, len(capabilities), _CHUNK):
        rows = Setpoint.objects.order_by().filter(capability__in=capabilities[start : start + _CHUNK])
        for row in rows.select_related("task", "capability__actuator"):
            found[row.capability_id] = row
    return found


def _same(row: Setpoint | None, wish: Wish) -> bool:
    return row is not None and row.parameters == dict(wish.parameters)


def _due(row: Setpoint, now: datetime) -> bool:
    """Whether the same is to be told again: it arrived or failed, and the time for an answer is over."""
    task = row.task
    if task is None or row.attempt >= MOST_ATTEMPTS:
        return False
    if task.status == TaskStatus.DELIVERED:
        return now - task.status_at > _patience(row)
    return task.status == TaskStatus.FAILED and now - task.status_at > _PAUSE * row.attempt


def _patience(row: Setpoint) -> timedelta:
    properties = row.capability.actuator.properties
    told = properties.get("acknowledge_within_s") if isinstance(properties, dict) else None
    return timedelta(seconds=told if isinstance(told, int) and told > 0 else WITHIN_S)


def _tell(wish: Wish, row: Setpoint | None, caller: Caller, now: datetime) -> bool:
    """Withdraw what was told before, tell the new and remember it; false when it is refused."""
    repeated = _same(row, wish)
    if row is not None:
        _withdraw(row.task, caller, now)
    if row is None:
        row = Setpoint(capability_id=wish.capability)
    row.parameters, row.decided_at = dict(wish.parameters), row.decided_at if repeated else now
    row.attempt = row.attempt + 1 if repeated else 1
    row.task_id, row.refusal = _task(wish, caller, now)
    row.save()
    return row.task_id is not None


def _task(wish: Wish, caller: Caller, now: datetime) -> tuple[int | None, str]:
    """The new task, or why there is none."""
    try:
        with transaction.atomic():
            facts = TaskFacts(parameters=dict(wish.parameters), capability=wish.capability)
            return service.create("Task", facts, caller=caller, at=now), ""
    except CityError as error:
        log.warning("wish_refused", capability=wish.capability, reason=str(error))
        return None, str(error)[:300]


def _withdraw(task: Task | None, caller: Caller, now: datetime) -> None:
    """A task that nobody has answered is of no use any more; whoever was faster with an answer is right."""
    if task is None or task.status not in (TaskStatus.CREATED, TaskStatus.DELIVERED):
        return
    try:
        with transaction.atomic():
            service.change(
                "Task", task.pk, TaskFacts(status=TaskStatus.CANCELLED.value), caller=caller, at=now
            )
    except (Contradiction, NotFound) as error:
        log.info("task_moved_on", task=task.pk, reason=str(error))


def _batches(wishes: Sequence[Wish]) -> Iterator[list[Wish]]:
    rest = iter(wishes)
    while batch := list(islice(rest, _TOGETHER)):
        yield batch
