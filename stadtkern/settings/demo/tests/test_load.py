# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The demo region: attributed, complete, loaded once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from stadtkern.flow.devices.models import Datastream, SourceState
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Interval
from stadtkern.flow.outlets.portal.background import boundaries
from stadtkern.kernel import registry
from stadtkern.settings.demo.load import DATA, demo_files, load_demo

NOW = datetime(2026, 8, 22, 6, tzinfo=UTC)
DAY_AT_NEUTOR = 10431
"""Sum of the column 100035541 on 2026-07-31 in the shipped file, counted with awk."""


def test_every_shipped_file_is_attributed_and_every_attribution_has_its_file() -> None:
    assert {one.file for one in demo_files()} == {path.name for path in DATA.iterdir()}


def test_the_attribution_of_a_file_is_the_one_of_its_declared_source() -> None:
    for one in (one for one in demo_files() if one.source):
        source = registry.source(one.source)[1]
        assert (one.attribution, one.publisher) == (source.attribution, source.publisher)
        assert one.licence_url == source.licence.url


def test_only_data_with_a_stated_open_licence_is_shipped() -> None:
    assert {one.licence for one in demo_files()} <= {
        "dl-de/by-2-0",
        "dl-de/zero-2-0",
        "CC BY 4.0",
        "CC0 1.0",
        "ODbL 1.0",
    }


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_demo_region_is_loaded_once_and_tells_the_counts_of_its_files(
    lake: Lake, settings: Settings, tmp_path: Path
) -> None:
    settings.MAP_FOLDER = tmp_path / "karte"
    first = load_demo(now=NOW)
    assert sum(report.total.stored for report in first) == 797_747
    assert sum(report.total.rejected for report in first) == 0

    again = load_demo(now=NOW)
    assert [(report.files, report.total.stored) for report in again] == [(0, 0)] * len(first)
    assert sum(report.total.features for report in first) == 1_110

    about = Client().get("/ueber/").content.decode()
    named = [one for one in demo_files() if one.source]
    assert all(one.attribution in about and one.licence_url in about for one in named)

    assert [one.name for one in boundaries()] == ["duisburg"]
    background = next(one for one in demo_files() if not one.source)
    assert background.attribution in Client().get("/karte/").content.decode()

    states = SourceState.objects.in_bulk()
    assert states["cycling-muenster"].stored == 796_686
    neutor = Datastream.objects.get(code="muenster/100035541/100035541")
    days = lake.series(
        neutor.pk,
        start=datetime(2026, 7, 30, 22, tzinfo=UTC),
        end=datetime(2026, 7, 31, 22, tzinfo=UTC),
        interval=Interval(number=1, unit="day"),
        statistics=["sum", "count"],
    )
    assert [(day.count, day.sum) for day in days] == [(96, DAY_AT_NEUTOR)]
