# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""From counts in the lake to a day with weather and events, and what stays unpublished."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from stadtkern.domains.people_counting import service
from stadtkern.domains.people_counting.domain import DOMAIN
from stadtkern.domains.people_counting.models import Event
from stadtkern.flow.devices import service as devices
from stadtkern.flow.devices.models import Thing, Visibility
from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel import registry
from stadtkern.kernel.errors import NotFound
from stadtkern.kernel.models import AuditEntry, Person
from stadtkern.kernel.observation import Series, Station
from stadtkern.kernel.quantities import (
    AIR_TEMPERATURE,
    ENTRY_COUNT,
    OCCUPANCY,
    PERSON_COUNT,
    PRECIPITATION,
    Quantity,
)
from stadtkern.kernel.tests.people_of_tests import employ

NOW = datetime(2026, 6, 14, 9, 0, tzinfo=UTC)
DAY = date(2026, 6, 13)
MIDNIGHT = datetime(2026, 6, 12, 22, 0, tzinfo=UTC)
PAGE = f"/themen/{DOMAIN.slug}/"
COCKPIT = f"/cockpit/{DOMAIN.slug}/"

pytestmark = pytest.mark.django_db


def stream(
    place: str, quantity: Quantity, *, interval_s: int = 3600, domain: str = DOMAIN.name, name: str = ""
) -> int:
    """A public place that measures one quantity; the id of its datastream."""
    station = Station(code=f"test/{place}", name=place.title(), longitude=7.6, latitude=51.9)
    series = Series(
        code=f"{station.code}/{name or quantity.key}",
        station=station.code,
        name=quantity.german,
        quantities=(quantity.key,),
        interval_s=interval_s,
        period=quantity.summary == "sum",
    )
    return devices.ensure((station,), (series,), domain=registry.domain(domain), source=None)[series.code]


def store(lake: Lake, pk: int, start: datetime, values: list[float], every: timedelta) -> None:
    """Store values at equal distances."""
    rows = len(values)
    lake.append(
        pa.table(
            {
                "datastream_id": pa.array([pk] * rows, pa.int64()),
                "phenomenon_time": pa.array(
                    [start + n * every for n in range(rows)], pa.timestamp("us", tz="UTC")
                ),
                "result": pa.array(values, pa.float64()),
            }
        )
    )


HOUR = timedelta(hours=1)


@pytest.fixture
def market(lake: Lake) -> Iterator[Lake]:
    """A market place: 100 people an hour for three weeks, then a day with twice as many; with weather."""
    people = stream("markt", PERSON_COUNT)
    store(lake, people, MIDNIGHT - timedelta(weeks=3), [100.0] * (3 * 7 * 24), HOUR)
    store(lake, people, MIDNIGHT, [200.0] * 24, HOUR)
    store(lake, stream("station", AIR_TEMPERATURE, domain="weather"), MIDNIGHT, [20.5] * 24, HOUR)
    store(lake, stream("station", PRECIPITATION, domain="weather"), MIDNIGHT, [0.2] * 24, HOUR)
    yield lake


def event(title: str, start: datetime, hours: float, site: str = "") -> Event:
    return Event.objects.create(
        title=title, starts_at=start, ends_at=start + hours * HOUR, site=site, created_by="x", created_at=NOW
    )


