# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is found out once per request: times of datastreams, geometries, observed areas."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

import msgspec
import shapely

from stadtkern.flow.devices.models import Datastream, HistoricalPlacement, Location, Placement
from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.outlets.sensorthings.entities import OBSERVATION
from stadtkern.flow.outlets.sensorthings.query.evaluation import places
from stadtkern.flow.outlets.sensorthings.query.words import Period, Quantified

from . import lambdas
from .asking import Asker
from .facts import Box
from .fragments import Cell, Sql, both, joined, put
from .rights import Rights
from .tables import TABLES, Column, Storage, Table
from .words import StreamFacts

_STREAMS = Datastream._meta.db_table
_PLACES = Location._meta.db_table
_NOW = Placement._meta.db_table
_ONCE = HistoricalPlacement._meta.db_table


_AREAS = f'select "r"."id", "r"."thing_id", {{}} from "{_STREAMS}" as "r" where "r"."id" in ({{}})'  # noqa: S608
_BOXES = (
    'select "t"."thing", min("l".west), min("l".south), max("l".east), max("l".north) from ({}) as "t"'  # noqa: S608
    f' join "{_PLACES}" as "l" on "l"."id" = "t"."place" where "l".west is not null group by 1'
)


class Known:
    """Answers for one caller."""

    def __init__(self, asker: Asker, rights: Rights, streams: Callable[[], StreamFacts]) -> None:
        self._asker = asker
        self._rights = rights
        self._streams = streams
        self._times: Mapping[int, tuple[Period | None, Period | None]] | None = None
        self._visible: dict[str, frozenset[int]] = {}
        self._shapes: dict[tuple[str, Box | None], Mapping[int, shapely.Geometry]] = {}
        self._areas: dict[str, Mapping[int, Json]] = {}

    def times(self) -> Mapping[int, tuple[Period | None, Period | None]]:
        """Phenomenon time and result time of all visible datastreams that have some."""
        if self._times is None:
            self._times = self._streams().times(self.visible("Datastream") | self.visible("MultiDatastream"))
        return self._times

    def with_observations(self, node: Quantified, *, feature: bool) -> frozenset[int]:
        """Datastreams (or features) for which an any() or all() over their observations holds."""
        asked = self._streams().features_with if feature else self._streams().streams_with
        found = asked(lambdas.of_observation(node))
        if node.quantifier == "any":
            return found
        entity = node.links[-1].target
        return self._everything(feature=feature, target=entity) - found

    def _everything(self, *, feature: bool, target: str) -> frozenset[int]:
        if target != OBSERVATION.name:
            raise TypeError("only observations live in the lake")
        if feature:
            return self.visible("FeatureOfInterest")
        return self.visible("Datastream") | self.visible("MultiDatastream")

    def visible(self, entity: str) -> frozenset[int]:
        """Ids of all visible rows of an entity."""
        if entity not in self._visible:
            table = TABLES[entity]
            seen = self._rights.sees(entity, Sql('"r"."id"'))
            rows = self._asker.rows(put(f'select "r"."id" from "{table.table}" as "r" where {{}}', seen))  # noqa: S608
            self._visible[entity] = frozenset(one for (one,) in rows if isinstance(one, int))
        return self._visible[entity]

    def shapes(self, table: Table, column: Column, box: Box | None) -> Mapping[int, shapely.Geometry]:
        """Geometries of the visible rows, of those whose bounding box meets ``box`` when one is given."""
        key = (table.name, box)
        if key not in self._shapes:
            if column.storage is Storage.AREA:
                found = {one: places.from_geojson(area) for one, area in self.areas(table).items()}
                self._shapes[key] = {one: shape for one, shape in found.items() if shape is not None}
            else:
                self._shapes[key] = self._stored_shapes(table, column, box)
        return self._shapes[key]

    def _stored_shapes(self, table: Table, column: Column, box: Box | None) -> Mapping[int, shapely.Geometry]:
        """A place whose box is a point is that point; its GeoJSON is not read."""
        dialect = self._asker.dialect
        conditions = [self._rights.sees(table.name, Sql('"r"."id"')), Sql('"r".west is not null')]
        if box is not None:
            number = dialect.number
            conditions.append(
                put(
                    '"r".west <= {} and "r".east >= {} and "r".south <= {} and "r".north >= {}',
                    *(number(one) for one in (box.east, box.west, box.north, box.south)),
                )
            )
        point = Sql('case when "r".west = "r".east and "r".south = "r".north then null else ')
        text = put("{}{} end", point, dialect.json_part(Sql(f'"r"."{column.name}"'), ()))
        rows = self._asker.rows(
            put(
                f'select "r"."id", "r".west, "r".south, {{}} from "{table.table}" as "r" where {{}}',  # noqa: S608
                text,
                both(conditions),
            )
        )
        return dict(_shapes(rows))

    def areas(self, table: Table) -> Mapping[int, Json]:
        """Observed areas of the visible datastreams as GeoJSON."""
        if table.name not in self._areas:
            self._areas[table.name] = self.areas_of(self.visible(table.name))
        return self._areas[table.name]

    def areas_of(self, streams: Collection[int]) -> Mapping[int, Json]:
        """Observed areas as given, else the box around the places where the thing is and was."""
        ids = self._asker.dialect.ids(streams)
        part = self._asker.dialect.json_part(Sql('"r"."observed_area"'), ())
        rows = self._asker.rows(
            put(_AREAS, part, ids),
        )
        given = {one: _json(area) for one, _, area in rows if isinstance(one, int) and area is not None}
        things = {
            one: thing
            for one, thing, area in rows
            if isinstance(one, int) and isinstance(thing, int) and area is None
        }
        boxes = self._boxes(frozenset(things.values()))
        derived = {one: _area(boxes[thing]) for one, thing in things.items() if thing in boxes}
        return {**given, **derived}

    def _boxes(self, things: Collection[int]) -> Mapping[int, Box]:
        ids = self._asker.dialect.ids(things)
        now = put(
            f'select "x"."thing_id" as "thing", "x"."location_id" as "place" from "{_NOW}" as "x"'  # noqa: S608
            ' where "x"."thing_id" in ({})',
            ids,
        )
        once = put(
            f'select "h"."thing_id", "x"."location_id" from "{_ONCE}" as "x"'  # noqa: S608
            f' join "{TABLES["HistoricalLocation"].table}" as "h" on "h"."id" = "x"."historical_location_id"'
            ' where "h"."thing_id" in ({})',
            ids,
        )
        rows = self._asker.rows(
            put(_BOXES, joined(" union ", [now, once])),
        )
        return {
            thing: Box(west, south, east, north)
            for thing, west, south, east, north in rows
            if isinstance(thing, int)
            and isinstance(west, float)
            and isinstance(south, float)
            and isinstance(east, float)
            and isinstance(north, float)
        }


def _shapes(rows: Sequence[Sequence[Cell]]) -> Iterator[tuple[int, shapely.Geometry]]:
    for one, west, south, text in rows:
        if text is None and isinstance(west, float) and isinstance(south, float):
            shape: shapely.Geometry | None = shapely.Point(west, south)
        else:
            shape = places.from_geojson(_json(text))
        if isinstance(one, int) and shape is not None:
            yield one, shape


def _json(text: object) -> Json:
    found: Json = msgspec.json.decode(text) if isinstance(text, str) else None
    return found


def _area(box: Box) -> Json:
    """A point, a line or a rectangle as GeoJSON."""
    west, south, east, north = box
    if west == east and south == north:
        return {"type": "Point", "coordinates": [west, south]}
    if west == east or south == north:
        return {"type": "LineString", "coordinates": [[west, south], [east, north]]}
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}
