# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whether this process works: alive (it answers) and ready (what it needs answers too).

Probes ask often, so an answer counts for two seconds; only one thread asks the parts anew.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

import structlog
from django.db import DatabaseError, connections

from stadtkern.flow.lake import current
from stadtkern.kernel.errors import CityError
from stadtkern.kernel.jobs import GONE_AFTER_S
from stadtkern.kernel.models import JobWorker

from .served import Part, served

log = structlog.get_logger(__name__)

FRESH_S = 2.0
State = Literal["ready", "degraded", "unavailable"]


class NoJobsRunning(CityError):
    """Kein Prozess führt Aufgaben aus."""


@dataclass(frozen=True, kw_only=True)
class PartState:
    """How one part is doing; ``reason`` is empty when all is well."""

    name: str
    well: bool
    required: bool
    reason: str
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """How the process is doing, and each part."""

    state: State
    parts: tuple[PartState, ...]
    at: datetime


class _Memory:
    """The newest answer."""

    def __init__(self) -> None:
        self._known: tuple[float, Readiness] | None = None
        self._asking = threading.Lock()

    def readiness(self) -> Readiness:
        """The answer, at most two seconds old unless another thread is asking."""
        known = self._known
        if known is not None and known[0] > time.monotonic():
            return known[1]
        if known is not None and not self._asking.acquire(blocking=False):
            return known[1]
        if known is None:
            self._asking.acquire()
        try:
            fresh = ask()
            self._known = (time.monotonic() + FRESH_S, fresh)
        finally:
            self._asking.release()
        return fresh

    def forget(self) -> None:
        """Ask anew next time."""
        self._known = None


_MEMORY = _Memory()
readiness: Callable[[], Readiness] = _MEMORY.readiness
forget: Callable[[], None] = _MEMORY.forget


def ask() -> Readiness:
    """Ask all parts now; never raises."""
    parts = tuple(_asked(part) for part in (*PARTS, *served().parts))
    state: State = "ready"
    if any(not part.well for part in parts):
        state = "unavailable" if any(part.required and not part.well for part in parts) else "degraded"
    return Readiness(state=state, parts=parts, at=datetime.now(UTC))


def _asked(part: Part) -> PartState:
    began = time.perf_counter()
    reason = ""
    try:
        part.check()
    except (CityError, DatabaseError, OSError) as error:
        reason = " ".join(str(error).split())[:300] or type(error).__name__
    except Exception as error:  # the edge of a part: a probe always gets an answer
        log.exception("health_check_failed", part=part.name)
        reason = type(error).__name__
    finally:
        _renew_connections()
    return PartState(
        name=part.name,
        well=not reason,
        required=part.required,
        reason=reason,
        seconds=time.perf_counter() - began,
    )


def _register() -> None:
    JobWorker.objects.exists()


def _lake() -> None:
    current.lake().ping()


def _jobs() -> None:
    alive = datetime.now(UTC) - timedelta(seconds=GONE_AFTER_S)
    if not JobWorker.objects.filter(seen_at__gt=alive).exists():
        raise NoJobsRunning


PARTS = (
    Part(name="register", check=_register),
    Part(name="lake", check=_lake),
    Part(name="jobs", check=_jobs, required=False),
)
"""What every process of the city needs."""


def _renew_connections() -> None:
    """Drop connections that broke or grew old; one that is within a caller's transaction stays."""
    for opened in connections.all(initialized_only=True):
        if not opened.in_atomic_block:
            opened.close_if_unusable_or_obsolete()
