# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The subject is quiet while nothing is registered, and shows what is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest
from django.test import Client

from stadtkern.domains.sensors.domain import DOMAIN
from stadtkern.flow.devices.models import Datastream
from stadtkern.flow.devices.tests import givens
from stadtkern.flow.lake.lake import Lake

PAGE = f"/themen/{DOMAIN.slug}/"

pytestmark = pytest.mark.django_db


def page(path: str) -> str:
    return Client().get(path).content.decode()


def test_a_subject_with_nothing_in_it_is_not_listed(lake: Lake) -> None:
    for path in ("/", "/themen/", "/messwerte/"):
        assert DOMAIN.title not in page(path), path


def test_its_page_says_that_there_is_nothing_yet(lake: Lake) -> None:
    body = page(PAGE)

    assert "Noch keine Orte" in body
    assert "mit einem Zugangsschlüssel der Kommune" in body
    assert DOMAIN.summary_en in page(f"/en{PAGE}")


def test_a_registered_thing_is_listed_on_the_map_and_measured_in_its_own_unit(lake: Lake) -> None:
    place = givens.location()
    givens.stream(thing=givens.thing(locations=(place,)), name="Bodenfeuchte")

    assert DOMAIN.title in page("/themen/")
    assert "Linde" in page(PAGE)
    assert "Linde" in page("/karte/")
    assert "Bodenfeuchte" in page("/messwerte/")


def stored(lake: Lake, stream: int, results: list[float | None], texts: list[str | None]) -> Datastream:
    """Store a value per quarter hour; the datastream."""
    began = datetime.now(UTC) - timedelta(hours=3)
    rows = len(results)
    lake.append(
        pa.table(
            {
                "datastream_id": pa.array([stream] * rows, pa.int64()),
                "phenomenon_time": pa.array(
                    [began + timedelta(minutes=15 * n) for n in range(rows)], pa.timestamp("us", tz="UTC")
                ),
                "result": pa.array(results, pa.float64()),
                "result_json": pa.array(texts, pa.string()),
            }
        )
    )
    return Datastream.objects.get(pk=stream)


def test_a_datastream_of_a_key_shows_its_values_in_its_unit(lake: Lake) -> None:
    row = stored(lake, givens.stream(), [12.5, 13.5, 14.5], [None] * 3)

    body = page(f"/messwerte/{row.code}/")

    assert "°C" in body
    assert "°C" in page(f"/orte/{row.thing.code}/")


@pytest.mark.parametrize("parts", [1, 2])
def test_a_multi_datastream_shows_each_of_its_values(lake: Lake, parts: int) -> None:
    units, types = (givens.CELSIUS, givens.METRES)[:parts], (givens.MEASUREMENT,) * parts
    observed = tuple(givens.observed() for _ in range(parts))
    pk = givens.multi(units=units, component_types=types, observed_properties=observed)
    row = stored(lake, pk, [None] * 2, [str([4.0, 7.0][:parts])] * 2)

    body = page(f"/orte/{row.thing.code}/")

    assert "4" in body
    assert [symbol in body for symbol in ("°C", " m")][:parts] == [True] * parts
    assert Client().get(f"/messwerte/{row.code}/").status_code == 200


@pytest.mark.parametrize("text", ['"offen"', "true", '{"a": 1}', "[1, 2]"])
def test_a_result_that_is_no_number_breaks_no_page(lake: Lake, text: str) -> None:
    row = stored(lake, givens.stream(), [None] * 2, [text] * 2)

    for path in (f"/orte/{row.thing.code}/", f"/messwerte/{row.code}/", PAGE, "/", "/messwerte/"):
        assert Client().get(path).status_code == 200, path


def test_what_is_internal_stays_invisible(lake: Lake) -> None:
    internal = replace(givens.OWNER, creates_internal=True)
    givens.stream(thing=givens.thing(caller=internal), caller=internal, name="Bodenfeuchte")

    for path in ("/", "/themen/", PAGE, "/karte/", "/messwerte/"):
        body = page(path)
        assert "Linde" not in body, path
        assert "Bodenfeuchte" not in body, path
