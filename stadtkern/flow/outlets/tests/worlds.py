# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Small cities for the tests of the outlets: one thing, some datastreams, their values in a real lake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa

from stadtkern.flow.devices import service
from stadtkern.flow.devices.models import Datastream
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets import readings
from stadtkern.flow.outlets.readings import Channel
from stadtkern.kernel import registry
from stadtkern.kernel.domain import CC_ZERO, Domain, MapLayer, Retention, SmallCounts, Source, Tile
from stadtkern.kernel.observation import Decoded, Payload, Series, Station
from stadtkern.kernel.quantities import AIR_TEMPERATURE, PEDESTRIAN_COUNT

HOUR = datetime(2026, 7, 1, 10, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
RULE = SmallCounts(below=5, finer_than_s=3600, reason="Einzelne wären erkennbar.")


def undecoded(_payload: Payload) -> Decoded:
    """A source of these tests brings nothing by itself."""
    return Decoded()


def domain(*, protection: SmallCounts | None = RULE, stale_after_s: int | None = None) -> Domain:
    """A domain that counts people and measures temperatures."""
    source = Source(
        key="squares",
        title="Plätze",
        title_en="Squares",
        publisher="Stadt",
        homepage="https://example.org/",
        licence=CC_ZERO,
        attribution="Stadt, CC0",
        decode=undecoded,
        files=(),
        recorded="-",
        stale_after_s=stale_after_s,
    )
    return Domain(
        name="squares",
        title="Plätze",
        title_en="Squares",
        slug="plaetze",
        summary="Wer über die Plätze geht.",
        summary_en="Who crosses the squares.",
        department="Amt für Plätze",
        fields_of_action=(),
        quantities=(PEDESTRIAN_COUNT, AIR_TEMPERATURE),
        sources=(source,),
        retention=Retention(days=None, reason="Keine Personen erkennbar."),
        protection=protection,
        layers=(
            MapLayer(
                key="squares",
                title="Plätze",
                title_en="Squares",
                colour="blue",
                shape="circle",
                quantity=PEDESTRIAN_COUNT,
            ),
        ),
        tiles=(
            Tile(
                title="Menschen",
                title_en="People",
                quantity=PEDESTRIAN_COUNT,
                summary="day_sum",
                compare="week_before",
            ),
            Tile(title="Luft", title_en="Air", quantity=AIR_TEMPERATURE, summary="latest_mean"),
        ),
    )


def declare(declared: Domain) -> Domain:
    """Make it the only domain of this process."""
    registry.declare([declared])
    service.declare_quantities([declared])
    return declared


def datastreams(
    declared: Domain,
    *codes: str,
    interval_s: int | None = 900,
    quantity: str = PEDESTRIAN_COUNT.key,
    period: bool = True,
) -> list[Datastream]:
    """Datastreams of one square, by code, ready to be read."""
    station = Station(code="square/1", name="Marktplatz", longitude=7.6, latitude=51.9)
    told = [
        Series(
            code=code,
            station=station.code,
            name=code,
            quantities=(quantity,),
            interval_s=interval_s,
            period=period,
        )
        for code in codes
    ]
    service.ensure([station], told, domain=declared, source=declared.sources[0], at=HOUR)
    found = {stream.code: stream for stream in readings.readable(Datastream.objects.filter(code__in=codes))}
    return [found[code] for code in codes]


def channel(stream: Datastream) -> Channel:
    """Its only component."""
    return readings.channel(stream)


def store(
    lake: Lake,
    values: Mapping[Datastream, Sequence[float | None]],
    *,
    start: datetime = HOUR,
    step: timedelta = QUARTER,
) -> None:
    """Store values one step apart; ``None`` is a gap."""
    rows = [
        (stream.pk, start + n * step, value)
        for stream, given in values.items()
        for n, value in enumerate(given)
        if value is not None
    ]
    lake.append(
        pa.table(
            {
                "datastream_id": pa.array([row[0] for row in rows], pa.int64()),
                "phenomenon_time": pa.array([row[1] for row in rows], pa.timestamp("us", tz="UTC")),
                "result": pa.array([row[2] for row in rows], pa.float64()),
            }
        )
    )


RECORDED = Path(__file__).resolve().parents[3] / "domains"
