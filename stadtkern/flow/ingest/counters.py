# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Counters of sources and keys, gathered in memory and written to the register at most once per second.

A push must not wait for the register; what is lost with a killed process is at most a second of counting,
never an observation.
"""

from __future__ import annotations

import atexit
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import DatabaseError, close_old_connections, connection
from django.db.models import F, Q

from stadtkern.flow.devices.models import SourceState
from stadtkern.kernel import measures
from stadtkern.kernel.events import SourceRecovered, tell

from . import health
from .models import ApiKey

log = structlog.get_logger(__name__)

FLUSH_S = 1.0
KEY_EVERY = timedelta(minutes=1)
_LOCK = threading.Lock()
_FLUSHING = threading.Lock()
_STOP = threading.Event()
_THREAD: list[threading.Thread] = []


@dataclass(kw_only=True)
class _Tally:
    """What has been counted for one source since the last write."""

    stored: int = 0
    duplicates: int = 0
    rejected: int = 0
    success_at: datetime | None = None
    newest: datetime | None = None


_TALLIES: dict[str, _Tally] = {}
_USED_KEYS: dict[int, datetime] = {}
_KEY_NOTED: dict[int, datetime] = {}
_FAULTS = [0]


def note(
    source: str,
    *,
    stored: int = 0,
    duplicates: int = 0,
    rejected: int = 0,
    success_at: datetime | None = None,
    newest: datetime | None = None,
) -> None:
    """Count for one source; ``newest`` is the latest phenomenon time [UTC] that was delivered."""
    measures.ingested(stored=stored, duplicates=duplicates, rejected=rejected)
    with _LOCK:
        tally = _TALLIES.setdefault(source, _Tally())
        tally.stored += stored
        tally.duplicates += duplicates
        tally.rejected += rejected
        tally.success_at = _later(tally.success_at, success_at)
        tally.newest = _later(tally.newest, newest)


def note_key_used(key_id: int, now: datetime) -> None:
    """Remember that an API key was used; written with the next flush, at most once per minute."""
    noted = _KEY_NOTED.get(key_id)
    if noted is None or abs(now - noted) >= KEY_EVERY:
        with _LOCK:
            _KEY_NOTED[key_id] = _USED_KEYS[key_id] = now


def note_fault() -> None:
    """Count an unexpected failure at the edge of ingest."""
    with _LOCK:
        _FAULTS[0] += 1
    measures.FAULTS.labels("ingest").inc()


def faults() -> int:
    """Unexpected failures of this process since its start; each is in the log."""
    return _FAULTS[0]


def flush() -> None:
    """Write what was counted to the register now; what cannot be written is kept for the next flush."""
    health.flush()
    with _FLUSHING:
        with _LOCK:
            tallies, used = dict(_TALLIES), dict(_USED_KEYS)
            _TALLIES.clear()
            _USED_KEYS.clear()
        try:
            while tallies:
                source = next(iter(tallies))
                _write(source, tallies[source])
                del tallies[source]
            for key_id, at in used.items():
                ApiKey.objects.filter(pk=key_id).update(last_used_at=at)
        except DatabaseError:
            log.exception("counters_not_written", sources=len(tallies))
            for source, tally in tallies.items():
                note(source, **vars(tally))


def forget() -> None:
    """Drop what was counted and not yet written."""
    health.forget()
    with _LOCK:
        _TALLIES.clear()
        _USED_KEYS.clear()
        _KEY_NOTED.clear()


def start() -> None:
    """Flush once per second in the background until :func:`stop`; harmless when already started."""
    with _LOCK:
        if _THREAD and _THREAD[0].is_alive():
            return
        _STOP.clear()
        thread = threading.Thread(target=_run, name="ingest-counters", daemon=True)
        _THREAD[:] = [thread]
        thread.start()
    atexit.register(stop)


def stop() -> None:
    """Stop the background thread and write what is left."""
    atexit.unregister(stop)
    _STOP.set()
    for thread in _THREAD:
        thread.join(timeout=10)
    _THREAD.clear()


def _run() -> None:
    last = False
    while not last:
        last = _STOP.wait(FLUSH_S)
        if _TALLIES or _USED_KEYS or health.waiting():
            close_old_connections()
            flush()
    connection.close()


def _write(source: str, tally: _Tally) -> None:
    rows = SourceState.objects.filter(key=source)
    counted = {
        "stored": F("stored") + tally.stored,
        "duplicates": F("duplicates") + tally.duplicates,
        "rejected": F("rejected") + tally.rejected,
    }
    if not rows.update(**counted):
        SourceState.objects.get_or_create(key=source)
        rows.update(**counted)
    _raise_time(source, "last_success_at", tally.success_at)
    _raise_time(source, "last_observation_at", tally.newest)
    if tally.success_at is not None:
        ended = rows.filter(outage_since__isnull=False, outage_since__lt=tally.success_at)
        if ended.update(outage_since=None, outage_reason="", failures=0):
            tell(SourceRecovered(at=tally.success_at, source=source))


def _raise_time(source: str, field: str, moment: datetime | None) -> None:
    if moment is not None:
        older = Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__lt": moment})
        SourceState.objects.filter(older, key=source).update(**{field: moment})


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    if one is None or other is None:
        return one or other
    return max(one, other)
