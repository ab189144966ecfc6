# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How far downlinks are, as network servers tell it, and what that means for the tasks they carry out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import structlog
from django.db.models import Q

from stadtkern.flow.devices.models import Task
from stadtkern.flow.devices.sensing import service
from stadtkern.flow.devices.sensing.words import Json, TaskFacts
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.errors import Contradiction, NotFound

from .models import Device, Downlink, DownlinkState
from .words import DownlinkEvent, Step

log = structlog.get_logger(__name__)

_STATES: dict[Step, DownlinkState] = {
    "queued": DownlinkState.QUEUED,
    "sent": DownlinkState.SENT,
    "acked": DownlinkState.ACKED,
    "nacked": DownlinkState.NACKED,
    "failed": DownlinkState.FAILED,
}
_RANK = {
    DownlinkState.WAITING: 0,
    DownlinkState.QUEUED: 1,
    DownlinkState.SENT: 2,
    DownlinkState.EXPIRED: 3,
    DownlinkState.NACKED: 4,
    DownlinkState.FAILED: 4,
    DownlinkState.ACKED: 5,
}
"""A downlink only goes forward; an acknowledgement that comes too late still counts."""


def hear(device: Device, event: DownlinkEvent, at: datetime) -> Downlink | None:
    """Note how far a downlink of the device is; none when it is not one of the city, or nothing is new."""
    meant = Q(correlation__in=event.correlations)
    if event.queue_item:
        meant |= Q(queue_item=event.queue_item)
    downlink = Downlink.objects.select_for_update().filter(meant, device=device).first()
    if downlink is None:
        return None
    state = _STATES[event.step]
    if state is DownlinkState.NACKED and not downlink.confirmed:
        return None
    if _RANK[state] <= _RANK[DownlinkState(downlink.state)]:
        return None
    downlink.state, downlink.state_at = state, at
    downlink.reason = event.reason[:300]
    downlink.save(update_fields=["state", "state_at", "reason"])
    return downlink


def tell_tasks(events: Sequence[DownlinkEvent]) -> None:
    """Bring the tasks that these events are about up to date; call it after the commit."""
    correlations = {one for event in events for one in event.correlations}
    items = {event.queue_item for event in events if event.queue_item}
    meant = Q(correlation__in=correlations) | Q(queue_item__in=items)
    if events:
        for downlink in Downlink.objects.filter(meant, task__isnull=False):
            tell_task(downlink)


def tell_task(downlink: Downlink) -> None:
    """Say how far the task is; one that has ended or is gone stays as it is."""
    facts = _facts(downlink)
    if facts is None or downlink.task is None:
        return
    tasks = Task.objects.filter(pk=downlink.task)
    domain = tasks.values_list("capability__thing__domain", flat=True).first() or ""
    caller = Caller(name="lorawan", domain=domain, may_observe=True)
    try:
        service.change("Task", downlink.task, facts, caller=caller, at=downlink.state_at)
    except (Contradiction, NotFound) as error:
        log.info("task_moved_on", task=downlink.task, reason=str(error))


def _facts(downlink: Downlink) -> TaskFacts | None:
    """What a task is told; sent without wish for an answer is done, as far as anybody can know."""
    state = DownlinkState(downlink.state)
    if state is DownlinkState.ACKED or (state is DownlinkState.SENT and not downlink.confirmed):
        outcome: dict[str, Json] = {
            "downlink": downlink.correlation,
            "acknowledged": state is DownlinkState.ACKED,
        }
        return TaskFacts(status="completed", outcome=outcome)
    if state is DownlinkState.SENT:
        return TaskFacts(status="accepted")
    if state in {DownlinkState.NACKED, DownlinkState.FAILED, DownlinkState.EXPIRED}:
        reason = downlink.reason or "nicht bestätigt"
        return TaskFacts(status="failed", outcome={"downlink": downlink.correlation, "reason": reason})
    return None
