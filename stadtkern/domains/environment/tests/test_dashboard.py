# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""From stored values to the sentences and tables of the environment page."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest
from django.test import Client

from stadtkern.domains.environment import service
from stadtkern.domains.environment.domain import DOMAIN
from stadtkern.flow.devices import service as devices
from stadtkern.flow.devices.models import Thing, Visibility
from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel.observation import Quality, Series, Station
from stadtkern.kernel.quantities import (
    AIR_TEMPERATURE,
    NITROGEN_DIOXIDE,
    PM10,
    SOIL_MOISTURE,
    SOUND_LEVEL,
    WATER_LEVEL,
    Quantity,
)

PAGE = f"/themen/{DOMAIN.slug}/"
NOON = datetime(2026, 7, 15, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


def stream(quantity: Quantity, *, place: str = "Marktplatz", interval_s: int = 3600) -> int:
    """A public place that measures one quantity; the id of its datastream."""
    station = Station(code=f"test/{place}", name=place)
    series = Series(
        code=f"test/{place}/{quantity.key}",
        station=station.code,
        name=quantity.german,
        quantities=(quantity.key,),
        interval_s=interval_s,
    )
    return devices.ensure((station,), (series,), domain=DOMAIN, source=None)[series.code]


def store(lake: Lake, pk: int, values: Mapping[datetime, float], quality: Quality | None = None) -> None:
    """Store values of one datastream."""
    rows = len(values)
    lake.append(
        pa.table(
            {
                "datastream_id": pa.array([pk] * rows, pa.int64()),
                "phenomenon_time": pa.array(list(values), pa.timestamp("us", tz="UTC")),
                "result": pa.array(list(values.values()), pa.float64()),
                "quality": pa.array([None if quality is None else int(quality)] * rows, pa.uint16()),
            }
        )
    )


def hours(start: datetime, values: list[float]) -> dict[datetime, float]:
    """One value per hour."""
    return {start + n * HOUR: value for n, value in enumerate(values)}


def test_a_day_over_the_limit_of_pm10_counts_once(lake: Lake) -> None:
    pk = stream(PM10)
    midnight = datetime(2026, 7, 12, 22, tzinfo=UTC)
    store(lake, pk, hours(midnight, [60.0] * 24) | hours(midnight + DAY, [20.0] * 24))

    daily = next(one for one in service.limits(lake=lake, now=NOON) if one.threshold.mean == "day")

    assert (daily.periods, daily.over, daily.newest_mean, daily.highest_mean) == (2, 1, 20.0, 60.0)
    assert not daily.broken


def test_a_day_with_too_few_values_does_not_count(lake: Lake) -> None:
    pk = stream(PM10)
    store(lake, pk, hours(datetime(2026, 7, 12, 22, tzinfo=UTC), [90.0] * 17))

    assert [one.threshold.mean for one in service.limits(lake=lake, now=NOON)] == ["year"]


def test_more_hours_over_the_limit_than_allowed_break_it(lake: Lake) -> None:
    pk = stream(NITROGEN_DIOXIDE)
    store(lake, pk, hours(datetime(2026, 7, 12, tzinfo=UTC), [201.0] * 19))

    hourly = next(one for one in service.limits(lake=lake, now=NOON) if one.threshold.mean == "hour")

    assert hourly.over == 19
    assert hourly.broken


def test_implausible_values_are_left_out(lake: Lake) -> None:
    pk = stream(NITROGEN_DIOXIDE)
    store(lake, pk, hours(datetime(2026, 7, 12, tzinfo=UTC), [900.0]), Quality.OUT_OF_RANGE)

    assert service.limits(lake=lake, now=NOON) == []


def test_last_year_does_not_count(lake: Lake) -> None:
    pk = stream(NITROGEN_DIOXIDE)
    store(lake, pk, hours(datetime(2025, 12, 31, 22, tzinfo=UTC), [250.0, 100.0]))

    hourly = next(one for one in service.limits(lake=lake, now=NOON) if one.threshold.mean == "hour")

    assert (hourly.periods, hourly.over) == (1, 0)


def test_noise_is_averaged_energetically_by_day_and_night(lake: Lake) -> None:
    pk = stream(SOUND_LEVEL)
    noon, night = datetime(2026, 7, 14, 10, tzinfo=UTC), datetime(2026, 7, 14, 22, tzinfo=UTC)
    store(lake, pk, {noon: 60.0, noon + HOUR: 70.0, night: 40.0, night + 3 * HOUR: 40.0})

    (found,) = service.sound_days(lake=lake, now=NOON)

    assert found.by_day == pytest.approx(10 * math.log10((1e6 + 1e7) / 2))
    assert found.by_night == pytest.approx(40.0)
    assert str(found.day) == "2026-07-14"


def test_a_hot_day_and_a_tropical_night_are_counted(lake: Lake) -> None:
    pk = stream(AIR_TEMPERATURE)
    noon = datetime(2026, 7, 13, 12, tzinfo=UTC)
    store(lake, pk, {noon: 31.0} | hours(datetime(2026, 7, 13, 18, tzinfo=UTC), [21.0] * 12))

    (found,) = service.heat(lake=lake, now=NOON)

    assert (found.days.hot_days, found.days.tropical_nights, found.days.highest) == (1, 1, 31.0)


def test_a_night_with_few_values_is_no_tropical_one(lake: Lake) -> None:
    pk = stream(AIR_TEMPERATURE)
    store(lake, pk, hours(datetime(2026, 7, 13, 18, tzinfo=UTC), [21.0] * 3))

    (found,) = service.heat(lake=lake, now=NOON)

    assert found.days.tropical_nights == 0


def test_soil_is_dry_against_its_own_year(lake: Lake) -> None:
    pk = stream(SOIL_MOISTURE, interval_s=86_400)
    days = {NOON - n * DAY: 20.0 + n for n in range(40)}
    store(lake, pk, days)

    (found,) = service.soils(lake=lake, now=NOON + HOUR)

    assert found.dry
    assert found.days_before == 39


def test_soil_without_a_past_is_not_judged(lake: Lake) -> None:
    pk = stream(SOIL_MOISTURE, interval_s=86_400)
    store(lake, pk, {NOON: 3.0})

    (found,) = service.soils(lake=lake, now=NOON + HOUR)

    assert found.drier_share is None
    assert not found.dry


def test_a_rising_river_is_named_first(lake: Lake) -> None:
    calm, rising = stream(WATER_LEVEL, place="Bach"), stream(WATER_LEVEL, place="Ruhr")
    store(lake, calm, {NOON - 25 * HOUR: 50.0, NOON: 50.0})
    store(lake, rising, {NOON - 25 * HOUR: 200.0, NOON - HOUR: 290.0, NOON: 310.0})

    found = service.waters(lake=lake, now=NOON + HOUR)

    assert [(one.datastream.thing.name, one.change) for one in found] == [("Ruhr", 110.0), ("Bach", 0.0)]


def test_the_page_says_what_the_numbers_mean(lake: Lake) -> None:
    recent = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - 30 * HOUR
    store(lake, stream(PM10), hours(recent, [12.0] * 30))
    store(lake, stream(AIR_TEMPERATURE), hours(recent, [18.0] * 30))
    store(lake, stream(SOUND_LEVEL), hours(recent, [55.0] * 30))

    body = Client().get(PAGE).content.decode()

    assert "39. BImSchV" in body
    assert "öfter überschritten als erlaubt" in body
    assert "Am wärmsten war es" in body
    assert "Lärm bei Tag und Nacht" in body


def test_what_is_internal_stays_so(lake: Lake) -> None:
    store(lake, stream(PM10), {NOON: 12.0})
    Thing.objects.update(visibility=Visibility.INTERNAL)

    assert service.limits(lake=lake, now=NOON + HOUR) == []
    assert "Marktplatz" not in Client().get(PAGE).content.decode()


def test_without_sensors_the_page_says_so(lake: Lake) -> None:
    body = Client().get(PAGE).content.decode()

    assert "Noch keine Orte" in body
    assert "Grenzwerte in diesem Jahr" not in body
