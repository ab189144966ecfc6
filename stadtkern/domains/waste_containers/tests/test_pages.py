# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""From fill levels in the lake to the list for tomorrow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils.text import slugify

from stadtkern.domains.waste_containers import service
from stadtkern.domains.waste_containers.domain import DOMAIN
from stadtkern.flow.devices import service as devices
from stadtkern.flow.devices.models import Thing, Visibility
from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel.observation import Series, Station
from stadtkern.kernel.quantities import FILL_LEVEL
from stadtkern.kernel.tests.people_of_tests import administrator

PAGE = f"/themen/{DOMAIN.slug}/"
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC).replace(minute=0, second=0, microsecond=0)


def container(name: str, **properties: str | float) -> int:
    """A public container; the id of its fill level."""
    station = Station(code=f"test/{slugify(name) or 'x'}", name=name, properties=properties)
    series = Series(
        code=f"{station.code}/fill", station=station.code, name="Füllstand", quantities=(FILL_LEVEL.key,)
    )
    return devices.ensure((station,), (series,), domain=DOMAIN, source=None)[series.code]


def store(lake: Lake, pk: int, levels: Mapping[datetime, float]) -> None:
    """Store fill levels."""
    lake.append(
        pa.table(
            {
                "datastream_id": pa.array([pk] * len(levels), pa.int64()),
                "phenomenon_time": pa.array(list(levels), pa.timestamp("us", tz="UTC")),
                "result": pa.array(list(levels.values()), pa.float64()),
            }
        )
    )


def filled(now: datetime, *, days: float, per_day: float, level: float) -> dict[datetime, float]:
    """Hourly levels that end now at ``level``."""
    hours = int(days * 24)
    return {now - n * HOUR: level - per_day * n / 24 for n in range(hours)}


def test_a_container_that_fills_fast_stands_on_the_list_for_tomorrow(lake: Lake, now: datetime) -> None:
    store(lake, container("Glas Nord"), filled(now, days=2, per_day=24, level=70))
    store(lake, container("Glas Süd"), filled(now, days=2, per_day=2, level=20))

    found = service.containers(AnonymousUser(), lake=lake, now=now + HOUR)
    listed = service.tomorrow(found, now=now + HOUR)

    assert [one.datastream.thing.name for one in listed.due] == ["Glas Nord"]
    assert not listed.silent


def test_an_emptying_starts_a_new_stretch(lake: Lake, now: datetime) -> None:
    before = filled(now - 48 * HOUR, days=3, per_day=25, level=90)
    after = filled(now, days=2, per_day=10, level=20)
    store(lake, container("Papier"), before | after)

    (one,) = service.containers(AnonymousUser(), lake=lake, now=now + HOUR)

    assert one.forecast.stretches == 2
    assert one.forecast.level == pytest.approx(20)


def test_the_level_for_emptying_is_the_containers_own(lake: Lake, now: datetime) -> None:
    store(lake, container("Korb", empty_at=50), {now: 55.0})

    (one,) = service.containers(AnonymousUser(), lake=lake, now=now + HOUR)

    assert one.forecast.due(now + HOUR)


def test_a_silent_container_is_to_be_looked_at(lake: Lake, now: datetime) -> None:
    store(lake, container("Stumm"), {now - 50 * HOUR: 10.0})

    found = service.containers(AnonymousUser(), lake=lake, now=now)

    assert [one.datastream.thing.name for one in service.tomorrow(found, now=now).silent] == ["Stumm"]


def test_the_pages_show_levels_and_the_list(lake: Lake, now: datetime) -> None:
    store(lake, container("Glas Nord", waste="Altglas"), filled(now, days=2, per_day=24, level=90))

    subject = Client().get(PAGE).content.decode()
    listed = Client().get(f"{PAGE}morgen/").content.decode()

    assert "Ein Behälter ist voll." in subject
    assert "Altglas" in listed
    assert "jetzt voll" in listed


def test_the_list_comes_as_a_table_without_formulas(lake: Lake, now: datetime) -> None:
    store(lake, container("=1+1"), {now: 95.0})

    answer = Client().get(f"{PAGE}morgen/?format=csv")

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "'=1+1;" in answer.content.decode()


def test_internal_containers_are_for_their_department_only(lake: Lake, now: datetime) -> None:
    store(lake, container("Intern"), {now: 95.0})
    Thing.objects.update(visibility=Visibility.INTERNAL)
    staff = Client()
    staff.force_login(administrator("leitung"))

    assert "Intern" not in Client().get(f"{PAGE}morgen/").content.decode()
    assert "Intern" in staff.get(f"{PAGE}morgen/").content.decode()


def test_without_containers_the_pages_say_so(lake: Lake) -> None:
    assert "Noch keine Orte" in Client().get(PAGE).content.decode()
    assert "Noch keine Behälter" in Client().get(f"{PAGE}morgen/").content.decode()
