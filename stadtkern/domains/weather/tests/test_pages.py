# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""From the recorded files of the weather service to the subject page."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client

from stadtkern.flow.devices.models import Datastream, Thing, Visibility
from stadtkern.flow.ingest.importing import import_path
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Interval
from stadtkern.flow.outlets import readings

PAYLOADS = Path(__file__).parent / "payloads"
REPORTED = datetime(2020, 4, 6, 8, 30, tzinfo=UTC)

pytestmark = pytest.mark.django_db(transaction=True)


def test_all_recorded_files_are_imported_by_their_names_and_once(lake: Lake) -> None:
    first = import_path(PAYLOADS, now=REPORTED)
    assert (len(first.failed), len(first.unmatched), first.total.rejected) == (0, 0, 0)
    assert first.total.stored == 864 + 19 + 199
    again = import_path(PAYLOADS, now=REPORTED, again=True)
    assert again.total.stored == 0


def test_the_sunshine_of_a_day_is_the_sum_of_its_ten_minutes(lake: Lake) -> None:
    import_path(PAYLOADS / "10minutenwerte_SOLAR_01766_akt.zip", now=REPORTED)
    stream = readings.readable(Datastream.objects.filter(code="dwd/01766/10min/sunshine_duration"))[0]
    day = readings.series(
        readings.channel(stream),
        start=datetime(2023, 6, 8, 22, tzinfo=UTC),
        end=datetime(2023, 6, 9, 22, tzinfo=UTC),
        interval=Interval(number=1, unit="day"),
        lake=lake,
        now=REPORTED,
    ).points[0]
    assert day.value is not None
    assert 10 < day.value < 17


def test_a_current_report_is_shown_while_it_is_young(lake: Lake) -> None:
    import_path(PAYLOADS / "observations_current.csv", now=REPORTED)
    streams = readings.readable(Datastream.objects.filter(code="dwd-wmo/01049/air_temperature"))
    assert readings.current(streams, lake=lake, now=REPORTED)[0].value == -3.1
    assert readings.current(streams, lake=lake, now=datetime(2020, 4, 6, 12, tzinfo=UTC))[0].value is None


def test_the_page_lists_the_stations_by_their_names(lake: Lake) -> None:
    import_path(PAYLOADS, now=REPORTED)
    page = Client().get("/themen/wetter/").content.decode()
    assert "Münster/Osnabrück" in page
    assert "Straubing" in page
    assert "Quelle: Deutscher Wetterdienst" in Client().get("/daten/weather-dwd-climate/").content.decode()


def test_a_station_that_is_not_public_is_not_listed(lake: Lake) -> None:
    import_path(PAYLOADS, now=REPORTED)
    Thing.objects.filter(code="dwd/04911").update(visibility=Visibility.INTERNAL)
    assert "Straubing" not in Client().get("/themen/wetter/").content.decode()
