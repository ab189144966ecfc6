# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A weather station of Münster for the tests of checks, and the ways in which its values come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pyarrow as pa

from stadtkern.flow.devices.models import (
    Calibration,
    Component,
    Datastream,
    ObservedProperty,
    StreamChecks,
    Thing,
)
from stadtkern.flow.ingest import service
from stadtkern.flow.ingest.checking import judging
from stadtkern.flow.lake.current import lake
from stadtkern.flow.lake.words import Receipt, StoredObservation
from stadtkern.kernel.models import Department
from stadtkern.kernel.observation import TIME, Quality

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
TEN_MINUTES = timedelta(minutes=10)
Values = Sequence[tuple[datetime, float | None]]


def stream(
    code: str = "muenster/wetter/t", *, quantity: str = "air_temperature", interval_s: int | None = 600
) -> Datastream:
    """A datastream of a station with one quantity."""
    owner = Department.objects.get_or_create(name="Amt für Daten")[0]
    thing_code = code.rsplit("/", 1)[0]
    thing = Thing.objects.get_or_create(
        code=thing_code, defaults={"name": thing_code, "domain": "environment", "owner": owner}
    )[0]
    kind = ObservedProperty.objects.get_or_create(
        key=quantity, defaults={"name": quantity, "ucum": "Cel" if "temperature" in quantity else "%"}
    )[0]
    made = Datastream.objects.create(code=code, name=code, thing=thing, interval_s=interval_s)
    Component.objects.create(datastream=made, observed_property=kind)
    return made


def checks(datastream: Datastream, **rules: object) -> None:
    """People say how the values are judged."""
    StreamChecks.objects.create(datastream=datastream, changed_at=START, changed_by="test", **rules)
    judging.forget()


def calibrated(
    datastream: Datastream, since: datetime, until: datetime | None = None, **facts: float
) -> None:
    """People enter a calibration."""
    Calibration.objects.create(
        datastream=datastream, valid_from=since, valid_to=until, entered_at=START, reason="Vergleich", **facts
    )
    judging.forget()


def series(*values: float | None, start: datetime = START, step: timedelta = TEN_MINUTES) -> Values:
    """Values at equal distances."""
    return [(start + number * step, value) for number, value in enumerate(values)]


def table(datastream: Datastream, values: Values, **more: list[object]) -> pa.Table:
    """A batch for the lake."""
    columns: dict[str, object] = {
        "datastream_id": pa.array([datastream.pk] * len(values), pa.int64()),
        "phenomenon_time": pa.array([time for time, _ in values], TIME),
        "result": pa.array([value for _, value in values], pa.float64()),
        **more,
    }
    return pa.table(columns)


def bring(datastream: Datastream, values: Values, **more: list[object]) -> Receipt:
    """The values come as a file or an answer of a feed does."""
    return service.append(table(datastream, values, **more), source_key="counts", now=START)[0]


def stored(datastream: Datastream) -> list[StoredObservation]:
    """Everything stored and not superseded, oldest first."""
    rows = lake().observations(datastream.pk, limit=10_000)
    return [row for row in rows if not (row.quality or 0) & Quality.SUPERSEDED]


def flags(datastream: Datastream) -> list[Quality]:
    """The flags of what is stored, oldest first."""
    return [Quality(row.quality or 0) for row in stored(datastream)]
