# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""From the recorded months to the numbers on the page."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from stadtkern.domains.pedestrians import service
from stadtkern.flow.devices.models import Datastream, Thing, Visibility
from stadtkern.flow.ingest.importing import import_path
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.dashboards import choosing, declared, reading, viewing

PAYLOADS = Path(__file__).parent / "payloads"
NOW = datetime(2022, 8, 1, tzinfo=UTC)
SITE = "moers/steinstrasse"

pytestmark = pytest.mark.django_db(transaction=True)


def recorded() -> None:
    import_path(PAYLOADS, source_key="pedestrians-moers", now=NOW)


def test_a_day_has_counts_temperature_and_condition_by_the_hour(lake: Lake) -> None:
    recorded()
    found = service.day_with_weather(SITE, date(2022, 6, 1), lake=lake, now=NOW)
    lines = (
        (PAYLOADS / "besucherzahlen-moers-juni-2022-stundlich.csv").read_text(encoding="cp1252").splitlines()
    )
    rows = [line.split(";") for line in lines[1:] if ";2022-06-01 " in line]
    assert found.total == sum(int(row[3]) for row in rows)
    assert [(h.people, h.adults, h.children, h.temperature, h.condition) for h in found.hours] == [
        (int(row[3]), int(row[8]), int(row[9]), int(row[4]), row[5]) for row in rows
    ]


def test_counts_are_summed_up_by_weather_in_the_daytime(lake: Lake) -> None:
    recorded()
    total = Datastream.objects.get(code=f"{SITE}/pedestrian_count")
    found = {one.condition: one for one in service.by_weather(total, lake=lake)}
    told: dict[str, list[int]] = {}
    for path in PAYLOADS.iterdir():
        for line in path.read_text(encoding="latin-1").splitlines()[1:]:
            cells = line.split(";")
            if cells[5] and 9 <= int(cells[1][11:13]) < 20:
                told.setdefault(cells[5], []).append(int(cells[3]))
    assert {name: one.hours for name, one in found.items()} == {name: len(n) for name, n in told.items()}
    assert {name: round(one.mean, 6) for name, one in found.items()} == {
        name: round(sum(counts) / len(counts), 6) for name, counts in told.items()
    }


def test_finer_counts_are_not_summed_up_by_weather(lake: Lake) -> None:
    recorded()
    Datastream.objects.filter(code=f"{SITE}/pedestrian_count").update(interval_s=900)
    assert service.by_weather(Datastream.objects.get(code=f"{SITE}/pedestrian_count"), lake=lake) == []


def test_the_page_tells_the_day_in_a_sentence_a_chart_and_a_table(lake: Lake) -> None:
    recorded()
    address = f"/themen/fussverkehr/wetter/?ort={SITE}&tag=2022-06-01"
    page = Client().get(address).content.decode()
    assert "Am 01.06.2022: " in page
    assert "teils bewölkt, nachts" in page
    assert "reihe.json?von=2022-06-01&amp;bis=2022-06-01&amp;abstand=stunde" in page
    assert "<html" not in Client().get(address, headers={"HX-Request": "true"}).content.decode()
    assert "Einen Tag mit Wetter ansehen" in Client().get("/themen/fussverkehr/").content.decode()


def test_a_site_that_is_not_public_does_not_exist(lake: Lake) -> None:
    recorded()
    Thing.objects.update(visibility=Visibility.INTERNAL)
    assert Client().get(f"/themen/fussverkehr/wetter/?ort={SITE}").status_code == 200
    assert "Steinstraße" not in Client().get("/themen/fussverkehr/wetter/").content.decode()


@pytest.mark.parametrize("query", ["", "?tag=heute", "?tag=1999-01-01"])
def test_any_wish_gets_an_answer(lake: Lake, query: str) -> None:
    recorded()
    assert Client().get(f"/themen/fussverkehr/wetter/{query}").status_code == 200


def test_a_city_without_counts_says_so(lake: Lake) -> None:
    assert "Noch keine Zählungen" in Client().get("/themen/fussverkehr/wetter/").content.decode()


def test_the_page_needs_few_queries(
    lake: Lake, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    recorded()
    with django_assert_max_num_queries(10):
        Client().get("/themen/fussverkehr/wetter/")


def test_a_city_with_these_counts_alone_has_its_dashboard_open_at_them(lake: Lake) -> None:
    recorded()
    declared.ensure(NOW)
    found = reading.dashboard("rad-und-fussverkehr", AnonymousUser())
    chosen = choosing.view_of(QueryDict(""), found.dashboard, None, lake=lake, now=NOW)
    assert chosen.opening(found.dashboard) == "fussverkehr"
    page = chosen.at(found.dashboard, "fussverkehr")
    assert (page.span.first_day, page.span.last_day) == (date(2022, 6, 4), date(2022, 7, 1))
    shown = {
        key: viewing.one_tile(found, key, page.view, lake=lake)
        for key in ("fuss-zeitraum", "fuss-wetter", "fuss-karte", "fuss-verlauf")
    }
    assert shown["fuss-zeitraum"].number is not None
    assert shown["fuss-wetter"].figure is not None
    assert "nicht bekannt, wo sie liegen" in shown["fuss-karte"].message
    assert shown["fuss-verlauf"].message == "Aus dem Jahr davor gibt es keine Werte zum Vergleichen."
