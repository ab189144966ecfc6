# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Answers of a page computed side by side: what is ready in time is shown, the rest is fetched afterwards."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Final, TypeVar

from django.db import connections
from django.utils import translation

from stadtkern.flow.devices.models import revision as register_revision
from stadtkern.flow.lake.lake import Lake

T = TypeVar("T")
FIRST_LOOK_S: Final = 0.15
"""So long a page waits for its answers."""
WHOLE_S: Final = 20.0
"""So long it waits when the reader asked for all of them."""
_WORKERS: Final = 4
_MOST: Final = 200
_POOL = ThreadPoolExecutor(max_workers=_WORKERS, thread_name_prefix="dashboard")
_AHEAD = ThreadPoolExecutor(max_workers=_WORKERS, thread_name_prefix="dashboard-ahead")
"""For what the answers wait for."""
_ROOM: Final = threading.BoundedSemaphore(_MOST)
"""So many answers of all pages are computed or wait for it; more are fetched by those who want them."""


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How answers are computed."""

    side_by_side: bool = True
    """False: one after the other, in the thread that asks."""


_PACE = [Pace()]


def provide(pace: Pace) -> None:
    """Say how this process computes them."""
    _PACE[:] = [pace]


def state(lake: Lake) -> Hashable:
    """Equal as long as neither lake nor register has changed."""
    return (id(lake), lake.commits, register_revision())


def ready(wanted: Mapping[str, Callable[[], T]], *, language: str, within_s: float) -> dict[str, T]:
    """What is there in time, by name; the rest goes on being computed, for those who ask again."""
    if not _PACE[0].side_by_side:
        return {name: make() for name, make in wanted.items()}
    begun = {name: _begin(_POOL, make, language) for name, make in wanted.items()}
    running = {name: one for name, one in begun.items() if one is not None}
    wait(running.values(), timeout=within_s)
    return {name: one.result() for name, one in running.items() if one.done()}


def ahead(make: Callable[[], T], *, language: str) -> Future[T] | None:
    """Begin what several answers rest upon; null: each of them does without."""
    return _begin(_AHEAD, make, language) if _PACE[0].side_by_side else None


def _begin(pool: ThreadPoolExecutor, make: Callable[[], T], language: str) -> Future[T] | None:
    """Compute it beside others, in the language of the reader; null: too many wait already."""
    room = _ROOM
    if not room.acquire(blocking=False):
        return None
    context = contextvars.copy_context()

    def work() -> T:
        try:
            with translation.override(language):
                return make()
        finally:
            connections.close_all()

    future = pool.submit(context.run, work)
    future.add_done_callback(lambda _one: room.release())
    return future
