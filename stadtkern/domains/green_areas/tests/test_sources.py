# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from stadtkern.domains.green_areas.sources import decode, decode_trees
from stadtkern.kernel.observation import Payload

_PAYLOADS = Path(__file__).parent / "payloads"


def recorded(name: str) -> Payload:
    return Payload(
        name=name, content=(_PAYLOADS / name).read_bytes(), received_at=datetime(2026, 11, 22, tzinfo=UTC)
    )


def test_parks_have_their_size_in_square_metres() -> None:
    found = {
        feature.key: feature
        for feature in decode(recorded("osm-green-areas.geojson")).features["green-areas"]
    }
    area = found["way/101041870"].properties["area_m2"]
    assert isinstance(area, float)
    assert 10_000 < area < 30_000


def test_all_areas_are_polygons() -> None:
    found = decode(recorded("osm-green-areas.geojson")).features["green-areas"]
    assert len(found) == 117
    assert {feature.geometry.geom_type for feature in found if feature.geometry} <= {
        "Polygon",
        "MultiPolygon",
    }


def test_trees_are_points() -> None:
    found = decode_trees(recorded("osm-trees.geojson")).features["trees"]
    assert [feature.key for feature in found] == ["node/869068347", "node/869068632"]


def test_the_girth_of_a_tree_is_turned_into_centimetres() -> None:
    content = (
        b'{"type":"FeatureCollection","features":[{"type":"Feature","id":"node/1","geometry":{"type":"Point",'
        b'"coordinates":[7.1,51.2]},"properties":{"natural":"tree","circumference":"1.2 m",'
        b'"start_date":"1998-03"}}]}'
    )
    payload = Payload(name="x.geojson", content=content, received_at=datetime(2026, 11, 22, tzinfo=UTC))
    (tree,) = decode_trees(payload).features["trees"]
    assert (tree.properties["trunk_cm"], tree.properties["planted"]) == (120.0, 1998)
