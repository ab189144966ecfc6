# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""From the recorded register to the numbers on the pages."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from stadtkern.domains.charging import service
from stadtkern.flow.devices.models import Thing, Visibility
from stadtkern.flow.ingest.importing import import_path
from stadtkern.flow.lake.lake import Lake

RECORDED = Path(__file__).parent / "payloads" / "charging_2019-07-19.csv"
NOW = datetime(2026, 1, 1, tzinfo=UTC)

pytestmark = pytest.mark.django_db(transaction=True)


def recorded() -> list[dict[str, str]]:
    """Import the recorded rows; they are the answer as well."""
    import_path(RECORDED, source_key="charging-bnetza", now=NOW)
    with RECORDED.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_classes_hold_all_stations_points_and_kilowatts(lake: Lake) -> None:
    rows = recorded()
    shares = service.by_power_class()
    assert sum(share.stations for share in shares) == len(rows)
    assert sum(share.points for share in shares) == sum(int(row["Anzahl Ladepunkte"]) for row in rows)
    assert sum(share.power_kw for share in shares) == sum(
        float(row["Anschlussleistung [kW]"]) for row in rows
    )
    assert [share.name for share in shares] == ["normal", "fast"]


def test_operators_are_sorted_by_their_points_and_people_are_not_named(lake: Lake) -> None:
    recorded()
    operators = service.by_operator(most=3)
    assert len(operators) == 3
    assert operators[0].points >= operators[1].points >= operators[2].points
    names = {share.name for share in service.by_operator(most=99)}
    assert "Privatperson oder Einzelunternehmen" in names
    assert service.number_of_operators() == len(names)


def test_a_station_that_is_not_public_is_not_counted(lake: Lake) -> None:
    rows = recorded()
    Thing.objects.filter(pk=Thing.objects.order_by("pk")[0].pk).update(visibility=Visibility.INTERNAL)
    assert sum(share.stations for share in service.by_power_class()) == len(rows) - 1


def test_the_pages_show_classes_and_operators(lake: Lake) -> None:
    rows = recorded()
    subject = Client().get("/themen/laden/").content.decode()
    assert f"{len(rows)} Ladestationen mit zusammen" in subject
    page = Client().get("/themen/laden/leistung/").content.decode()
    assert "Normalladen, bis 22 kW" in page
    assert "innogy eMobility Solutions GmbH" in page
    assert "Bundesnetzagentur.de, Ladesäulenregister, CC BY 4.0" in page
    assert "<html" not in Client().get("/themen/laden/", headers={"HX-Request": "true"}).content.decode()


def test_a_city_without_the_register_says_so(lake: Lake) -> None:
    assert "Noch keine Ladestationen" in Client().get("/themen/laden/leistung/").content.decode()
    assert Client().get("/themen/laden/").status_code == 200


def test_the_pages_need_few_queries(
    lake: Lake, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    recorded()
    with django_assert_max_num_queries(18):
        Client().get("/themen/laden/")
    with django_assert_max_num_queries(6):
        Client().get("/themen/laden/leistung/")
