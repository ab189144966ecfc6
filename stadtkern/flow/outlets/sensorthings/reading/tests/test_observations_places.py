# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What an observation is about: the feature it names, else the place where its thing was at that time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from stadtkern.flow.devices import features
from stadtkern.flow.devices.models import Datastream, FeatureOfInterest, HistoricalLocation, Location
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.sensorthings.reading.tests import observed
from stadtkern.flow.outlets.sensorthings.reading.tests.observed import START
from stadtkern.flow.outlets.sensorthings.reading.words import Record, Scope
from stadtkern.flow.outlets.tests import worlds
from stadtkern.kernel import registry

pytestmark = pytest.mark.django_db
MOVED = START + timedelta(hours=3)


@pytest.fixture(autouse=True)
def declarations() -> Iterator[None]:
    before = registry.domains()
    yield
    registry.declare(before)


def thermometer(lake: Lake) -> Datastream:
    """Six hourly values; the second names a feature of its own."""
    declared = worlds.declare(worlds.domain())
    [stream] = worlds.datastreams(declared, "square/1/air", quantity="air_temperature", period=False)
    tree = FeatureOfInterest.objects.create(name="Linde", feature={"type": "Point", "coordinates": [7, 51]})
    rows = observed.series(stream.pk, [10.0, 11.0, 12.0, 13.0, 14.0, 15.0])
    rows[1]["feature_id"] = tree.pk
    observed.store(lake, rows)
    return stream


def place_of(stream: Datastream) -> int:
    """The feature of the place where its thing is."""
    return features.of_things([stream.thing_id])[stream.thing_id]


def was_elsewhere(stream: Datastream, *, until: datetime) -> int:
    """The thing stood in the yard before; the feature of the yard."""
    yard = Location.objects.create(name="Hof", location={"type": "Point", "coordinates": [8, 52]})
    past = HistoricalLocation.objects.create(thing=stream.thing, time=START - timedelta(days=1), until=until)
    past.locations.add(yard)
    return features.make([yard])[yard.pk]


def names(records: list[Record]) -> list[object]:
    """Names of the expanded features."""
    found = [record.expanded["FeatureOfInterest"] for record in records]
    return [one.values["name"] if isinstance(one, Record) else None for one in found]


def test_a_filter_on_the_feature_finds_named_ones_and_those_of_the_place(lake: Lake) -> None:
    stream = thermometer(lake)
    FeatureOfInterest.objects.filter(pk=place_of(stream)).update(name="Marktplatz")
    side, where = observed.side(lake), observed.scope(stream.pk)
    tree = side.page(where, observed.query("$filter=FeatureOfInterest/name eq 'Linde'"))
    square = side.page(where, observed.query("$filter=FeatureOfInterest/name eq 'Marktplatz'"))
    either = side.page(where, observed.query("$filter=result gt 14 or FeatureOfInterest/name eq 'Linde'"))
    assert observed.results(tree) == [11]
    assert observed.results(square) == [10, 12, 13, 14, 15]
    assert observed.results(either) == [11, 15]


def test_the_observations_of_a_feature_are_those_that_are_about_it(lake: Lake) -> None:
    stream = thermometer(lake)
    place = place_of(stream)
    tree = FeatureOfInterest.objects.get(name="Linde").pk
    side = observed.side(lake)
    assert observed.results(side.page(Scope(feature=tree), observed.query("$count=true"))) == [11]
    pages = side.under_features([place, tree], observed.query("$top=2&$count=true"))
    assert [(observed.results(pages[one]), pages[one].count) for one in (place, tree)] == [
        ([10, 12], 5),
        ([11], 1),
    ]


def test_features_are_found_by_what_was_observed_of_them(lake: Lake) -> None:
    stream = thermometer(lake)
    for text, found in (
        ("result eq 11", {FeatureOfInterest.objects.get(name="Linde").pk}),
        ("result eq 12", {place_of(stream)}),
        ("result gt 50", set()),
    ):
        condition = observed.query(f"$filter={text}").filter
        assert condition is not None
        assert observed.side(lake).features_with(condition) == found


def test_expanding_shows_the_place_of_that_time(lake: Lake) -> None:
    stream = thermometer(lake)
    FeatureOfInterest.objects.filter(pk=place_of(stream)).update(name="Marktplatz")
    was_elsewhere(stream, until=MOVED)
    asked = observed.query("$expand=FeatureOfInterest($select=name),Datastream($select=name)")
    page = observed.side(lake).page(observed.scope(stream.pk), asked)
    assert names(list(page.records)) == ["Hof", "Linde", "Hof", "Marktplatz", "Marktplatz", "Marktplatz"]
    streams = [record.expanded["Datastream"] for record in page.records]
    assert all(isinstance(one, Record) and one.id == str(stream.pk) for one in streams)


def test_the_feature_of_one_observation_is_that_of_its_time(lake: Lake) -> None:
    stream = thermometer(lake)
    yard = was_elsewhere(stream, until=MOVED)
    side = observed.side(lake)
    page = side.page(observed.scope(stream.pk), observed.query())
    found = [side.feature_of(side.one(id_text, observed.query())[1]) for id_text in observed.ids(page)]
    tree = FeatureOfInterest.objects.get(name="Linde").pk
    assert found == [yard, tree, yard, *[place_of(stream)] * 3]


def test_sorting_by_a_name_of_the_register_pages_on(lake: Lake) -> None:
    declared = worlds.declare(worlds.domain())
    streams = worlds.datastreams(
        declared, "square/1/b", "square/1/a", quantity="air_temperature", period=False
    )
    for stream in streams:
        observed.store(lake, observed.series(stream.pk, [1.0, 2.0]))
    where = observed.scope(*(stream.pk for stream in streams))
    found = observed.all_pages(observed.side(lake), where, "$orderby=Datastream/name,result desc&$top=1")
    first, second = streams[1].pk, streams[0].pk
    assert [id_text.partition(".")[0] for id_text in found] == [str(first)] * 2 + [str(second)] * 2
