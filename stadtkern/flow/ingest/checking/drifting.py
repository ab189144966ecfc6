# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Compares datastreams with their neighbours now and then; those that move away are flagged from then on.

Only values that come afterwards get the flag: what is stored has been seen and copied by others, rewriting a
window of days for each comparison would cost more than it tells, and since when it drifts stands on the page.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

from django.db import transaction
from django.utils.translation import gettext_lazy, ngettext

from stadtkern.flow.devices.models import Component, StreamChecks, new_revision
from stadtkern.flow.devices.places import Spot, spots
from stadtkern.flow.devices.quality.rules import micros
from stadtkern.flow.lake.current import lake
from stadtkern.kernel.jobs import Periodic
from stadtkern.kernel.observation import Quality

from . import judging
from .restating import restate_pending

_MEDIANS = Path(__file__).parent / "queries" / "medians.sql"
_FEWEST = 12
"""A median of fewer values says too little."""
_MOST_NEIGHBOURS = 20
_EARTH_M = 6_371_000.0
_UNUSABLE = int(
    Quality.SUPERSEDED | Quality.SOURCE_SUSPECT | Quality.OUT_OF_RANGE | Quality.STEP | Quality.STUCK
)


@dataclass(frozen=True, kw_only=True)
class _Median:
    """A row of ``queries/medians.sql``."""

    datastream_id: int
    median: float
    values: int


def compare(now: datetime) -> str | None:
    """Compare all datastreams that people want to be compared; says how many drift, silent when none does."""
    rows = list(StreamChecks.objects.filter(drift__isnull=False).select_related("datastream"))
    if not rows:
        return None
    beside = _neighbours(rows)
    drifting = changed = 0
    for hours in sorted({row.drift_window_h for row in rows}):
        mine = [row for row in rows if row.drift_window_h == hours]
        ids = {row.pk for row in mine} | {one for row in mine for one in beside[row.pk]}
        medians = _medians(ids, now - timedelta(hours=hours), now)
        drifting_ids = {row.pk for row in mine if row.drifting_since}
        for row in mine:
            others = [medians[one] for one in beside[row.pk] if one in medians and one not in drifting_ids]
            changed += _settle(row, medians.get(row.pk), others, now)
            drifting += row.drifting_since is not None
    if changed:
        judging.forget()
    return (
        ngettext("%(n)s Datenstrom driftet.", "%(n)s Datenströme driften.", drifting) % {"n": drifting}
        if drifting
        else None
    )


def _settle(row: StreamChecks, own: float | None, others: Sequence[float], now: datetime) -> bool:
    """Keep what the comparison says; whether the datastream began or ended to drift."""
    apart = own - median(others) if own is not None and others else None
    since = row.drifting_since
    if apart is not None and row.drift is not None:
        since = (since or now) if abs(apart) > row.drift else None
    begun_or_ended = (since is None) != (row.drifting_since is None)
    row.drifted_by, row.drifting_since = apart, since
    with transaction.atomic():
        row.save(update_fields=["drifted_by", "drifting_since"])
        if begun_or_ended:
            new_revision()
    return begun_or_ended


def _medians(ids: Iterable[int], start: datetime, end: datetime) -> dict[int, float]:
    wanted = sorted(ids)
    found = lake().rows(
        _MEDIANS,
        _Median,
        datastreams=wanted,
        first_id=wanted[0],
        last_id=wanted[-1],
        start_us=micros(start),
        end_us=micros(end),
        unusable=_UNUSABLE,
    )
    return {row.datastream_id: row.median for row in found if row.values >= _FEWEST}


def _neighbours(rows: Sequence[StreamChecks]) -> dict[int, list[int]]:
    """The neighbours that people named, and those of the same quantity within the distance, nearest first."""
    found: dict[int, list[int]] = {row.pk: [] for row in rows}
    named = StreamChecks.neighbours.through.objects.filter(streamchecks_id__in=found)
    for row_id, stream in named.values_list("streamchecks_id", "datastream_id"):
        found[row_id].append(stream)
    near = [row for row in rows if row.drift_distance_m]
    if near:
        alike = _alike(near)
        places = spots({thing for some in alike.values() for _, thing in some})
        for row in near:
            found[row.pk] += _near(row, alike[row.pk], places, set(found[row.pk]))
    return found


def _alike(rows: Sequence[StreamChecks]) -> dict[int, list[tuple[int, int]]]:
    """Datastreams (with their things) that measure the same as each of these."""
    parts = Component.objects.order_by().filter(datastream__multi=False)
    kinds = dict(
        parts.filter(datastream__in=[row.pk for row in rows]).values_list(
            "datastream_id", "observed_property"
        )
    )
    by_kind: dict[int, list[tuple[int, int]]] = {}
    same = parts.filter(observed_property__in=set(kinds.values()))
    for stream, thing, kind in same.values_list("datastream_id", "datastream__thing_id", "observed_property"):
        by_kind.setdefault(kind, []).append((stream, thing))
    return {row.pk: by_kind.get(kinds.get(row.pk, 0), []) for row in rows}


def _near(
    row: StreamChecks, alike: Sequence[tuple[int, int]], places: Mapping[int, Spot], known: set[int]
) -> list[int]:
    here = places.get(row.datastream.thing_id)
    if here is None or row.drift_distance_m is None:
        return []
    apart = [
        (_distance_m(here, places[thing]), stream)
        for stream, thing in alike
        if thing in places and thing != row.datastream.thing_id and stream not in known
    ]
    return [stream for far, stream in sorted(apart) if far <= row.drift_distance_m][:_MOST_NEIGHBOURS]


def _distance_m(one: Spot, other: Spot) -> float:
    north = math.radians(other.latitude - one.latitude)
    east = math.radians(other.longitude - one.longitude) * math.cos(math.radians(one.latitude))
    return _EARTH_M * math.hypot(north, east)


PERIODIC = (
    Periodic(
        name="quality.drift",
        title=gettext_lazy("Messreihen mit ihren Nachbarn vergleichen"),
        every_s=3600,
        function=compare,
    ),
    Periodic(
        name="quality.restate",
        title=gettext_lazy("Kalibrierungen nachziehen"),
        every_s=300,
        function=restate_pending,
    ),
)
"""For ``settings.wiring``, by way of ``ingest.jobs``."""
