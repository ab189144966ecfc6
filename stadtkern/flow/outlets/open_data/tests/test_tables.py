# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tables of datasets: what is in them, and what must never be."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO

import pyarrow.parquet as pq
import pytest
from django.contrib.auth.models import AnonymousUser
from python_calamine import CalamineWorkbook

from stadtkern.flow.catalogue import service as catalogue
from stadtkern.flow.collections import service as collections
from stadtkern.flow.collections.models import Visibility
from stadtkern.flow.devices.models import Datastream
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.open_tables.words import QueryRefused
from stadtkern.flow.outlets.open_data.tables import files, querying, service, statistics
from stadtkern.flow.outlets.open_data.tables.querying import CursorTooOld, RowsQuestion
from stadtkern.flow.outlets.open_data.tables.service import Ready
from stadtkern.flow.outlets.tests import worlds
from stadtkern.flow.outlets.tests.worlds import HOUR
from stadtkern.kernel.errors import NotFound
from stadtkern.kernel.models import Person

from . import givens
from .givens import NOW

pytestmark = pytest.mark.django_db
STRANGER = AnonymousUser()
PAGE = "https://city.example/daten/benches/"


def ready(key: str, now: datetime = NOW) -> Ready:
    return service.ready(service.table(catalogue.entry(key), STRANGER, address=PAGE), now)


def rows(made: Ready, **question: object) -> list[dict[str, object]]:
    return querying.rows(made, replace(RowsQuestion(), **question)).rows  # type: ignore[arg-type]


def test_observations_are_a_long_table_with_words_people_know(lake: Lake) -> None:
    givens.squares(lake, values=(20.0, 21.0))
    found = rows(ready("squares"))
    assert found[1] == {
        "time": "2026-07-01T10:15:00Z",
        "end": None,
        "place": "Marktplatz",
        "datastream": "square/1/all",
        "quantity": "Personen zu Fuß",
        "value": 21.0,
        "unit": found[0]["unit"],
        "text": None,
        "quality": 0,
    }


def test_small_counts_are_in_no_table(lake: Lake) -> None:
    givens.squares(lake, protected=True, values=[20.0] * 4 + [2.0] + [20.0] * 3)
    found = rows(ready("squares"))
    assert [row["value"] for row in found] == [80.0, 62.0]
    assert [row["end"] for row in found] == ["2026-07-01T11:00:00Z", "2026-07-01T12:00:00Z"]


def test_what_becomes_internal_is_gone_from_the_table_at_once(lake: Lake) -> None:
    givens.squares(lake)
    declared = worlds.domain(protection=None)
    worlds.store(lake, {worlds.datastreams(declared, "square/1/other")[0]: [7.0]})
    assert len(rows(ready("squares"))) == 9
    Datastream.objects.filter(code="square/1/all").update(visibility="internal")
    assert [row["value"] for row in rows(ready("squares"))] == [7.0]


def test_a_busy_source_keeps_its_snapshot_for_some_minutes(lake: Lake) -> None:
    stream = givens.squares(lake)
    first = ready("squares")
    worlds.store(lake, {stream: [9.0]}, start=HOUR + timedelta(days=1))
    soon, later = ready("squares", NOW + timedelta(minutes=5)), ready("squares", NOW + timedelta(minutes=11))
    assert (soon.snapshot, soon.current) == (first.snapshot, False)
    assert later.snapshot.rows == 9


def test_the_table_of_a_collection_has_no_personal_field_whoever_asks(lake: Lake) -> None:
    givens.benches()
    gerda = Person.objects.get(username="gerda")
    made = service.ready(service.table(catalogue.entry("benches"), gerda, address=PAGE), NOW)
    assert "keeper" not in pq.read_schema(made.snapshot.path).names
    assert rows(made, order="-seats")[0] == {
        "key": "b2",
        "name": "Bank 2",
        "seats": 2,
        "opened": None,
        "geometry": "POINT (6.72 51.4)",
    }


def test_a_field_that_becomes_personal_is_gone_from_the_table_at_once(lake: Lake) -> None:
    made = givens.benches()
    assert "seats" in rows(ready("benches"))[0]
    gerda = Person.objects.get(username="gerda")
    collections.add_fields(
        gerda, made, [replace(next(one for one in givens.FIELDS if one.key == "seats"), personal=True)], NOW
    )
    assert "seats" not in rows(ready("benches"))[0]


def test_a_collection_that_is_not_public_has_no_table_for_strangers(lake: Lake) -> None:
    made = givens.benches()
    entry = catalogue.entry("benches")
    gerda = Person.objects.get(username="gerda")
    collections.set_visibility(gerda, made, Visibility.INTERNAL, NOW)
    with pytest.raises(NotFound):
        service.table(entry, STRANGER)
    with pytest.raises(QueryRefused, match="nicht freigegeben"):
        querying.run("select * from benches", STRANGER, NOW)


