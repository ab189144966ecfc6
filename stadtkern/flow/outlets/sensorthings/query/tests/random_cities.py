# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Small random cities as plain rows, the same shape for the evaluator and for whoever stores them to compare.

Ids are what a register gives when rows are stored in the order of ``City.rows``: ``1, 2, …`` per entity, but
datastreams and multi-datastreams share one series. An observation has the id
``<datastream>.<µs since 1970>``; its phenomenon time is unique in its datastream and it names its feature.
Values come from small sets, so that comparisons hit. ``phenomenonTime`` and ``resultTime`` of datastreams
follow from their observations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.outlets.sensorthings.entities import BY_NAME, ENTITIES, Entity
from stadtkern.flow.outlets.sensorthings.query.evaluation.rows import Stored
from stadtkern.flow.outlets.sensorthings.query.words import Period

TEXTS = ("", "a", "Ab", "ab ", "B", "x'y", "10", "%_\\", "Übü", "zo\u00eb 🚲", "true")
KEYS = ("a", "b", "c d", "0")
NUMBERS = (-2, -0.5, 0, 0.5, 1, 1.5, 2, 10)
_START = datetime(2026, 3, 28, 22, tzinfo=UTC)
MOMENTS = (
    *(_START + timedelta(seconds=seconds) for seconds in (0, 1, 1.5, 59.000001, 3600, 7200, 86_400, 345_600)),
    _START + timedelta(days=300),
    datetime(1969, 12, 31, 23, 59, 59, 500_000, tzinfo=UTC),
    datetime(2101, 2, 28, 12, 30, tzinfo=UTC),
)
NOW = datetime(2026, 3, 29, 12, tzinfo=UTC)
"""The present of every comparison."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STATUS = ("created", "delivered", "running", "completed", "failed")


@dataclass(kw_only=True, eq=False)
class CityRow:
    """One entity with its relations, as the evaluator wants it."""

    entity: Entity
    values: dict[str, Stored]
    links: dict[str, list[CityRow]] = field(default_factory=dict)

    def value(self, name: str) -> Stored:
        """The property of this name."""
        return self.values[name]

    def related(self, link: str) -> Sequence[CityRow]:
        """The related entities."""
        return self.links.get(link, [])

    def __repr__(self) -> str:
        ids = {name: [row.values["id"] for row in rows] for name, rows in self.links.items() if rows}
        return f"{self.entity.name}({self.values}, {ids})"


@dataclass(kw_only=True, eq=False)
class City:
    """All rows by name of the entity, in the order they are to be stored."""

    rows: dict[str, list[CityRow]] = field(default_factory=lambda: {entity.name: [] for entity in ENTITIES})

    def __repr__(self) -> str:
        return "City(" + "; ".join(repr(row) for rows in self.rows.values() for row in rows) + ")"


texts = st.sampled_from(TEXTS)
moments = st.sampled_from(MOMENTS)
periods = st.lists(moments, min_size=2, max_size=2, unique=True).map(
    lambda pair: Period(start=min(pair), end=max(pair))
)
scalars: st.SearchStrategy[Json] = st.one_of(texts, st.sampled_from(NUMBERS), st.booleans(), st.none())
documents: st.SearchStrategy[Json] = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3),
        st.dictionaries(st.sampled_from(KEYS), inner, min_size=1, max_size=3),
    ),
    max_leaves=5,
)
objects: st.SearchStrategy[dict[str, Json]] = st.dictionaries(
    st.sampled_from(KEYS), documents, min_size=1, max_size=3
)
_longitudes = st.sampled_from((8.0, 8.5, 9.0, 9.5))
_latitudes = st.sampled_from((48.0, 48.5, 49.0))


@st.composite
def geometries(draw: st.DrawFn) -> dict[str, Json]:
    """GeoJSON on a coarse grid, so that borders touch."""
    x, y = draw(_longitudes), draw(_latitudes)
    sort = draw(st.sampled_from(("Point", "Point", "LineString", "Polygon", "MultiPoint")))
    width = draw(st.sampled_from((0.5, 1.0)))
    line: list[Json] = [[x, y], [x + width, y + width]]
    square: list[Json] = [[x, y], [x + width, y], [x + width, y + width], [x, y + width], [x, y]]
    coordinates: dict[str, Json] = {
        "Point": [x, y], "LineString": line, "Polygon": [square], "MultiPoint": line,
    }  # fmt: skip
    return {"type": sort, "coordinates": coordinates[sort]}


@st.composite
def places(draw: st.DrawFn) -> dict[str, Json]:
    """A geometry, a feature with one, or something else that has no place on a map."""
    geometry = draw(geometries())
    match draw(st.sampled_from(("geometry", "geometry", "feature", "other"))):
        case "feature":
            return {"type": "Feature", "properties": {}, "geometry": geometry}
        case "other":
            return {"street": draw(texts)}
        case _:
            return geometry


@st.composite
def cities(draw: st.DrawFn) -> City:
    """A city of a few rows per entity."""
    city = City()
    for name in ("Thing", "Location", "Sensor", "Actuator", "FeatureOfInterest"):
        _add_all(draw, city, name, 1, 3)
    _add_all(draw, city, "ObservedProperty", 2, 3)
    for name in ("HistoricalLocation", "Datastream", "MultiDatastream", "TaskingCapability", "Task"):
        _add_all(draw, city, name, 0, 3)
    _link_places(draw, city)
    _link_streams(draw, city)
    _link_tasks(draw, city)
    for stream in (*city.rows["Datastream"], *city.rows["MultiDatastream"]):
        _add_observations(draw, city, stream)
    return city


def _add_all(draw: st.DrawFn, city: City, name: str, least: int, most: int) -> None:
    rows = city.rows[name]
    before = len(city.rows["Datastream"]) if name == "MultiDatastream" else 0
    for _ in range(draw(st.integers(least, most))):
        row = CityRow(entity=BY_NAME[name], values={"id": str(before + len(rows) + 1)})
        for one in row.entity.properties:
            if one.name != "id":
                row.values[one.name] = draw(_VALUES[one.name])
        rows.append(row)


_units = st.fixed_dictionaries({"name": texts, "symbol": texts, "definition": texts})
_VALUES: dict[str, st.SearchStrategy[Stored]] = {
    **dict.fromkeys(("name", "description", "definition", "observationType", "encodingType"), texts),
    **dict.fromkeys(("properties", "outcome"), st.one_of(st.none(), objects)),
    **dict.fromkeys(("time", "creationTime", "statusTime"), moments),
    "location": places(),
    "feature": places(),
    "observedArea": st.one_of(st.none(), geometries()),
    "unitOfMeasurement": _units,
    "unitOfMeasurements": st.lists(_units, min_size=2, max_size=2),
    "multiObservationDataTypes": st.lists(texts, min_size=2, max_size=2),
    "metadata": documents.filter(lambda document: document is not None),
    "taskingParameters": objects,
    "status": st.sampled_from(_STATUS),
    "phenomenonTime": st.none(),
    "resultTime": st.none(),
}


def _one(draw: st.DrawFn, rows: Sequence[CityRow]) -> CityRow:
    return rows[draw(st.integers(0, len(rows) - 1))]


def _some(draw: st.DrawFn, rows: Sequence[CityRow]) -> list[CityRow]:
    return [row for row in rows if draw(st.booleans())]


def _link(row: CityRow, link: str, other: CityRow, back: str) -> None:
    row.links.setdefault(link, []).append(other)
    other.links.setdefault(back, []).append(row)


def _link_places(draw: st.DrawFn, city: City) -> None:
    things = city.rows["Thing"]
    for location in city.rows["Location"]:
        for thing in _some(draw, things):
            _link(location, "Things", thing, "Locations")
    for past in city.rows["HistoricalLocation"]:
        _link(past, "Thing", _one(draw, things), "HistoricalLocations")
        for location in _some(draw, city.rows["Location"]):
            _link(past, "Locations", location, "HistoricalLocations")


def _link_streams(draw: st.DrawFn, city: City) -> None:
    for name in ("Datastream", "MultiDatastream"):
        for stream in city.rows[name]:
            _link(stream, "Thing", _one(draw, city.rows["Thing"]), stream.entity.plural)
            _link(stream, "Sensor", _one(draw, city.rows["Sensor"]), stream.entity.plural)
            if name == "Datastream":
                _link(stream, "ObservedProperty", _one(draw, city.rows["ObservedProperty"]), "Datastreams")
            else:
                for observed in city.rows["ObservedProperty"][:2]:
                    _link(stream, "ObservedProperties", observed, "MultiDatastreams")


def _link_tasks(draw: st.DrawFn, city: City) -> None:
    capabilities = city.rows["TaskingCapability"]
    for capability in capabilities:
        _link(capability, "Thing", _one(draw, city.rows["Thing"]), "TaskingCapabilities")
        _link(capability, "Actuator", _one(draw, city.rows["Actuator"]), "TaskingCapabilities")
    if not capabilities:
        city.rows["Task"].clear()
    for task in city.rows["Task"]:
        _link(task, "TaskingCapability", _one(draw, capabilities), "Tasks")


def _add_observations(draw: st.DrawFn, city: City, stream: CityRow) -> None:
    multi = stream.entity.name == "MultiDatastream"
    results = st.lists(st.sampled_from(NUMBERS), min_size=2, max_size=2) if multi else _RESULTS
    for at in draw(st.lists(moments, max_size=4, unique=True)):
        values: dict[str, Stored] = {
            "id": f"{stream.values['id']}.{(at - _EPOCH) // timedelta(microseconds=1)}",
            "phenomenonTime": draw(_extents(at)),
            "result": draw(results),
            "resultTime": draw(st.one_of(st.none(), moments)),
            "resultQuality": draw(st.one_of(st.none(), documents)),
            "validTime": draw(st.one_of(st.none(), periods)),
            "parameters": draw(st.one_of(st.none(), objects)),
        }
        row = CityRow(entity=BY_NAME["Observation"], values=values)
        _link(row, stream.entity.name, stream, "Observations")
        _link(row, "FeatureOfInterest", _one(draw, city.rows["FeatureOfInterest"]), "Observations")
        city.rows["Observation"].append(row)
    _keep_times(stream)


_RESULTS: st.SearchStrategy[Json] = st.one_of(
    st.sampled_from(NUMBERS),
    st.sampled_from(NUMBERS),
    documents.filter(lambda document: document is not None),
)


def _extents(at: datetime) -> st.SearchStrategy[Stored]:
    later = st.sampled_from((timedelta(seconds=0.5), timedelta(hours=1), timedelta(days=2)))
    return st.one_of(st.just(at), later.map(lambda length: Period(start=at, end=at + length)))


def _keep_times(stream: CityRow) -> None:
    """From the first start to the last end; without any result time that one is the phenomenon time."""
    rows = stream.related("Observations")
    stream.values["phenomenonTime"] = _range([row.values["phenomenonTime"] for row in rows])
    stream.values["resultTime"] = (
        _range([row.values["resultTime"] for row in rows]) or stream.values["phenomenonTime"]
    )


def _range(times: Sequence[Stored]) -> Period | None:
    starts = [one.start if isinstance(one, Period) else one for one in times]
    ends = [one.end if isinstance(one, Period) else one for one in times]
    first = [one for one in starts if isinstance(one, datetime)]
    last = [one for one in ends if isinstance(one, datetime)]
    return Period(start=min(first), end=max(last)) if first else None
