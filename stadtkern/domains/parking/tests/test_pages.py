# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""From the recorded feeds to the subject page: a number while it is young, a dash afterwards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from django.test import Client

from stadtkern.domains.parking.domain import DOMAIN
from stadtkern.domains.parking.indicators import INDICATORS
from stadtkern.flow.devices.models import Datastream, Thing, Visibility
from stadtkern.flow.ingest.importing import import_path
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Interval
from stadtkern.flow.outlets import groups, readings
from stadtkern.flow.outlets.series import service as series
from stadtkern.flow.outlets.series.words import EVERYWHERE, SeriesQuestion

PAYLOADS = Path(__file__).parent / "payloads"
COUNTED = datetime(2026, 2, 6, 7, 35, tzinfo=UTC)
KESSELBRINK = "bielefeld-parking/660-1"
TAKEN = 100 - 100 * (203 + 133 + 0) / (383 + 475 + 456)
"""[%] in the recorded feed."""

pytestmark = pytest.mark.django_db(transaction=True)


def recorded() -> None:
    import_path(PAYLOADS / "bielefeld.csv", now=COUNTED)


def reading(quantity: str, lake: Lake, now: datetime) -> readings.Reading:
    streams = readings.readable(Datastream.objects.filter(code=f"{KESSELBRINK}/{quantity}"))
    return readings.current(streams, lake=lake, now=now)[0]


@pytest.mark.parametrize(("minutes", "free"), [(1, 203), (15, 203), (16, None), (60 * 24, None)])
def test_free_spaces_are_a_number_for_a_quarter_of_an_hour(
    lake: Lake, minutes: int, free: float | None
) -> None:
    recorded()
    found = reading("free_parking_spaces", lake, COUNTED + timedelta(minutes=minutes))
    assert (found.value, found.state) == (free, "fresh" if free is not None else "stale")


def test_a_capacity_never_becomes_too_old(lake: Lake) -> None:
    recorded()
    assert reading("parking_capacity", lake, COUNTED + timedelta(days=400)).value == 383


def test_old_values_are_not_summed_up(lake: Lake) -> None:
    recorded()
    free, capacity = DOMAIN.quantities[:2]
    found = groups.groups([(DOMAIN, free), (DOMAIN, capacity)])
    late = COUNTED + timedelta(hours=1)
    assert groups.together(found["parking", free.key], lake=lake, now=late).total is None
    assert groups.together(found["parking", capacity.key], lake=lake, now=late).total is not None


def test_the_page_lists_the_places_and_shows_no_old_number(lake: Lake) -> None:
    recorded()
    page = Client().get("/themen/parken/").content.decode()
    assert "Tiefgarage Kesselbrink" in page
    assert "203" not in page
    assert "zu alt" in page


def test_a_place_that_is_not_public_is_not_listed(lake: Lake) -> None:
    recorded()
    Thing.objects.filter(code=KESSELBRINK).update(visibility=Visibility.INTERNAL)
    assert "Kesselbrink" not in Client().get("/themen/parken/").content.decode()
    assert Client().get(f"/orte/{KESSELBRINK}/").status_code == 404


def test_all_recorded_feeds_are_imported_by_their_names_and_once(lake: Lake) -> None:
    first = import_path(PAYLOADS, now=COUNTED)
    assert (len(first.failed), len(first.unmatched)) == (0, 0)
    assert first.total.stored > 0
    again = import_path(PAYLOADS, now=COUNTED, again=True)
    assert (again.total.stored, again.total.superseded) == (0, 0)


def test_the_status_feed_keeps_the_name_that_the_static_feed_told(lake: Lake) -> None:
    import_path(PAYLOADS / "stuttgart-static.xml", now=COUNTED)
    import_path(PAYLOADS / "stuttgart-realtime.xml", now=COUNTED)
    assert Thing.objects.get(code="stuttgart-parking/12717375").name == "Kronprinzstraße"


def test_only_car_parks_that_report_count_as_occupied(lake: Lake) -> None:
    recorded()
    (indicator,) = (one for one in INDICATORS if one.key == "parkhaus-auslastung")

    def occupancy(minutes: int) -> float | None:
        now = COUNTED + timedelta(minutes=minutes)
        (found,) = series.current(indicator.formula, reader=None, places=EVERYWHERE, lake=lake, now=now)
        return found.value

    assert occupancy(1) == pytest.approx(TAKEN)
    store(lake, Datastream.objects.get(code=f"{KESSELBRINK}/free_parking_spaces"), 100)
    assert occupancy(61) == pytest.approx(100 - 100 * 100 / 383)
    question = SeriesQuestion(
        expression=indicator.formula,
        start=COUNTED - timedelta(minutes=35),
        end=COUNTED + timedelta(minutes=85),
        interval=Interval(number=1, unit="hour"),
    )
    (line,) = series.lines(question, lake=lake, now=COUNTED + timedelta(hours=2))
    assert line.values.tolist() == pytest.approx([TAKEN, 100 - 100 * 100 / 383])


def store(lake: Lake, stream: Datastream, free: float) -> None:
    """What is free an hour later."""
    at = pa.array([COUNTED + timedelta(hours=1)], pa.timestamp("us", tz="UTC"))
    ids, values = pa.array([stream.pk], pa.int64()), pa.array([free], pa.float64())
    lake.append(pa.table({"datastream_id": ids, "phenomenon_time": at, "result": values}))
