# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Implausible values are shown as what they are: in no mean, but counted, explained and in the download."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pyarrow as pa
import pytest
from django.test import Client

from stadtkern.flow.devices.models import Datastream, StreamChecks
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.tests import worlds
from stadtkern.flow.outlets.tests.worlds import HOUR
from stadtkern.kernel import registry
from stadtkern.kernel.observation import TIME, Quality

pytestmark = pytest.mark.django_db
CODE = "square/1/all"
FLAGGED = Quality.OUT_OF_RANGE | Quality.PROVISIONAL


@pytest.fixture(autouse=True)
def stream(lake: Lake) -> Iterator[Datastream]:
    """A counter with four quarters of an hour, two of them implausible."""
    before = registry.domains()
    declared = worlds.declare(worlds.domain(protection=None))
    [made] = worlds.datastreams(declared, CODE)
    quality = [None, int(FLAGGED), int(Quality.STUCK), int(Quality.SOURCE_SUSPECT)]
    lake.append(
        pa.table(
            {
                "datastream_id": pa.array([made.pk] * 4, pa.int64()),
                "phenomenon_time": pa.array([HOUR + n * timedelta(minutes=15) for n in range(4)], TIME),
                "result": pa.array([10.0, 999_999.0, 11.0, 12.0]),
                "quality": pa.array(quality, pa.uint16()),
            }
        )
    )
    yield made
    registry.declare(before)


def test_the_chart_leaves_implausible_values_out_and_says_why(client: Client) -> None:
    path = f"/messwerte/{CODE}/reihe.json?von=2026-07-01&bis=2026-07-01&abstand=stunde"
    told = json.loads(client.get(path).content)
    at = told["starts"].index(int(HOUR.timestamp()))
    assert told["values"][at] == 22.0
    assert told["flagged"] == [
        [at, "2 unplausible Werte ausgelassen (außerhalb des Wertebereichs, hängender Wert)"]
    ]


def test_an_interval_with_nothing_but_implausible_values_is_a_gap_with_a_reason(client: Client) -> None:
    path = f"/messwerte/{CODE}/reihe.json?von=2026-07-01&bis=2026-07-01&abstand=15min"
    told = json.loads(client.get(path).content)
    at = told["starts"].index(int(HOUR.timestamp()))
    assert told["values"][at : at + 4] == [10.0, None, None, 12.0]
    assert [place for place, _ in told["flagged"]] == [at + 1, at + 2]


def test_the_page_says_how_many_and_by_which_rules(client: Client, stream: Datastream) -> None:
    StreamChecks.objects.create(
        datastream=stream, high=500.0, stuck_values=4, changed_at=HOUR, changed_by="test"
    )
    page = client.get(f"/messwerte/{CODE}/?von=2026-07-01&bis=2026-07-01&abstand=stunde").content.decode()
    assert "2 von 4 Messwerten (50,0 %) sind unplausibel" in page
    assert "Plausibel von 0 Personen bis 500 Personen." in page
    assert "Hängt nach 4 gleichen Werten." in page
    assert "2 unplausible Werte ausgelassen" in page


def test_the_current_value_says_why_it_is_doubtful(client: Client) -> None:
    page = client.get("/messwerte/").content.decode()
    assert "fraglich" in page
    assert "von der Quelle bezweifelt" in page


def test_a_download_keeps_every_value_with_its_flags_in_words(client: Client) -> None:
    answer = client.get(f"/messwerte/{CODE}/werte.csv-de?von=2026-07-01&bis=2026-07-01")
    lines = answer.getvalue().decode("utf-8-sig").splitlines()
    assert lines[0].split(";")[-2:] == ['"Qualität"', '"Hinweise"']
    assert lines[2].split(";")[-2:] == ["9", '"vorläufig, außerhalb des Wertebereichs"']
    assert len(lines) == 5
