# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The reader over a small city: what a stranger sees, pages by key, $expand, values, and where it ends."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stadtkern.flow.devices.models import (
    Component,
    Datastream,
    HistoricalLocation,
    HistoricalPlacement,
    Location,
    ObservedProperty,
    Placement,
    Sensor,
    Thing,
    Visibility,
)
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.sensorthings.query import parser
from stadtkern.flow.outlets.sensorthings.query.errors import QueryRefused
from stadtkern.flow.outlets.sensorthings.reading.reader import Reader
from stadtkern.flow.outlets.sensorthings.reading.words import Limits, Page, Record
from stadtkern.kernel.callers import ANYBODY, Caller
from stadtkern.kernel.errors import LimitExceeded, NotFound
from stadtkern.kernel.models import Department

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LIMITS = Limits()
INSIDER = Caller(name="insider", domain="water")

pytestmark = pytest.mark.django_db


def thing(name: str, *, east: float = 7.0, public: bool = True) -> Thing:
    """A thing of the subject water at a point."""
    owner, _ = Department.objects.get_or_create(name="Amt")
    visibility = Visibility.PUBLIC if public else Visibility.INTERNAL
    row = Thing.objects.create(code=name, name=name, domain="water", owner=owner, visibility=visibility)
    place = Location.objects.create(
        name=f"at {name}", location={"type": "Point", "coordinates": [east, 51.0]},
        west=east, east=east, south=51.0, north=51.0,
    )  # fmt: skip
    Placement.objects.create(thing=row, location=place)
    return row


def stream(of: Thing, name: str, *quantities: str, public: bool = True, **more: object) -> Datastream:
    """A datastream with these quantities; two or more make a MultiDatastream."""
    sensor, _ = Sensor.objects.get_or_create(
        code="s", defaults={"name": "gauge", "metadata": "https://example.org"}
    )
    visibility = Visibility.PUBLIC if public else Visibility.INTERNAL
    row = Datastream.objects.create(
        code=name,
        name=name,
        thing=of,
        sensor=sensor,
        multi=len(quantities) > 1,
        visibility=visibility,
        **more,
    )
    for position, key in enumerate(quantities):
        observed, _ = ObservedProperty.objects.get_or_create(
            key=key,
            defaults={"name": key, "ucum": "cm", "symbol": "cm", "definition": f"https://example.org/{key}"},
        )
        Component.objects.create(datastream=row, position=position, observed_property=observed)
    return row


def page(lake: Lake, path: str, caller: Caller = ANYBODY, limits: Limits = LIMITS, **options: str) -> Page:
    """A page of a set."""
    address = parser.parse_address(path, limits=limits)
    given = [(f"${name}", value) for name, value in options.items()]
    query = parser.parse_query(address.entity, given, limits=limits)
    return Reader(caller=caller, lake=lake, limits=limits, now=NOW).page(address, query)


def one(lake: Lake, path: str, caller: Caller = ANYBODY, **options: str) -> Record:
    """A single entity."""
    address = parser.parse_address(path, limits=LIMITS)
    given = [(f"${name}", value) for name, value in options.items()]
    query = parser.parse_query(address.entity, given, limits=LIMITS)
    return Reader(caller=caller, lake=lake, limits=LIMITS, now=NOW).one(address, query)


def names(found: Page) -> list[object]:
    """Names of the records, in order."""
    return [record.values["name"] for record in found.records]


def below(record: Record, link: str) -> Page:
    """What is expanded below a record."""
    found = record.expanded[link]
    assert isinstance(found, Page)
    return found


def test_a_stranger_sees_hidden_things_nowhere(lake: Lake) -> None:
    open_one, secret = thing("bridge"), thing("weir", public=False)
    shown, kept = stream(open_one, "level", "level"), stream(secret, "secret level", "level")
    hidden = stream(open_one, "hidden level", "level", public=False)

    assert names(page(lake, "Things", count="true")) == ["bridge"]
    assert page(lake, "Datastreams", count="true").count == 1
    assert names(page(lake, "Locations")) == ["at bridge"]
    assert names(page(lake, "Sensors(1)/Datastreams".replace("1", str(shown.sensor_id)))) == ["level"]
    [observed] = page(lake, "ObservedProperties", expand="Datastreams($count=true)").records
    assert (names(below(observed, "Datastreams")), below(observed, "Datastreams").count) == (["level"], 1)
    for path in (
        f"Things({secret.pk})",
        f"Datastreams({kept.pk})/Thing",
        f"Things({open_one.pk})/Datastreams({hidden.pk})",
    ):
        with pytest.raises(NotFound):
            one(lake, path)
    assert names(page(lake, "Things", INSIDER)) == ["bridge", "weir"]


