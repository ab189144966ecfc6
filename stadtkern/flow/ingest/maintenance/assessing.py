# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Finds out every few minutes which devices are silent and which deliver implausible values.

Only what changed is written, so ten thousand healthy devices cost a look into memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy, ngettext

from stadtkern.flow.devices.models import Datastream, DeviceState, SourceState
from stadtkern.flow.devices.quality.rules import micros
from stadtkern.flow.ingest.connections.models import Connection
from stadtkern.flow.ingest.models import ApiKey
from stadtkern.flow.lake.current import lake
from stadtkern.flow.lake.words import Latest
from stadtkern.kernel import registry
from stadtkern.kernel.jobs import Periodic
from stadtkern.kernel.observation import IMPLAUSIBLE

INTERVALS = 3
"""A device is silent when so many intervals have passed without a value."""
SHORTEST = timedelta(minutes=15)
"""Nobody is called silent sooner."""
WITHOUT_INTERVAL = timedelta(days=1)
"""Expected spacing of devices of which nothing else is known."""
_COUNTS = Path(__file__).parent / "queries" / "flagged_counts.sql"
_CHUNK = 500
_FLAGGED = ("values_day", "flagged_day", "values_week", "flagged_week")


@dataclass(frozen=True, kw_only=True)
class _Count:
    """A row of ``queries/flagged_counts.sql``."""

    datastream_id: int
    values_day: int
    flagged_day: int
    values_week: int
    flagged_week: int


@dataclass(kw_only=True)
class _Heard:
    """When a thing was last heard of, and how often it should be."""

    last: datetime | None = None
    interval_s: int | None = None


def find_silent(now: datetime) -> str | None:
    """Mark devices that should send by themselves and did not; says how many are silent."""
    states = DeviceState.objects.in_bulk()
    heard = _heard(states, _live_sources(now))
    changed, silent = [], 0
    for thing, one in heard.items():
        state = states.get(thing)
        since = one.last if one.last and now - one.last > _patience(one, state) else None
        silent += since is not None
        if since != (state.silent_since if state else None):
            changed.append(DeviceState(thing_id=thing, silent_since=since, judged_at=now))
    for thing, state in states.items():
        if state.silent_since and thing not in heard:
            changed.append(DeviceState(thing_id=thing, silent_since=None, judged_at=now))
    _write(changed, ("silent_since", "judged_at"))
    if not silent:
        return None
    return ngettext("%(n)s Gerät schweigt.", "%(n)s Geräte schweigen.", silent) % {"n": silent}


def count_flagged(now: datetime) -> str | None:
    """Count the implausible values of the last day and week; says how many devices have some."""
    rows = lake().rows(
        _COUNTS,
        _Count,
        week_us=micros(now - timedelta(days=7)),
        day_us=micros(now - timedelta(days=1)),
        end_us=micros(now),
        flags=int(IMPLAUSIBLE),
    )
    totals: dict[int, list[int]] = {}
    things = _things({row.datastream_id for row in rows})
    for row in rows:
        if row.datastream_id in things:
            sums = totals.setdefault(things[row.datastream_id], [0, 0, 0, 0])
            for place, name in enumerate(_FLAGGED):
                sums[place] += getattr(row, name)
    before = DeviceState.objects.filter(flagged_week__gt=0).in_bulk()
    changed = [
        DeviceState(thing_id=thing, judged_at=now, **dict(zip(_FLAGGED, sums, strict=True)))
        for thing, sums in {**{thing: [0, 0, 0, 0] for thing in before}, **totals}.items()
        if thing not in before or [getattr(before[thing], name) for name in _FLAGGED] != sums
    ]
    _write(changed, (*_FLAGGED, "judged_at"))
    if not totals:
        return None
    words = ngettext(
        "%(n)s Gerät mit unplausiblen Werten.", "%(n)s Geräte mit unplausiblen Werten.", len(totals)
    )
    return words % {"n": len(totals)}


def last_heard(things: Iterable[int], states: Mapping[int, DeviceState]) -> dict[int, datetime]:
    """When these things were last heard of: by a message, or by a value of any datastream."""
    wanted = list(things)
    streams = dict(Datastream.objects.order_by().filter(thing__in=wanted).values_list("pk", "thing_id"))
    found = {key: state.last_seen_at for key, state in states.items() if state.last_seen_at}
    for stream, newest in lake().latest(list(streams)).items():
        thing = streams[stream]
        found[thing] = max(found.get(thing, newest.last_time), newest.last_time)
    return found


def _live_sources(now: datetime) -> set[str]:
    """Sources that bring values by themselves and are not paused; files are brought by people."""
    live = {source.key for _domain, source in registry.sources() if source.pull is not None}
    live |= set(ApiKey.objects.usable(now).values_list("source", flat=True))
    live |= set(Connection.objects.active().values_list("key", flat=True))
    return live - set(SourceState.objects.filter(paused=True).values_list("key", flat=True)) - {""}


def _heard(states: Mapping[int, DeviceState], live: set[str]) -> dict[int, _Heard]:
    heard: dict[int, _Heard] = {}
    rows = Datastream.objects.order_by().values_list(
        "pk", "thing_id", "interval_s", "period", "thing__source"
    )
    # Things of no source came in by an interface: what they say about their interval counts.
    streams = [
        row
        for row in rows.iterator(chunk_size=5000)
        if row[4] in live or row[1] in states or (not row[4] and row[2])
    ]
    latest = lake().latest([row[0] for row in streams])
    for stream, thing, interval_s, period, source in streams:
        state = states.get(thing)
        if source and source not in live and (state is None or state.last_seen_at is None):
            continue
        one = heard.setdefault(thing, _Heard(last=state.last_seen_at if state else None))
        if stream in latest:
            _hear(one, latest[stream], interval_s, period=period)
    return heard


def _hear(one: _Heard, newest: Latest, interval_s: int | None, *, period: bool) -> None:
    over = newest.last_time + timedelta(seconds=interval_s or 0) if period else newest.last_time
    one.last = over if one.last is None else max(one.last, over)
    if interval_s:
        one.interval_s = interval_s if one.interval_s is None else min(one.interval_s, interval_s)


def _patience(one: _Heard, state: DeviceState | None) -> timedelta:
    spacing_s = (state.interval_s if state else None) or one.interval_s
    if not spacing_s:
        return WITHOUT_INTERVAL
    return max(INTERVALS * timedelta(seconds=spacing_s), SHORTEST)


def _things(streams: set[int]) -> dict[int, int]:
    """The things of these datastreams."""
    ids = sorted(streams)
    found: dict[int, int] = {}
    for start in range(0, len(ids), _CHUNK):
        rows = Datastream.objects.order_by().filter(pk__in=ids[start : start + _CHUNK])
        found.update(rows.values_list("pk", "thing_id"))
    return found


def _write(states: list[DeviceState], fields: tuple[str, ...]) -> None:
    for start in range(0, len(states), _CHUNK):
        with transaction.atomic():
            DeviceState.objects.bulk_create(
                states[start : start + _CHUNK],
                update_conflicts=True,
                unique_fields=["thing"],
                update_fields=fields,
            )


PERIODIC = (
    Periodic(
        name="devices.silent",
        title=gettext_lazy("Schweigende Geräte finden"),
        every_s=300,
        function=find_silent,
    ),
    Periodic(
        name="devices.flagged",
        title=gettext_lazy("Unplausible Werte je Gerät zählen"),
        every_s=1800,
        function=count_flagged,
    ),
)
"""For ``settings.wiring``."""
