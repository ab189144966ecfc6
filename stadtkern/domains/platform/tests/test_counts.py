# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The platform counts itself once an hour, as ordinary datastreams."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from stadtkern.domains.platform import jobs
from stadtkern.flow.devices.models import Datastream, Visibility
from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel.quantities import DEVICES_HEARD, PUBLISHED_DATASETS, REJECTED_RECORDS

NOW = datetime(2026, 11, 23, 10, 20, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_the_counts_of_an_hour_are_stored_once(lake: Lake) -> None:
    assert jobs.count(NOW)
    assert jobs.count(NOW.replace(minute=50)) is None

    stream = Datastream.objects.get(code=f"plattform/{REJECTED_RECORDS.key}")
    latest = lake.latest([stream.pk])[stream.pk]
    assert (latest.count, latest.result) == (1, 0.0)
    assert latest.last_time == NOW.replace(hour=9, minute=0)


def test_only_what_concerns_everybody_is_public(lake: Lake) -> None:
    jobs.count(NOW)

    seen = {one.code: one.visibility for one in Datastream.objects.all()}
    assert seen[f"plattform/{PUBLISHED_DATASETS.key}"] == Visibility.PUBLIC
    assert seen[f"plattform/{DEVICES_HEARD.key}"] == Visibility.INTERNAL


def test_the_procedure_stands_where_other_datastreams_have_a_sensor(lake: Lake) -> None:
    jobs.count(NOW)

    assert {one.sensor.code for one in Datastream.objects.select_related("sensor") if one.sensor} == {
        jobs.PROCEDURE.code
    }
    assert not Datastream.objects.filter(sensor=None).exists()