def test_hidden_rows_never_make_a_filter_true(lake: Lake) -> None:
    bridge = thing("bridge")
    stream(bridge, "hidden level", "level", public=False)

    assert names(page(lake, "Things", filter="Datastreams/name eq 'hidden level'")) == []
    assert names(page(lake, "Things", filter="Datastreams/any(d: d/name ne '')")) == []
    assert names(page(lake, "Things", filter="Datastreams/name eq null")) == ["bridge"]
    assert names(page(lake, "Things", INSIDER, filter="Datastreams/name eq null")) == []
    assert names(page(lake, "ObservedProperties", filter="Datastreams/Thing/name eq 'bridge'")) == []


def test_paths_of_one_filter_share_their_choice(lake: Lake) -> None:
    bridge = thing("bridge")
    stream(bridge, "a", "level", properties={"depth": 1})
    stream(bridge, "b", "level", properties={"depth": 2})

    assert names(
        page(lake, "Things", filter="Datastreams/name eq 'a' and Datastreams/properties/depth eq 1")
    ) == ["bridge"]
    assert (
        names(page(lake, "Things", filter="Datastreams/name eq 'a' and Datastreams/properties/depth eq 2"))
        == []
    )
    apart = "Datastreams/any(d: d/name eq 'a') and Datastreams/any(d: d/properties/depth eq 2)"
    assert names(page(lake, "Things", filter=apart)) == ["bridge"]


@pytest.mark.parametrize("order", ["id desc", "name desc", "properties/rank", "properties/rank desc,name"])
def test_pages_by_key_bring_every_row_once_and_in_order(lake: Lake, order: str) -> None:
    ranks = [3, None, 1, 1, "x", True, None]
    for number, rank in enumerate(ranks):
        row = thing(f"t{number}")
        row.properties = {} if rank is None else {"rank": rank}
        row.save()
    whole = names(page(lake, "Things", orderby=order))

    found: list[object] = []
    part = page(lake, "Things", top="2", orderby=order)
    found += names(part)
    while part.next_token is not None:
        part = page(lake, "Things", top="2", skiptoken=part.next_token, orderby=order)
        found += names(part)

    assert found == whole
    assert len(set(found)) == len(ranks)


def test_a_page_goes_on_rightly_when_rows_came_and_went(lake: Lake) -> None:
    rows = [thing(f"t{number}") for number in range(5)]
    first = page(lake, "Things", top="2")
    rows[0].delete()
    thing("t5")

    assert names(page(lake, "Things", skiptoken=first.next_token or "")) == ["t2", "t3", "t4", "t5"]


@pytest.mark.parametrize("token", ["x", "W10", "WyJhIl0", "bnVsbA", "ä", "WzFlMzBd", "A" * 20_000, "WzEsMl0"])
def test_a_foreign_token_is_refused(lake: Lake, token: str) -> None:
    with pytest.raises(QueryRefused, match="skiptoken"):
        page(lake, "Things", skiptoken=token)


def test_expand_asks_once_per_level_however_many_parents(lake: Lake) -> None:
    for number in range(30):
        row = thing(f"t{number:02}", east=number / 10)
        for letter in "abc":
            stream(
                row, f"{letter}{number:02}", "level", observed_area={"type": "Point", "coordinates": [7, 51]}
            )
    wish = (
        "Locations,Datastreams($top=2;$orderby=name desc;$count=true;$expand=ObservedProperty,Sensor,Thing)"
    )

    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = page(lake, "Things", expand=wish)

    assert len(asked) <= 18
    series = below(found.records[7], "Datastreams")
    assert (names(series), series.count, series.next_token is not None) == (["c07", "b07"], 3, True)
    again = series.records[0].expanded["Thing"]
    assert isinstance(again, Record)
    assert again.values["name"] == "t07"


