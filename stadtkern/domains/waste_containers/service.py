# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fill levels with forecasts, and the list of containers to empty tomorrow.

Which containers a visitor sees is asked of the register; days are Europe/Berlin.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

from stadtkern.flow.devices.models import Datastream, DatastreamQuerySet
from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel.quantities import FILL_LEVEL
from stadtkern.kernel.rights import Visitor

from .domain import DOMAIN
from .forecasts import Filling, Forecast, forecast

_BERLIN = ZoneInfo("Europe/Berlin")
_FILLINGS = Path(__file__).parent / "queries" / "fillings.sql"
_PAST = timedelta(days=60)
"""What a forecast rests on."""
_SILENT = timedelta(hours=48)
EMPTY_AT = 80.0
"""A container is to be emptied at this level [%] unless its property ``empty_at`` says another."""
MOST = 5000
"""Containers that are looked at."""


@dataclass(frozen=True, kw_only=True)
class Container:
    """A container with its forecast."""

    datastream: Datastream
    forecast: Forecast
    empty_at: float
    silent: bool
    """No value for two days: somebody should look at the sensor, and at the container."""

    @property
    def waste(self) -> str:
        """What goes in, as the register says."""
        return str(self.datastream.thing.properties.get("waste") or "")


@dataclass(frozen=True, kw_only=True)
class Tomorrow:
    """What to do on the next day."""

    until: datetime
    """End of tomorrow (local midnight, aware UTC)."""
    due: tuple[Container, ...]
    """Likely full by then, the fullest first."""
    perhaps: tuple[Container, ...]
    """Full by then at the fastest rate seen."""
    silent: tuple[Container, ...]


def containers(visitor: Visitor, *, lake: Lake, now: datetime) -> list[Container]:
    """All containers that the visitor may see, the first to be full first."""
    streams = {stream.pk: stream for stream in _streams(visitor)[:MOST]}
    rows = lake.rows(_FILLINGS, Filling, datastreams=list(streams), start=now - _PAST, end=now)
    found = [
        _container(streams[pk], list(fillings), now)
        for pk, fillings in groupby(_aware(rows), key=lambda one: one.datastream_id)
    ]
    return sorted(found, key=_urgency)


def tomorrow(found: Iterable[Container], *, now: datetime) -> Tomorrow:
    """The list for the day after ``now``."""
    midnight = now.astimezone(_BERLIN).replace(hour=0, minute=0, second=0, microsecond=0)
    until = (midnight + timedelta(days=2)).astimezone(UTC)
    heard = [one for one in found if not one.silent]
    return Tomorrow(
        until=until,
        due=tuple(one for one in heard if one.forecast.due(until)),
        perhaps=tuple(one for one in heard if one.forecast.may_be_due(until) and not one.forecast.due(until)),
        silent=tuple(one for one in found if one.silent),
    )


def _streams(visitor: Visitor) -> DatastreamQuerySet:
    levels = Datastream.objects.visible_to(visitor).filter(
        multi=False,
        thing__domain=DOMAIN.name,
        components__observed_property__key=FILL_LEVEL.key,
    )
    return levels.select_related("thing").order_by("thing__name", "pk")


def _aware(rows: Iterable[Filling]) -> Iterable[Filling]:
    return sorted(rows, key=lambda one: (one.datastream_id, one.stretch))


def _container(stream: Datastream, fillings: list[Filling], now: datetime) -> Container:
    empty_at = _empty_at(stream)
    foretold = forecast(fillings, empty_at=empty_at)
    return Container(
        datastream=stream, forecast=foretold, empty_at=empty_at, silent=now - foretold.at > _SILENT
    )


def _empty_at(stream: Datastream) -> float:
    given = stream.thing.properties.get("empty_at")
    usable = isinstance(given, int | float) and not isinstance(given, bool) and 0 < given <= 100
    return float(given) if usable else EMPTY_AT


def _urgency(one: Container) -> tuple[bool, float, str]:
    likely = one.forecast.likely
    return likely is None, likely.timestamp() if likely else 0.0, one.datastream.thing.name
