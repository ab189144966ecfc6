# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""From other threads into an event loop, with one waking up for many calls."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

Task = Callable[[], object]


class Doorbell:
    """Runs functions in the thread of an event loop, in the order in which they were given."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._tasks: deque[Task] = deque()
        self._rung = False

    def call(self, task: Task) -> None:
        """Run it soon; after the end of the loop it is dropped."""
        self._tasks.append(task)
        if not self._rung:
            self._rung = True
            try:
                self._loop.call_soon_threadsafe(self._answer)
            except RuntimeError:
                self._tasks.clear()

    def _answer(self) -> None:
        self._rung = False
        while self._tasks:
            self._tasks.popleft()()
