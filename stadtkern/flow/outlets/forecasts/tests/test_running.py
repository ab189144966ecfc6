# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A forecast from the order to the datastreams that everybody can read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from stadtkern.flow.devices.editing import show_datastream
from stadtkern.flow.devices.models import Datastream, Visibility
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.forecasts import service
from stadtkern.flow.outlets.forecasts.models import Forecast
from stadtkern.flow.outlets.forecasts.running import run, run_all
from stadtkern.flow.outlets.forecasts.showing import shown
from stadtkern.flow.outlets.tests.worlds import datastreams, declare, domain, store
from stadtkern.kernel import registry
from stadtkern.kernel.errors import Contradiction, NotFound, NotPermitted
from stadtkern.kernel.models import AuditEntry, Person
from stadtkern.kernel.observation import Quality
from stadtkern.kernel.quantities import ANOMALY_SCORE, PEDESTRIAN_COUNT, forecasts_of
from stadtkern.kernel.tests.people_of_tests import administrator

START = datetime(2026, 1, 4, 23, tzinfo=UTC)
"""Monday, 5 January 2026, midnight in Berlin."""
WEEKS = 11
NOW = START + timedelta(weeks=WEEKS)


@pytest.fixture(autouse=True)
def declarations() -> Iterator[None]:
    before = registry.domains()
    yield
    registry.declare(before)


@pytest.fixture
def counter(db: None, lake: Lake) -> Datastream:
    """A square on which a steady number of people passes by the hour, a third at weekends."""
    (stream,) = datastreams(declare(domain(protection=None)), "square/1/people", interval_s=3600)
    counts = [
        (90.0 if day % 7 < 5 else 30.0) + hour * 4 + (day * 7 + hour * 3) % 5
        for day in range(WEEKS * 7)
        for hour in range(24)
    ]
    store(lake, {stream: counts}, start=START, step=timedelta(hours=1))
    return stream


@pytest.fixture
def order(counter: Datastream) -> Forecast:
    return Forecast.objects.create(datastream=counter, days=2, created_at=NOW)


def test_results_are_datastreams_of_the_same_thing_marked_as_not_measured(
    order: Forecast, lake: Lake
) -> None:
    assert run(order, lake=lake, now=NOW)
    assert order.output is not None
    assert order.output.thing_id == order.datastream.thing_id
    keys = [one.observed_property.key for one in order.output.components.all()]
    assert keys == [one.key for one in forecasts_of(PEDESTRIAN_COUNT)]
    rows = lake.observations(order.output.pk, limit=100)
    assert len(rows) == 48
    assert rows[0].phenomenon_time == NOW
    assert all(Quality(row.quality or 0) & Quality.SIMULATED for row in rows)
    expected, low, high = json.loads(rows[0].result_json or "")
    assert low <= expected <= high
    assert abs(expected - 92) < 8
    assert order.error is not None
    assert order.naive_error is not None


def test_running_again_stores_nothing_twice(order: Forecast, lake: Lake) -> None:
    run(order, lake=lake, now=NOW)
    assert order.output is not None
    before = lake.latest([order.output.pk])[order.output.pk].count
    run(order, lake=lake, now=NOW)
    assert lake.latest([order.output.pk])[order.output.pk].count == before
    assert run_all(NOW) is None, "nothing new was measured"


def test_a_forecast_whose_datastream_goes_meanwhile_stops_no_other(order: Forecast, lake: Lake) -> None:
    Datastream.objects.filter(pk=order.datastream_id).delete()
    assert not run(order, lake=lake, now=NOW)
    assert not Forecast.objects.exists()


def test_nobody_sees_a_forecast_whose_results_are_internal(order: Forecast, lake: Lake) -> None:
    run(order, lake=lake, now=NOW)
    assert service.public().count() == 1
    assert order.output is not None
    show_datastream(administrator(), order.output, Visibility.INTERNAL, at=NOW)
    assert not service.public().exists()