def page(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_day_shows_counts_what_is_usual_weather_and_events(market: Lake) -> None:
    event("Stadtfest", MIDNIGHT + 10 * HOUR, 2.5)
    event("Spiel in der Halle", MIDNIGHT + 10 * HOUR, 1, site="test/halle")

    found = service.day_at("test/markt", DAY, lake=market, now=NOW)

    assert (found.total, found.usual) == (4800, 2400)
    hour = found.hours[11]
    assert (hour.counts[0].value, hour.usual) == (200, 100)
    assert hour.weather is not None
    assert (hour.weather.temperature, hour.weather.precipitation) == (20.5, 0.2)
    assert [[one.title for one in given.events] for given in found.hours[9:14]] == [
        [], ["Stadtfest"], ["Stadtfest"], ["Stadtfest"], []
    ]  # fmt: skip


def test_the_page_says_it_in_words(market: Lake) -> None:
    event("Stadtfest", MIDNIGHT + 10 * HOUR, 2)

    body = page(f"{PAGE}tag/?ort=test/markt&tag=2026-06-13")

    assert "4.800 Menschen gezählt, 100 % mehr als üblich" in body
    assert "Stadtfest" in body
    assert "20,5" in body
    assert "Wetter: Station" in body


def test_several_doors_are_added_up(lake: Lake) -> None:
    for door in ("nord", "sued"):
        store(lake, stream("halle", ENTRY_COUNT, name=door), MIDNIGHT, [30.0] * 24, HOUR)

    found = service.day_at("test/halle", DAY, lake=lake, now=NOW)

    assert found.hours[0].counts[0].value == 60
    assert found.usual is None


@pytest.mark.parametrize("quantity", [PERSON_COUNT, OCCUPANCY])
def test_small_counts_of_fine_intervals_are_not_published(lake: Lake, quantity: Quantity) -> None:
    pk = stream("platz", quantity, interval_s=900)
    store(lake, pk, MIDNIGHT, [3.0] * 96, timedelta(minutes=15))
    code = f"test/platz/{quantity.key}"

    sheet = page(f"/messwerte/{code}/?von=2026-06-13&bis=2026-06-13&abstand=15-minuten")

    assert "nicht veröffentlicht" in sheet


def test_without_sites_the_page_says_so(lake: Lake) -> None:
    assert "Noch keine Zählungen" in page(f"{PAGE}tag/")


def test_an_internal_site_is_not_shown(market: Lake) -> None:
    Thing.objects.filter(code="test/markt").update(visibility=Visibility.INTERNAL)

    with pytest.raises(NotFound):
        service.day_at("test/markt", DAY, lake=market, now=NOW)
    assert Client().get(f"{PAGE}tag/?ort=test/markt").status_code == 404


def test_a_day_asks_little_of_the_register(
    market: Lake, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(30):
        page(f"{PAGE}tag/?ort=test/markt&tag=2026-06-13")


def worker(department: str) -> Client:
    """A browser of somebody who works for a department."""
    person = Person.objects.create_user("amt", password="vier Störche")
    employ(person, department)
    client = Client()
    client.force_login(person)
    return client


EVENT = {"title": "Markt", "starts_at": "2026-06-20T08:00", "ends_at": "2026-06-20T13:00", "place": "Rathaus"}


def test_the_department_enters_changes_and_removes_an_event(lake: Lake) -> None:
    client = worker(DOMAIN.department)

    client.post(f"{COCKPIT}neu/", EVENT)
    made = Event.objects.get()
    assert made.starts_at == datetime(2026, 6, 20, 6, 0, tzinfo=UTC)
    assert 'value="2026-06-20T08:00"' in client.get(f"{COCKPIT}{made.pk}/").content.decode()
    client.post(f"{COCKPIT}{made.pk}/", {**EVENT, "title": "Großer Markt"})
    assert "Großer Markt" in client.get(COCKPIT).content.decode()
    told = client.post(f"{COCKPIT}{made.pk}/entfernen/", follow=True).content.decode()

    assert Event.objects.count() == 0
    assert "Rückgängig" in told
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"event.create", "event.edit", "event.remove"} <= actions

    client.post("/cockpit/papierkorb/zurueck/", {"art": "visitor_event", "schluessel": str(made.pk)})
    again = Event.objects.get(pk=made.pk)
    assert (again.title, again.starts_at, again.created_by) == ("Großer Markt", made.starts_at, "amt")


def test_an_event_that_ends_before_it_begins_is_refused(lake: Lake) -> None:
    answer = worker(DOMAIN.department).post(f"{COCKPIT}neu/", {**EVENT, "ends_at": "2026-06-20T07:00"})

    assert answer.status_code == 422
    assert "nach dem Beginn" in answer.content.decode()


def test_others_do_not_edit_events(lake: Lake) -> None:
    made = event("Markt", NOW, 2)
    other = worker("Bauamt")

    assert Client().get(COCKPIT).status_code == 302
    for path in (COCKPIT, f"{COCKPIT}neu/", f"{COCKPIT}{made.pk}/"):
        assert other.get(path).status_code == 403
    assert other.post(f"{COCKPIT}{made.pk}/entfernen/").status_code == 403
