# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads what was measured, by the hour, for a forecast."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from stadtkern.flow.devices.models import Datastream
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Bucket, Interval
from stadtkern.kernel import registry
from stadtkern.kernel.errors import Contradiction, NotFound
from stadtkern.kernel.quantities import Quantity

from . import free_days
from .grid import Grid, grid
from .profile import MOST_DAYS

HISTORY = timedelta(days=400)
_HOUR = timedelta(hours=1)
_HOURLY = Interval(number=1, unit="hour")


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A datastream by the hour."""

    grid: Grid
    until: datetime
    """End of the last hour with a value, UTC."""
    quantity: Quantity


def quantity_of(datastream: Datastream) -> Quantity:
    """What it measures.

    Raises:
        Contradiction: it measures several things, nothing that is known, or directions.
    """
    component = datastream.components.select_related("observed_property").first()
    if component is None or datastream.multi:
        raise Contradiction("Vorhergesagt werden Datenströme mit einer einzigen Messgröße.")
    try:
        found = registry.quantity(component.observed_property.key)
    except NotFound as error:
        raise Contradiction("Diese Messgröße kennt Stadtkern nicht gut genug für eine Vorhersage.") from error
    if found.circular or found.estimated or found.lasting:
        raise Contradiction("Richtungen, Vorhersagen und feste Größen werden nicht vorhergesagt.")
    return found


def measured(datastream: Datastream, *, lake: Lake) -> Measured | None:
    """The last 400 days by the hour; null without any value.

    Raises:
        Contradiction: it cannot be forecast.
        LakeUnavailable: the lake cannot be read.
    """
    quantity = quantity_of(datastream)
    newest = lake.latest([datastream.pk]).get(datastream.pk)
    if newest is None:
        return None
    end = newest.last_time.replace(minute=0, second=0, microsecond=0) + _HOUR
    hours = lake.series(
        datastream.pk,
        start=end - HISTORY,
        end=end,
        interval=_HOURLY,
        statistics=("sum", "mean", "count"),
    )
    expected = 3600 // datastream.interval_s if datastream.interval_s else 0
    values = [(hour.start, _value(hour, quantity, expected)) for hour in hours]
    known = [start for start, value in values if value is not None]
    if not known:
        return None
    until = known[-1] + _HOUR
    table = grid(
        [pair for pair in values if known[0] <= pair[0] < until],
        free_days.is_holiday,
        ahead=MOST_DAYS + 1,
    )
    return Measured(grid=table, until=until, quantity=quantity)


def _value(hour: Bucket, quantity: Quantity, expected: int) -> float | None:
    """Sum or mean of the hour; a sum with missing observations is none."""
    if quantity.summary == "mean":
        return hour.mean
    return hour.sum if hour.count >= max(expected, 1) else None