def test_an_hour_far_off_is_scored_with_its_reason(order: Forecast, lake: Lake) -> None:
    store(lake, {order.datastream: [900.0, 95.0]}, start=NOW, step=timedelta(hours=1))
    run(order, lake=lake, now=NOW)
    assert order.scores is not None
    (component,) = order.scores.components.all()
    assert component.observed_property.key == ANOMALY_SCORE.key
    rows = {row.phenomenon_time: row for row in lake.observations(order.scores.pk, limit=2_000)}
    odd, plain = rows[NOW], rows[NOW + timedelta(hours=1)]
    assert odd.result is not None
    assert odd.result > 1
    assert json.loads(odd.parameters or "{}")["reason"] == "above"
    assert plain.parameters is None


def test_too_few_days_are_said_and_nothing_is_made_up(db: None, lake: Lake) -> None:
    (stream,) = datastreams(declare(domain(protection=None)), "square/1/people", interval_s=3600)
    store(lake, {stream: [float(n % 24) for n in range(24 * 20)]}, start=START, step=timedelta(hours=1))
    order = Forecast.objects.create(datastream=stream, created_at=NOW)
    assert not run(order, lake=lake, now=NOW)
    assert "zu wenige Messwerte" in order.trouble
    assert order.output is None


def test_forecasts_are_not_protected_as_counts_of_people_and_keep_their_summary() -> None:
    declare_only = domain()
    registry.declare([declare_only])
    for one in forecasts_of(PEDESTRIAN_COUNT):
        known = registry.quantity(one.key)
        assert known.summary == "sum"
        assert not known.counted


def test_ordering_needs_the_right_and_a_datastream_that_can_be_forecast(counter: Datastream) -> None:
    someone, chief = Person.objects.create_user(username="someone"), administrator()
    with pytest.raises(NotPermitted):
        service.start(someone, counter.code, 3, at=NOW)
    with pytest.raises(NotFound):
        service.start(chief, "nothing", 3, at=NOW)
    with pytest.raises(Contradiction, match="sieben Tage"):
        service.start(chief, counter.code, 8, at=NOW)
    order = service.start(chief, counter.code, 3, at=NOW)
    with pytest.raises(Contradiction, match="schon eine"):
        service.start(chief, counter.code, 3, at=NOW)
    service.end(chief, order, at=NOW)
    actions = AuditEntry.objects.filter(action__startswith="forecast.").values_list("action", flat=True)
    assert sorted(actions) == ["forecast.end", "forecast.start"]


def test_the_public_page_shows_chart_table_and_what_the_forecast_is_worth(
    order: Forecast, lake: Lake, client: Client
) -> None:
    store(lake, {order.datastream: [900.0, 900.0]}, start=NOW, step=timedelta(hours=1))
    run(order, lake=lake, now=NOW)
    found = shown(order, lake=lake, now=NOW)
    assert (found.odd[0].start, found.odd[0].hours, found.odd[0].measured) == (NOW, 2, 1800)
    assert found.over is None
    assert shown(order, lake=lake, now=NOW + timedelta(days=9)).over is not None
    page = client.get(f"/vorhersagen/{order.pk}/").content.decode()
    assert "<svg" in page
    assert "nachgerechneten Vorhersagen" in page
    assert "ungewöhnlich viel" in page
    assert f"/vorhersagen/{order.pk}/" in client.get("/vorhersagen/").content.decode()
    english = client.get(f"/en/vorhersagen/{order.pk}/").content.decode()
    assert "Forecast" in english


def test_the_forecast_of_an_internal_datastream_is_nobodys_business(
    order: Forecast, lake: Lake, client: Client
) -> None:
    run(order, lake=lake, now=NOW)
    chief = administrator()
    show_datastream(chief, order.datastream, Visibility.INTERNAL, at=NOW)
    computed = Datastream.objects.filter(pk__in=[order.output_id, order.scores_id])
    assert set(computed.values_list("visibility", flat=True)) == {Visibility.INTERNAL}
    assert client.get(f"/vorhersagen/{order.pk}/").status_code == 404
    assert order.datastream.name not in client.get("/vorhersagen/").content.decode()
    show_datastream(chief, order.datastream, Visibility.PUBLIC, at=NOW)
    assert client.get(f"/vorhersagen/{order.pk}/").status_code == 200
