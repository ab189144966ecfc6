# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which devices need somebody: found, listed, sorted, noted, and nobody sees those of other departments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from stadtkern.flow.devices.models import Datastream, DeviceState, Thing
from stadtkern.flow.ingest import health
from stadtkern.flow.ingest.maintenance import assessing, entries, listing
from stadtkern.flow.ingest.maintenance.listing import Question
from stadtkern.flow.ingest.tests.city import declared
from stadtkern.flow.lake.current import lake
from stadtkern.kernel.models import AuditEntry, Department, Person
from stadtkern.kernel.observation import TIME, Quality
from stadtkern.kernel.tests.people_of_tests import employ

NOW = datetime.now(UTC).replace(microsecond=0)
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_city(later_lake: None) -> object:
    """The small city of ingest: its source ``feed`` is fetched, ``counts`` comes as files."""
    with declared():
        yield


def department(name: str = "Amt für Daten") -> Department:
    return Department.objects.get_or_create(name=name)[0]


def person(name: str = "Amt für Daten") -> Person:
    made = Person.objects.create_user(username=name)
    employ(made, department(name))
    return made


def device(
    code: str, *, source: str = "feed", owner: str = "Amt für Daten", interval_s: int | None = 600
) -> Datastream:
    thing = Thing.objects.create(
        code=code, name=f"Gerät {code}", domain="feeds", source=source, owner=department(owner)
    )
    return Datastream.objects.create(code=f"{code}/t", name="t", thing=thing, interval_s=interval_s)


def values(datastream: Datastream, *, newest: datetime, number: int = 1, flagged: int = 0) -> None:
    times = [newest - n * timedelta(minutes=10) for n in range(number)]
    quality = [int(Quality.OUT_OF_RANGE) if n < flagged else None for n in range(number)]
    lake().append(
        pa.table(
            {
                "datastream_id": pa.array([datastream.pk] * number, pa.int64()),
                "phenomenon_time": pa.array(times, TIME),
                "result": pa.array([12.0] * number),
                "quality": pa.array(quality, pa.uint16()),
            }
        )
    )


def state(datastream: Datastream) -> DeviceState:
    return DeviceState.objects.get(thing=datastream.thing)


def codes(asker: Person, **asked: object) -> list[str]:
    found = listing.devices(asker, Question(**asked), NOW.date())  # type: ignore[arg-type]
    return [row.thing.code for row in found]


def test_a_device_without_values_for_three_intervals_is_silent_until_it_speaks_again() -> None:
    talking, silent, file = device("feed/1"), device("feed/2"), device("counts/1", source="counts")
    values(talking, newest=NOW - timedelta(minutes=20))
    values(silent, newest=NOW - timedelta(minutes=31))
    values(file, newest=NOW - 1000 * HOUR)
    assert assessing.find_silent(NOW)
    assert state(silent).silent_since == NOW - timedelta(minutes=31)
    assert not DeviceState.objects.exclude(thing=silent.thing).exists()
    values(silent, newest=NOW)
    assert assessing.find_silent(NOW) is None
    assert state(silent).silent_since is None


def test_a_device_that_is_pushed_by_itself_is_silent_when_it_says_how_often_it_sends() -> None:
    regular, now_and_then = device("push/1", source=""), device("push/2", source="", interval_s=None)
    for one in (regular, now_and_then):
        values(one, newest=NOW - 100 * HOUR)
    assert assessing.find_silent(NOW)
    assert [row.thing.code for row in DeviceState.objects.all()] == ["push/1"]


def test_a_message_without_a_value_counts_as_heard() -> None:
    silent = device("feed/2")
    values(silent, newest=NOW - 5 * HOUR)
    health.note("feed/2", at=NOW - timedelta(minutes=5), received=1)
    health.flush()
    assert assessing.find_silent(NOW) is None


def test_what_people_say_about_the_interval_counts() -> None:
    slow = device("feed/1")
    DeviceState.objects.create(thing=slow.thing, interval_s=86_400)
    values(slow, newest=NOW - 50 * HOUR)
    assert assessing.find_silent(NOW) is None


def test_implausible_values_are_counted_per_device_and_forgotten_again() -> None:
    bad, good = device("feed/1"), device("feed/2")
    values(bad, newest=NOW - timedelta(minutes=1), number=20, flagged=4)
    values(good, newest=NOW - timedelta(minutes=1), number=20)
    assert assessing.count_flagged(NOW)
    found = state(bad)
    assert (found.flagged_day, found.values_day, found.flagged_week) == (4, 20, 4)
    assert codes(person(), trouble="unplausibel") == ["feed/1"]
    assert assessing.count_flagged(NOW + timedelta(days=8)) is None
    assert state(bad).flagged_week == 0


def troubled() -> None:
    """One device for each trouble, and a healthy one."""
    for number in range(1, 7):
        device(f"feed/{number}")
    health.note("feed/1", at=NOW, offline=True, reason="Letzter Wille")
    health.note("feed/2", at=NOW, battery_percent=12)
    health.note("feed/3", at=NOW, battery_v=2.2)
    health.note("feed/4", at=NOW, received=80, lost=20)
    health.note("feed/5", at=NOW, received=5, lost=4)
    health.note("feed/6", at=NOW, received=99, lost=1, battery_percent=90, battery_v=1.4)
    health.flush()


