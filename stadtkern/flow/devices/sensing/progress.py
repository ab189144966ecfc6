# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How far a task is: it only goes forward, and what has ended stays as it ended."""

from __future__ import annotations

from stadtkern.flow.devices.models import TaskStatus
from stadtkern.kernel.errors import Contradiction, PayloadRejected

_ROAD = (TaskStatus.CREATED, TaskStatus.DELIVERED, TaskStatus.ACCEPTED, TaskStatus.RUNNING)
ENDED = frozenset({TaskStatus.COMPLETED, TaskStatus.FAILED, TaskStatus.REJECTED, TaskStatus.CANCELLED})


def status(word: str) -> TaskStatus:
    """The status of this name.

    Raises:
        PayloadRejected: there is none.
    """
    if word not in TaskStatus.values:
        raise PayloadRejected(
            f"Task: status {word[:40]!r} is unknown; expected {', '.join(TaskStatus.values)}"
        )
    return TaskStatus(word)


def step(now: TaskStatus, then: TaskStatus) -> None:
    """Go on only when a task may go from one status to the other.

    Raises:
        Contradiction: it would go back, has ended already, or was accepted and can no more be rejected.
    """
    if now in ENDED:
        raise Contradiction(f"Task: it is {now}, which is final; it cannot become {then}")
    if then in _ROAD and _ROAD.index(then) < _ROAD.index(now):
        raise Contradiction(f"Task: it is {now} and cannot go back to {then}")
    if then is TaskStatus.REJECTED and now in (TaskStatus.ACCEPTED, TaskStatus.RUNNING):
        raise Contradiction(f"Task: it is {now} and can no more be {then}; use failed")
