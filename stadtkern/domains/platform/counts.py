# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the platform counts about itself; a count that cannot be made now is null."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from stadtkern.flow.catalogue import service as catalogue
from stadtkern.flow.devices.models import Datastream, SourceState
from stadtkern.flow.ingest.models import RejectedRecord
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.cockpit.listing import state_of
from stadtkern.kernel import measures, registry
from stadtkern.kernel.quantities import (
    ANSWERED_REQUESTS,
    DEVICES_HEARD,
    DEVICES_SILENT,
    PUBLISHED_DATASETS,
    REJECTED_RECORDS,
    SOURCES_IN_ORDER,
    SOURCES_OUT_OF_ORDER,
    STORED_OBSERVATIONS,
    Quantity,
)

from .domain import DOMAIN

Counts = Mapping[Quantity, float | None]
_HOUR = timedelta(hours=1)
_LATE = 3
"""So many of its intervals a device may be silent."""
_LEAST_S = 86_400.0
_ANSWERED = [0.0]
"""Requests that this process had answered at the last count."""


def counts(hour: datetime, *, lake: Lake, now: datetime) -> Counts:
    """All counts of the hour that begins here (UTC) and is over; levels are those of now."""
    in_order, out_of_order = _sources(now)
    heard, silent = _devices(lake, now)
    return {
        PUBLISHED_DATASETS: float(sum(1 for _entry in catalogue.all_public())),
        STORED_OBSERVATIONS: float(lake.status().observations),
        REJECTED_RECORDS: float(
            RejectedRecord.objects.filter(received_at__gte=hour, received_at__lt=hour + _HOUR).count()
        ),
        SOURCES_IN_ORDER: in_order,
        SOURCES_OUT_OF_ORDER: out_of_order,
        DEVICES_HEARD: heard,
        DEVICES_SILENT: silent,
        ANSWERED_REQUESTS: _requests(),
    }


def _sources(now: datetime) -> tuple[float, float]:
    """Sources that run, and those that fail or are silent; one query."""
    rows = SourceState.objects.in_bulk()
    states = [state_of(source, rows.get(source.key), now) for _domain, source in registry.sources()]
    return float(states.count("running")), float(states.count("outage") + states.count("silent"))


def _devices(lake: Lake, now: datetime) -> tuple[float, float]:
    """Things with regular datastreams: those that were heard in time, and the others."""
    regular = Datastream.objects.exclude(interval_s=None).exclude(thing__domain=DOMAIN.name).order_by()
    rows = list(regular.values_list("pk", "thing_id", "interval_s"))
    newest = lake.latest([pk for pk, _thing, _interval in rows])
    heard = {
        thing
        for pk, thing, interval in rows
        if pk in newest
        and (now - newest[pk].last_time).total_seconds() <= max(_LATE * (interval or 0), _LEAST_S)
    }
    return float(len(heard)), float(len({thing for _pk, thing, _interval in rows} - heard))


def _requests() -> float | None:
    """Requests that this process has answered since the last count; null when it answers none at all."""
    answered = sum(
        sample.value
        for metric in measures.REQUESTS.collect()
        for sample in metric.samples
        if sample.name.endswith("_total")
    )
    before, _ANSWERED[0] = _ANSWERED[0], answered
    return answered - before if answered else None