def test_each_trouble_is_found_and_said_in_words() -> None:
    troubled()
    asker = person()
    assert listing.counts(asker, NOW.date()) == {
        "offline": 1,
        "schweigt": 0,
        "batterie": 2,
        "verlust": 1,
        "unplausibel": 0,
    }
    shown = listing.listed(listing.devices(asker, Question(order="name"), NOW.date()), NOW)
    told = {one.thing.code: one.troubles for one in shown}
    assert told["feed/1"][0].endswith("Letzter Wille")
    assert told["feed/2"] == ("Batterie bei 12 %",)
    assert told["feed/3"] == ("Batterie bei 2,20 V",)
    assert told["feed/4"] == ("20 von 100 Nachrichten verloren",)
    assert set(told) == {"feed/1", "feed/2", "feed/3", "feed/4"}


def test_the_list_is_sorted_and_filtered() -> None:
    troubled()
    asker = person()
    assert codes(asker, order="batterie")[0] == "feed/2"
    assert codes(asker, order="verlust")[0] == "feed/4"
    assert codes(asker, trouble="batterie", words="feed/3") == ["feed/3"]


def test_a_noted_device_stands_aside_until_its_day(client: Client) -> None:
    troubled()
    asker = person()
    client.force_login(asker)
    ids = [str(Thing.objects.get(code=f"feed/{number}").pk) for number in (1, 2)]
    until = (NOW + timedelta(days=3)).date()
    given = {"geraet": ids, "text": "Techniker informiert", "until": until.isoformat(), "art": "batterie"}
    answer = client.post("/cockpit/wartung/vermerken/", given)
    assert answer.headers["Location"].endswith("/cockpit/wartung/?art=batterie")
    assert codes(asker) == ["feed/3", "feed/4"]
    assert codes(asker, state="vermerkt") == ["feed/1", "feed/2"]
    assert len(listing.devices(asker, Question(), until + timedelta(days=1))) == 3
    assert AuditEntry.objects.filter(action="device.note").count() == 2
    page = client.get("/cockpit/wartung/?stand=vermerkt").content.decode()
    assert "Techniker informiert" in page
    client.post("/cockpit/wartung/vermerken/", {"geraet": ids, "zuruecknehmen": "1"})
    assert len(codes(asker)) == 4


@pytest.mark.parametrize(
    "wrong", [{"text": "x"}, {"text": "x", "until": "2020-01-01"}, {"until": "2099-01-01"}]
)
def test_a_note_needs_words_and_a_day(client: Client, wrong: dict[str, str]) -> None:
    troubled()
    client.force_login(person())
    thing = Thing.objects.get(code="feed/1")
    client.post("/cockpit/wartung/vermerken/", {"geraet": str(thing.pk), **wrong}, follow=True)
    assert DeviceState.objects.get(thing=thing).note == ""


def test_a_stranger_sees_and_notes_nothing(client: Client) -> None:
    troubled()
    stranger = person("Amt für Grün")
    client.force_login(stranger)
    page = client.get("/cockpit/wartung/").content.decode()
    assert "Nichts zu warten" in page
    thing = Thing.objects.get(code="feed/1")
    given = {"geraet": str(thing.pk), "text": "x", "until": "2099-01-01"}
    client.post("/cockpit/wartung/vermerken/", given)
    assert DeviceState.objects.get(thing=thing).note == ""
    client.logout()
    assert client.get("/cockpit/wartung/").status_code == 302
    assert client.get("/cockpit/wartung/liste.csv").status_code == 302


def test_the_page_asks_few_questions_however_many_devices(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    owner = department()
    things = Thing.objects.bulk_create(
        Thing(code=f"feed/{n}", name=f"n{n}", domain="feeds", source="feed", owner=owner) for n in range(120)
    )
    DeviceState.objects.bulk_create(DeviceState(thing=thing, battery_percent=5) for thing in things)
    client.force_login(person())
    with django_assert_max_num_queries(13):
        page = client.get("/cockpit/wartung/?seite=2").content.decode()
    assert "120 Geräte" in page


def test_the_list_as_csv_is_safe_for_spreadsheets(client: Client) -> None:
    troubled()
    Thing.objects.filter(code="feed/3").update(name="=1+1")
    client.force_login(person())
    lines = client.get("/cockpit/wartung/liste.csv?art=batterie").content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Objekt;Kennung;Fachbereich;Befund")
    assert any(line.startswith("'=1+1;feed/3;Amt für Daten;Batterie bei 2,20 V") for line in lines)


def test_the_notice_board_counts_what_nobody_has_noted() -> None:
    troubled()
    [notice] = entries.notices(person(), NOW)
    assert notice.text == "Ohne Vermerk: abgemeldet: 1, Batterie schwach: 2, verliert Nachrichten: 1."
    assert entries.notices(person("Amt für Grün"), NOW) == []