def test_files_say_where_they_come_from_and_hold_no_formula(lake: Lake) -> None:
    givens.benches(2, name="=cmd|' /C calc'!A{n}")
    made, entry = ready("benches"), catalogue.entry("benches")
    found = {
        one.suffix: files.file(made, one.suffix, entry, PAGE)[1].read_bytes() for one in files.formats(made)
    }
    assert set(found) == {"geojson", "csv", "xlsx", "json", "parquet"}
    assert b"\n=" not in found["csv"] and b",=" not in found["csv"] and b"'=cmd" in found["csv"]
    places = json.loads(found["geojson"])
    assert places["features"][0]["geometry"]["type"] == "Point" and places["attribution"] == "Stadt, CC BY"
    told = json.loads(found["json"])
    assert told["dataset"]["source"] == PAGE and len(told["rows"]) == 2
    sheet = CalamineWorkbook.from_filelike(BytesIO(found["xlsx"])).get_sheet_by_name("Daten").to_python()
    assert len(sheet) == 3
    metadata = pq.read_metadata(BytesIO(found["parquet"])).metadata or {}
    assert b"geo" in metadata and metadata[b"attribution"] == b"Stadt, CC BY"
    assert all(b"Geheim" not in content for content in found.values())


def test_observations_can_be_taken_away_in_every_format(lake: Lake) -> None:
    givens.squares(lake, values=(20.0, 21.0))
    made, entry = ready("squares"), catalogue.entry("squares")
    found = {
        one.suffix: files.file(made, one.suffix, entry, PAGE)[1].read_bytes() for one in files.formats(made)
    }
    assert found["csv"].decode().splitlines()[1].startswith('"2026-07-01T10:00:00Z",,"Marktplatz"')
    assert json.loads(found["json"])["rows"][1]["value"] == 21.0
    sheet = CalamineWorkbook.from_filelike(BytesIO(found["xlsx"])).get_sheet_by_name("Daten").to_python()
    assert sheet[1][0] == datetime(2026, 7, 1, 10) and sheet[2][5] == 21.0  # noqa: DTZ001 - sheets know no zone


def test_columns_are_told_in_figures_that_are_kept(lake: Lake) -> None:
    givens.squares(lake, values=(1.0, 3.0))
    made = ready("squares")
    value = next(one for one in statistics.figures(made) if one.key == "value")
    assert (value.filled, value.least, value.greatest, value.mean) == (2, "1.0", "3.0", 2.0)
    assert statistics.figures(made)[0].key == "time"


def test_pages_follow_each_other_through_one_snapshot(lake: Lake) -> None:
    stream = givens.squares(lake, values=[float(n) for n in range(25)])
    made = ready("squares")
    first = querying.rows(made, RowsQuestion(limit=10, order="-value"))
    worlds.store(lake, {stream: [99.0]}, start=HOUR + timedelta(days=1))
    later = ready("squares", NOW + timedelta(minutes=20))
    second = querying.rows(later, RowsQuestion(limit=10, order="-value", after=first.after))
    third = querying.rows(later, RowsQuestion(limit=10, order="-value", after=second.after))
    values = [row["value"] for page in (first, second, third) for row in page.rows]
    assert values == [float(n) for n in range(24, -1, -1)] and third.after == ""


def test_a_cursor_whose_snapshot_is_gone_says_so(lake: Lake) -> None:
    givens.squares(lake, values=[1.0] * 5)
    made = ready("squares")
    after = querying.rows(made, RowsQuestion(limit=2)).after
    made.snapshot.path.unlink()
    with pytest.raises(CursorTooOld):
        querying.rows(made, RowsQuestion(limit=2, after=after))
    for broken in ("xyz", "!!!", "W10", after[:-4]):
        with pytest.raises((QueryRefused, CursorTooOld)):
            querying.rows(made, RowsQuestion(after=broken))


def test_conditions_are_those_of_the_geodata_interface(lake: Lake) -> None:
    givens.squares(lake, values=[float(n) for n in range(10)])
    made = ready("squares")
    question = RowsQuestion(
        filter="value > 3 AND place LIKE 'Markt%' AND time < TIMESTAMP('2026-07-01T12:00:00Z')",
        columns=("value",),
    )
    assert [row["value"] for row in querying.rows(made, question).rows] == [4.0, 5.0, 6.0, 7.0]
    assert querying.count(made, question) == 4


def test_columns_that_do_not_exist_are_named(lake: Lake) -> None:
    givens.squares(lake)
    for question in (RowsQuestion(columns=("farbe",)), RowsQuestion(order="-farbe")):
        with pytest.raises(QueryRefused, match="„farbe“ gibt es nicht"):
            querying.rows(ready("squares"), question)


def test_a_query_joins_tables_of_several_datasets(lake: Lake) -> None:
    givens.squares(lake, values=(20.0, 22.0))
    givens.benches(3)
    found = querying.run(
        "select max(value) as most, (select count(*) from benches) as benches from squares", STRANGER, NOW
    )
    assert found.rows == [[22.0, 3]] and set(found.used) == {"squares", "benches"}


def test_geometries_come_as_text(lake: Lake) -> None:
    givens.benches(1)
    found = querying.run("select geometry, key from benches", STRANGER, NOW)
    assert found.rows == [["POINT (6.7 51.4)", "b0"]] and found.kinds[0] == "geometry"