def test_the_next_page_of_an_expanded_set_goes_on_at_its_own_address(lake: Lake) -> None:
    row = thing("bridge")
    for letter in "abc":
        stream(row, letter, "level")
    [record] = page(lake, "Things", expand="Datastreams($top=2;$orderby=name desc)").records
    token = below(record, "Datastreams").next_token or ""

    assert names(page(lake, f"Things({row.pk})/Datastreams", orderby="name desc", skiptoken=token)) == ["a"]


def test_a_multi_datastream_keeps_the_order_of_its_quantities(lake: Lake) -> None:
    row = thing("bridge")
    stream(row, "single", "a")
    many = stream(row, "many", "c", "a", "b")
    Component.objects.filter(datastream=many, position=2).update(
        unit_name="grade", unit_symbol="°", unit_definition="u"
    )

    record = one(lake, f"MultiDatastreams({many.pk})", expand="ObservedProperties")
    assert names(below(record, "ObservedProperties")) == ["c", "a", "b"]
    units = record.values["unitOfMeasurements"]
    assert units == [
        {"name": "cm", "symbol": "cm", "definition": "ucum:cm"},
        {"name": "cm", "symbol": "cm", "definition": "ucum:cm"},
        {"name": "grade", "symbol": "°", "definition": "u"},
    ]
    assert len(page(lake, f"MultiDatastreams({many.pk})/ObservedProperties", top="2").records) == 2
    with pytest.raises(NotFound):
        one(lake, f"Datastreams({many.pk})")


def test_the_observed_area_covers_where_the_thing_is_and_was(lake: Lake) -> None:
    row = thing("boat", east=7.0)
    level = stream(row, "level", "level")
    assert one(lake, f"Datastreams({level.pk})").values["observedArea"] == {
        "type": "Point",
        "coordinates": [7.0, 51.0],
    }

    past = HistoricalLocation.objects.create(thing=row, time=NOW, until=NOW)
    former = Location.objects.create(name="old", location={}, west=6.0, east=6.0, south=50.0, north=50.0)
    HistoricalPlacement.objects.create(historical_location=past, location=former)
    area = one(lake, f"Datastreams({level.pk})", select="observedArea").values["observedArea"]
    assert area == {
        "type": "Polygon",
        "coordinates": [[[6.0, 50.0], [7.0, 50.0], [7.0, 51.0], [6.0, 51.0], [6.0, 50.0]]],
    }


def test_select_shows_only_what_was_asked_for_and_parts_of_it(lake: Lake) -> None:
    row = thing("bridge")
    row.properties = {"a": {"b": [1, 2], "c": 3}, "d": 4}
    row.save()

    assert one(lake, f"Things({row.pk})", select="name,properties/a/c").values == {
        "name": "bridge",
        "properties": {"a": {"c": 3}},
    }


def test_a_place_in_a_polygon_is_found_by_its_box_and_its_shape(lake: Lake) -> None:
    thing("inside", east=7.1)
    thing("box only", east=7.9)
    thing("outside", east=9.0)
    triangle = "geography'POLYGON ((7 50, 8 50, 7 52, 7 50))'"

    assert names(page(lake, "Things", filter=f"st_within(Locations/location, {triangle})")) == ["inside"]
    assert names(page(lake, "Things", filter=f"not st_within(Locations/location, {triangle})")) == [
        "box only",
        "outside",
    ]


def test_limits_end_in_clear_errors(lake: Lake) -> None:
    for number in range(6):
        stream(thing(f"t{number}"), f"d{number}", "level")

    assert len(page(lake, "Things", limits=Limits(most_top=2), top="5").records) == 2
    with pytest.raises(LimitExceeded, match="more than 10 entities"):
        page(lake, "Things", limits=Limits(most_expanded=10), expand="Datastreams")


def test_a_statement_is_stopped_at_its_time_limit(lake: Lake) -> None:
    for number in range(15):
        stream(thing(f"t{number}"), f"d{number}", "level")
    crowd = "/".join(["Datastreams/Sensor"] * 3 + ["Datastreams/name"])

    with pytest.raises(LimitExceeded, match="took longer than"):
        page(lake, "Things", limits=Limits(query_s=0.001), filter=f"{crowd} eq 'nowhere'")


def test_a_lambda_beside_a_path_over_observations_has_a_set_of_its_own(lake: Lake) -> None:
    stream(thing("bridge"), "level", "level")

    mixed = "(Observations/result eq 1) eq Observations/any(o: o/result eq 2)"
    assert names(page(lake, "Datastreams", filter=mixed)) == []
