# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How devices are doing, gathered in memory and written to the register at most once per second.

A message must not wait for the register; what is lost with a killed process is at most a second of counting,
never an observation. Messages may come in any order: what is older than what is known changes only counts.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import structlog
from django.db import DatabaseError, transaction

from stadtkern.flow.devices.models import DeviceState, Thing

log = structlog.get_logger(__name__)

SMOOTHING = 0.2
"""Weight of a new signal-to-noise ratio in the smoothed one."""
_CHUNK = 500
_DAY = timedelta(days=1)
_REASON = 300
_WRITTEN = (
    "last_seen_at",
    "battery_percent",
    "battery_v",
    "battery_at",
    "rssi_dbm",
    "snr_db",
    "snr_smoothed_db",
    "signal_at",
    "received",
    "lost",
    "day",
    "day_received",
    "day_lost",
    "day_before_received",
    "day_before_lost",
    "offline_since",
    "offline_reason",
    "connection_at",
)
_LOCK = threading.Lock()
_FLUSHING = threading.Lock()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Note:
    """One message about a device."""

    at: datetime
    battery_percent: float | None
    battery_v: float | None
    rssi_dbm: float | None
    snr_db: float | None
    offline: bool | None
    reason: str


@dataclass(kw_only=True, slots=True)
class _Tally:
    """What was noted about one thing since the last write."""

    notes: list[_Note] = field(default_factory=list)
    counts: dict[date, tuple[int, int]] = field(default_factory=dict)
    """Received and lost per UTC day."""


_TALLIES: dict[str, _Tally] = {}


def note(  # noqa: PLR0913 - one word per thing that a message tells
    thing_code: str,
    *,
    at: datetime,
    battery_percent: float | None = None,
    battery_v: float | None = None,
    rssi_dbm: float | None = None,
    snr_db: float | None = None,
    received: int = 0,
    lost: int = 0,
    offline: bool | None = None,
    reason: str = "",
) -> None:
    """Note what a message of a thing tells; ``at`` is its arrival [UTC]. Costs a microsecond or two.

    ``offline`` true: it is gone, for this ``reason``; false: it is back; null: a message that was received
    says so too. A thing that is not in the register is passed over.
    """
    told = _Note(
        at=at,
        battery_percent=battery_percent,
        battery_v=battery_v,
        rssi_dbm=rssi_dbm,
        snr_db=snr_db,
        offline=False if offline is None and received else offline,
        reason=reason,
    )
    day = at.astimezone(UTC).date()
    with _LOCK:
        tally = _TALLIES.setdefault(thing_code, _Tally())
        tally.notes.append(told)
        if received or lost:
            before = tally.counts.get(day, (0, 0))
            tally.counts[day] = (before[0] + received, before[1] + lost)


def waiting() -> bool:
    """Whether something is to be written."""
    return bool(_TALLIES)


def flush() -> None:
    """Write what was noted to the register now; what cannot be written is kept for the next flush."""
    with _FLUSHING:
        with _LOCK:
            tallies = dict(_TALLIES)
            _TALLIES.clear()
        codes = sorted(tallies)
        for start in range(0, len(codes), _CHUNK):
            some = {code: tallies[code] for code in codes[start : start + _CHUNK]}
            try:
                _write(some)
            except DatabaseError:
                log.exception("health_not_written", things=len(some))
                _keep(some)


def forget() -> None:
    """Drop what was noted and not yet written."""
    with _LOCK:
        _TALLIES.clear()


def _keep(tallies: dict[str, _Tally]) -> None:
    with _LOCK:
        for code, tally in tallies.items():
            later = _TALLIES.pop(code, _Tally())
            for day, (received, lost) in later.counts.items():
                before = tally.counts.get(day, (0, 0))
                tally.counts[day] = (before[0] + received, before[1] + lost)
            tally.notes += later.notes
            _TALLIES[code] = tally


def _write(tallies: dict[str, _Tally]) -> None:
    with transaction.atomic():
        ids = dict(Thing.objects.order_by().filter(code__in=tallies).values_list("pk", "code"))
        states = _states(list(ids))
        for state in states:
            _settle(state, tallies[ids[state.pk]])
        if states:
            DeviceState.objects.bulk_create(
                states, update_conflicts=True, unique_fields=["thing"], update_fields=_WRITTEN
            )


def _states(ids: Sequence[int]) -> list[DeviceState]:
    """The rows of these things, made when missing, and ours until the end of the transaction."""
    rows = DeviceState.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    found = list(rows)
    if len(found) < len(ids):
        missing = set(ids) - {state.pk for state in found}
        DeviceState.objects.bulk_create(
            [DeviceState(thing_id=one) for one in sorted(missing)], ignore_conflicts=True
        )
        found = list(rows.all())
    return found


def _settle(state: DeviceState, tally: _Tally) -> None:
    for told in sorted(tally.notes, key=lambda one: one.at):
        _tell(state, told)
    for day, (received, lost) in sorted(tally.counts.items()):
        state.received += received
        state.lost += lost
        _count(state, day, received, lost)


def _tell(state: DeviceState, told: _Note) -> None:
    if not told.offline and _news(state.last_seen_at, told.at):
        state.last_seen_at = told.at
    if (told.battery_percent, told.battery_v) != (None, None) and _news(state.battery_at, told.at):
        state.battery_at = told.at
        state.battery_percent = _or(told.battery_percent, state.battery_percent)
        state.battery_v = _or(told.battery_v, state.battery_v)
    if (told.rssi_dbm, told.snr_db) != (None, None) and _news(state.signal_at, told.at):
        _hear(state, told)
    if told.offline is not None and _news(state.connection_at, told.at):
        _connect(state, told)


def _hear(state: DeviceState, told: _Note) -> None:
    state.signal_at = told.at
    state.rssi_dbm = _or(told.rssi_dbm, state.rssi_dbm)
    if told.snr_db is not None:
        before = told.snr_db if state.snr_smoothed_db is None else state.snr_smoothed_db
        state.snr_db = told.snr_db
        state.snr_smoothed_db = before + SMOOTHING * (told.snr_db - before)


def _connect(state: DeviceState, told: _Note) -> None:
    state.connection_at = told.at
    if not told.offline:
        state.offline_since, state.offline_reason = None, ""
    else:
        state.offline_since = state.offline_since or told.at
        state.offline_reason = told.reason[:_REASON]


def _count(state: DeviceState, day: date, received: int, lost: int) -> None:
    """Count for the recent window; days before it count in the totals only."""
    if state.day is None or day > state.day:
        next_day = state.day is not None and day == state.day + _DAY
        state.day_before_received = state.day_received if next_day else 0
        state.day_before_lost = state.day_lost if next_day else 0
        state.day, state.day_received, state.day_lost = day, received, lost
    elif day == state.day:
        state.day_received += received
        state.day_lost += lost
    elif day == state.day - _DAY:
        state.day_before_received += received
        state.day_before_lost += lost


def _news(known: datetime | None, at: datetime) -> bool:
    return known is None or at >= known


def _or(new: float | None, known: float | None) -> float | None:
    return known if new is None else new
